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

    /// <inheritdoc/>
    public Task LockAuditAsync(AppDb db, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({AuditLock})", cancellationToken);

    /// <summary>The server's clock: workers' clocks differ.</summary>
    public async Task<DateTimeOffset> NowAsync(AppDb db, TimeProvider clock, CancellationToken cancellationToken) =>
        (await db.Database.SqlQuery<DateTime>($"SELECT clock_timestamp() AS \"Value\"").ToListAsync(cancellationToken))[0];

    /// <inheritdoc/>
    public IObservationWriter OpenObservationWriter(AppDb db, int importId) => new PostgresObservationWriter(db, importId);
}
