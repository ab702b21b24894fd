using Emergency.Storage;
using Emergency.Storage.Postgres;
using Emergency.Storage.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Emergency.Benchmarks;

/// <summary>A migrated empty database.</summary>
internal sealed class BenchmarkDatabase : IDbContextFactory<AppDb>
{
    private readonly DbContextOptions<AppDb> options;

    private BenchmarkDatabase(IDialect dialect, string connectionString)
    {
        Dialect = dialect;
        ConnectionString = connectionString;
        var builder = new DbContextOptionsBuilder<AppDb>();
        dialect.Configure(builder, connectionString);
        options = builder.Options;
    }

    public IDialect Dialect { get; }

    public string ConnectionString { get; }

    /// <summary>As settings name it.</summary>
    public string Choice => Dialect.Name == "sqlite" ? "sqlite:" + new SqliteConnectionStringBuilder(ConnectionString).DataSource : "postgres:" + ConnectionString;

    public static async Task<BenchmarkDatabase> CreateAsync(IDialect dialect, string connectionString)
    {
        var database = new BenchmarkDatabase(dialect, connectionString);
        await DatabaseMigrator.MigrateAsync(database, dialect, TimeProvider.System);
        return database;
    }

    public AppDb CreateDbContext() => new(options);
}

/// <summary>Databases in a folder that is gone at the end.</summary>
internal sealed class SqliteFolder : IDisposable
{
    private readonly string path = Directory.CreateTempSubdirectory("emergency-benchmark-").FullName;
    private int count;

    public string Path => path;

    public Task<BenchmarkDatabase> NewSqlite() =>
        BenchmarkDatabase.CreateAsync(new SqliteDialect(), new SqliteConnectionStringBuilder { DataSource = System.IO.Path.Combine(path, $"{count++}.db") }.ToString());

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(path, recursive: true);
    }
}

/// <summary>Databases of a server, gone at the end.</summary>
internal sealed class PostgresDatabases(string server) : IAsyncDisposable
{
    private readonly List<string> names = [];

    public async Task<BenchmarkDatabase> NewAsync()
    {
        var name = $"benchmark_{Environment.ProcessId}_{names.Count}";
        await ExecuteAsync($"CREATE DATABASE {name}");
        names.Add(name);
        return await BenchmarkDatabase.CreateAsync(new PostgresDialect(), new NpgsqlConnectionStringBuilder(server) { Database = name }.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        foreach (var name in names)
        {
            await ExecuteAsync($"DROP DATABASE {name} WITH (FORCE)");
        }
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(server) { Database = "postgres" }.ToString());
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        // Names made above only.
#pragma warning disable CA2100
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
