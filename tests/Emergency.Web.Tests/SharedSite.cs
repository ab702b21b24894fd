namespace Emergency.Web.Tests;

/// <summary>One site with data for all tests that only read it, and an empty one.</summary>
public sealed class SharedSite : IAsyncLifetime
{
    public Site Site { get; private set; } = null!;

    public Site Empty { get; private set; } = null!;

    public string ResponseId { get; private set; } = "";

    public string OwnOrder => $"{ResponseId}:{TestCity.OwnEnterprise}:1";

    public string OtherOrder => $"{ResponseId}:{TestCity.OtherEnterprise}:1";

    public async ValueTask InitializeAsync()
    {
        // Web role: the workers' own tests run the workers; here nothing changes under the reader.
        Site = await Site.StartAsync(new ShiftedClock(TestCity.Now), accounts: true, "--role", "web", "--Webhook:Secret", "test");
        ResponseId = await TestCity.SeedAsync(Site.Services, default);
        Empty = await Site.StartAsync(new ShiftedClock(TestCity.Now), accounts: true, "--role", "web");
    }

    public async ValueTask DisposeAsync()
    {
        await Site.DisposeAsync();
        await Empty.DisposeAsync();
    }
}

[CollectionDefinition("site")]
public sealed class SharedSiteTests : ICollectionFixture<SharedSite>;
