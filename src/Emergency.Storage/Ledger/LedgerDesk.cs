using Emergency.Core.Refusals;
using Emergency.Dispatch.Delivery;
using Emergency.Dispatch.Orders;
using Emergency.Storage.Audit;
using Emergency.Storage.Orders;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.Ledger;

/// <summary>How an attempt ended.</summary>
/// <param name="Message">The message as claimed.</param>
/// <param name="Result">What the channel said.</param>
public sealed record DeliveryReport(DeliveryMessage Message, DeliveryResult Result);

/// <summary>What a completion changed.</summary>
/// <param name="Delivered">Messages delivered.</param>
/// <param name="Retried">Messages that will be tried again.</param>
/// <param name="Dead">Messages given up now: an officer must act.</param>
/// <param name="Stale">Reports of messages that this worker no longer held: they changed nothing.</param>
public sealed record CompletionResult(int Delivered, int Retried, int Dead, int Stale)
{
    /// <summary>Messages given up on their channel and handed to the next.</summary>
    public int FailedOver { get; init; }
}

/// <summary>
/// The dispatch ledger: workers claim messages under a lease, deliver outside of any transaction, and report back. A lease that runs out (a killed worker)
/// is claimed by the next; the late one's report changes nothing. Due times and leases follow the database's clock where machines share one.
/// </summary>
public sealed partial class LedgerDesk(IDbContextFactory<AppDb> databases, IDialect dialect, AuditLog audit, TimeProvider clock)
{
    /// <summary>No dead message has this key.</summary>
    public const string NotDead = "LEDGER-001";

    private const int ErrorLimit = 500;

    private static readonly string[] AfterDelivery = [nameof(DispatchRow.State), nameof(DispatchRow.DeliveredAt), nameof(DispatchRow.LastError)];
    private static readonly string[] AfterPutBack = [nameof(DispatchRow.State), nameof(DispatchRow.Attempts), nameof(DispatchRow.DueAt), nameof(DispatchRow.LeaseToken)];

    /// <summary>When a failed delivery is tried again.</summary>
    public Backoff Backoff { get; init; } = Backoff.Default;

    /// <summary>Claims up to <paramref name="limit"/> due messages of every channel.</summary>
    /// <param name="token">Names this claim; never used before by any worker.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="lease">For how long; longer than a batch takes, or renewed.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public Task<IReadOnlyList<DeliveryMessage>> ClaimAsync(string token, int limit, TimeSpan lease, CancellationToken cancellationToken) =>
        ClaimAsync(token, limit, lease, DispatchLane.All, cancellationToken);

    /// <summary>The same for the channels of a lane. A message that was claimed too often without any report (it kills its workers) is given up here.</summary>
    public async Task<IReadOnlyList<DeliveryMessage>> ClaimAsync(string token, int limit, TimeSpan lease, DispatchLane lane, CancellationToken cancellationToken)
    {
        IReadOnlyList<DispatchRow> rows;
        DateTimeOffset now;
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            now = await dialect.NowAsync(db, clock, cancellationToken);
            rows = await dialect.ClaimAsync(db, now, now + lease, token, limit, lane, cancellationToken);
        }

        LedgerMeter.Claimed(rows);
        var ahead = now - clock.GetUtcNow();
        var messages = rows.Select(r => Message(r) with { ClockAhead = ahead }).ToList();
        var poisonous = messages.Where(m => m.Attempt > Backoff.MaxAttempts).ToList();
        if (poisonous.Count > 0)
        {
            var reports = poisonous.ConvertAll(m => new DeliveryReport(m, DeliveryResult.Failed("worker lost on every attempt")));
            await CompleteAsync(token, reports, cancellationToken);
        }

