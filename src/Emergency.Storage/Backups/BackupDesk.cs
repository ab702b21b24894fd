using System.Globalization;
using System.Text.Json;
using Emergency.Core.Decisions;
using Emergency.Core.Refusals;
using Emergency.Core.Time;
using Emergency.Dispatch.Orders;
using Emergency.Storage.Audit;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.Backups;

/// <summary>A backup that was made.</summary>
/// <param name="Folder">Its folder.</param>
/// <param name="Manifest">What it holds.</param>
/// <param name="Removed">Older backups that were removed.</param>
public sealed record BackupMade(string Folder, BackupManifest Manifest, IReadOnlyList<string> Removed);

/// <summary>
/// Backs an installation up into one folder, while it runs, and fills an empty one from it. The database is saved first and the folders after it: what the database
/// names is in them, because an uploaded file is kept before the row that names it and never changed.
/// </summary>
public sealed class BackupDesk(IDbContextFactory<AppDb> databases, IDialect dialect, AuditLog audit, TimeProvider clock)
{
    private const string Prefix = "emergency-";
    private const string Unfinished = ".part";

    /// <summary>Makes a backup in a new folder below <paramref name="parent"/>, named after the time. Others go on reading and writing.</summary>
    /// <param name="parent">Folder of the backups; made when missing.</param>
    /// <param name="folders">Folders beside the database.</param>
    /// <param name="program">Version of this program.</param>
    /// <param name="keep">How many backups to keep in <paramref name="parent"/>, this one included; null keeps all.</param>
    /// <param name="cancellationToken">Cancels; an unfinished folder is left and removed by a later backup that keeps a number.</param>
    public async Task<Outcome<BackupMade>> SaveAsync(string parent, BackupFolders folders, string program, int? keep, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await dialect.IsEmptyAsync(db, cancellationToken))
        {
            return BackupRefusals.NothingThere();
        }

        var now = clock.GetUtcNow();
        var name = Prefix + now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var (folder, aside) = (Path.Combine(parent, name), Path.Combine(parent, name + Unfinished));
        try
        {
            if (Directory.Exists(folder) || Directory.Exists(aside))
            {
                return BackupRefusals.Failed($"{folder} exists.");
            }

            BackupFiles.CreatePrivate(aside);
            var database = DatabaseFile(dialect.Name);
            var facts = await dialect.SaveAsync(db, Path.Combine(aside, database), FactsAsync, cancellationToken);
            BackupFiles.Flush(Path.Combine(aside, database));
            List<BackupFile> files = [await BackupFiles.DescribeAsync(aside, database, cancellationToken)];
            foreach (var (part, _, source) in folders.All.Where(f => f.Folder.Length > 0))
            {
                foreach (var file in BackupFiles.Below(source))
                {
                    await BackupFiles.CopyAsync(Path.Combine(source, file), Path.Combine(aside, part, file), cancellationToken);
                    files.Add(await BackupFiles.DescribeAsync(aside, $"{part}/{file}", cancellationToken));
                }
            }

            var manifest = new BackupManifest(BackupManifest.CurrentFormat, now, program, dialect.Name, facts, files);
            var manifestFile = Path.Combine(aside, BackupManifest.FileName);
            await File.WriteAllTextAsync(manifestFile, JsonSerializer.Serialize(manifest, CanonicalJson.Indented) + "\n", cancellationToken);
            BackupFiles.Flush(manifestFile);
            Directory.Move(aside, folder);
            return new BackupMade(folder, manifest, keep is { } number ? RemoveOld(parent, number, now) : []);
        }
        catch (DatabaseToolException e)
        {
            return BackupRefusals.OfTool(e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return BackupRefusals.Failed(e.Message);
        }
    }

