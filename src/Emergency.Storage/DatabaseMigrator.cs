using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage;

/// <summary>Brings a database to the model of this program at start.</summary>
public static class DatabaseMigrator
{
    /// <summary>How long a start waits for another process that is migrating the same database.</summary>
    public static TimeSpan DefaultPatience { get; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Applies the migrations that are missing; does nothing, and takes no lock, when there are none. Safe to call from several processes at once:
    /// one migrates, the others wait. What a killed process left locked is cleared.
    /// </summary>
    /// <exception cref="TimeoutException">Another process kept the lock longer than <paramref name="patience"/> (<see cref="DefaultPatience"/> when null).</exception>
    public static async Task MigrateAsync(
        IDbContextFactory<AppDb> databases, IDialect dialect, TimeProvider clock, TimeSpan? patience = null, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (!(await db.Database.GetPendingMigrationsAsync(cancellationToken)).Any())
        {
            return;
        }

        var wait = patience ?? DefaultPatience;
        using var deadline = new CancellationTokenSource(wait, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            await using var migrating = await dialect.LockMigrationAsync(db, clock, either.Token);
            await db.Database.MigrateAsync(either.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException(
                $"The database was not brought up to date within {wait}: another process is migrating it, or holds its tables. Stop that process and start again; nothing was changed here.");
        }
    }
}
