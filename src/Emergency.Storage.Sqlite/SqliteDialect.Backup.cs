using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.Sqlite;

/// <summary>A backup is a database file: VACUUM INTO reads one instant, holds no writer up, and leaves behind what was deleted.</summary>
public sealed partial class SqliteDialect
{
    /// <inheritdoc/>
    public Task<bool> IsEmptyAsync(AppDb db, CancellationToken cancellationToken)
    {
        var path = FileOf(db);
        // A write-ahead log without its database still is somebody's data.
        return Task.FromResult(new[] { path, path + "-wal" }.All(f => !File.Exists(f) || new FileInfo(f).Length == 0));
    }

    /// <inheritdoc/>
    public async Task<T> SaveAsync<T>(AppDb db, string file, Func<AppDb, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        await db.Database.ExecuteSqlAsync($"VACUUM INTO {file}", cancellationToken);
        var options = new DbContextOptionsBuilder<AppDb>();
        Configure(options, new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        await using var copy = new AppDb(options.Options);
        return await read(copy, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task LoadAsync(AppDb db, string file, CancellationToken cancellationToken)
    {
        var path = FileOf(db);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var aside = path + ".restoring";
        await using (var source = File.OpenRead(file))
        await using (var target = new FileStream(aside, FileMode.Create, FileAccess.Write))
        {
            await source.CopyToAsync(target, cancellationToken);
            target.Flush(flushToDisk: true);
        }

        // What an empty database left beside it would be taken for the new one's.
        foreach (var rest in new[] { path, path + "-wal", path + "-shm" })
        {
            File.Delete(rest);
        }

        File.Move(aside, path);
    }

    private static string FileOf(AppDb db) => Path.GetFullPath(new SqliteConnectionStringBuilder(db.Database.GetConnectionString()).DataSource);
}
