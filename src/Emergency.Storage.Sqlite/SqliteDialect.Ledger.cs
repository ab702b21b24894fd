using Emergency.Storage.Ledger;
using Emergency.Storage.Orders;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.Sqlite;

public sealed partial class SqliteDialect
{
    /// <summary>How often the file is asked whether somebody wrote to it; asking costs microseconds and reads no page.</summary>
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(50);

    /// <summary>One statement is one write transaction here, so two processes cannot claim the same entry. Without due entries nothing is written and no lock taken.</summary>
    public async Task<IReadOnlyList<DispatchRow>> ClaimAsync(AppDb db, DateTimeOffset now, DateTimeOffset leaseUntil, string token, int limit, DispatchLane lane, CancellationToken cancellationToken)
    {
        var (dueUntil, lease) = (now.ToUnixTimeMilliseconds(), leaseUntil.ToUnixTimeMilliseconds());
        var channels = lane.Channels;
        var due = db.Dispatch.Where(d => (d.State == DispatchState.Pending || d.State == DispatchState.Leased) && d.DueAt <= now);
        if (!await (lane.Except ? due.Where(d => !channels.Contains(d.Channel)) : due.Where(d => channels.Contains(d.Channel))).AnyAsync(cancellationToken))
        {
            return [];
        }

        // Two statements, because only the plain comparison with one channel lets the index be read in the order of due times.
        var names = System.Text.Json.JsonSerializer.Serialize(channels);
        var claim = lane is { Except: false, Channels.Count: 1 }
            ? (FormattableString)$"""
                UPDATE dispatch SET state = 1, attempts = attempts + 1, due_at = {lease}, lease_token = {token}
                WHERE key IN (
                    SELECT key FROM dispatch WHERE state IN (0, 1) AND due_at <= {dueUntil} AND channel = {channels[0]}
                    ORDER BY due_at LIMIT {limit})
                RETURNING *
                """
            : (FormattableString)$"""
                UPDATE dispatch SET state = 1, attempts = attempts + 1, due_at = {lease}, lease_token = {token}
                WHERE key IN (
                    SELECT key FROM dispatch WHERE state IN (0, 1) AND due_at <= {dueUntil} AND (channel IN (SELECT value FROM json_each({names}))) <> {lane.Except}
                    ORDER BY due_at LIMIT {limit})
                RETURNING *
                """;
        return await db.Dispatch.FromSql(claim).AsNoTracking().ToListAsync(cancellationToken);
    }

    /// <summary>Nothing to do: the transaction is the only writer.</summary>
    public Task LockOrdersAsync(AppDb db, IReadOnlyCollection<string> orderIds, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>No lock: the transaction is the only writer.</summary>
    public IQueryable<OrderRow> LockedOrders(AppDb db, IReadOnlyCollection<string> orderIds) => db.Orders.Where(o => EF.Parameter(orderIds).Contains(o.Id));

    /// <summary>No lock: the transaction is the only writer.</summary>
    public IQueryable<DispatchRow> LockedEntries(AppDb db, string token, IReadOnlyCollection<string> keys) =>
        db.Dispatch.Where(d => EF.Parameter(keys).Contains(d.Key) && d.LeaseToken == token);

    /// <summary>Nothing to do: a listener sees that the file has changed.</summary>
    public Task AnnounceDispatchAsync(AppDb db, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Watches the file's version, which every commit of any process on this machine moves.</summary>
    public async Task ListenAsync(AppDb db, Action wake, CancellationToken cancellationToken)
    {
        await db.Database.OpenConnectionAsync(cancellationToken);
        await using var version = ((SqliteConnection)db.Database.GetDbConnection()).CreateCommand();
        version.CommandText = "PRAGMA data_version";
        var seen = version.ExecuteScalar();
        while (true)
        {
            await Task.Delay(Glance, cancellationToken);
            if (version.ExecuteScalar() is var now && !Equals(now, seen))
            {
                seen = now;
                wake();
            }
        }
    }
}
