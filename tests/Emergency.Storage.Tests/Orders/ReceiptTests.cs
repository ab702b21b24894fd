using Emergency.Core;
using Emergency.Dispatch.Orders;
using Emergency.Dispatch.Receipts;
using Emergency.Storage.Orders;
using Emergency.Testing;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.Tests.Orders;

public sealed class ReceiptTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, BothDatabases]
    public async Task A_receipt_sent_twice_counts_once_and_gets_the_same_answer(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var city = await OrderCity.CreateAsync(database, 1);
        await city.IssueAsync(await city.PlanAsync("plan:1"));

        var first = await city.Orders.ReceiveAsync(city.Receipt(1, ReceiptKind.Acknowledge), Token);
        var version = (await city.RowAsync(1)).Version;
        var second = await city.Orders.ReceiveAsync(city.Receipt(1, ReceiptKind.Acknowledge, at: DispatchCity.Issued.AddMinutes(30)), Token);

        Assert.Equal(OrderState.Acknowledged, first.OrThrow().State);
        Assert.Equal(first.OrThrow().AcknowledgedAt, second.OrThrow().AcknowledgedAt);
        Assert.Equal(version, (await city.RowAsync(1)).Version);
        await using var db = database.CreateDbContext();
        Assert.Equal(1, await db.Receipts.CountAsync(Token));
    }

    [Theory, BothDatabases]
    public async Task A_key_used_for_something_else_is_refused(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var city = await OrderCity.CreateAsync(database, 1);
        await city.IssueAsync(await city.PlanAsync("plan:1"));
        await city.Orders.ReceiveAsync(city.Receipt(1, ReceiptKind.Object, note: "甲"), Token);

        var other = await city.Orders.ReceiveAsync(city.Receipt(1, ReceiptKind.Object, note: "乙"), Token);

        Assert.Equal(OrderDesk.KeyUsed, other.Refusal?.Code);
    }

    [Theory, BothDatabases]
    public async Task A_link_opens_and_answers_the_order_it_names_while_it_runs_and_writes_nothing_afterwards(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var city = await OrderCity.CreateAsync(database, 2);
        await city.IssueAsync(await city.PlanAsync("plan:1"));
        var number = (await city.RowAsync(2)).Number;
        Receipt Of(OrderRow row) => city.Receipt(2, ReceiptKind.Acknowledge, orderId: row.Id);

        var opened = await city.Orders.OpenByLinkAsync(number, "link", DispatchCity.Issued, Token);
        // Many at once, as after a short message: they share transactions and each gets its own answer.
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => city.Orders.ReceiveByLinkAsync(number, Of, Token)));
        await city.Orders.LiftAsync(city.ResponseId, new Text("改善", "better air"), "王指挥", DispatchCity.Start, Token);
        var version = (await city.RowAsync(2)).Version;
        var late = await city.Orders.ReceiveByLinkAsync(number, Of, Token);
        var closed = await city.Orders.OpenByLinkAsync(number, "link", DispatchCity.Start, Token);
        var unknown = await city.Orders.OpenByLinkAsync("2018-2019-03-0009-1", "link", DispatchCity.Start, Token);

        Assert.Equal(city.OrderId(2), opened.OrThrow().Order.Id);
        Assert.All(answers, a => Assert.Equal(OrderState.Acknowledged, a.OrThrow().State));
        Assert.Null((await city.RowAsync(1)).AcknowledgedAt);
        Assert.All(new[] { late.Refusal, closed.Refusal, unknown.Refusal }, r => Assert.Equal(OrderDesk.UnknownOrder, r?.Code));
        Assert.Equal(version, (await city.RowAsync(2)).Version);
        await using var db = database.CreateDbContext();
        Assert.Equal(1, await db.Receipts.CountAsync(Token));
        Assert.Equal(1, await db.Audit.CountAsync(a => a.Action == "order.open", Token));
    }

    [Theory, BothDatabases]
    public async Task A_receipt_for_a_replaced_order_names_the_order_to_open_and_is_kept(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var city = await OrderCity.CreateAsync(database, 1);
        await city.IssueAsync(await city.PlanAsync("plan:1"));
        await city.IssueAsync(await city.PlanAsync("plan:2", DispatchCity.Plan(city.List, kilnShare: 1m)), DispatchCity.Issued.AddHours(1));

        var late = await city.Orders.ReceiveAsync(city.Receipt(1, ReceiptKind.Acknowledge, revision: 1), Token);
        var wrong = await city.Orders.ReceiveAsync(city.Receipt(1, ReceiptKind.Acknowledge, key: "k2", revision: 1, orderId: city.OrderId(1, 2)), Token);

        Assert.Equal(OrderTransitions.WasReplaced, late.Refusal?.Code);
        Assert.Contains("2018-2019-03-0001-2", late.Refusal!.Remedy.Zh, StringComparison.Ordinal);
        Assert.Equal(ReceiptRules.WrongRevision, wrong.Refusal?.Code);
        Assert.Contains("第2版", wrong.Refusal!.Sentence.Zh, StringComparison.Ordinal);
        await using var db = database.CreateDbContext();
        Assert.Equal(
            [ReceiptRules.WrongRevision, OrderTransitions.WasReplaced],
            (await db.Receipts.Select(r => r.RefusalCode).ToListAsync(Token)).Order(StringComparer.Ordinal));
        Assert.Null((await city.RowAsync(1, 2)).AcknowledgedAt);
    }

    [Theory, BothDatabases]
    public async Task Acknowledging_a_lifted_order_names_who_lifted_it_and_when(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var city = await OrderCity.CreateAsync(database, 1);
        await city.IssueAsync(await city.PlanAsync("plan:1"));
        await city.Orders.LiftAsync(city.ResponseId, new Text("改善", "better air"), "王指挥", DispatchCity.Start, Token);

        var late = await city.Orders.ReceiveAsync(city.Receipt(1, ReceiptKind.Acknowledge, at: DispatchCity.Start.AddHours(1)), Token);

        Assert.Equal(OrderTransitions.WasLifted, late.Refusal?.Code);
        Assert.Contains("2019年1月11日18时由王指挥解除（改善）", late.Refusal!.Sentence.Zh, StringComparison.Ordinal);
        Assert.Equal(OrderState.Lifted, (await city.RowAsync(1)).State);
    }

    [Theory, BothDatabases]
    public async Task Another_enterprise_cannot_answer_and_the_attempt_is_audited(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var city = await OrderCity.CreateAsync(database, 2);
        await city.IssueAsync(await city.PlanAsync("plan:1"));

        var outcome = await city.Orders.ReceiveAsync(city.Receipt(2, ReceiptKind.Acknowledge, orderId: city.OrderId(1)), Token);

        Assert.Equal(ReceiptRules.NotYours, outcome.Refusal?.Code);
        Assert.Null((await city.RowAsync(1)).AcknowledgedAt);
        await using var db = database.CreateDbContext();
        Assert.Equal(0, await db.Receipts.CountAsync(Token));
        Assert.Contains("ORDER-403", (await db.Audit.SingleAsync(a => a.Action == "order.acknowledge", Token)).Detail, StringComparison.Ordinal);
    }

    [Theory, BothDatabases]
    public async Task An_acknowledgement_after_the_start_is_recorded_without_losing_in_force(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var city = await OrderCity.CreateAsync(database, 1);
        await city.IssueAsync(await city.PlanAsync("plan:1"));
        await city.Orders.TakeEffectDueAsync(DispatchCity.Start, Token);

        await city.Orders.ReceiveAsync(city.Receipt(1, ReceiptKind.Acknowledge, at: DispatchCity.Start.AddHours(1)), Token);

        var row = await city.RowAsync(1);
        Assert.Equal(OrderState.InForce, row.State);
        Assert.Equal(DispatchCity.Start.AddHours(1), row.AcknowledgedAt);
    }

    [Theory, BothDatabases]
    public async Task An_objection_after_the_start_stays_open_until_an_officer_answers_it(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var city = await OrderCity.CreateAsync(database, 1);
        await city.IssueAsync(await city.PlanAsync("plan:1"));
        await city.Orders.TakeEffectDueAsync(DispatchCity.Start, Token);
        await city.Orders.ReceiveAsync(city.Receipt(1, ReceiptKind.Object, note: "窑炉不能停"), Token);

        var answered = await city.Orders.RejectObjectionAsync(city.OrderId(1), "已核实可停", "officer", DispatchCity.Start.AddHours(2), Token);
        var twice = await city.Orders.RejectObjectionAsync(city.OrderId(1), "已核实可停", "officer", DispatchCity.Start.AddHours(3), Token);

        Assert.Equal(OrderState.InForce, answered.OrThrow().State);
        Assert.Equal(OrderTransitions.NoObjection, twice.Refusal?.Code);
    }

    [Theory, BothDatabases]
    public async Task Receipts_in_any_order_and_number_end_in_the_same_state(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var city = await OrderCity.CreateAsync(database, 6);
        await city.IssueAsync(await city.PlanAsync("plan:1"));
        ReceiptKind[][] orders =
        [
            [ReceiptKind.Acknowledge, ReceiptKind.Object, ReceiptKind.Execution],
            [ReceiptKind.Acknowledge, ReceiptKind.Execution, ReceiptKind.Object],
            [ReceiptKind.Object, ReceiptKind.Acknowledge, ReceiptKind.Execution],
            [ReceiptKind.Object, ReceiptKind.Execution, ReceiptKind.Acknowledge],
            [ReceiptKind.Execution, ReceiptKind.Acknowledge, ReceiptKind.Object],
            [ReceiptKind.Execution, ReceiptKind.Object, ReceiptKind.Acknowledge],
        ];
        // All six enterprises at once, each receipt twice.
        await Task.WhenAll(orders.Select((kinds, i) => Task.Run(
            async () =>
            {
                foreach (var kind in kinds.SelectMany(k => new[] { k, k }))
                {
                    (await city.Orders.ReceiveAsync(city.Receipt(i + 1, kind, note: "原因"), Token)).OrThrow();
                }
            },
            Token)));

        for (var n = 1; n <= 6; n++)
        {
            var row = await city.RowAsync(n);
            Assert.Equal(OrderState.Executed, row.State);
            Assert.NotNull(row.AcknowledgedAt);
            Assert.Equal(5, row.Version);
            Assert.Equal(OrderState.Executed, (await city.Orders.RejectObjectionAsync(row.Id, "", "officer", DispatchCity.Start, Token)).OrThrow().State);
        }
    }

    [Theory, BothDatabases]
    public async Task Answers_and_delivery_reports_at_the_same_moment_lose_nothing(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var city = await OrderCity.CreateAsync(database, 10);
        await city.IssueAsync(await city.PlanAsync("plan:1"));

        var deliver = Task.Run(() => city.DeliverAllAsync("w1"), Token);
        var answers = Enumerable.Range(1, 10).Select(n => Task.Run(() => city.Orders.ReceiveAsync(city.Receipt(n, ReceiptKind.Acknowledge), Token), Token));
        await Task.WhenAll([deliver, .. answers]);

        for (var n = 1; n <= 10; n++)
        {
            var row = await city.RowAsync(n);
            Assert.Equal(OrderState.Acknowledged, row.State);
            Assert.Equal(4, row.Version);
        }
    }
}
