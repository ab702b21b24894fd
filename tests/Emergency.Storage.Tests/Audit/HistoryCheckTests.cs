using Emergency.Dispatch.Orders;
using Emergency.Dispatch.Receipts;
using Emergency.Storage.Audit;
using Emergency.Storage.Responses;
using Emergency.Testing;
using Emergency.Warnings.Responses;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.Tests.Audit;

/// <summary>One altered byte anywhere in what was recorded is found.</summary>
public sealed class HistoryCheckTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, BothDatabases]
    public async Task A_history_as_it_was_written_is_intact(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await HistoryAsync(database);
        await using var db = database.CreateDbContext();
        var checkedAll = await HistoryCheck.VerifyAsync(db, Token);
        Assert.True(checkedAll.Intact, checkedAll.Fault?.En);
        Assert.Equal((2, 1, 1, 0), (checkedAll.Orders, checkedAll.Responses, checkedAll.Records, checkedAll.Uncovered));
    }

    [Theory, BothDatabases]
    public async Task One_altered_byte_in_any_kind_of_record_is_found_and_named(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var city = await HistoryAsync(database);
        var order = city.OrderId(1);
        (Func<AppDb, Task> Alter, Func<AppDb, Task> Back, string Says)[] tampering =
        [
            (db => SetNote(db, order, "已收到!"), db => SetNote(db, order, "已收到"), "2018-2019-03-0001-1"),
            (db => SetEventTime(db, order, 1), db => SetEventTime(db, order, -1), "2018-2019-03-0001-1"),
            (db => db.Orders.Where(o => o.Id == order).ExecuteUpdateAsync(s => s.SetProperty(o => o.Json, o => o.Json + " "), Token), db => db.Orders.Where(o => o.Id == order).ExecuteUpdateAsync(s => s.SetProperty(o => o.Json, o => o.Json.Trim()), Token), "2018-2019-03-0001-1"),
            (db => SetState(db, order, OrderState.Executed), db => SetState(db, order, OrderState.Lifted), "2018-2019-03-0001-1"),
            (db => SetResponseBy(db, "nobody"), db => SetResponseBy(db, "officer"), "2018-2019-03"),
            (db => db.Chain.ExecuteUpdateAsync(s => s.SetProperty(c => c.Json, c => c.Json + " "), Token), db => db.Chain.ExecuteUpdateAsync(s => s.SetProperty(c => c.Json, c => c.Json.Trim()), Token), "plan:1"),
            (db => SetAuditBy(db, "nobody"), db => SetAuditBy(db, "officer"), "order.issue"),
        ];
        foreach (var (alter, back, says) in tampering)
        {
            await using var db = database.CreateDbContext();
            await alter(db);
            var found = await HistoryCheck.VerifyAsync(db, Token);
            Assert.False(found.Intact);
            Assert.Contains(says, Assert.Single(found.Faults).Zh, StringComparison.Ordinal);
            await back(db);
            Assert.True((await HistoryCheck.VerifyAsync(db, Token)).Intact);
        }
    }

    [Theory, BothDatabases]
    public async Task An_event_taken_out_of_the_middle_or_the_end_is_found(string provider)
    {
        foreach (var last in new[] { false, true })
        {
            await using var database = await TestDatabase.CreateAsync(provider);
            var city = await HistoryAsync(database);
            await using var db = database.CreateDbContext();
            var order = city.OrderId(1);
            var sequence = last ? await db.OrderEvents.Where(e => e.OrderId == order).MaxAsync(e => e.Sequence, Token) : 3;
            await db.OrderEvents.Where(e => e.OrderId == order && e.Sequence == sequence).ExecuteDeleteAsync(Token);
            Assert.False((await HistoryCheck.VerifyAsync(db, Token)).Intact);
        }
    }

    [Theory, BothDatabases]
    public async Task What_was_written_before_histories_carried_a_hash_is_counted_as_not_covered(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await HistoryAsync(database);
        await using var db = database.CreateDbContext();
        await db.Orders.ExecuteUpdateAsync(s => s.SetProperty(o => o.HistoryHash, ""), Token);
        var found = await HistoryCheck.VerifyAsync(db, Token);
        Assert.True(found.Intact);
        Assert.Equal((0, 2), (found.Orders, found.Uncovered));
    }

    private static Task<int> SetNote(AppDb db, string order, string note) => db.OrderEvents.Where(e => e.OrderId == order && e.Event == OrderEvent.Acknowledge).ExecuteUpdateAsync(s => s.SetProperty(e => e.Note, note), Token);

    private static async Task SetEventTime(AppDb db, string order, int milliseconds)
    {
        var entry = await db.OrderEvents.SingleAsync(e => e.OrderId == order && e.Event == OrderEvent.Acknowledge, Token);
        entry.At = entry.At.AddMilliseconds(milliseconds);
        await db.SaveChangesAsync(Token);
    }

    private static Task<int> SetState(AppDb db, string order, OrderState state) => db.Orders.Where(o => o.Id == order).ExecuteUpdateAsync(s => s.SetProperty(o => o.State, state), Token);

    private static Task<int> SetResponseBy(AppDb db, string by) => db.ResponseEvents.Where(e => e.Sequence == 1).ExecuteUpdateAsync(s => s.SetProperty(e => e.By, by), Token);

    private static Task<int> SetAuditBy(AppDb db, string by) => db.Audit.Where(a => a.Action == "order.issue").ExecuteUpdateAsync(s => s.SetProperty(a => a.By, by), Token);

    private static async Task<OrderCity> HistoryAsync(TestDatabase database)
    {
        var city = await OrderCity.CreateAsync(database, 2);
        await city.IssueAsync(await city.PlanAsync("plan:1"));
        await city.DeliverAllAsync("w1");
        (await city.Orders.ReceiveAsync(city.Receipt(1, ReceiptKind.Acknowledge, note: "已收到"), Token)).OrThrow();
        var desk = new ResponseDesk(database, new AuditLog(database.Dialect), ShippedRules.Library, city.Orders);
        await desk.TakeEffectDueAsync(DispatchCity.Start, Token);
        await city.Orders.TakeEffectDueAsync(DispatchCity.Start.AddHours(1), Token);
        var (response, _) = (await desk.FindAsync(city.ResponseId, Token)).OrThrow();
        (await desk.LiftAsync(city.ResponseId, new ResponseChange("headquarters", DispatchCity.Start.AddDays(2), response.Version), new ResponseGround.OrderFromAbove("省办", "1号"), Token)).OrThrow();
        return city;
    }
}
