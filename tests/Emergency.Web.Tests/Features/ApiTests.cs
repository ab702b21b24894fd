using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Emergency.Storage.Accounts;
using Emergency.Web.Security;

namespace Emergency.Web.Tests.Features;

[Collection("site")]
public sealed partial class ApiTests(SharedSite shared)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_document_lists_every_api_route_and_nothing_else()
    {
        using var client = shared.Site.Anonymous();
        var document = await client.GetFromJsonAsync<JsonElement>("/openapi/v1.json", Token);
        var listed = document.GetProperty("paths").EnumerateObject()
            .SelectMany(p => p.Value.EnumerateObject().Select(m => $"{m.Name.ToUpperInvariant()} {p.Name.TrimStart('/')}"))
            .Where(r => r.Contains(" api/", StringComparison.Ordinal)).Order();
        var mapped = RouteTable.Rules.Where(r => r.Pattern.StartsWith("api/v1/", StringComparison.Ordinal)).Select(r => $"{r.Method} {Constraint().Replace(r.Pattern, "}")}").Order();
        Assert.Equal(mapped, listed);
    }

    [Fact]
    public async Task A_refusal_is_problem_details_with_code_sentence_and_remedy()
    {
        var client = await shared.Empty.AsAsync(Roles.Planner);
        var answer = await client.GetAsync("/api/v1/list/enterprises", Token);
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.Equal("LIST-001", problem.GetProperty("code").GetString());
        Assert.NotEmpty(problem.GetProperty("sentence").GetProperty("zh").GetString()!);
        Assert.NotEmpty(problem.GetProperty("remedy").GetProperty("en").GetString()!);
    }

    [Fact]
    public async Task An_unsafe_call_without_the_token_changes_nothing()
    {
        using var client = shared.Site.Anonymous();
        Assert.Equal(HttpStatusCode.BadRequest, (await client.PostAsJsonAsync("/api/v1/session", new { userName = Roles.Planner, password = Site.Password }, Token)).StatusCode);
        var session = await client.GetFromJsonAsync<JsonElement>("/api/v1/session", Token);
        client.DefaultRequestHeaders.Add("X-Form-Token", session.GetProperty("formToken").GetString());
        Assert.Equal(HttpStatusCode.NoContent, (await client.PostAsJsonAsync("/api/v1/session", new { userName = Roles.Planner, password = Site.Password }, Token)).StatusCode);
        Assert.Equal(Roles.Planner, (await client.GetFromJsonAsync<JsonElement>("/api/v1/session", Token)).GetProperty("role").GetString());
    }

    [Fact]
    public async Task A_list_is_read_part_by_part_and_not_sent_again_when_known()
    {
        var client = await shared.Site.AsAsync(Roles.Planner);
        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var part = await client.GetFromJsonAsync<JsonElement>($"/api/v1/list/enterprises?limit=2&cursor={cursor}", Token);
            seen.AddRange(part.GetProperty("items").EnumerateArray().Select(e => e.GetProperty("code").GetString()!));
            cursor = part.GetProperty("next").GetString();
        }
        while (cursor is not null);
        Assert.Equal(3, seen.Distinct().Count());

        var first = await client.GetAsync("/api/v1/advice", Token);
        using var again = new HttpRequestMessage(HttpMethod.Get, "/api/v1/advice");
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        Assert.Equal(HttpStatusCode.NotModified, (await client.SendAsync(again, Token)).StatusCode);
    }

    [Fact]
    public async Task Progress_comes_as_server_sent_events()
    {
        var client = await shared.Site.AsAsync(Roles.DutyOfficer);
        using var stream = await client.GetStreamAsync($"/api/v1/responses/{shared.ResponseId}/progress/stream", Token);
        using var reader = new StreamReader(stream);
        Assert.Equal("event: progress", await reader.ReadLineAsync(Token));
        Assert.Contains("\"planned\":3", await reader.ReadLineAsync(Token), StringComparison.Ordinal);
    }

    /// <summary>A type that a part of a route must have; the document gives it in the schema instead.</summary>
    [GeneratedRegex(":[a-z]+\\}")]
    private static partial Regex Constraint();
}
