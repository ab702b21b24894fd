using System.Text;
using Emergency.Dispatch.Delivery;
using Emergency.Storage.Orders;
using Emergency.Testing;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Web.Tests.Channels;

/// <summary>A site with every channel set up and three orders, which its tests answer by link, by CAP and by delivery report.</summary>
public sealed class LinkSite : IAsyncLifetime
{
    public const string Sender = "air@example.gov.cn";
    public const string WebhookSecret = "webhook secret";
    public const string LinkSecret = "a link secret of the tests";
    public const string ReportSecret = "a report secret of the tests";

    public Site Site { get; private set; } = null!;

    public string ResponseId { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        Environment.SetEnvironmentVariable("EMERGENCY_TEST_LINKS", LinkSecret);
        Environment.SetEnvironmentVariable("EMERGENCY_TEST_REPORTS", ReportSecret);
        Site = await Site.StartAsync(
            new ShiftedClock(TestCity.Now), accounts: true, "--role", "web", "--Webhook:Secret", WebhookSecret, "--Cap:Sender", Sender,
            "--Authority:Contact", "0356-2000000", "--Links:Address", "https://air.example.gov.cn", "--Links:Secret", "{env:EMERGENCY_TEST_LINKS}",
            "--Sms:Url", "http://127.0.0.1:1/send", "--Sms:Body", "t={text}", "--Sms:MessageId", "id",
            "--Sms:Reports:Secret", "{env:EMERGENCY_TEST_REPORTS}", "--Sms:Reports:MessageId", "id", "--Sms:Reports:Status", "stat",
            "--Sms:Reports:Delivered:0", "DELIVRD", "--Sms:Reports:Failed:0", "UNDELIV");
        ResponseId = await TestCity.SeedAsync(Site.Services, default);
    }

    public ValueTask DisposeAsync() => Site.DisposeAsync();

    public string OrderId(int n) => $"{ResponseId}:{DispatchCity.Code(n)}:1";

    public async Task<OrderRow> RowAsync(int n)
    {
        var id = OrderId(n);
        OrderRow? row = null;
        await Site.DatabaseAsync(async db => row = await db.Orders.AsNoTracking().SingleAsync(o => o.Id == id));
        return row!;
    }

    public async Task<int> ReceiptsAsync(int n)
    {
        var id = OrderId(n);
        var count = 0;
        await Site.DatabaseAsync(async db => count = await db.Receipts.CountAsync(r => r.OrderId == id));
        return count;
    }

    /// <summary>Path of the link to the order of the n-th plant.</summary>
    public async Task<string> LinkAsync(int n) => "/a/" + OneTimeLink.Token(LinkSecret, (await RowAsync(n)).Number);

    /// <summary>Posts a CAP message, signed by the n-th plant.</summary>
    public async Task<HttpResponseMessage> PostCapAsync(int n, string body, string? secret = null)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var timestamp = WebhookSignature.Timestamp(TestCity.Now.AddMinutes(1));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/cap/receipts") { Content = new ByteArrayContent(bytes) };
        request.Content.Headers.ContentType = new("application/cap+xml");
        request.Headers.Add(WebhookSignature.EnterpriseHeader, DispatchCity.Code(n));
        request.Headers.Add(WebhookSignature.TimestampHeader, timestamp);
        request.Headers.Add(WebhookSignature.SignatureHeader, WebhookSignature.Sign(WebhookSignature.KeyFor(secret ?? WebhookSecret, DispatchCity.Code(n)), timestamp, bytes));
        using var client = Site.Anonymous();
        return await client.SendAsync(request);
    }
}
