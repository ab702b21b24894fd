using System.Net;
using Emergency.Dispatch.Cap;
using Emergency.Dispatch.Orders;
using Emergency.Storage.Ledger;
using Emergency.Testing;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Web.Tests.Channels;

/// <summary>What comes back from outside: CAP receipts and delivery reports.</summary>
public sealed class GatewayEndpointTests(LinkSite site) : IClassFixture<LinkSite>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_CAP_Ack_acknowledges_the_order_it_refers_to_and_a_repeat_counts_once()
    {
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await site.PostCapAsync(1, Receipt("Ack", 1))).StatusCode);
        }

        Assert.Equal((OrderState.Acknowledged, 1), ((await site.RowAsync(1)).State, await site.ReceiptsAsync(1)));
    }

    [Fact]
    public async Task A_CAP_Error_objects_with_its_note()
    {
        Assert.Equal(HttpStatusCode.OK, (await site.PostCapAsync(2, Receipt("Error", 2, note: "窑炉正在检修"))).StatusCode);
        Assert.Equal(OrderState.Objected, (await site.RowAsync(2)).State);
    }

    [Fact]
    public async Task A_CAP_receipt_that_is_forged_foreign_or_refers_to_something_else_changes_nothing()
    {
        var version = (await site.RowAsync(3)).Version;
        Assert.Equal(HttpStatusCode.Unauthorized, (await site.PostCapAsync(3, Receipt("Ack", 3), secret: "guessed")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await site.PostCapAsync(2, Receipt("Ack", 3))).StatusCode);
        await AssertCodeAsync("CAP-005", await site.PostCapAsync(3, Receipt("Ack", 3, sender: "somebody@else.example")));
        await AssertCodeAsync("CAP-005", await site.PostCapAsync(3, Receipt("Ack", 3, sent: TestCity.Now.AddSeconds(1))));
        await AssertCodeAsync("CAP-001", await site.PostCapAsync(3, "{}"));
        await AssertCodeAsync("ORDER-006", await site.PostCapAsync(3, Receipt("Error", 3)));
        Assert.Equal((OrderState.Issued, null), ((await site.RowAsync(3)).State, (await site.RowAsync(3)).AcknowledgedAt));
        Assert.True((await site.RowAsync(3)).Version >= version);
    }

    [Fact]
    public async Task A_delivery_report_is_kept_once_and_answered_as_the_gateway_wants()
    {
        using var client = site.Site.Anonymous();
        for (var i = 0; i < 2; i++)
        {
            var answer = await client.PostAsync($"/api/v1/sms/reports/{Uri.EscapeDataString(LinkSite.ReportSecret)}", new StringContent("""{"id":"m-1","stat":"UNDELIV"}"""), Token);
            Assert.Equal((HttpStatusCode.OK, "OK"), (answer.StatusCode, await answer.Content.ReadAsStringAsync(Token)));
        }

        await site.Site.DatabaseAsync(async db =>
        {
            var row = await db.DispatchReferences.SingleAsync(r => r.Reference == "m-1");
            Assert.Equal(("sms", false, "UNDELIV", true), (row.Channel, row.Reached, row.Status, row.Open));
        });
    }

    [Theory]
    [InlineData("wrong", HttpStatusCode.NotFound)]
    [InlineData(LinkSite.ReportSecret, HttpStatusCode.UnprocessableEntity)]
    public async Task A_report_at_a_wrong_address_or_in_a_wrong_form_is_refused(string secret, HttpStatusCode status)
    {
        using var client = site.Site.Anonymous();
        Assert.Equal(status, (await client.PostAsync($"/api/v1/sms/reports/{Uri.EscapeDataString(secret)}", new StringContent("{}"), Token)).StatusCode);
    }

    private string Receipt(string type, int n, string note = "", string sender = LinkSite.Sender, DateTimeOffset? sent = null) =>
        $"""
        <alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
          <identifier>plant-{n}_{type}</identifier><sender>plant-{n}</sender><sent>{CapNames.Time(TestCity.Now)}</sent>
          <status>Actual</status><msgType>{type}</msgType><scope>Private</scope><addresses>{LinkSite.Sender}</addresses>
          <note>{note}</note><references>{sender},{site.OrderId(n)},{CapNames.Time(sent ?? TestCity.Now)}</references>
        </alert>
        """;

    private static async Task AssertCodeAsync(string code, HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains($"\"{code}\"", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }
}
