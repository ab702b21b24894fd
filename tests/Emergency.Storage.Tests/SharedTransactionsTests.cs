using Emergency.Core.Refusals;
using Emergency.Dispatch.Orders;
using Emergency.Dispatch.Receipts;
using Emergency.Storage.Audit;
using Emergency.Storage.Orders;
using Emergency.Testing;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.Tests;

public sealed class SharedTransactionsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, BothDatabases]
    public async Task Receipts_that_arrive_together_are_each_taken_once_and_the_audit_log_stays_whole(string provider)
    {
        const int Plants = 40;
        await using var database = await TestDatabase.CreateAsync(provider);
        var city = await OrderCity.CreateAsync(database, Plants);
        await city.IssueAsync(await city.PlanAsync("plan:1"));

        // Each twice, so that repeats meet in one transaction too.
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 2 * Plants).Select(i => Task.Run(() => city.Orders.ReceiveAsync(city.Receipt(1 + (i % Plants), ReceiptKind.Acknowledge), Token), Token)));

        Assert.All(outcomes, o => Assert.True(o.Ok));
        await using var db = database.CreateDbContext();
        Assert.Equal(Plants, await db.Receipts.CountAsync(Token));
        Assert.Equal(Plants, await db.Orders.CountAsync(o => o.AcknowledgedAt != null, Token));
        Assert.True((await AuditLog.VerifyAsync(db, Token)).Intact);
    }

    [Theory, BothDatabases]
    public async Task Receipts_of_one_transaction_are_judged_by_what_the_ones_before_them_changed(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var city = await OrderCity.CreateAsync(database, 2);
        await city.IssueAsync(await city.PlanAsync("plan:1"));
        await using var holder = database.CreateDbContext();
        await using var held = await holder.Database.BeginTransactionAsync(Token);
        await database.Dialect.LockAuditAsync(holder, Token);
        // The first one waits for the lock; the others gather behind it and share the next transaction.
        var first = city.Orders.ReceiveAsync(city.Receipt(2, ReceiptKind.Acknowledge), Token);
        await Task.Delay(200, Token);
        Task<Outcome<OrderStanding>>[] gathered =
        [
            city.Orders.ReceiveAsync(city.Receipt(1, ReceiptKind.Object, note: "窑炉不能停"), Token),
            city.Orders.ReceiveAsync(city.Receipt(1, ReceiptKind.Execution), Token),
            city.Orders.ReceiveAsync(city.Receipt(1, ReceiptKind.Object, note: "另有原因"), Token),
            city.Orders.ReceiveAsync(city.Receipt(1, ReceiptKind.Object, note: "窑炉不能停"), Token),
            city.Orders.ReceiveAsync(city.Receipt(1, ReceiptKind.Acknowledge, orderId: "none"), Token),
        ];
        await held.RollbackAsync(Token);
        var outcomes = await Task.WhenAll(gathered);

        Assert.True((await first).Ok);
        Assert.Equal([null, null, OrderDesk.KeyUsed, null, OrderDesk.UnknownOrder], outcomes.Select(o => o.Refusal?.Code));
        Assert.Equal([OrderState.Objected, OrderState.Executed, OrderState.Executed], outcomes.Where(o => o.Ok).Select(o => o.OrThrow().State));
        Assert.Equal(outcomes[0].OrThrow().ObjectionOpenSince, outcomes[3].OrThrow().ObjectionOpenSince);
        await using var db = database.CreateDbContext();
        Assert.Equal(2, await db.Receipts.CountAsync(r => r.OrderId == city.OrderId(1), Token));
        Assert.Equal(2 + 2, (await city.RowAsync(1)).Version);
        Assert.True((await HistoryCheck.VerifyAsync(db, Token)).Intact);
    }

    [Theory, BothDatabases]
    public async Task A_decision_that_fails_takes_no_other_with_it(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var work = new GatedLog(new AuditLog(database.Dialect));
        var shared = new SharedTransactions<int, List<AuditEntry>>(database, work);
        // While the first is held up the others gather.
        var first = shared.RunAsync(0, _ => 0, Token);
        await work.Entered.WaitAsync(Token);
        var good = Enumerable.Range(1, 5).Select(i => shared.RunAsync(
            i,
            log =>
            {
                log.Add(new AuditEntry("test", $"{i}", new { }, "test", DispatchCity.Issued));
                return i;
            },
            Token)).ToList();
        var bad = shared.RunAsync<int>(6, _ => throw new InvalidOperationException("a bug"), Token);
        work.Go();

        var answers = await Task.WhenAll(good);
        Assert.Equal([1, 2, 3, 4, 5], answers);
        Assert.Equal("a bug", (await Assert.ThrowsAsync<InvalidOperationException>(() => bad)).Message);
        await first;
        Assert.Equal([1, 6], work.Together.Take(2));
        await using var check = database.CreateDbContext();
        Assert.Equal(5, await check.Audit.CountAsync(Token));
        Assert.True((await AuditLog.VerifyAsync(check, Token)).Intact);
    }

    /// <summary>Audit entries alone. Holds up the first transaction until it is let go, and notes how many decisions met in each.</summary>
    private sealed class GatedLog(AuditLog audit) : ISharedWork<int, List<AuditEntry>>
    {
        private readonly TaskCompletionSource entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Entered => entered.Task;

        public List<int> Together { get; } = [];

        public void Go() => go.SetResult();

        public async Task<List<AuditEntry>> LoadAsync(AppDb db, IReadOnlyList<int> asks, CancellationToken cancellationToken)
        {
            Together.Add(asks.Count);
            entered.TrySetResult();
            await go.Task;
            return [];
        }

        public Task SaveAsync(AppDb db, List<AuditEntry> atHand, CancellationToken cancellationToken) => audit.AppendAsync(db, atHand, cancellationToken);
    }
}