        return messages.Where(m => m.Attempt <= Backoff.MaxAttempts).ToList();
    }

    /// <summary>The time of the ledger: the database's where machines share one.</summary>
    public async Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await dialect.NowAsync(db, clock, cancellationToken);
    }

    /// <summary>Heart-beat: extends every lease still held under the token.</summary>
    /// <returns>How many are still held.</returns>
    public async Task<int> RenewAsync(string token, TimeSpan lease, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var until = await dialect.NowAsync(db, clock, cancellationToken) + lease;
        return await db.Dispatch
            .Where(d => d.LeaseToken == token && d.State == DispatchState.Leased)
            .ExecuteUpdateAsync(set => set.SetProperty(d => d.DueAt, until), cancellationToken);
    }

    /// <summary>
    /// Reports a batch in one transaction: delivered messages with the Deliver event of their orders, failed ones with their next due time, given-up ones
    /// with an audit entry. Only messages still leased under the token change.
    /// </summary>
    public Task<CompletionResult> CompleteAsync(string token, IReadOnlyList<DeliveryReport> reports, CancellationToken cancellationToken) =>
        reports.Count == 0
            ? Task.FromResult(new CompletionResult(0, 0, 0, 0))
            : databases.InTransactionAsync(db => CompleteAsync(db, token, reports, cancellationToken), cancellationToken);

    /// <summary>An officer has a given-up message tried again, from the first attempt.</summary>
    public Task<Outcome<DeliveryMessage>> RetryAsync(string key, string by, DateTimeOffset at, CancellationToken cancellationToken) =>
        databases.InTransactionAsync<Outcome<DeliveryMessage>>(
            async db =>
            {
                // Before the row is read: of two officers at once the second finds it tried again, and never takes it from the worker that holds it by then.
                await audit.LockAsync(db, cancellationToken);
                var row = await db.Dispatch.SingleOrDefaultAsync(d => d.Key == key && d.State == DispatchState.Dead, cancellationToken);
                if (row is null)
                {
                    return Refusal.Of(
                        NotDead,
                        $"没有停止尝试的投递“{key}”。",
                        $"There is no given-up delivery \"{key}\".",
                        "请在投递页面核对；可能已有人重新投递。",
                        "Check the deliveries page; somebody may have retried it.");
                }

                row.State = DispatchState.Pending;
                row.Attempts = 0;
                row.LeaseToken = null;
                row.DueAt = await dialect.NowAsync(db, clock, cancellationToken);
                await dialect.AnnounceDispatchAsync(db, cancellationToken);
                await audit.AppendAsync(db, "dispatch.retry", key, new { row.LastError }, by, at, cancellationToken);
                return Message(row);
            },
            cancellationToken);

    private async Task<CompletionResult> CompleteAsync(AppDb db, string token, IReadOnlyList<DeliveryReport> reports, CancellationToken cancellationToken)
    {
        if (reports.Any(r => IsFailure(r.Result) && IsLast(r.Message)))
        {
            // Giving up is audited, and the audit chain is always locked before orders and entries.
            await audit.LockAsync(db, cancellationToken);
        }

        var orderIds = reports.Where(r => r.Result.Delivered && r.Message.Stage == DeliveryStage.Order).Select(r => r.Message.OrderId).Distinct().ToList();
        var orders = orderIds.Count == 0
            ? []
            : await dialect.LockedOrders(db, orderIds).AsNoTracking().Select(OrderHistory.WithoutDocument).ToDictionaryAsync(o => o.Id, cancellationToken);
        // Without addresses and documents, which are most of an entry.
        var held = await dialect.LockedEntries(db, token, reports.Select(r => r.Message.Key).Distinct().ToList()).AsNoTracking()
            .Select(d => new DispatchRow { Key = d.Key, State = d.State, DeliveredAt = d.DeliveredAt, Attempts = d.Attempts })
            .ToDictionaryAsync(d => d.Key, cancellationToken);
        var now = await dialect.NowAsync(db, clock, cancellationToken);
        var result = await DeliveredAsync(db, held, orders, reports.Where(r => r.Result.Delivered).ToList(), now, cancellationToken);
        result = Sum(result, await PutBackAsync(db, held, reports.Where(r => r.Result.PutBackFor is not null).ToList(), now, cancellationToken));
        return Sum(result, await FailedAsync(db, token, reports.Where(r => IsFailure(r.Result)).ToList(), now, cancellationToken));
    }

    /// <summary>Delivered messages and the Deliver events of their orders: read without documents and written in bulk, since a worker does this thousands of times a second.</summary>
    private async Task<CompletionResult> DeliveredAsync(
        AppDb db, Dictionary<string, DispatchRow> held, Dictionary<string, OrderRow> orders, List<DeliveryReport> reports, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (reports.Count == 0)
        {
            return Nothing;
        }

        var (entries, events) = (new List<DispatchRow>(reports.Count), new List<OrderEventRow>(reports.Count));
        var stale = 0;
        foreach (var (message, result) in reports)
        {
            if (!held.TryGetValue(message.Key, out var row) || row.State is not (DispatchState.Leased or DispatchState.Cancelled) || row.DeliveredAt is not null)
            {
                stale++;
                LedgerMeter.Ended("stale", message);
                continue;
            }

            // A message cancelled while it was on its way stays cancelled; that it arrived is noted all the same.
            row.State = row.State == DispatchState.Leased ? DispatchState.Delivered : row.State;
            row.DeliveredAt = now;
            entries.Add(row);
            LedgerMeter.Delivered(message, now);
            await FailOverDesk.JoinAsync(db, message, result.References, cancellationToken);
            if (message.Stage == DeliveryStage.Order)
            {
                var order = orders[message.OrderId];
                var outcome = OrderTransitions.Apply(OrderHistory.Standing(order), OrderEvent.Deliver, now, message.Channel);
                events.Add(OrderHistory.Write(order, outcome, OrderEvent.Deliver, now, message.Channel, ""));
            }
        }

        await dialect.UpdateAsync(db, entries, AfterDelivery, cancellationToken);
        await dialect.UpdateAsync(db, events.Select(e => e.OrderId).Distinct(StringComparer.Ordinal).Select(id => orders[id]).ToList(), OrderHistory.Changing, cancellationToken);
        await dialect.InsertAsync(db, events, cancellationToken);
        return new CompletionResult(reports.Count - stale, 0, 0, stale);
    }

    /// <summary>Messages that were not tried wait again, as if they had not been claimed.</summary>
    private async Task<CompletionResult> PutBackAsync(AppDb db, Dictionary<string, DispatchRow> held, List<DeliveryReport> reports, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (reports.Count == 0)
        {
            return Nothing;
        }

        var changed = new List<DispatchRow>();
        foreach (var (message, result) in reports)
        {
            var leased = held.TryGetValue(message.Key, out var row) && row.State == DispatchState.Leased;
            LedgerMeter.Ended(leased ? "put_back" : "stale", message);
            if (leased)
            {
                row!.State = DispatchState.Pending;
                row.Attempts--;
                row.DueAt = now + result.PutBackFor!.Value;
                row.LeaseToken = null;
                changed.Add(row);
            }
        }

        await dialect.UpdateAsync(db, changed, AfterPutBack, cancellationToken);
        return new CompletionResult(0, 0, 0, reports.Count - changed.Count);
    }

    private async Task<CompletionResult> FailedAsync(AppDb db, string token, List<DeliveryReport> reports, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (reports.Count == 0)
        {
            return Nothing;
        }

        var keys = reports.Select(r => r.Message.Key).ToList();
        var rows = await db.Dispatch.Where(d => keys.Contains(d.Key) && d.LeaseToken == token).ToDictionaryAsync(d => d.Key, cancellationToken);
        var (stale, retried, dead) = (0, new List<DispatchRow>(), new List<DispatchRow>());
        foreach (var (message, result) in reports)
        {
            if (rows.TryGetValue(message.Key, out var row) && row.State == DispatchState.Leased)
            {
                Fail(row, message, result, now, retried, dead);
                if (row.State != DispatchState.Dead)
                {
                    LedgerMeter.Ended("retried", message);
                }
            }
            else
            {
                stale++;
                LedgerMeter.Ended("stale", message);
            }
        }

        await db.SaveChangesAsync(cancellationToken);
        foreach (var row in dead)
        {
            var next = await FailOver.TakeOverAsync(db, row, now, cancellationToken);
            row.State = next is null ? DispatchState.Dead : DispatchState.FailedOver;
            LedgerMeter.Ended(next is null ? "dead" : "failed_over", Message(row));
            await FailOverDesk.AuditAsync(audit, db, row, next, now, cancellationToken);
        }

        var handedOn = dead.Count(d => d.State == DispatchState.FailedOver);
        return new CompletionResult(0, retried.Count, dead.Count - handedOn, stale) { FailedOver = handedOn };
    }

    private void Fail(DispatchRow row, DeliveryMessage message, DeliveryResult result, DateTimeOffset now, List<DispatchRow> retried, List<DispatchRow> dead)
    {
        var error = result.Error ?? "";
        row.LastError = error.Length > ErrorLimit ? error[..ErrorLimit] : error;
        row.LeaseToken = null;
        if (IsLast(message))
        {
            row.State = DispatchState.Dead;
            row.DueAt = now;
            dead.Add(row);
        }
        else
        {
            row.State = DispatchState.Pending;
            row.DueAt = now + Backoff.After(message.Key, message.Attempt, result.RetryAfter);
            retried.Add(row);
        }
    }

    private static CompletionResult Nothing { get; } = new(0, 0, 0, 0);

    private static CompletionResult Sum(CompletionResult a, CompletionResult b) => new(a.Delivered + b.Delivered, a.Retried + b.Retried, a.Dead + b.Dead, a.Stale + b.Stale) { FailedOver = a.FailedOver + b.FailedOver };

    private static bool IsFailure(DeliveryResult result) => result is { Delivered: false, PutBackFor: null };

    private bool IsLast(DeliveryMessage message) => message.Attempt >= Backoff.MaxAttempts;

    private static DeliveryMessage Message(DispatchRow row) =>
        new(row.Key, row.OrderId, row.EnterpriseCode, row.Channel, Enum.Parse<DeliveryStage>(row.Stage), row.Address, row.Body, row.Attempts) { FirstDueAt = row.FirstDueAt };
}
