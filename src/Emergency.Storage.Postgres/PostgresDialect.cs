using Emergency.Storage.Observations;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.Postgres;

/// <summary>The database of an authority: several web and worker processes share it.</summary>
public sealed partial class PostgresDialect : IDialect
{
    /// <summary>Number of the advisory lock that serialises the audit chain: any constant that nothing else uses.</summary>
    private const long AuditLock = 0x656D_6572_6175_6474;

    /// <inheritdoc/>
    public string Name => "postgres";

    /// <inheritdoc/>
    public void Configure(DbContextOptionsBuilder options, string connectionString) =>
        options.UseNpgsql(connectionString, postgres => postgres.MigrationsAssembly(typeof(PostgresDialect).Assembly.GetName().Name));

    /// <summary>Nothing to do: the provider migrates under a table lock of one transaction, which a killed process gives back.</summary>
    public Task<IAsyncDisposable> LockMigrationAsync(AppDb db, TimeProvider clock, CancellationToken cancellationToken) =>
        Task.FromResult<IAsyncDisposable>(NoLock.Instance);

    /// <inheritdoc/>
    public Task LockAuditAsync(AppDb db, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({AuditLock})", cancellationToken);

    /// <summary>The server's clock: workers' clocks differ.</summary>
    public async Task<DateTimeOffset> NowAsync(AppDb db, TimeProvider clock, CancellationToken cancellationToken) =>
        (await db.Database.SqlQuery<DateTime>($"SELECT clock_timestamp() AS \"Value\"").ToListAsync(cancellationToken))[0];

    /// <inheritdoc/>
    public Task<IObservationWriter> OpenObservationWriterAsync(AppDb db, int importId, CancellationToken cancellationToken) =>
        PostgresObservationWriter.OpenAsync(db, importId, cancellationToken);

    private sealed class NoLock : IAsyncDisposable
    {
        public static NoLock Instance { get; } = new();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
