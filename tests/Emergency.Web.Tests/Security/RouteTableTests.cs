using System.Net;
using System.Text;
using Emergency.Storage.Accounts;
using Emergency.Web.Security;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Emergency.Web.Tests.Security;

[Collection("site")]
public sealed class RouteTableTests(SharedSite shared)
{
    private readonly Site site = shared.Site;

    [Fact]
    public async Task Every_mapped_route_stands_in_the_table_and_every_row_of_the_table_is_mapped()
    {
        var mapped = await MappedAsync();
        var table = RouteTable.Rules.Select(r => (r.Method, r.Pattern, r.Handler.ToLowerInvariant())).ToHashSet();
        Assert.Equal([], mapped.Except(table).Order());
        Assert.Equal([], table.Except(mapped).Order());
    }

    [Fact]
    public void No_row_stands_twice() =>
        Assert.Equal(RouteTable.Rules.Count, RouteTable.Rules.DistinctBy(r => (r.Method, r.Pattern.ToLowerInvariant(), r.Handler.ToLowerInvariant())).Count());

    public static TheoryData<string> Callers => [.. Roles.All, "anonymous"];

    [Theory]
    [MemberData(nameof(Callers))]
    public async Task Every_route_answers_the_caller_as_the_table_says(string role)
    {
        var client = role == "anonymous" ? site.Anonymous() : await site.AsAsync(role);
        var wrong = new List<string>();
        foreach (var rule in RouteTable.Rules)
        {
            var answer = await CallAsync(client, rule);
            var status = (int)answer.StatusCode;
            // Authorisation speaks before anything else: an allowed caller gets past it and meets 200, a redirect, 400 (no form token) or 404 (no such record).
            var toSignIn = status == 302 && answer.Headers.Location!.OriginalString.Contains("/sign-in?back=", StringComparison.Ordinal);
            // The signed route is open to all, and answers 401 by itself where the signature is missing.
            var unsigned = status == 401 && (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Contains("SIGN-", StringComparison.Ordinal);
            var refused = (status is 401 or 403 && !unsigned) || toSignIn;
            var expected = rule.Allows(role == "anonymous" ? null : role);
            if (refused == expected || (!expected && role != "anonymous" && status != 403))
            {
                wrong.Add($"{rule.Method} /{rule.Pattern} {rule.Handler}: {status}, expected {(expected ? "allowed" : "refused")}");
            }

            Assert.True(status < 500, $"{rule.Method} /{rule.Pattern} {rule.Handler}: {status} {await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}");
        }

        Assert.Equal([], wrong);
    }

    [Fact]
    public async Task A_handler_that_the_table_does_not_name_answers_nobody()
    {
        var client = await site.AsAsync(Roles.Administrator);
        var answer = await Site.PostAsync(client, "/accounts", "/accounts?handler=Anything", []);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    private static async Task<HttpResponseMessage> CallAsync(HttpClient client, RouteRule rule)
    {
        var path = "/" + System.Text.RegularExpressions.Regex.Replace(rule.Pattern, @"\{[^}]*\}", m => m.Value.Contains(":int", StringComparison.Ordinal) ? "404" : "none");
        if (rule.Handler.Length > 0)
        {
            path += "?handler=" + rule.Handler;
        }

        // No form token is sent: an allowed POST ends at 400, after authorisation and before anything is done.
        using var request = new HttpRequestMessage(new HttpMethod(rule.Method), path);
        if (rule.Method != "GET")
        {
            request.Content = rule.Pattern.StartsWith("api/", StringComparison.Ordinal) ? new StringContent("{}", Encoding.UTF8, "application/json") : new FormUrlEncodedContent([]);
        }

        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }

    private async Task<HashSet<(string Method, string Pattern, string Handler)>> MappedAsync()
    {
        var loader = site.Services.GetRequiredService<PageLoader>();
        var found = new HashSet<(string, string, string)>();
        var endpoints = site.Services.GetRequiredService<EndpointDataSource>().Endpoints;
        Assert.All(endpoints, e => Assert.IsType<RouteEndpoint>(e));
        foreach (var endpoint in endpoints.OfType<RouteEndpoint>())
        {
            var pattern = endpoint.RoutePattern.RawText!.Trim('/');
            if (endpoint.Metadata.GetMetadata<PageActionDescriptor>() is { } page)
            {
                var compiled = await loader.LoadAsync(page, endpoint.Metadata);
                foreach (var handler in compiled.HandlerMethods)
                {
                    found.Add((handler.HttpMethod.ToUpperInvariant(), pattern, (handler.Name ?? "").ToLowerInvariant()));
                }

                if (!compiled.HandlerMethods.Any(h => h.HttpMethod == "Get") && pattern is not ("sign-out" or "language"))
                {
                    found.Add(("GET", pattern, ""));
                }

                continue;
            }

            foreach (var method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"])
            {
                found.Add((method, pattern, ""));
            }
        }

        return found;
    }
}
