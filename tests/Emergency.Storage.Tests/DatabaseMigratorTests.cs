using Emergency.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Emergency.Storage.Tests;

public sealed class DatabaseMigratorTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, BothDatabases]
    public async Task The_migrations_hold_the_whole_model(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var db = database.CreateDbContext();
        Assert.False(db.Database.HasPendingModelChanges(), "Run tools/migrations.sh add NAME.");
        Assert.Empty(await db.Database.GetPendingMigrationsAsync(Token));
    }

    [Theory, BothDatabases]
    public async Task An_empty_database_is_brought_to_the_model_and_a_second_start_changes_nothing(string provider)
    {
        await using var database = await TestDatabase.CreateEmptyAsync(provider);
        for (var start = 0; start < 2; start++)
        {
            await DatabaseMigrator.MigrateAsync(database, database.Dialect, TimeProvider.System, cancellationToken: Token);
            await using var db = database.CreateDbContext();
            Assert.Empty(await db.Database.GetPendingMigrationsAsync(Token));
            Assert.Equal(0, await db.Observations.CountAsync(Token));
        }
    }

    [Theory, BothDatabases]
    public async Task Several_processes_may_start_at_once(string provider)
    {
        await using var database = await TestDatabase.CreateEmptyAsync(provider);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ =>
            Task.Run(() => DatabaseMigrator.MigrateAsync(database, database.Dialect, TimeProvider.System, cancellationToken: Token), Token)));
        await using var db = database.CreateDbContext();
        Assert.Empty(await db.Database.GetPendingMigrationsAsync(Token));
    }

    [Fact]
    public async Task A_mark_left_by_a_killed_migration_of_a_SQLite_file_is_cleared()
    {
        await using var database = await TestDatabase.CreateEmptyAsync("sqlite");
        await using (var killed = database.CreateDbContext())
        {
            // What a killed process leaves: the row is written, nobody will remove it.
            await killed.Database.GetService<IHistoryRepository>().AcquireDatabaseLockAsync(Token);
        }

        await DatabaseMigrator.MigrateAsync(database, database.Dialect, TimeProvider.System, TimeSpan.FromSeconds(30), Token);
        await using var db = database.CreateDbContext();
        Assert.Empty(await db.Database.GetPendingMigrationsAsync(Token));
    }

    [Fact]
    public async Task A_migration_that_another_process_is_running_is_waited_for_and_then_given_up_with_the_reason()
    {
        await using var database = await TestDatabase.CreateEmptyAsync("sqlite");
        var path = new SqliteConnectionStringBuilder(database.ConnectionString).DataSource + ".migrating";
        await using (new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None))
        {
            var failure = await Assert.ThrowsAsync<TimeoutException>(() =>
                DatabaseMigrator.MigrateAsync(database, database.Dialect, TimeProvider.System, TimeSpan.FromMilliseconds(300), Token));
            Assert.Contains("another process", failure.Message, StringComparison.Ordinal);
        }

        await using var db = database.CreateDbContext();
        Assert.NotEmpty(await db.Database.GetPendingMigrationsAsync(Token));
    }
}
