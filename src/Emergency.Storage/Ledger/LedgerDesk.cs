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

/// <summary>How many messages of a ledger are in each state.</summary>
/// <param name="Pending">Waiting, or with a worker.</param>
/// <param name="Delivered">Delivered.</param>
/// <param name="Dead">Given up.</param>
/// <param name="Cancelled">No longer wanted.</param>
public sealed record LedgerCounts(int Pending, int Delivered, int Dead, int Cancelled);

/// <summary>
/// The dispatch ledger: workers claim messages under a lease, deliver outside of any transaction, and report back. A lease that runs out (a killed worker)
/// is claimed by the next; the late one's report changes nothing. Due times and leases follow the database's clock where machines share one.
/// </summary>
public sealed class LedgerDesk(IDbContextFactory<AppDb> databases, IDialect dialect, AuditLog audit, TimeProvider clock)
{
    /// <summary>No dead message has this key.</summary>
    public const string NotDead = "LEDGER-001";

    private const int ErrorLimit = 500;

    /// <summary>When a failed delivery is tried again.</summary>
    public Backoff Backoff { get; init; } = Backoff.Default;

    /// <summary>Claims up to <paramref name="limit"/> due messages. A message that was claimed too often without any report (it kills its workers) is given up here.</summary>
    /// <param name="token">Names this claim; never used before by any worker.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="lease">For how long; longer than a batch takes, or renewed.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<IReadOnlyList<DeliveryMessage>> ClaimAsync(string token, int limit, TimeSpan lease, CancellationToken cancellationToken)
    {
        IReadOnlyList<DispatchRow> rows;
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            var now = await dialect.NowAsync(db, clock, cancellationToken);
            rows = await dialect.ClaimAsync(db, now, now + lease, token, limit, cancellationToken);
        }

        var messages = rows.Select(Message).ToList();
        var poisonous = messages.Where(m => m.Attempt > Backoff.MaxAttempts).ToList();
        if (poisonous.Count > 0)
        {
            var reports = poisonous.ConvertAll(m => new DeliveryReport(m, DeliveryResult.Failed("worker lost on every attempt")));
            await CompleteAsync(token, reports, cancellationToken);
        }

        return messages.Where(m => m.Attempt <= Backoff.MaxAttempts).ToList();
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
                await audit.AppendAsync(db, "dispatch.retry", key, new { row.LastError }, by, at, cancellationToken);
                return Message(row);
            },
            cancellationToken);

    /// <summary>Counts of one response, or of the whole ledger when null.</summary>
    public async Task<LedgerCounts> CountAsync(string? responseId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var counts = await db.Dispatch
            .Where(d => responseId == null || d.ResponseId == responseId)
            .GroupBy(d => d.State)
            .Select(g => new { g.Key, Count = g.Count() })
            .ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken);
        int Of(DispatchState state) => counts.GetValueOrDefault(state);
        return new LedgerCounts(Of(DispatchState.Pending) + Of(DispatchState.Leased), Of(DispatchState.Delivered), Of(DispatchState.Dead), Of(DispatchState.Cancelled));
    }

    /// <summary>Messages given up, the latest first.</summary>
    public async Task<IReadOnlyList<DispatchRow>> DeadAsync(int limit, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Dispatch.AsNoTracking()
            .Where(d => d.State == DispatchState.Dead)
            .OrderByDescending(d => d.DueAt).ThenBy(d => d.Key)
            .Take(limit)
            .ToListAsync(cancellationToken);
    }

    /// <summary>When the next message falls due; null when none is waiting.</summary>
    public async Task<TimeSpan?> UntilNextAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var next = await db.Dispatch
            .Where(d => d.State == DispatchState.Pending || d.State == DispatchState.Leased)
            .MinAsync(d => (DateTimeOffset?)d.DueAt, cancellationToken);
        return next is { } due && due - await dialect.NowAsync(db, clock, cancellationToken) is var wait ? (wait > TimeSpan.Zero ? wait : TimeSpan.Zero) : null;
    }

    private async Task<CompletionResult> CompleteAsync(AppDb db, string token, IReadOnlyList<DeliveryReport> reports, CancellationToken cancellationToken)
    {
        if (reports.Any(r => !r.Result.Delivered && IsLast(r.Message)))
        {
            // Giving up is audited, and the audit chain is always locked before orders and entries.
            await audit.LockAsync(db, cancellationToken);
        }

        var orderIds = reports.Where(r => r.Result.Delivered && r.Message.Stage == DeliveryStage.Order).Select(r => r.Message.OrderId).Distinct().ToList();
        await dialect.LockOrdersAsync(db, orderIds, cancellationToken);
        var now = await dialect.NowAsync(db, clock, cancellationToken);
        var keys = reports.Select(r => r.Message.Key).ToList();
        // This statement takes the rows: whoever still holds the lease after it holds it until the end of the transaction.
        await db.Dispatch.Where(d => keys.Contains(d.Key) && d.LeaseToken == token).ExecuteUpdateAsync(set => set.SetProperty(d => d.LeaseToken, token), cancellationToken);
        var rows = await db.Dispatch.Where(d => keys.Contains(d.Key) && d.LeaseToken == token).ToDictionaryAsync(d => d.Key, cancellationToken);
        var orders = await db.Orders.Where(o => orderIds.Contains(o.Id)).ToDictionaryAsync(o => o.Id, cancellationToken);
        var (delivered, retried, dead) = (0, new List<DispatchRow>(), new List<DispatchRow>());
        var stale = 0;
        foreach (var (message, result) in reports)
        {
            if (!rows.TryGetValue(message.Key, out var row) || row.State is not (DispatchState.Leased or DispatchState.Cancelled) || row.DeliveredAt is not null)
            {
                stale++;
            }
            else if (result.Delivered)
            {
                // A message cancelled while it was on its way stays cancelled; that it arrived is noted all the same.
                row.State = row.State == DispatchState.Leased ? DispatchState.Delivered : row.State;
                row.DeliveredAt = now;
                row.LastError = null;
                delivered++;
                await FailOverDesk.JoinAsync(db, row, result.References, cancellationToken);
                if (message.Stage == DeliveryStage.Order)
                {
                    var order = orders[message.OrderId];
                    OrderHistory.Apply(db, order, OrderHistory.Standing(order), OrderEvent.Deliver, now, message.Channel, "");
                }
            }
            else if (row.State == DispatchState.Leased)
            {
                Fail(row, message, result, now, retried, dead);
            }
            else
            {
                stale++;
            }
        }

        await db.SaveChangesAsync(cancellationToken);
        foreach (var row in dead)
        {
            var next = await FailOver.TakeOverAsync(db, row, now, cancellationToken);
            row.State = next is null ? DispatchState.Dead : DispatchState.FailedOver;
            await FailOverDesk.AuditAsync(audit, db, row, next, now, cancellationToken);
        }

        var handedOn = dead.Count(d => d.State == DispatchState.FailedOver);
        return new CompletionResult(delivered, retried.Count, dead.Count - handedOn, stale) { FailedOver = handedOn };
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

    private bool IsLast(DeliveryMessage message) => message.Attempt >= Backoff.MaxAttempts;

    private static DeliveryMessage Message(DispatchRow row) =>
        new(row.Key, row.OrderId, row.EnterpriseCode, row.Channel, Enum.Parse<DeliveryStage>(row.Stage), row.Address, row.Body, row.Attempts);
}
