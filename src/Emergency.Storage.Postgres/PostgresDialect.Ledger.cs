using Emergency.Storage.Ledger;
using Emergency.Storage.Orders;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Emergency.Storage.Postgres;

public sealed partial class PostgresDialect
{
    /// <summary>Channel of the notifications; nothing is said in them but that something is there.</summary>
    private const string DispatchChannel = "emergency_dispatch";

    /// <summary>A connection that says nothing for so long is asked whether it still lives.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    /// <summary>SKIP LOCKED lets several workers claim at once without waiting for one another.</summary>
    public async Task<IReadOnlyList<DispatchRow>> ClaimAsync(AppDb db, DateTimeOffset now, DateTimeOffset leaseUntil, string token, int limit, DispatchLane lane, CancellationToken cancellationToken)
    {
        var (dueUntil, lease) = (now.ToUniversalTime(), leaseUntil.ToUniversalTime());
        var channels = lane.Channels.ToArray();
        // Two statements, because only the plain comparison with one channel lets the index be read in the order of due times.
        var claim = lane is { Except: false, Channels.Count: 1 }
            ? (FormattableString)$"""
                WITH pick AS (
                    SELECT key FROM dispatch WHERE state IN (0, 1) AND due_at <= {dueUntil} AND channel = {channels[0]}
                    ORDER BY due_at LIMIT {limit} FOR UPDATE SKIP LOCKED)
                UPDATE dispatch d SET state = 1, attempts = attempts + 1, due_at = {lease}, lease_token = {token}
                FROM pick WHERE d.key = pick.key RETURNING d.*
                """
            : (FormattableString)$"""
                WITH pick AS (
                    SELECT key FROM dispatch WHERE state IN (0, 1) AND due_at <= {dueUntil} AND (channel = ANY({channels})) <> {lane.Except}
                    ORDER BY due_at LIMIT {limit} FOR UPDATE SKIP LOCKED)
                UPDATE dispatch d SET state = 1, attempts = attempts + 1, due_at = {lease}, lease_token = {token}
                FROM pick WHERE d.key = pick.key RETURNING d.*
                """;
        return await db.Dispatch.FromSql(claim).AsNoTracking().ToListAsync(cancellationToken);
    }

    /// <summary>Row locks in the order of the ids.</summary>
    public Task LockOrdersAsync(AppDb db, IReadOnlyCollection<string> orderIds, CancellationToken cancellationToken)
    {
        var ids = orderIds.ToArray();
        return db.Database.ExecuteSqlAsync($"SELECT 1 FROM orders WHERE id = ANY({ids}) ORDER BY id FOR UPDATE", cancellationToken);
    }

    /// <summary>Row locks in the order of the ids.</summary>
    public IQueryable<OrderRow> LockedOrders(AppDb db, IReadOnlyCollection<string> orderIds)
    {
        var ids = orderIds.ToArray();
        return db.Orders.FromSql($"SELECT * FROM orders WHERE id = ANY({ids}) ORDER BY id FOR UPDATE");
    }

    /// <summary>Row locks in the order of the keys.</summary>
    public IQueryable<DispatchRow> LockedEntries(AppDb db, string token, IReadOnlyCollection<string> keys)
    {
        var all = keys.ToArray();
        return db.Dispatch.FromSql($"SELECT * FROM dispatch WHERE key = ANY({all}) AND lease_token = {token} ORDER BY key FOR UPDATE");
    }

    /// <summary>NOTIFY: the server sends it when, and only when, the transaction commits.</summary>
    public Task AnnounceDispatchAsync(AppDb db, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync($"SELECT pg_notify({DispatchChannel}, '')", cancellationToken);

    /// <summary>LISTEN on the context's connection, which is kept for it.</summary>
    public async Task ListenAsync(AppDb db, Action wake, CancellationToken cancellationToken)
    {
        await db.Database.OpenConnectionAsync(cancellationToken);
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        void Notified(object sender, NpgsqlNotificationEventArgs e) => wake();
        connection.Notification += Notified;
        try
        {
            await db.Database.ExecuteSqlRawAsync($"LISTEN {DispatchChannel}", cancellationToken);
            // What was added before the server listened for us.
            wake();
            while (true)
            {
                if (!await connection.WaitAsync(Silence, cancellationToken))
                {
                    await db.Database.ExecuteSqlAsync($"SELECT 1", cancellationToken);
                }
            }
        }
        finally
        {
            // The context and its connection serve others afterwards.
            connection.Notification -= Notified;
            await db.Database.CloseConnectionAsync();
        }
    }
}
