using Emergency.Storage;
using Emergency.Storage.Ledger;
using Emergency.Storage.Observations;
using Emergency.Storage.Orders;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Cli.Demo;

/// <summary>A dialect whose time is the replay's: a PostgreSQL server would date the deliveries of a past winter today.</summary>
internal sealed class ReplayDialect(IDialect inner) : IDialect
{
    public string Name => inner.Name;

    public void Configure(DbContextOptionsBuilder options, string connectionString) => inner.Configure(options, connectionString);

    public Task<IAsyncDisposable> LockMigrationAsync(AppDb db, TimeProvider clock, CancellationToken cancellationToken) => inner.LockMigrationAsync(db, clock, cancellationToken);

    public Task LockOrdersAsync(AppDb db, IReadOnlyCollection<string> orderIds, CancellationToken cancellationToken) => inner.LockOrdersAsync(db, orderIds, cancellationToken);

    public Task LockAuditAsync(AppDb db, CancellationToken cancellationToken) => inner.LockAuditAsync(db, cancellationToken);

    public Task<DateTimeOffset> NowAsync(AppDb db, TimeProvider clock, CancellationToken cancellationToken) => Task.FromResult(clock.GetUtcNow());

    public Task<IReadOnlyList<DispatchRow>> ClaimAsync(AppDb db, DateTimeOffset now, DateTimeOffset leaseUntil, string token, int limit, DispatchLane lane, CancellationToken cancellationToken) =>
        inner.ClaimAsync(db, now, leaseUntil, token, limit, lane, cancellationToken);

    public IQueryable<OrderRow> LockedOrders(AppDb db, IReadOnlyCollection<string> orderIds) => inner.LockedOrders(db, orderIds);

    public IQueryable<DispatchRow> LockedEntries(AppDb db, string token, IReadOnlyCollection<string> keys) => inner.LockedEntries(db, token, keys);

    public Task AnnounceDispatchAsync(AppDb db, CancellationToken cancellationToken) => inner.AnnounceDispatchAsync(db, cancellationToken);

    public Task ListenAsync(AppDb db, Action wake, CancellationToken cancellationToken) => inner.ListenAsync(db, wake, cancellationToken);

    public Task InsertAsync<T>(AppDb db, IReadOnlyList<T> rows, CancellationToken cancellationToken)
        where T : class => inner.InsertAsync(db, rows, cancellationToken);

    public Task UpdateAsync<T>(AppDb db, IReadOnlyList<T> rows, IReadOnlyList<string> properties, CancellationToken cancellationToken)
        where T : class => inner.UpdateAsync(db, rows, properties, cancellationToken);

    public Task LockImportsAsync(AppDb db, CancellationToken cancellationToken) => inner.LockImportsAsync(db, cancellationToken);

    public Task<IObservationWriter> OpenObservationWriterAsync(AppDb db, int importId, CancellationToken cancellationToken) =>
        inner.OpenObservationWriterAsync(db, importId, cancellationToken);

    public Task<bool> IsEmptyAsync(AppDb db, CancellationToken cancellationToken) => inner.IsEmptyAsync(db, cancellationToken);

    public Task<T> SaveAsync<T>(AppDb db, string file, Func<AppDb, CancellationToken, Task<T>> read, CancellationToken cancellationToken) => inner.SaveAsync(db, file, read, cancellationToken);

    public Task LoadAsync(AppDb db, string file, CancellationToken cancellationToken) => inner.LoadAsync(db, file, cancellationToken);
}
