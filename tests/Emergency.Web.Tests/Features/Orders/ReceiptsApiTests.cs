using System.Net;
using System.Text;
using System.Text.Json;
using Emergency.Dispatch.Delivery;
using Emergency.Dispatch.Orders;
using Emergency.Testing;
using Emergency.Web.Features.Orders;
using Emergency.Web.Language;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Emergency.Web.Tests.Features.Orders;

public sealed class ReceiptsApiTests : IAsyncLifetime
{
    private const string Secret = "test secret";

    private TestDatabase database = null!;
    private OrderCity city = null!;
    private WebApplication site = null!;
    private HttpClient http = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync("sqlite");
        city = await OrderCity.CreateAsync(database, 2);
        await city.IssueAsync(await city.PlanAsync("plan:1"));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddHttpContextAccessor().AddScoped<PageLanguage>().AddSingleton(city.Orders).AddSingleton(city.Clock);
        site = builder.Build();
        site.MapReceipts(Secret);
        await site.StartAsync(Token);
        http = new HttpClient { BaseAddress = new Uri(site.Urls.First()) };
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await site.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task A_signed_acknowledgement_is_taken_in_and_a_replay_gets_the_same_answer()
    {
        var body = Body(city.OrderId(1), 1, "acknowledge");
        var (status, answer) = await PostAsync(body);
        var (again, repeated) = await PostAsync(body);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK, answer), (status, again, repeated));
        var row = await city.RowAsync(1);
        Assert.Equal((OrderState.Acknowledged, 3), (row.State, row.Version));
    }

    [Fact]
    public async Task Execution_is_reported_and_an_objection_is_taken_with_its_reason()
    {
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(Body(city.OrderId(1), 1, "execution", "两条窑已停一条"))).Status);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(Body(city.OrderId(2), 1, "object", "窑炉刚点火"), enterprise: 2)).Status);
        Assert.Equal((OrderState.Executed, OrderState.Objected), ((await city.RowAsync(1)).State, (await city.RowAsync(2)).State));
    }

    [Fact]
    public async Task A_forged_a_stale_and_an_unsigned_request_change_nothing()
    {
        var body = Body(city.OrderId(1), 1, "acknowledge");
        Assert.Equal((HttpStatusCode.Unauthorized, "SIGN-003"), await RefusedAsync(body, secret: "guess"));
        Assert.Equal((HttpStatusCode.Unauthorized, "SIGN-002"), await RefusedAsync(body, at: DispatchCity.Issued.AddMinutes(-6)));
        Assert.Equal((HttpStatusCode.Unauthorized, "SIGN-003"), await RefusedAsync(body, signedEnterprise: 2));
        Assert.Equal((HttpStatusCode.Unauthorized, "SIGN-001"), await RefusedAsync(body, unsigned: true));
        Assert.Equal(2, (await city.RowAsync(1)).Version);
    }

    [Fact]
    public async Task Refusals_keep_their_code_and_fit_their_status()
    {
        Assert.Equal((HttpStatusCode.Forbidden, "ORDER-403"), await RefusedAsync(Body(city.OrderId(1), 1, "acknowledge"), enterprise: 2, signedEnterprise: 2));
        Assert.Equal((HttpStatusCode.NotFound, "ORDER-001"), await RefusedAsync(Body("nothing", 1, "acknowledge")));
        Assert.Equal((HttpStatusCode.Conflict, "ORDER-002"), await RefusedAsync(Body(city.OrderId(1), 2, "acknowledge")));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "ORDER-006"), await RefusedAsync(Body(city.OrderId(1), 1, "object")));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "ORDER-008"), await RefusedAsync(Body(city.OrderId(1), 1, "acknowledge"), key: ""));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"orderId": "x", "revision": "one", "kind": "acknowledge"}""")]
    [InlineData("""{"orderId": "x", "revision": 1, "kind": "cancel"}""")]
    public async Task A_body_that_is_no_receipt_is_refused_with_what_is_expected(string body) =>
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "RECEIPT-001"), await RefusedAsync(body));

    [Fact]
    public async Task A_body_beyond_the_limit_is_refused_before_its_signature_is_computed() =>
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "RECEIPT-001"), await RefusedAsync(new string(' ', (64 * 1024) + 1), unsigned: true));

    private static string Body(string orderId, int revision, string kind, string? note = null) => JsonSerializer.Serialize(new { orderId, revision, kind, note });

    private async Task<(HttpStatusCode Status, string Code)> RefusedAsync(
        string body, int enterprise = 1, int? signedEnterprise = null, string secret = Secret, DateTimeOffset? at = null, bool unsigned = false, string key = "k1")
    {
        var (status, answer) = await PostAsync(body, enterprise, signedEnterprise, secret, at, unsigned, key);
        using var problem = JsonDocument.Parse(answer);
        return (status, problem.RootElement.GetProperty("code").GetString()!);
    }

    private async Task<(HttpStatusCode Status, string Answer)> PostAsync(
        string body, int enterprise = 1, int? signedEnterprise = null, string secret = Secret, DateTimeOffset? at = null, bool unsigned = false, string key = "k1")
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/" + ReceiptsApi.Route) { Content = new ByteArrayContent(bytes) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.Add(WebhookSignature.EnterpriseHeader, DispatchCity.Code(enterprise));
        request.Headers.Add(WebhookSignature.KeyHeader, key);
        if (!unsigned)
        {
            var timestamp = WebhookSignature.Timestamp(at ?? DispatchCity.Issued);
            request.Headers.Add(WebhookSignature.TimestampHeader, timestamp);
            request.Headers.Add(WebhookSignature.SignatureHeader, WebhookSignature.Sign(WebhookSignature.KeyFor(secret, DispatchCity.Code(signedEnterprise ?? enterprise)), timestamp, bytes));
        }

        using var answer = await http.SendAsync(request, Token);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Token));
    }
}
