using Emergency.Storage.Ledger;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.Sqlite;

public sealed partial class SqliteDialect
{
    /// <summary>One statement is one write transaction here, so two processes cannot claim the same entry.</summary>
    public async Task<IReadOnlyList<DispatchRow>> ClaimAsync(AppDb db, DateTimeOffset now, DateTimeOffset leaseUntil, string token, int limit, CancellationToken cancellationToken)
    {
        var (dueUntil, lease) = (now.ToUnixTimeMilliseconds(), leaseUntil.ToUnixTimeMilliseconds());
        return await db.Dispatch
            .FromSql($"""
                UPDATE dispatch SET state = 1, attempts = attempts + 1, due_at = {lease}, lease_token = {token}
                WHERE key IN (SELECT key FROM dispatch WHERE state IN (0, 1) AND due_at <= {dueUntil} ORDER BY due_at LIMIT {limit})
                RETURNING *
                """)
            .AsNoTracking()
            .ToListAsync(cancellationToken);
    }

    /// <summary>Nothing to do: the transaction is the only writer.</summary>
    public Task LockOrdersAsync(AppDb db, IReadOnlyCollection<string> orderIds, CancellationToken cancellationToken) => Task.CompletedTask;
}
