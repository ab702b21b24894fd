using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.Sqlite;

/// <summary>
/// The right to migrate a SQLite file. EF marks a running migration by a row in <c>__EFMigrationsLock</c>; a process killed meanwhile leaves that row, and every
/// later migration would wait for it for ever. So we hold an exclusive lock on a file of our own first, which the system gives back when its holder dies:
/// whoever holds it knows that nobody is migrating, and may clear the row.
/// </summary>
internal sealed class MigrationLock : IAsyncDisposable
{
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(100);

    private readonly FileStream file;

    private MigrationLock(FileStream file) => this.file = file;

    public static async Task<IAsyncDisposable> TakeAsync(AppDb db, TimeProvider clock, CancellationToken cancellationToken)
    {
        // The file stays when we are done: deleting it would let two later processes lock two different files of the same name.
        var path = Path.GetFullPath(db.Database.GetDbConnection().DataSource) + ".migrating";
        while (true)
        {
            try
            {
                var held = new MigrationLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
                await held.ClearStaleMarkAsync(db, cancellationToken);
                return held;
            }
            catch (IOException failure) when (HeldByAnother(failure))
            {
                await Task.Delay(Retry, clock, cancellationToken);
            }
        }
    }

    public ValueTask DisposeAsync() => file.DisposeAsync();

    // The runtime gives no type of its own to "in use": ERROR_SHARING_VIOLATION on Windows, EWOULDBLOCK on Linux and macOS.
    private static bool HeldByAnother(IOException failure) => (failure.HResult & 0xFFFF) is 32 or 11 or 35;

    private async Task ClearStaleMarkAsync(AppDb db, CancellationToken cancellationToken)
    {
        try
        {
            var marks = await db.Database.SqlQuery<int>($"SELECT count(*) AS \"Value\" FROM sqlite_master WHERE name = '__EFMigrationsLock'").ToListAsync(cancellationToken);
            if (marks[0] > 0)
            {
                await db.Database.ExecuteSqlAsync($"DELETE FROM \"__EFMigrationsLock\"", cancellationToken);
            }
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }
}
