using Emergency.Storage.Ledger;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.Postgres;

public sealed partial class PostgresDialect
{
    /// <summary>SKIP LOCKED lets several workers claim at once without waiting for one another.</summary>
    public async Task<IReadOnlyList<DispatchRow>> ClaimAsync(AppDb db, DateTimeOffset now, DateTimeOffset leaseUntil, string token, int limit, CancellationToken cancellationToken)
    {
        var (dueUntil, lease) = (now.ToUniversalTime(), leaseUntil.ToUniversalTime());
        return await db.Dispatch
            .FromSql($"""
                WITH pick AS (
                    SELECT key FROM dispatch WHERE state IN (0, 1) AND due_at <= {dueUntil}
                    ORDER BY due_at LIMIT {limit} FOR UPDATE SKIP LOCKED)
                UPDATE dispatch d SET state = 1, attempts = attempts + 1, due_at = {lease}, lease_token = {token}
                FROM pick WHERE d.key = pick.key RETURNING d.*
                """)
            .AsNoTracking()
            .ToListAsync(cancellationToken);
    }

    /// <summary>Row locks in the order of the ids.</summary>
    public Task LockOrdersAsync(AppDb db, IReadOnlyCollection<string> orderIds, CancellationToken cancellationToken)
    {
        var ids = orderIds.ToArray();
        return db.Database.ExecuteSqlAsync($"SELECT 1 FROM orders WHERE id = ANY({ids}) ORDER BY id FOR UPDATE", cancellationToken);
    }
}
