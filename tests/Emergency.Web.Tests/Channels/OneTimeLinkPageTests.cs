using System.Net;
using Emergency.Core;
using Emergency.Core.Decisions;
using Emergency.Dispatch.Delivery;
using Emergency.Dispatch.Orders;
using Emergency.Storage.Accounts;
using Emergency.Storage.Orders;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Emergency.Web.Tests.Channels;

public sealed class OneTimeLinkPageTests(LinkSite site) : IClassFixture<LinkSite>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Opening_the_link_shows_the_order_and_changes_nothing_about_it()
    {
        using var client = site.Site.Anonymous();
        var before = await site.RowAsync(1);
        var answer = await client.GetAsync(await site.LinkAsync(1), Token);
        await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, await site.LinkAsync(1)), Token);

        var html = await answer.Content.ReadAsStringAsync(Token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.All(new[] { before.Number, before.EnterpriseName, "喷雾干燥塔停产", "签收本指令", "值班室 0356-2000000" }, text => Assert.Contains(text, html, StringComparison.Ordinal));
        Assert.Equal((true, "no-referrer"), (answer.Headers.CacheControl!.NoStore, string.Join(",", answer.Headers.GetValues("Referrer-Policy"))));
        var after = await site.RowAsync(1);
        Assert.Equal((before.State, before.Version, 0), (after.State, after.Version, await site.ReceiptsAsync(1)));
        await site.Site.DatabaseAsync(async db => Assert.True(await db.Audit.AnyAsync(a => a.Action == "order.open" && a.By == "link" && a.Subject == before.Id)));
    }

    [Fact]
    public async Task The_link_says_how_many_lines_stop_and_in_which_hours_as_the_portal_does()
    {
        var id = site.OrderId(1);
        await site.Site.DatabaseAsync(async db =>
        {
            var row = await db.Orders.SingleAsync(o => o.Id == id);
            var order = CanonicalJson.Read<Order>(row.Json);
            row.Json = CanonicalJson.Write(order with { Lines = [order.Lines[0] with { FromHour = 22, ToHour = 6, LinesTotal = 4, LinesStopped = 3 }, .. order.Lines.Skip(1)] });
            await db.SaveChangesAsync();
        });
        using var client = site.Site.Anonymous();
        foreach (var page in new[] { await client.GetStringAsync(await site.LinkAsync(1), Token), await (await site.Site.AsAsync(Roles.Enterprise)).GetStringAsync("/portal", Token) })
        {
            var html = WebUtility.HtmlDecode(page);
            Assert.Contains("每日 22 时至次日 6 时", html, StringComparison.Ordinal);
            Assert.Contains("共 4 条生产线，停 3 条", html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Acknowledging_again_and_again_is_the_same_as_once()
    {
        var link = await site.LinkAsync(2);
        for (var i = 0; i < 3; i++)
        {
            // A new visitor each time: the link is forwarded within the plant.
            using var client = site.Site.Anonymous();
            var answer = await Site.PostAsync(client, link, link + "?handler=Acknowledge", []);
            Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
            Assert.Contains("已签收", await client.GetStringAsync(link, Token), StringComparison.Ordinal);
        }

        Assert.Equal((OrderState.Acknowledged, 1), ((await site.RowAsync(2)).State, await site.ReceiptsAsync(2)));
    }

    [Fact]
    public async Task An_objection_needs_a_reason_and_counts_once()
    {
        var link = await site.LinkAsync(3);
        using var client = site.Site.Anonymous();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Site.PostAsync(client, link, link + "?handler=Object", new() { ["note"] = "" })).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await Site.PostAsync(client, link, link + "?handler=Object", new() { ["note"] = "窑炉正在检修" })).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await Site.PostAsync(client, link, link + "?handler=Object", new() { ["note"] = "窑炉正在检修" })).StatusCode);
        Assert.Equal(OrderState.Objected, (await site.RowAsync(3)).State);
        Assert.Contains("异议已提交，等待答复", await client.GetStringAsync(link, Token), StringComparison.Ordinal);
        var id = site.OrderId(3);
        await site.Site.DatabaseAsync(async db => Assert.Equal(1, await db.Receipts.CountAsync(r => r.OrderId == id && r.Kind == "object" && r.RefusalCode == null)));
    }

    [Fact]
    public async Task Nothing_happens_without_the_forms_token()
    {
        using var client = site.Site.Anonymous();
        var version = (await site.RowAsync(1)).Version;
        Assert.Equal(HttpStatusCode.BadRequest, (await client.PostAsync(await site.LinkAsync(1) + "?handler=Acknowledge", null, Token)).StatusCode);
        Assert.Equal(version, (await site.RowAsync(1)).Version);
    }

    [Fact]
    public async Task A_wrong_link_says_nothing_about_any_order()
    {
        var row = await site.RowAsync(1);
        using var client = site.Site.Anonymous();
        foreach (var token in new[] { "none", row.Number, row.Number + ".", OneTimeLink.Token("another secret of the tests", row.Number), OneTimeLink.Token(LinkSite.LinkSecret, row.Number + "1") })
        {
            var answer = await client.GetAsync("/a/" + token, Token);
            var html = await answer.Content.ReadAsStringAsync(Token);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            Assert.Contains("链接无效或已失效", html, StringComparison.Ordinal);
            Assert.DoesNotContain(row.EnterpriseName, html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_link_ends_with_its_order()
    {
        await using var own = new OwnSite();
        var other = await own.StartAsync();
        var link = await other.LinkAsync(1);
        using var client = other.Site.Anonymous();
        var token = await Site.FormTokenAsync(client, link);
        await other.Site.Services.GetRequiredService<OrderDesk>().LiftAsync(other.ResponseId, new Text("空气好转", "better air"), "headquarters", TestCity.Now.AddHours(1), Token);

        var opened = await client.GetAsync(link, Token);
        var posted = await client.PostAsync(link + "?handler=Acknowledge", new FormUrlEncodedContent([new("__RequestVerificationToken", token)]), Token);
        foreach (var answer in new[] { opened, posted })
        {
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            Assert.DoesNotContain((await other.RowAsync(1)).EnterpriseName, await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        }

        Assert.Equal((null, 0), ((await other.RowAsync(1)).AcknowledgedAt, await other.ReceiptsAsync(1)));
    }

    /// <summary>A site whose orders one test may end.</summary>
    private sealed class OwnSite : IAsyncDisposable
    {
        private readonly LinkSite site = new();

        public async Task<LinkSite> StartAsync()
        {
            await site.InitializeAsync();
            return site;
        }

        public ValueTask DisposeAsync() => site.DisposeAsync();
    }
}
