using System.Data.Common;
using Emergency.Storage.Observations;
using Microsoft.Data.Sqlite;
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

    /// <summary>Nothing to do: a write transaction here is already the only one (BEGIN IMMEDIATE).</summary>
    public Task LockImportsAsync(AppDb db, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task<IObservationWriter> OpenObservationWriterAsync(AppDb db, int importId, CancellationToken cancellationToken) =>
        SqliteObservationWriter.OpenAsync(db, importId, cancellationToken);

    /// <summary>
    /// Write-ahead log, so that readers do not wait for the writer; every commit reaches the disk (an acknowledged order must survive a power cut);
    /// a waiting writer waits up to 30 s.
    /// </summary>
    private sealed class ConnectionSetUp : DbConnectionInterceptor
    {
        private const string Always = "PRAGMA synchronous=FULL; PRAGMA busy_timeout=30000; PRAGMA foreign_keys=ON;";

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
        {
            using var command = connection.CreateCommand();
            command.CommandText = PragmasOf(connection);
            command.ExecuteNonQuery();
        }

        public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = PragmasOf(connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        // EF looks whether a file is there through a connection that may only read; turning on the write-ahead log of a file just made would fail on it.
        private static string PragmasOf(DbConnection connection) =>
            new SqliteConnectionStringBuilder(connection.ConnectionString).Mode == SqliteOpenMode.ReadOnly ? Always : "PRAGMA journal_mode=WAL; " + Always;
    }
}
