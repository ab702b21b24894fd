namespace Emergency.Web.Tests.Security;

[Collection("site")]
public sealed class SecurityHeadersTests(SharedSite shared)
{
    /// <summary>Written out a second time on purpose: a loosened policy must be changed here too.</summary>
    public const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    [Theory]
    [InlineData("/sign-in")]
    [InlineData("/nothing-here")]
    [InlineData("/css/site.css")]
    [InlineData("/api/v1/forecast")]
    public async Task Every_answer_carries_the_policy(string path)
    {
        using var client = shared.Site.Anonymous();
        var answer = await client.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(Policy, answer.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("DENY", answer.Headers.GetValues("X-Frame-Options").Single());
    }

    [Fact]
    public async Task Only_the_page_that_tries_the_api_may_run_inline_script()
    {
        using var client = shared.Site.Anonymous();
        var answer = await client.GetAsync("/api/index.html", TestContext.Current.CancellationToken);
        Assert.Contains("script-src 'self' 'unsafe-inline'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }
}
