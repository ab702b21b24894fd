using Emergency.Core;
using Emergency.Dispatch.Delivery;
using Emergency.Dispatch.Orders;
using Emergency.Storage.FollowUps;
using Emergency.Storage.Ledger;
using Emergency.Testing;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.Tests.Ledger;

public sealed class LedgerDeskTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, BothDatabases]
    public async Task Many_workers_at_once_claim_every_message_once(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var city = await OrderCity.CreateAsync(database, 60);
        await city.IssueAsync(await city.PlanAsync("plan:1"));

        var claims = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(() => city.Ledger.ClaimAsync($"w{i}", 7, Lease, Token), Token)));

        var keys = claims.SelectMany(c => c).Select(m => m.Key).ToList();
        Assert.Equal(keys.Count, keys.Distinct().Count());
        // On PostgreSQL a claim may skip what another one is just taking; whatever was skipped is there for the next.
        while (await city.Ledger.ClaimAsync("rest", 100, Lease, Token) is { Count: > 0 } rest)
        {
            keys.AddRange(rest.Select(m => m.Key));
        }

        Assert.Equal(60, keys.Distinct().Count());
        Assert.Equal(60, keys.Count);
    }

    [Theory, BothDatabases]
    public async Task Delivered_messages_move_their_order_in_the_same_transaction(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var city = await OrderCity.CreateAsync(database, 2);
        await city.IssueAsync(await city.PlanAsync("plan:1"));

        Assert.Equal(2, await city.DeliverAllAsync("w1"));

        var row = await city.RowAsync(1);
        Assert.Equal(OrderState.Delivered, row.State);
        Assert.NotNull(row.DeliveredAt);
        Assert.Empty(await city.Ledger.ClaimAsync("w2", 10, Lease, Token));
        Assert.Equal(new LedgerCounts(0, 2, 0, 0), await city.Ledger.CountAsync(city.ResponseId, Token));
    }

    [Theory, BothDatabases]
    public async Task A_lease_that_ran_out_is_taken_over_and_the_late_report_changes_nothing(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var city = await OrderCity.CreateAsync(database, 1);
        await city.IssueAsync(await city.PlanAsync("plan:1"));
        var abandoned = await city.Ledger.ClaimAsync("dead-worker", 10, Lease, Token);
        Assert.Empty(await city.Ledger.ClaimAsync("w2", 10, Lease, Token));
        await city.MakeDueAsync();

        var takenOver = Assert.Single(await city.Ledger.ClaimAsync("w2", 10, Lease, Token));
        var late = await city.Ledger.CompleteAsync("dead-worker", [new DeliveryReport(abandoned[0], DeliveryResult.Done)], Token);
        var mid = await city.RowAsync(1);
        var done = await city.Ledger.CompleteAsync("w2", [new DeliveryReport(takenOver, DeliveryResult.Done)], Token);

        Assert.Equal((1, 2), (abandoned[0].Attempt, takenOver.Attempt));
        Assert.Equal(new CompletionResult(0, 0, 0, 1), late);
        Assert.Equal(OrderState.Issued, mid.State);
        Assert.Equal(new CompletionResult(1, 0, 0, 0), done);
        Assert.Equal(OrderState.Delivered, (await city.RowAsync(1)).State);
    }

    [Theory, BothDatabases]
    public async Task A_report_sent_twice_counts_once(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var city = await OrderCity.CreateAsync(database, 1);
        await city.IssueAsync(await city.PlanAsync("plan:1"));
        var messages = await city.Ledger.ClaimAsync("w1", 10, Lease, Token);
        var reports = messages.Select(m => new DeliveryReport(m, DeliveryResult.Done)).ToList();

        await city.Ledger.CompleteAsync("w1", reports, Token);
        var version = (await city.RowAsync(1)).Version;

        Assert.Equal(new CompletionResult(0, 0, 0, 1), await city.Ledger.CompleteAsync("w1", reports, Token));
        Assert.Equal(version, (await city.RowAsync(1)).Version);
    }

    [Theory, BothDatabases]
    public async Task The_heart_beat_keeps_a_lease_and_finds_nothing_after_the_takeover(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var city = await OrderCity.CreateAsync(database, 1);
        await city.IssueAsync(await city.PlanAsync("plan:1"));
        await city.Ledger.ClaimAsync("w1", 10, TimeSpan.Zero, Token);

        Assert.Equal(1, await city.Ledger.RenewAsync("w1", Lease, Token));
        Assert.Empty(await city.Ledger.ClaimAsync("w2", 10, Lease, Token));
        await city.MakeDueAsync();
        Assert.Single(await city.Ledger.ClaimAsync("w2", 10, Lease, Token));
        Assert.Equal(0, await city.Ledger.RenewAsync("w1", Lease, Token));
    }

    [Theory, BothDatabases]
    public async Task Failures_back_off_and_end_as_a_dead_letter_with_an_audit_entry_that_an_officer_can_retry(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var city = await OrderCity.CreateAsync(database, 1);
        await city.IssueAsync(await city.PlanAsync("plan:1"));
        var attempts = 0;
        while (true)
        {
            await city.MakeDueAsync();
            var messages = await city.Ledger.ClaimAsync($"w{attempts}", 10, Lease, Token);
            if (messages.Count == 0)
            {
                break;
            }

            attempts++;
            var result = await city.Ledger.CompleteAsync($"w{attempts - 1}", [new DeliveryReport(messages[0], DeliveryResult.Failed($"503 no. {attempts}"))], Token);
            Assert.Equal(attempts < 5 ? new CompletionResult(0, 1, 0, 0) : new CompletionResult(0, 0, 1, 0), result);
        }

        Assert.Equal(5, attempts);
        var dead = Assert.Single(await city.Ledger.DeadAsync(10, Token));
        Assert.Equal("503 no. 5", dead.LastError);
        await using var db = database.CreateDbContext();
        Assert.Single(await db.Audit.Where(a => a.Action == "dispatch.dead" && a.Subject == dead.Key).ToListAsync(Token));
        Assert.Equal(OrderState.Issued, (await city.RowAsync(1)).State);

        // Of officers who press at once one has it tried again, the others are told that it was done.
        var pressed = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(() => city.Ledger.RetryAsync(dead.Key, $"officer {i}", DispatchCity.Issued, Token), Token)));
        Assert.Single(pressed, p => p.Ok);
        Assert.All(pressed.Where(p => !p.Ok), p => Assert.Equal(LedgerDesk.NotDead, p.Refusal?.Code));
        Assert.Equal(1, await city.DeliverAllAsync("again"));
    }

    [Theory, BothDatabases]
    public async Task A_receiver_that_asks_to_wait_is_left_alone_for_so_long(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var city = await OrderCity.CreateAsync(database, 1);
        var ledger = new LedgerDesk(database, database.Dialect, new Storage.Audit.AuditLog(database.Dialect), city.Clock);
        await city.IssueAsync(await city.PlanAsync("plan:1"));
        var message = Assert.Single(await ledger.ClaimAsync("w1", 10, Lease, Token));

        await ledger.CompleteAsync("w1", [new DeliveryReport(message, DeliveryResult.Failed("429", TimeSpan.FromSeconds(90)))], Token);

        var wait = await ledger.UntilNextAsync(Token);
        Assert.InRange(wait!.Value, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(91));
        Assert.Empty(await ledger.ClaimAsync("w2", 10, Lease, Token));
    }

    [Theory, BothDatabases]
    public async Task What_was_given_up_is_shown_to_those_who_may_see_its_region(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var city = await OrderCity.CreateAsync(database, 1);
        await city.IssueAsync(await city.PlanAsync("plan:1"));
        await using var db = database.CreateDbContext();
        db.Escalations.Add(new EscalationRow { Id = "report onward", ResponseId = city.ResponseId, RegionCode = "140581", At = DispatchCity.Issued });
        db.Dispatch.Add(new DispatchRow { Key = "report onward/sms/1", OrderId = "report onward", ResponseId = city.ResponseId, Channel = "sms", Stage = "Escalation", DueAt = DispatchCity.Issued });
        await db.SaveChangesAsync(Token);
        await db.Dispatch.ExecuteUpdateAsync(set => set.SetProperty(d => d.State, DispatchState.Dead), Token);

        Assert.Equal(1, await city.Ledger.CountDeadAsync(["140525"], Token));
        Assert.Equal(2, await city.Ledger.CountDeadAsync(["140500", "140525", "140581"], Token));
        Assert.Equal(0, await city.Ledger.CountDeadAsync(["140522"], Token));
        Assert.Equal("report onward/sms/1", Assert.Single(await city.Ledger.DeadAsync(["140581"], 10, Token)).Key);
    }

    [Theory, BothDatabases]
    public async Task A_message_that_kills_every_worker_is_given_up(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var city = await OrderCity.CreateAsync(database, 1);
        await city.IssueAsync(await city.PlanAsync("plan:1"));
        for (var i = 0; i < 5; i++)
        {
            await city.MakeDueAsync();
            Assert.Single(await city.Ledger.ClaimAsync($"killed{i}", 10, Lease, Token));
        }

        await city.MakeDueAsync();

        Assert.Empty(await city.Ledger.ClaimAsync("w", 10, Lease, Token));
        Assert.Single(await city.Ledger.DeadAsync(10, Token));
    }

    [Theory, BothDatabases]
    public async Task An_order_that_arrives_after_its_lift_is_noted_and_stays_lifted(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var city = await OrderCity.CreateAsync(database, 1);
        await city.IssueAsync(await city.PlanAsync("plan:1"));
        var held = await city.Ledger.ClaimAsync("w1", 10, Lease, Token);
        await city.Orders.LiftAsync(city.ResponseId, new Text("改善", "better air"), "headquarters", DispatchCity.Start, Token);

        await city.Ledger.CompleteAsync("w1", held.Select(m => new DeliveryReport(m, DeliveryResult.Done)).ToList(), Token);

        var row = await city.RowAsync(1);
        Assert.Equal((OrderState.Lifted, (DateTimeOffset?)null), (row.State, row.DeliveredAt));
        var message = (await city.LedgerRowsAsync()).Single(d => d.Stage == "Order");
        Assert.Equal(DispatchState.Cancelled, message.State);
        Assert.NotNull(message.DeliveredAt);
        Assert.Contains((await city.Orders.TimelineAsync(row.Id, Token)), t => t.Note.StartsWith(OrderTransitions.WasLifted, StringComparison.Ordinal));
    }
}
