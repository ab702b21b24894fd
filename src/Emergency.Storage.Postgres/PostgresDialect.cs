using System.Data.Common;
using Emergency.Storage.Observations;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Emergency.Storage.Postgres;

/// <summary>The database of an authority: several web and worker processes share it.</summary>
public sealed partial class PostgresDialect : IDialect
{
    /// <summary>Number of the advisory lock that serialises the audit chain: any constant that nothing else uses.</summary>
    private const long AuditLock = 0x656D_6572_6175_6474;

    /// <summary>
    /// Connections of one process unless the connection string says otherwise (<c>Maximum Pool Size</c>). The server takes 100 as it comes; three processes fit, and under
    /// a storm a request waits for a connection instead of being turned away.
    /// </summary>
    private const int Connections = 30;

    /// <inheritdoc/>
    public string Name => "postgres";

    /// <inheritdoc/>
    public void Configure(DbContextOptionsBuilder options, string connectionString) =>
        options.UseNpgsql(Bounded(connectionString), postgres => postgres.MigrationsAssembly(typeof(PostgresDialect).Assembly.GetName().Name));

    /// <summary>
    /// A lock of the session, which the server gives back when the process dies. The provider's own table lock ends with each migration, and a second process
    /// would then repeat those it had seen missing.
    /// </summary>
    public Task<IAsyncDisposable> LockMigrationAsync(AppDb db, TimeProvider clock, CancellationToken cancellationToken) =>
        MigrationLock.TakeAsync(db.Database.GetConnectionString()!, clock, cancellationToken);

    /// <inheritdoc/>
    public Task LockAuditAsync(AppDb db, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({AuditLock})", cancellationToken);

    /// <summary>The server's clock: workers' clocks differ.</summary>
    public async Task<DateTimeOffset> NowAsync(AppDb db, TimeProvider clock, CancellationToken cancellationToken) =>
        (await db.Database.SqlQuery<DateTime>($"SELECT clock_timestamp() AS \"Value\"").ToListAsync(cancellationToken))[0];

    /// <summary>One table lock for imports of every kind: they share the places, and two locks could wait for each other.</summary>
    public async Task LockImportsAsync(AppDb db, CancellationToken cancellationToken)
    {
        if (db.Database.CurrentTransaction is null)
        {
            throw new InvalidOperationException("Imports are written inside a transaction; none is open.");
        }

        // Another import may take minutes; readers are not held up by this lock.
        db.Database.SetCommandTimeout(TimeSpan.FromMinutes(10));
        await db.Database.ExecuteSqlAsync($"LOCK TABLE observations IN SHARE ROW EXCLUSIVE MODE", cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IObservationWriter> OpenObservationWriterAsync(AppDb db, int importId, CancellationToken cancellationToken)
    {
        await LockImportsAsync(db, cancellationToken);
        return new PostgresObservationWriter((NpgsqlConnection)db.Database.GetDbConnection(), importId);
    }

    private static string Bounded(string connectionString)
    {
        // The base class knows which words were written; its heirs know all words there are.
        var written = new DbConnectionStringBuilder { ConnectionString = connectionString };
        return written.Keys.Cast<string>().Any(k => k.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant() is "MAXIMUMPOOLSIZE" or "MAXPOOLSIZE" or "POOLING")
            ? connectionString
            : new NpgsqlConnectionStringBuilder(connectionString) { MaxPoolSize = Connections }.ToString();
    }
}
