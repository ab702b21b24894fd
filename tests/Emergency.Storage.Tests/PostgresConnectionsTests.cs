using Emergency.Storage.Postgres;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Emergency.Storage.Tests;

public sealed class PostgresConnectionsTests
{
    [Theory]
    [InlineData("Host=db;Database=emergency", 30)]
    [InlineData("Host=db;Database=emergency;Maximum Pool Size=100", 100)]
    [InlineData("Host=db;Database=emergency;MaxPoolSize=7", 7)]
    public void A_process_takes_thirty_connections_at_most_unless_it_is_told_otherwise(string written, int most)
    {
        var options = new DbContextOptionsBuilder<AppDb>();
        new PostgresDialect().Configure(options, written);
        using var db = new AppDb(options.Options);

        Assert.Equal(most, new NpgsqlConnectionStringBuilder(db.Database.GetConnectionString()).MaxPoolSize);
    }
}
