using System.Text.Json;
using Emergency.Core.Decisions;
using Emergency.Dispatch.Orders;
using Emergency.Storage.Audit;
using Emergency.Storage.Backups;
using Emergency.Testing;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.Tests.Backups;

public sealed class BackupDeskTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, BothDatabases]
    public async Task A_backup_brings_everything_back_into_an_empty_database_and_nowhere_else(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        using var folder = new TempFolder();
        var city = await OrderCity.CreateAsync(database, 3);
        await city.IssueAsync(await city.PlanAsync("plan:1"));
        var (own, other) = (Folders(folder, "own"), Folders(folder, "other"));
        folder.Write("own/uploads/ab/abcd", "a photograph");
        folder.Write("own/uploads/ab/half.part", "still being written");
        folder.Write("own/models/晋城/model.json", "{}");
        folder.Write("own/keys/key.xml", "<key/>");

        var made = (await Desk(database).SaveAsync(folder["backups"], own, "1.0", null, Token)).OrThrow();
        Assert.Equal(4, made.Manifest.Files.Count);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(made.Folder));
        }

        var checkedManifest = (await BackupDesk.CheckAsync(made.Folder, Token)).OrThrow();
        Assert.Equal("BACKUP-006", (await Desk(database).RestoreAsync(made.Folder, checkedManifest, other, "root", Token)).Refusal?.Code);

        await using var empty = await TestDatabase.CreateEmptyAsync(provider);
        var history = (await Desk(empty).RestoreAsync(made.Folder, checkedManifest, other, "root", Token)).OrThrow();
        Assert.True(history.Intact);
        Assert.Equal((made.Manifest.Facts.AuditEntries, made.Manifest.Facts.AuditHead, 3), (history.Entries, history.HeadHash, history.Orders));
        Assert.Equal("a photograph", await File.ReadAllTextAsync(folder["other/uploads/ab/abcd"], Token));
        Assert.True(File.Exists(folder["other/models/晋城/model.json"]) && File.Exists(folder["other/keys/key.xml"]));
        await using var db = empty.CreateDbContext();
        var last = await db.Audit.OrderByDescending(a => a.Sequence).FirstAsync(Token);
        Assert.Equal(("backup.restore", "root"), (last.Action, last.By));
        Assert.True((await HistoryCheck.VerifyAsync(db, Token)).Intact);
        await using var before = database.CreateDbContext();
        Assert.Equal(await before.Orders.OrderBy(o => o.Id).Select(o => o.Json).ToListAsync(Token), await db.Orders.OrderBy(o => o.Id).Select(o => o.Json).ToListAsync(Token));
    }

    [Theory, BothDatabases]
    public async Task Every_restore_raises_revisions_also_when_it_is_only_recorded_and_the_clock_stands_or_goes_back(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var empty = await TestDatabase.CreateEmptyAsync(provider);
        var clock = new FixedClock(DispatchCity.Issued.AddYears(7));
        var city = await OrderCity.CreateAsync(database, 1);
        await city.IssueAsync(await city.PlanAsync("plan:1"));

        var first = (await Desk(database, clock).MarkAsync("pg_restore by hand", "root", Token)).OrThrow();
        Assert.Equal(OrderNumber.Above(clock.GetUtcNow()), first);
        Assert.Equal(first + 1, (await Desk(database, clock).MarkAsync("once more", "root", Token)).OrThrow());
        await city.IssueAsync("plan:1", DispatchCity.Issued.AddHours(1));
        Assert.Equal(first + 2, (await Desk(database, new FixedClock(DispatchCity.Issued)).MarkAsync("clock set back", "root", Token)).OrThrow());
        await city.IssueAsync("plan:1", DispatchCity.Issued.AddHours(2));
        await using var db = database.CreateDbContext();
        Assert.Equal([1, first + 2, first + 3], await db.Orders.OrderBy(o => o.Revision).Select(o => o.Revision).ToListAsync(Token));
        Assert.Equal(3, await db.Audit.CountAsync(a => a.Action == "backup.restore", Token));
        Assert.True((await HistoryCheck.VerifyAsync(db, Token)).Intact);
        Assert.Equal("BACKUP-001", (await Desk(empty, clock).MarkAsync("nothing there", "root", Token)).Refusal?.Code);
    }

    [Fact]
    public async Task A_file_missing_altered_or_added_is_named()
    {
        await using var database = await TestDatabase.CreateAsync("sqlite");
        using var folder = new TempFolder();
        folder.Write("own/uploads/ab/abcd", "a photograph");
        var made = (await Desk(database).SaveAsync(folder["backups"], Folders(folder, "own"), "1.0", null, Token)).OrThrow().Folder;

        var upload = Path.Combine(made, "uploads", "ab", "abcd");
        await File.WriteAllTextAsync(upload, "a photogrAph", Token);
        await AssertNamedAsync("uploads/ab/abcd");
        File.Delete(upload);
        await AssertNamedAsync("uploads/ab/abcd");
        await File.WriteAllTextAsync(upload, "a photograph", Token);
        await File.WriteAllTextAsync(Path.Combine(made, "added"), "", Token);
        await AssertNamedAsync("added");
        File.Delete(Path.Combine(made, BackupManifest.FileName));
        Assert.Equal("BACKUP-004", (await BackupDesk.CheckAsync(made, Token)).Refusal?.Code);

        async Task AssertNamedAsync(string file)
        {
            var refusal = (await BackupDesk.CheckAsync(made, Token)).Refusal;
            Assert.Equal("BACKUP-005", refusal?.Code);
            Assert.Contains(file, refusal!.Sentence.En, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_restore_that_would_lose_something_is_refused_before_it_writes()
    {
        await using var database = await TestDatabase.CreateAsync("sqlite");
        await using var empty = await TestDatabase.CreateEmptyAsync("sqlite");
        using var folder = new TempFolder();
        folder.Write("own/uploads/ab/abcd", "a photograph");
        folder.Write("own/keys/key.xml", "<key/>");
        folder.Write("other/uploads/ab/abcd", "another one");
        var made = (await Desk(database).SaveAsync(folder["backups"], Folders(folder, "own"), "1.0", null, Token)).OrThrow();

        Assert.Equal("BACKUP-007", await RefusedAsync(made.Manifest, Folders(folder, "new") with { Keys = "" }));
        Assert.Equal("BACKUP-011", await RefusedAsync(made.Manifest, Folders(folder, "other")));
        Assert.Equal("BACKUP-008", await RefusedAsync(made.Manifest with { Database = "postgres" }, Folders(folder, "new")));
        Assert.Equal("BACKUP-009", await RefusedAsync(made.Manifest with { Facts = made.Manifest.Facts with { Migration = "29990101000000_Later" } }, Folders(folder, "new")));
        Assert.False(File.Exists(folder["other/keys/key.xml"]) || File.Exists(folder["new/keys/key.xml"]));
        Assert.Equal("BACKUP-001", (await Desk(empty).SaveAsync(folder["backups"], Folders(folder, "own"), "1.0", null, Token)).Refusal?.Code);

        async Task<string?> RefusedAsync(BackupManifest manifest, BackupFolders folders) => (await Desk(empty).RestoreAsync(made.Folder, manifest, folders, "root", Token)).Refusal?.Code;
    }

    [Fact]
    public async Task The_history_restored_must_be_the_one_that_was_saved()
    {
        await using var database = await TestDatabase.CreateAsync("sqlite");
        await using var empty = await TestDatabase.CreateEmptyAsync("sqlite");
        using var folder = new TempFolder();
        await OrderCity.CreateAsync(database, 1);
        var made = (await Desk(database).SaveAsync(folder["backups"], Folders(folder, "own"), "1.0", null, Token)).OrThrow();
        var longer = made.Manifest with { Facts = made.Manifest.Facts with { AuditEntries = made.Manifest.Facts.AuditEntries + 1 } };

        Assert.Equal("BACKUP-010", (await Desk(empty).RestoreAsync(made.Folder, longer, Folders(folder, "new"), "root", Token)).Refusal?.Code);
    }

    [Fact]
    public async Task The_newest_are_kept_and_nothing_else_is_touched()
    {
        await using var database = await TestDatabase.CreateAsync("sqlite");
        using var folder = new TempFolder();
        var clock = new FixedClock(DispatchCity.Issued);
        folder.Write("backups/emergency-notes.txt", "ours");
        folder.Write("backups/emergency-without-manifest/a", "ours");
        for (var night = 0; night < 4; night++)
        {
            (await Desk(database, clock).SaveAsync(folder["backups"], Folders(folder, "own"), "1.0", keep: 2, Token)).OrThrow();
            clock.Advance(TimeSpan.FromDays(1));
        }

        Assert.Equal(["emergency-20190112T020000Z", "emergency-20190113T020000Z", "emergency-without-manifest"], Directory.GetDirectories(folder["backups"]).Select(d => Path.GetFileName(d)).Order(StringComparer.Ordinal));
        Assert.True(File.Exists(folder["backups/emergency-notes.txt"]));
    }

    [Fact]
    public void A_manifest_reads_as_it_was_written()
    {
        var manifest = new BackupManifest(1, DispatchCity.Issued, "1.0", "sqlite", new BackupFacts("m", 3, "h"), [new BackupFile("uploads/照片", 5, new string('a', 64))]);
        var read = JsonSerializer.Deserialize<BackupManifest>(JsonSerializer.Serialize(manifest, CanonicalJson.Indented), CanonicalJson.Options)!;
        Assert.Equal(manifest with { Files = read.Files }, read);
        Assert.Equal(manifest.Files, read.Files);
    }

    private static BackupDesk Desk(TestDatabase database, TimeProvider? clock = null) => new(database, database.Dialect, new AuditLog(database.Dialect), clock ?? new FixedClock(DispatchCity.Issued));

    private static BackupFolders Folders(TempFolder folder, string name) => new(folder[$"{name}/uploads"], folder[$"{name}/models"], folder[$"{name}/keys"]);
}
