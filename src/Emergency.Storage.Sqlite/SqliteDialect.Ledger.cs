using Emergency.Storage.Ledger;

namespace Emergency.Storage.Sqlite;

public sealed partial class SqliteDialect
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<DispatchRow>> ClaimAsync(AppDb db, DateTimeOffset now, DateTimeOffset leaseUntil, string token, int limit, CancellationToken cancellationToken) =>
        throw new NotImplementedException();
}
