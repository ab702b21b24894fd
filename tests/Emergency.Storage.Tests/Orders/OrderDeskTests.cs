using Emergency.Core;
using Emergency.Core.Time;
using Emergency.Dispatch.Orders;
using Emergency.Dispatch.Receipts;
using Emergency.Storage.Audit;
using Emergency.Storage.Ledger;
using Emergency.Storage.Orders;
using Emergency.Testing;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.Tests.Orders;

public sealed class OrderDeskTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, BothDatabases]
    public async Task Issuing_writes_orders_events_ledger_audit_and_the_response_together(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var city = await OrderCity.CreateAsync(database, 3, n => n == 2 ? "https://plant2.example/orders" : "");
        var result = await city.IssueAsync(await city.PlanAsync("plan:1"));

        Assert.Equal([city.OrderId(1), city.OrderId(2), city.OrderId(3)], result.Issued);
        await using var db = database.CreateDbContext();
        Assert.All(await db.Orders.ToListAsync(Token), o => Assert.Equal((OrderState.Issued, 2), (o.State, o.Version)));
        Assert.Equal(
            [null, OrderEvent.Issue],
            await db.OrderEvents.Where(e => e.OrderId == city.OrderId(1)).OrderBy(e => e.Sequence).Select(e => e.Event).ToListAsync(Token));
        Assert.Equal(
            [$"{city.OrderId(1)}/portal/order", $"{city.OrderId(2)}/portal/order", $"{city.OrderId(2)}/webhook/order", $"{city.OrderId(3)}/portal/order"],
            (await city.LedgerRowsAsync()).Select(d => d.Key).Order(StringComparer.Ordinal));
        var response = await db.Responses.SingleAsync(Token);
        Assert.Equal(("plan:1", 3), (response.PlanId, response.Version));
        Assert.Equal("下达指令：新发3份，保持0份，终止0份（方案plan:1）", (await db.ResponseEvents.SingleAsync(Token)).Note);
        Assert.Single(await db.Audit.Where(a => a.Action == "order.issue").ToListAsync(Token));
        Assert.True((await AuditLog.VerifyAsync(db, Token)).Intact);
    }

    [Theory, BothDatabases]
    public async Task Issuing_the_same_plan_again_makes_nothing_new(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var city = await OrderCity.CreateAsync(database, 3);
        var plan = await city.PlanAsync("plan:1");
        await city.IssueAsync(plan);
        var before = await SnapshotAsync(database);

        var again = await city.IssueAsync(plan, DispatchCity.Issued.AddMinutes(5));

        Assert.Empty(again.Issued);
        Assert.Equal(3, again.Kept);
        Assert.Equal(before, await SnapshotAsync(database));
    }

    [Theory, BothDatabases]
    public async Task Two_officers_issuing_at_once_make_each_order_once(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var city = await OrderCity.CreateAsync(database, 20);
        var plan = await city.PlanAsync("plan:1");

        var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => city.IssueAsync(plan), Token)));

        Assert.Equal(20, results.Sum(r => r.Issued.Count));
        await using var db = database.CreateDbContext();
        Assert.Equal(20, await db.Orders.CountAsync(Token));
        Assert.Equal(40, await db.OrderEvents.CountAsync(Token));
    }

    [Theory, BothDatabases]
    public async Task A_new_plan_keeps_replaces_adds_and_ends_only_what_changed(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var city = await OrderCity.CreateAsync(database, 4);
        await city.IssueAsync(await city.PlanAsync("plan:1", DispatchCity.Plan(city.List, asked: c => c != DispatchCity.Code(4))));
        await city.DeliverAllAsync("w1");
        var harder = DispatchCity.Plan(city.List, kilnShare: 1m, asked: c => c != DispatchCity.Code(3));
        var same = DispatchCity.Plan(city.List, asked: c => c == DispatchCity.Code(1));
        var plan = harder with { Choices = [.. same.Choices, .. harder.Choices.Where(c => c.EnterpriseCode != DispatchCity.Code(1))] };

        var result = await city.IssueAsync(await city.PlanAsync("plan:2", plan), DispatchCity.Issued.AddHours(1));

        Assert.Equal(1, result.Kept);
        Assert.Equal([city.OrderId(2, 2), city.OrderId(4)], result.Issued);
        Assert.Equal([city.OrderId(3)], result.Ended);
        Assert.Equal(OrderState.Delivered, (await city.RowAsync(1)).State);
        Assert.Equal(OrderState.Replaced, (await city.RowAsync(2)).State);
        Assert.Equal(OrderState.Issued, (await city.RowAsync(2, 2)).State);
        Assert.Equal(OrderState.Withdrawn, (await city.RowAsync(3)).State);
        Assert.Contains(await city.LedgerRowsAsync(), d => d.Key == $"{city.OrderId(3)}/portal/lift");
        Assert.Equal("2018-2019-03-0002-2", (await city.RowAsync(2, 2)).Number);
        Assert.Equal("2018-2019-03-0004-1", (await city.RowAsync(4)).Number);
    }

    [Theory, BothDatabases]
    public async Task A_plan_of_another_level_is_refused_and_changes_nothing(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var city = await OrderCity.CreateAsync(database, 1);
        var plan = await city.PlanAsync("plan:red", DispatchCity.Plan(city.List, WarningLevel.Red));
        var before = await SnapshotAsync(database);

        var outcome = await city.Orders.IssueAsync(city.Request(plan), Token);

        Assert.Equal(OrderDesk.PlanDoesNotFit, outcome.Refusal?.Code);
        Assert.Equal(before, await SnapshotAsync(database));
    }

    [Theory, BothDatabases]
    public async Task Orders_take_effect_when_their_time_comes_and_only_once(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var city = await OrderCity.CreateAsync(database, 3);
        await city.IssueAsync(await city.PlanAsync("plan:1"));
        var first = (await city.RowAsync(1)).StartsAt;

        Assert.Equal(0, await city.Orders.TakeEffectDueAsync(DispatchCity.Issued, Token));
        Assert.Equal(3, await city.Orders.TakeEffectDueAsync(DispatchCity.Start, Token));
        Assert.Equal(0, await city.Orders.TakeEffectDueAsync(DispatchCity.Start, Token));
        Assert.True(first <= DispatchCity.Start);
        Assert.Equal(OrderState.InForce, (await city.RowAsync(1)).State);
        await using var db = database.CreateDbContext();
        Assert.True((await HistoryCheck.VerifyAsync(db, Token)).Intact);
    }

    [Theory, BothDatabases]
    public async Task A_lift_ends_every_order_and_a_message_goes_to_everybody_also_where_the_order_never_arrived(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var city = await OrderCity.CreateAsync(database, 5, n => n <= 2 ? $"https://plant{n}.example/orders" : "");
        await city.IssueAsync(await city.PlanAsync("plan:1"));
        var held = await city.Ledger.ClaimAsync("w1", 2, TimeSpan.FromMinutes(1), Token);

        var lifted = await city.Orders.LiftAsync(city.ResponseId, new Text("空气质量改善", "better air"), "headquarters", DispatchCity.Start, Token);
        var again = await city.Orders.LiftAsync(city.ResponseId, new Text("空气质量改善", "better air"), "headquarters", DispatchCity.Start, Token);

        Assert.Equal(5, lifted.Count);
        Assert.Empty(again);
        Assert.Equal(2, held.Count);
        var ledger = await city.LedgerRowsAsync();
        Assert.All(ledger.Where(d => d.Stage == "Order"), d => Assert.Equal(DispatchState.Cancelled, d.State));
        Assert.Equal(7, ledger.Count(d => d.Stage == "Lift" && d.State == DispatchState.Pending));
        Assert.Equal(7, await city.DeliverAllAsync("w2"));
        Assert.All(ledger.Where(d => d.Stage == "Lift"), d => Assert.Contains("无论此前是否收到该指令", d.Body, StringComparison.Ordinal));
    }

    [Theory, BothDatabases]
    public async Task Funnel_and_silent_list_follow_the_answers(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var city = await OrderCity.CreateAsync(database, 4);
        await city.IssueAsync(await city.PlanAsync("plan:1"));
        await city.DeliverAllAsync("w1");
        await city.Orders.ReceiveAsync(city.Receipt(1, ReceiptKind.Acknowledge), Token);
        await city.Orders.ReceiveAsync(city.Receipt(2, ReceiptKind.Object, note: "窑炉不能停"), Token);
        await city.Orders.ReceiveAsync(city.Receipt(3, ReceiptKind.Execution), Token);
        var late = DispatchCity.Issued.AddHours(2);

        Assert.Equal(new OrderFunnel(4, 4, 4, 3, 1, 1, 0, 1, 0, 0), await city.Orders.FunnelAsync(city.ResponseId, DispatchCity.Issued.AddMinutes(30), Token));
        Assert.Equal(new OrderFunnel(4, 4, 4, 3, 1, 1, 0, 1, 1, 0), await city.Orders.FunnelAsync(city.ResponseId, late, Token));
        Assert.Equal([city.OrderId(4)], (await city.Orders.SilentAsync(city.ResponseId, late, Token)).Select(s => s.OrderId));
        Assert.Equal(3, (await city.Orders.FunnelAsync(city.ResponseId, DispatchCity.Start.AddHours(25), Token)).ReportOverdue);
    }

    [Theory, BothDatabases]
    public async Task Opening_an_order_is_audited_and_another_enterprise_sees_nothing_of_it(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var city = await OrderCity.CreateAsync(database, 2);
        await city.IssueAsync(await city.PlanAsync("plan:1"));

        var own = await city.Orders.OpenAsync(city.OrderId(1), DispatchCity.Code(1), "plant1", DispatchCity.Issued, Token);
        var foreign = await city.Orders.OpenAsync(city.OrderId(1), DispatchCity.Code(2), "plant2", DispatchCity.Issued, Token);

        Assert.Equal("测试陶瓷1厂", own.OrThrow().Order.EnterpriseName);
        Assert.Equal(ReceiptRules.NotYours, foreign.Refusal?.Code);
        await using var db = database.CreateDbContext();
        Assert.Equal(2, await db.Audit.CountAsync(a => a.Action == "order.open", Token));
    }

    [Theory, BothDatabases]
    public async Task The_timeline_reads_in_order(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var city = await OrderCity.CreateAsync(database, 1);
        await city.IssueAsync(await city.PlanAsync("plan:1"));
        await city.Orders.ReceiveAsync(city.Receipt(1, ReceiptKind.Acknowledge), Token);
        await city.Orders.TakeEffectDueAsync(DispatchCity.Start, Token);
        await city.Orders.LiftAsync(city.ResponseId, new Text("改善", "better air"), "headquarters", DispatchCity.Start.AddDays(2), Token);

        var timeline = await city.Orders.TimelineAsync(city.OrderId(1), Token);

        Assert.Equal(["拟定", "下达", "签收", "生效", "解除"], timeline.Select(t => t.What.Zh));
        Assert.Equal("改善", timeline[^1].Note);
        Assert.Equal(DispatchCity.Start.AddDays(2).ToIso(), timeline[^1].At.ToIso());
    }

    private static async Task<string> SnapshotAsync(TestDatabase database)
    {
        await using var db = database.CreateDbContext();
        return string.Join(
            '|',
            string.Join(',', await db.Orders.OrderBy(o => o.Id).Select(o => o.Id + o.Version).ToListAsync(Token)),
            string.Join(',', await db.Dispatch.OrderBy(d => d.Key).Select(d => d.Key).ToListAsync(Token)),
            await db.OrderEvents.CountAsync(Token),
            await db.Audit.CountAsync(Token),
            (await db.Responses.SingleAsync(Token)).Version);
    }
}
