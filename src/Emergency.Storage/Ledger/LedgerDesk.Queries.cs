using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.Ledger;

/// <summary>How many messages of a ledger are in each state.</summary>
/// <param name="Pending">Waiting, or with a worker.</param>
/// <param name="Delivered">Delivered.</param>
/// <param name="Dead">Given up.</param>
/// <param name="Cancelled">No longer wanted.</param>
public sealed record LedgerCounts(int Pending, int Delivered, int Dead, int Cancelled);

/// <summary>What waits in one channel at a moment.</summary>
/// <param name="Channel">Channel.</param>
/// <param name="Waiting">Waiting, or with a worker.</param>
/// <param name="Overdue">Of these, how many nobody has taken though they are due.</param>
/// <param name="OldestDue">For how long the oldest of the overdue has been due; zero when none is.</param>
/// <param name="Dead">Given up: an officer must act.</param>
public sealed record ChannelBacklog(string Channel, int Waiting, int Overdue, TimeSpan OldestDue, int Dead);

/// <summary>Where the ledger stands.</summary>
public sealed partial class LedgerDesk
{
    /// <summary>What waits and what was given up, by channel.</summary>
    public async Task<IReadOnlyList<ChannelBacklog>> QueuesAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = await dialect.NowAsync(db, clock, cancellationToken);
        // The two conditions are those of the two partial indexes: neither query reads what is done.
        var waiting = await db.Dispatch
            .Where(d => d.State == DispatchState.Pending || d.State == DispatchState.Leased)
            .GroupBy(d => d.Channel)
            .Select(g => new { g.Key, Count = g.Count(), Overdue = g.Count(d => d.DueAt <= now), Oldest = g.Min(d => d.DueAt) })
            .ToListAsync(cancellationToken);
        var dead = await db.Dispatch.Where(d => d.State == DispatchState.Dead).GroupBy(d => d.Channel).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(cancellationToken);
        return [.. waiting.Select(w => w.Key).Union(dead.Select(d => d.Key)).Order(StringComparer.Ordinal).Select(channel =>
        {
            var queue = waiting.Find(w => w.Key == channel);
            var late = queue is { Overdue: > 0 } ? now - queue.Oldest : TimeSpan.Zero;
            return new ChannelBacklog(channel, queue?.Count ?? 0, queue?.Overdue ?? 0, late, dead.Find(d => d.Key == channel)?.Count ?? 0);
        })];
    }

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

    /// <summary>Messages given up that are about orders, or reports onward, of some regions, the latest first.</summary>
    public async Task<IReadOnlyList<DispatchRow>> DeadAsync(IReadOnlyCollection<string> regions, int limit, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await DeadIn(db, regions).AsNoTracking().OrderByDescending(d => d.DueAt).ThenBy(d => d.Key).Take(limit).ToListAsync(cancellationToken);
    }

    /// <summary>How many there are of them.</summary>
    public async Task<int> CountDeadAsync(IReadOnlyCollection<string> regions, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await DeadIn(db, regions).CountAsync(cancellationToken);
    }

    private static IQueryable<DispatchRow> DeadIn(AppDb db, IReadOnlyCollection<string> regions) => db.Dispatch.Where(d =>
        d.State == DispatchState.Dead
        && (db.Orders.Any(o => o.Id == d.OrderId && regions.Contains(o.RegionCode)) || db.Escalations.Any(e => e.Id == d.OrderId && regions.Contains(e.RegionCode))));

    /// <summary>When the next message falls due; null when none is waiting.</summary>
    public async Task<TimeSpan?> UntilNextAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var next = await db.Dispatch
            .Where(d => d.State == DispatchState.Pending || d.State == DispatchState.Leased)
            .MinAsync(d => (DateTimeOffset?)d.DueAt, cancellationToken);
        return next is { } due && due - await dialect.NowAsync(db, clock, cancellationToken) is var wait ? (wait > TimeSpan.Zero ? wait : TimeSpan.Zero) : null;
    }
}