    /// <summary>Reads the manifest of a backup and checks every file against it: missing, altered, or not named.</summary>
    public static async Task<Outcome<BackupManifest>> CheckAsync(string folder, CancellationToken cancellationToken)
    {
        BackupManifest? manifest;
        try
        {
            manifest = JsonSerializer.Deserialize<BackupManifest>(await File.ReadAllTextAsync(Path.Combine(folder, BackupManifest.FileName), cancellationToken), CanonicalJson.Options);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or FormatException or NotSupportedException)
        {
            return BackupRefusals.NoBackup(folder, e.Message);
        }

        if (manifest is not { Format: BackupManifest.CurrentFormat, Files.Count: > 0, Facts: not null })
        {
            return BackupRefusals.NoBackup(folder, $"format {manifest?.Format}");
        }

        var there = BackupFiles.Below(folder).Where(f => f != BackupManifest.FileName).ToHashSet(StringComparer.Ordinal);
        List<string> wrong = [.. there.Except(manifest.Files.Select(f => f.Path), StringComparer.Ordinal)];
        foreach (var file in manifest.Files)
        {
            if (!there.Contains(file.Path) || await BackupFiles.DescribeAsync(folder, file.Path, cancellationToken) != file)
            {
                wrong.Add(file.Path);
            }
        }

        return wrong.Count == 0 ? manifest : BackupRefusals.Altered(wrong);
    }

