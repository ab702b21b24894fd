using System.Data.Common;
using Emergency.Storage.Observations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Emergency.Storage.Sqlite;

/// <summary>The embedded database: one file, nothing to install, one machine.</summary>
public sealed partial class SqliteDialect : IDialect
{
    /// <inheritdoc/>
    public string Name => "sqlite";

    /// <inheritdoc/>
    public void Configure(DbContextOptionsBuilder options, string connectionString)
    {
        options.UseSqlite(connectionString, sqlite => sqlite.MigrationsAssembly(typeof(SqliteDialect).Assembly.GetName().Name));
        options.AddInterceptors(new ConnectionSetUp());
    }

    /// <inheritdoc/>
    public Task<IAsyncDisposable> LockMigrationAsync(AppDb db, TimeProvider clock, CancellationToken cancellationToken) =>
        MigrationLock.TakeAsync(db, clock, cancellationToken);

    /// <summary>Nothing to do: a write transaction here is already the only one (BEGIN IMMEDIATE).</summary>
    public Task LockAuditAsync(AppDb db, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The given clock: one machine, one clock.</summary>
    public Task<DateTimeOffset> NowAsync(AppDb db, TimeProvider clock, CancellationToken cancellationToken) =>
        Task.FromResult(clock.GetUtcNow());

    /// <inheritdoc/>
    public Task<IObservationWriter> OpenObservationWriterAsync(AppDb db, int importId, CancellationToken cancellationToken) =>
        SqliteObservationWriter.OpenAsync(db, importId, cancellationToken);

    /// <summary>
    /// Write-ahead log, so that readers do not wait for the writer; every commit reaches the disk (an acknowledged order must survive a power cut);
    /// a waiting writer waits up to 30 s.
    /// </summary>
    private sealed class ConnectionSetUp : DbConnectionInterceptor
    {
        private const string Pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=30000; PRAGMA foreign_keys=ON;";

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
        {
            using var command = connection.CreateCommand();
            command.CommandText = Pragmas;
            command.ExecuteNonQuery();
        }

        public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = Pragmas;
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
