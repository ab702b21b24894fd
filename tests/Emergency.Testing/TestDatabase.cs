using Emergency.Storage;
using Emergency.Storage.Postgres;
using Emergency.Storage.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Xunit;

namespace Emergency.Testing;

/// <summary>
/// A fresh, migrated, empty database for one test: a SQLite file, or a database of the PostgreSQL server named by EMERGENCY_TEST_POSTGRES
/// (for example <c>Host=127.0.0.1;Port=54329;Username=emergency</c>; tests/run.sh starts one). Both are copies of a template that is migrated once, so a test
/// pays milliseconds. <see cref="BothDatabasesAttribute"/> shows its use.
/// </summary>
public sealed class TestDatabase : IAsyncDisposable, IDbContextFactory<AppDb>
{
    private static int count;

    private readonly Func<Task> drop;
    private readonly DbContextOptions<AppDb> options;

    private TestDatabase(IDialect dialect, string connectionString, Func<Task> drop)
    {
        Dialect = dialect;
        ConnectionString = connectionString;
        this.drop = drop;
        var builder = new DbContextOptionsBuilder<AppDb>();
        dialect.Configure(builder, connectionString);
        options = builder.Options;
    }

    /// <summary>The dialect.</summary>
    public IDialect Dialect { get; }

    /// <summary>The connection string.</summary>
    public string ConnectionString { get; }

    /// <summary>As the command line and the settings name it: <c>sqlite:PATH</c> or <c>postgres:CONNECTION</c>.</summary>
    public string Choice => Dialect.Name == "sqlite" ? "sqlite:" + new SqliteConnectionStringBuilder(ConnectionString).DataSource : "postgres:" + ConnectionString;

    /// <summary>Opens a context.</summary>
    public AppDb CreateDbContext() => new(options);

    /// <summary>Creates a migrated database. Without a PostgreSQL server the test is skipped with the reason, under CI=true it fails.</summary>
    /// <param name="provider">"sqlite" or "postgres".</param>
    public static Task<TestDatabase> CreateAsync(string provider) => CreateAsync(provider, migrated: true);

    /// <summary>Creates a database without any table.</summary>
    /// <param name="provider">"sqlite" or "postgres".</param>
    public static Task<TestDatabase> CreateEmptyAsync(string provider) => CreateAsync(provider, migrated: false);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await drop();

    private static Task<TestDatabase> CreateAsync(string provider, bool migrated) => provider switch
    {
        "sqlite" => CreateSqliteAsync(migrated),
        "postgres" => CreatePostgresAsync(migrated),
        _ => throw new ArgumentOutOfRangeException(nameof(provider), provider, "sqlite or postgres"),
    };

    private static async Task<TestDatabase> CreateSqliteAsync(bool migrated)
    {
        var folder = Directory.CreateTempSubdirectory("emergency-test-");
        var path = Path.Combine(folder.FullName, "test.db");
        if (migrated)
        {
            await File.WriteAllBytesAsync(path, await SqliteTemplate.Value);
        }

        var connectionString = new SqliteConnectionStringBuilder { DataSource = path }.ToString();
        return new TestDatabase(new SqliteDialect(), connectionString, () =>
        {
            using (var connection = new SqliteConnection(connectionString))
            {
                SqliteConnection.ClearPool(connection);
            }

            folder.Delete(recursive: true);
            return Task.CompletedTask;
        });
    }

    private static Lazy<Task<byte[]>> SqliteTemplate { get; } = new(async () =>
    {
        await using var database = await CreateSqliteAsync(migrated: false);
        await database.MigrateAsync();
        // Closing the last connection folds the write-ahead log into the file.
        using (var connection = new SqliteConnection(database.ConnectionString))
        {
            SqliteConnection.ClearPool(connection);
        }

        return await File.ReadAllBytesAsync(new SqliteConnectionStringBuilder(database.ConnectionString).DataSource);
    });

    private static async Task<TestDatabase> CreatePostgresAsync(bool migrated)
    {
        var server = PostgresServer();
        var name = $"test_{Environment.ProcessId}_{Interlocked.Increment(ref count)}";
        var template = migrated ? await PostgresTemplate.Value : "template0";
        await ExecuteAsync(server, $"DROP DATABASE IF EXISTS {name} WITH (FORCE)");
        await ExecuteAsync(server, $"CREATE DATABASE {name} TEMPLATE {template}");
        var connectionString = new NpgsqlConnectionStringBuilder(server) { Database = name, MaxPoolSize = 20 }.ToString();
        return new TestDatabase(new PostgresDialect(), connectionString, async () =>
        {
            await using (var connection = new NpgsqlConnection(connectionString))
            {
                NpgsqlConnection.ClearPool(connection);
            }

            await ExecuteAsync(server, $"DROP DATABASE {name} WITH (FORCE)");
        });
    }

    /// <summary>
    /// One template for all test processes, named after the exact build of the migrations and renamed only when complete: a killed run leaves no half-migrated one.
    /// </summary>
    private static Lazy<Task<string>> PostgresTemplate { get; } = new(async () =>
    {
        var server = PostgresServer();
        var name = $"template_{typeof(PostgresDialect).Module.ModuleVersionId:N}{typeof(AppDb).Module.ModuleVersionId:N}"[..60];
        await using var keeper = new NpgsqlConnection(server);
        await keeper.OpenAsync();
        await using var command = keeper.CreateCommand();
        command.CommandText = "SELECT pg_advisory_lock(20181201)";
        await command.ExecuteNonQueryAsync();
        command.CommandText = $"SELECT count(*) FROM pg_database WHERE datname = '{name}'";
        if ((long)(await command.ExecuteScalarAsync())! == 0)
        {
            await using var database = await CreatePostgresAsync(migrated: false);
            await database.MigrateAsync();
            await using (var connection = new NpgsqlConnection(database.ConnectionString))
            {
                NpgsqlConnection.ClearPool(connection);
            }

            command.CommandText = $"CREATE DATABASE {name}_new TEMPLATE {new NpgsqlConnectionStringBuilder(database.ConnectionString).Database}";
            await ExecuteAsync(server, $"DROP DATABASE IF EXISTS {name}_new");
            await command.ExecuteNonQueryAsync();
            await ExecuteAsync(server, $"ALTER DATABASE {name}_new RENAME TO {name}");
        }

        return name;
    });

    private Task MigrateAsync() => DatabaseMigrator.MigrateAsync(this, Dialect, TimeProvider.System);

    private static string PostgresServer()
    {
        if (Environment.GetEnvironmentVariable("EMERGENCY_TEST_POSTGRES") is { Length: > 0 } server)
        {
            return new NpgsqlConnectionStringBuilder(server) { Database = "postgres" }.ToString();
        }

        const string Reason = "EMERGENCY_TEST_POSTGRES names no PostgreSQL server; tests/run.sh starts one.";
        if (Environment.GetEnvironmentVariable("CI") == "true")
        {
            Assert.Fail(Reason);
        }

        Assert.Skip(Reason);
        throw new InvalidOperationException(Reason);
    }

    private static async Task ExecuteAsync(string server, string sql)
    {
        await using var connection = new NpgsqlConnection(server);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        // Only names made here are ever put in.
#pragma warning disable CA2100
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