    /// <summary>
    /// Fills an empty database and the folders from a backup that has been checked, brings the database to the model of this program, and writes an entry of the
    /// audit log that says so. The folders come first and the database last, in one step: an interrupted restore can be started again.
    /// </summary>
    /// <returns>The check of the whole history, made before the entry was written.</returns>
    public async Task<Outcome<HistoryVerification>> RestoreAsync(string folder, BackupManifest manifest, BackupFolders folders, string by, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (manifest.Database != dialect.Name)
        {
            return BackupRefusals.OtherKind(manifest.Database, dialect.Name);
        }

        if (!db.Database.GetMigrations().Contains(manifest.Facts.Migration))
        {
            return BackupRefusals.Newer(manifest);
        }

        if (!await dialect.IsEmptyAsync(db, cancellationToken))
        {
            return BackupRefusals.NotEmpty();
        }

        try
        {
            if (await PlaceFilesAsync(folder, manifest, folders, cancellationToken) is { } refusal)
            {
                return refusal;
            }

            await dialect.LoadAsync(db, Path.Combine(folder, DatabaseFile(dialect.Name)), cancellationToken);
        }
        catch (DatabaseToolException e)
        {
            return BackupRefusals.OfTool(e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return BackupRefusals.Failed(e.Message);
        }

        await DatabaseMigrator.MigrateAsync(databases, dialect, clock, cancellationToken: cancellationToken);
        await using var restored = await databases.CreateDbContextAsync(cancellationToken);
        var history = await HistoryCheck.VerifyAsync(restored, cancellationToken);
        if (history.Intact && (history.Entries, history.HeadHash) != (manifest.Facts.AuditEntries, manifest.Facts.AuditHead))
        {
            return BackupRefusals.OtherHistory(manifest, history);
        }

        var detail = new { madeAt = manifest.MadeAt.ToIso(), entries = manifest.Facts.AuditEntries, head = manifest.Facts.AuditHead };
        await databases.InTransactionAsync(db => RecordAsync(db, Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)), detail, by, cancellationToken), cancellationToken);
        return history;
    }

    /// <summary>
    /// Says of a database that was filled from a backup by hand what <see cref="RestoreAsync"/> says by itself: from now on revisions are numbered above all that the lost one may have
    /// issued. Nothing is taken back when it is said twice.
    /// </summary>
    /// <param name="origin">Where the database came from, in words.</param>
    /// <param name="by">Who.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The number that new revisions lie above.</returns>
    public async Task<Outcome<int>> MarkAsync(string origin, string by, CancellationToken cancellationToken)
    {
        await using (var there = await databases.CreateDbContextAsync(cancellationToken))
        {
            if (await dialect.IsEmptyAsync(there, cancellationToken))
            {
                return BackupRefusals.NothingThere();
            }
        }

        await DatabaseMigrator.MigrateAsync(databases, dialect, clock, cancellationToken: cancellationToken);
        return await databases.InTransactionAsync(db => RecordAsync(db, origin, new { byHand = true }, by, cancellationToken), cancellationToken);
    }

    private async Task<int> RecordAsync(AppDb db, string origin, object detail, string by, CancellationToken cancellationToken)
    {
        await audit.LockAsync(db, cancellationToken);
        var now = clock.GetUtcNow();
        var known = Math.Max(await RestoreRow.RevisionsAboveAsync(db, cancellationToken) + 1, await db.Orders.MaxAsync(o => (int?)o.Revision, cancellationToken) ?? 0);
        // Never below what is known, also when the clock has been set back.
        var above = Math.Max(OrderNumber.Above(now), known);
        db.Restores.Add(new RestoreRow { RevisionsAbove = above, At = now, By = by, Origin = origin });
        await db.SaveChangesAsync(cancellationToken);
        await audit.AppendAsync(db, "backup.restore", origin, new { revisionsAbove = above, detail }, by, now, cancellationToken);
        return above;
    }

    /// <summary>Copies the files beside the database. What lies there already and is the same stays; anything else is refused before a file is written.</summary>
    private static async Task<Refusal?> PlaceFilesAsync(string folder, BackupManifest manifest, BackupFolders folders, CancellationToken cancellationToken)
    {
        List<(string From, string To)> copies = [];
        foreach (var (part, setting, target) in folders.All)
        {
            foreach (var file in manifest.Files.Where(f => f.Path.StartsWith(part + "/", StringComparison.Ordinal)))
            {
                if (target.Length == 0)
                {
                    return BackupRefusals.NoFolder(part, setting);
                }

                var relative = file.Path[(part.Length + 1)..];
                var to = Path.Combine(target, relative);
                if (!File.Exists(to))
                {
                    copies.Add((Path.Combine(folder, file.Path), to));
                }
                else if (await BackupFiles.DescribeAsync(target, relative, cancellationToken) != file with { Path = relative })
                {
                    return BackupRefusals.OtherFile(to);
                }
            }
        }

        foreach (var (from, to) in copies)
        {
            await BackupFiles.CopyAsync(from, to, cancellationToken);
        }

        return null;
    }

    private static string DatabaseFile(string kind) => kind == "sqlite" ? "database.sqlite" : "database.dump";

    private static async Task<BackupFacts> FactsAsync(AppDb db, CancellationToken cancellationToken)
    {
        var migrations = await db.Database.GetAppliedMigrationsAsync(cancellationToken);
        var head = await db.Audit.AsNoTracking().OrderByDescending(a => a.Sequence).FirstOrDefaultAsync(cancellationToken);
        return new BackupFacts(migrations.LastOrDefault() ?? "", head?.Sequence ?? 0, head?.Hash ?? AuditLog.Genesis);
    }

    /// <summary>Removes all whole backups but the newest ones, and unfinished ones older than a day. Nothing else in the folder is touched.</summary>
    private static List<string> RemoveOld(string parent, int keep, DateTimeOffset now)
    {
        var own = Directory.EnumerateDirectories(parent, Prefix + "*").Order(StringComparer.Ordinal).ToList();
        var whole = own.Where(f => File.Exists(Path.Combine(f, BackupManifest.FileName)) && !f.EndsWith(Unfinished, StringComparison.Ordinal)).ToList();
        var unfinished = own.Where(f => f.EndsWith(Unfinished, StringComparison.Ordinal) && Directory.GetLastWriteTimeUtc(f) < now.UtcDateTime.AddDays(-1));
        List<string> removed = [.. whole.Take(Math.Max(0, whole.Count - keep)), .. unfinished];
        foreach (var folder in removed)
        {
            Directory.Delete(folder, recursive: true);
        }

        return removed;
    }
}
