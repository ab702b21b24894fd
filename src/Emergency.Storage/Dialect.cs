using Emergency.Storage.Ledger;
using Emergency.Storage.Observations;
using Emergency.Storage.Orders;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage;

/// <summary>
/// All that differs between the two databases, in one class each (<c>SqliteDialect</c>, <c>PostgresDialect</c>). Everything else is the same code.
/// </summary>
public interface IDialect
{
    /// <summary>"sqlite" or "postgres".</summary>
    string Name { get; }

    /// <summary>Configures the provider, its migrations assembly and its connection set-up.</summary>
    void Configure(DbContextOptionsBuilder options, string connectionString);

    /// <summary>
    /// Makes this process the only one that migrates the database until the result is disposed, and clears what a killed process left locked.
    /// Waits until <paramref name="cancellationToken"/> ends the patience.
    /// </summary>
    Task<IAsyncDisposable> LockMigrationAsync(AppDb db, TimeProvider clock, CancellationToken cancellationToken);

    /// <summary>
    /// Serialises writers of the audit chain until the current transaction ends. Called inside an open transaction.
    /// </summary>
    Task LockAuditAsync(AppDb db, CancellationToken cancellationToken);

    /// <summary>Database time where several machines share the database; the given clock otherwise.</summary>
    Task<DateTimeOffset> NowAsync(AppDb db, TimeProvider clock, CancellationToken cancellationToken);

    /// <summary>
    /// Claims due ledger entries of the lane: marks up to the limit of entries that are pending or whose lease ran out as leased until
    /// <paramref name="leaseUntil"/> with the token, counts the attempt, and returns them. Two workers never claim the same entry.
    /// </summary>
    Task<IReadOnlyList<DispatchRow>> ClaimAsync(AppDb db, DateTimeOffset now, DateTimeOffset leaseUntil, string token, int limit, DispatchLane lane, CancellationToken cancellationToken);

    /// <summary>
    /// These ledger entries, as far as they are leased under the token; whoever reads them keeps them from everybody else until the current transaction ends, and
    /// so holds the lease to the end. Read inside an open transaction.
    /// </summary>
    IQueryable<DispatchRow> LockedEntries(AppDb db, string token, IReadOnlyCollection<string> keys);

    /// <summary>Tells listening workers, when the current transaction commits, that messages were added.</summary>
    Task AnnounceDispatchAsync(AppDb db, CancellationToken cancellationToken);

    /// <summary>
    /// Calls <paramref name="wake"/> soon after messages may have been added, until cancelled. May miss some and may call for nothing: looking regularly stays
    /// the guarantee. Throws when the database goes away.
    /// </summary>
    Task ListenAsync(AppDb db, Action wake, CancellationToken cancellationToken);

    /// <summary>Inserts rows by the fastest way of the database, within the current transaction. They must be new and are not tracked.</summary>
    Task InsertAsync<T>(AppDb db, IReadOnlyList<T> rows, CancellationToken cancellationToken)
        where T : class;

    /// <summary>
    /// Writes the named properties of rows found by their keys, all in one go, within the current transaction. Whoever calls this has locked the rows: versions
    /// are not compared.
    /// </summary>
    Task UpdateAsync<T>(AppDb db, IReadOnlyList<T> rows, IReadOnlyList<string> properties, CancellationToken cancellationToken)
        where T : class;

    /// <summary>
    /// Keeps everybody else from changing these orders until the current transaction ends, taken in an order that cannot dead-lock. Called inside an open
    /// transaction, before the rows are read.
    /// </summary>
    Task LockOrdersAsync(AppDb db, IReadOnlyCollection<string> orderIds, CancellationToken cancellationToken);

    /// <summary>The same, read while being locked: one statement in place of two.</summary>
    IQueryable<OrderRow> LockedOrders(AppDb db, IReadOnlyCollection<string> orderIds);

    /// <summary>
    /// Makes the current transaction of <paramref name="db"/> the only one that imports places, observations or weather until it ends; readers go on. Called before
    /// the rows are read.
    /// </summary>
    Task LockImportsAsync(AppDb db, CancellationToken cancellationToken);

    /// <summary>
    /// Opens a bulk writer of observations within the current transaction of <paramref name="db"/>. Until that transaction ends no other import writes places or
    /// observations; readers go on.
    /// </summary>
    Task<IObservationWriter> OpenObservationWriterAsync(AppDb db, int importId, CancellationToken cancellationToken);

    /// <summary>True when the database has no table, or is not there yet: only such a one is restored into. Throws when the server does not answer.</summary>
    Task<bool> IsEmptyAsync(AppDb db, CancellationToken cancellationToken);

    /// <summary>
    /// Writes all that the database holds at one instant into a new file while others go on writing, and gives what <paramref name="read"/> finds in it at that
    /// same instant.
    /// </summary>
    /// <exception cref="Backups.DatabaseToolException">A program of the database is missing or failed.</exception>
    Task<T> SaveAsync<T>(AppDb db, string file, Func<AppDb, CancellationToken, Task<T>> read, CancellationToken cancellationToken);

    /// <summary>Fills an empty database from such a file: all or nothing.</summary>
    /// <exception cref="Backups.DatabaseToolException">A program of the database is missing or failed.</exception>
    Task LoadAsync(AppDb db, string file, CancellationToken cancellationToken);
}
