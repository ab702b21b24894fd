using Emergency.Dispatch.Delivery;
using Emergency.Dispatch.Orders;
using Emergency.Storage.Ledger;
using Emergency.Testing;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.Tests.Ledger;

public sealed class LedgerLanesTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, BothDatabases]
    public async Task A_lane_claims_its_channel_and_the_stray_lane_what_no_channel_takes(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var city = await OrderCity.CreateAsync(database, 3, _ => "https://plant.example");
        await city.IssueAsync(await city.PlanAsync("plan:1"));

        var portal = await city.Ledger.ClaimAsync("w1", 10, Lease, DispatchLane.Of(DeliveryDocuments.Portal), Token);
        var stray = await city.Ledger.ClaimAsync("w2", 10, Lease, DispatchLane.Outside([DeliveryDocuments.Portal]), Token);

        Assert.Equal((3, "portal"), (portal.Count, Assert.Single(portal.Select(m => m.Channel).Distinct())));
        Assert.Equal((3, "webhook"), (stray.Count, Assert.Single(stray.Select(m => m.Channel).Distinct())));
    }

    [Theory, BothDatabases]
    public async Task A_message_put_back_waits_and_its_attempt_is_not_counted(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var city = await OrderCity.CreateAsync(database, 1);
        await city.IssueAsync(await city.PlanAsync("plan:1"));
        for (var round = 0; round < 8; round++)
        {
            await city.MakeDueAsync();
            var message = Assert.Single(await city.Ledger.ClaimAsync($"w{round}", 10, Lease, Token));
            Assert.Equal(1, message.Attempt);

            await city.Ledger.CompleteAsync($"w{round}", [new DeliveryReport(message, DeliveryResult.PutBack(TimeSpan.FromMinutes(2)))], Token);

            Assert.Empty(await city.Ledger.ClaimAsync("early", 10, Lease, Token));
        }
    }

    [Theory, BothDatabases]
    public async Task A_put_back_after_the_takeover_changes_nothing(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var city = await OrderCity.CreateAsync(database, 1);
        await city.IssueAsync(await city.PlanAsync("plan:1"));
        var lost = Assert.Single(await city.Ledger.ClaimAsync("w1", 10, Lease, Token));
        await city.MakeDueAsync();
        await city.Ledger.ClaimAsync("w2", 10, Lease, Token);

        var result = await city.Ledger.CompleteAsync("w1", [new DeliveryReport(lost, DeliveryResult.PutBack(TimeSpan.Zero))], Token);

        Assert.Equal(new CompletionResult(0, 0, 0, 1), result);
        Assert.Empty(await city.Ledger.ClaimAsync("w3", 10, Lease, Token));
    }

    [Theory, BothDatabases]
    public async Task A_batch_with_every_outcome_is_reported_in_one_go(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var city = await OrderCity.CreateAsync(database, 3);
        await city.IssueAsync(await city.PlanAsync("plan:1"));
        var messages = await city.Ledger.ClaimAsync("w1", 10, Lease, Token);

        var result = await city.Ledger.CompleteAsync(
            "w1",
            [new(messages[0], DeliveryResult.Done), new(messages[1], DeliveryResult.Failed("503")), new(messages[2], DeliveryResult.PutBack(TimeSpan.Zero))],
            Token);

        Assert.Equal(new CompletionResult(1, 1, 0, 0), result);
        var rows = (await city.LedgerRowsAsync()).ToDictionary(r => r.Key);
        Assert.Equal([DispatchState.Delivered, DispatchState.Pending, DispatchState.Pending], messages.Select(m => rows[m.Key].State));
        Assert.Equal([1, 1, 0], messages.Select(m => rows[m.Key].Attempts));
        await using var db = database.CreateDbContext();
        Assert.Equal(OrderState.Delivered, (await db.Orders.SingleAsync(o => o.Id == messages[0].OrderId, Token)).State);
        Assert.Equal(messages[0].OrderId, (await db.OrderEvents.SingleAsync(e => e.Event == OrderEvent.Deliver, Token)).OrderId);
    }

    [Theory, BothDatabases]
    public async Task A_listener_is_woken_by_an_issue(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var city = await OrderCity.CreateAsync(database, 1);
        var plan = await city.PlanAsync("plan:1");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var (ready, woken) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var db = database.CreateDbContext();
        var listening = database.Dialect.ListenAsync(db, () => (provider == "postgres" && ready.TrySetResult() ? ready : woken).TrySetResult(), stop.Token);
        if (provider == "postgres")
        {
            // The listener looks once by itself when the server has begun to listen for it.
            await ready.Task.WaitAsync(Token);
        }

        await city.IssueAsync(plan);

        await woken.Task.WaitAsync(TimeSpan.FromSeconds(30), Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => listening);
    }

    [Theory, BothDatabases]
    public async Task Queues_tell_what_waits_how_long_and_what_was_given_up(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var city = await OrderCity.CreateAsync(database, 2, _ => "https://plant.example");
        await city.IssueAsync(await city.PlanAsync("plan:1"));
        await city.MakeDueAsync();
        var ledger = new LedgerDesk(database, database.Dialect, new Storage.Audit.AuditLog(database.Dialect), city.Clock) { Backoff = new Backoff(Lease, Lease, 1) };
        var message = Assert.Single(await ledger.ClaimAsync("w1", 1, Lease, DispatchLane.Of(DeliveryDocuments.Webhook), Token));
        await ledger.CompleteAsync("w1", [new DeliveryReport(message, DeliveryResult.Failed("503"))], Token);

        var queues = await ledger.QueuesAsync(Token);

        Assert.Equal([("portal", 2, 2, 0), ("webhook", 1, 1, 1)], queues.Select(q => (q.Channel, q.Waiting, q.Overdue, q.Dead)));
        Assert.All(queues, q => Assert.True(q.OldestDue > TimeSpan.FromDays(365)));
    }
}
