using Emergency.Storage.Ledger;

namespace Emergency.Storage.Postgres;

public sealed partial class PostgresDialect
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<DispatchRow>> ClaimAsync(AppDb db, DateTimeOffset now, DateTimeOffset leaseUntil, string token, int limit, CancellationToken cancellationToken) =>
        throw new NotImplementedException();
}
