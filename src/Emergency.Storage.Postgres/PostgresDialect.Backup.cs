using System.Data;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.Postgres;

/// <summary>A backup is an archive of pg_dump, made in the snapshot that the facts about it are read in.</summary>
public sealed partial class PostgresDialect
{
    /// <inheritdoc/>
    public async Task<bool> IsEmptyAsync(AppDb db, CancellationToken cancellationToken) =>
        (await db.Database.SqlQuery<int>(
            $"SELECT count(*)::int AS \"Value\" FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_%' AND c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f')")
            .ToListAsync(cancellationToken))[0] == 0;

    /// <inheritdoc/>
    public async Task<T> SaveAsync<T>(AppDb db, string file, Func<AppDb, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        var snapshot = (await db.Database.SqlQuery<string>($"SELECT pg_export_snapshot() AS \"Value\"").ToListAsync(cancellationToken))[0];
        var facts = await read(db, cancellationToken);
        await PostgresTool.RunAsync(
            "pg_dump", db.Database.GetConnectionString()!, ["--format=custom", "--no-owner", "--no-privileges", $"--snapshot={snapshot}", $"--file={file}"], cancellationToken);
        return facts;
    }

    /// <inheritdoc/>
    public Task LoadAsync(AppDb db, string file, CancellationToken cancellationToken)
    {
        var connection = db.Database.GetConnectionString()!;
        return PostgresTool.RunAsync(
            "pg_restore", connection, ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", $"--dbname={PostgresTool.DatabaseOf(connection)}", file], cancellationToken);
    }
}
