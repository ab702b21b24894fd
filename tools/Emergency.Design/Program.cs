using Emergency.Storage;
using Emergency.Storage.Postgres;
using Emergency.Storage.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

Console.Error.WriteLine("Run tools/migrations.sh: dotnet ef starts this project, nobody else.");
return 2;

/// <summary>Gives dotnet ef a context of the provider named on its command line: <c>dotnet ef … -- sqlite</c> or <c>-- postgres</c>. It never connects.</summary>
internal sealed class DesignTimeAppDb : IDesignTimeDbContextFactory<AppDb>
{
    public AppDb CreateDbContext(string[] args)
    {
        (IDialect dialect, string connection) = args switch
        {
            ["sqlite"] => ((IDialect)new SqliteDialect(), "Data Source=design.db"),
            ["postgres"] => (new PostgresDialect(), "Host=localhost;Database=design"),
            _ => throw new ArgumentException("Name the provider after --: sqlite or postgres."),
        };
        var options = new DbContextOptionsBuilder<AppDb>();
        dialect.Configure(options, connection);
        return new AppDb(options.Options);
    }
}
