using Emergency.Dispatch.Receipts;
using Emergency.Storage.Audit;
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
    public async Task A_decision_that_fails_takes_no_other_with_it(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var shared = new SharedTransactions(database);
        var (entered, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        var audit = new AuditLog(database.Dialect);
        // While the first is held up the others gather.
        var first = shared.RunAsync(
            async (_, _) =>
            {
                entered.TrySetResult();
                await go.Task;
                return 0;
            },
            Token);
        await entered.Task.WaitAsync(Token);
        var good = Enumerable.Range(1, 5).Select(i => shared.RunAsync(
            async (db, token) =>
            {
                await audit.AppendAsync(db, "test", $"{i}", new { }, "test", DispatchCity.Issued, token);
                return i;
            },
            Token)).ToList();
        var bad = shared.RunAsync<int>((_, _) => throw new InvalidOperationException("a bug"), Token);
        go.SetResult();

        var answers = await Task.WhenAll(good);
        Assert.Equal([1, 2, 3, 4, 5], answers);
        Assert.Equal("a bug", (await Assert.ThrowsAsync<InvalidOperationException>(() => bad)).Message);
        await first;
        await using var check = database.CreateDbContext();
        Assert.Equal(5, await check.Audit.CountAsync(Token));
        Assert.True((await AuditLog.VerifyAsync(check, Token)).Intact);
    }
}
