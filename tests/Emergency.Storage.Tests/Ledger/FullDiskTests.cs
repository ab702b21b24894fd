using System.Data.Common;
using Emergency.Dispatch.Delivery;
using Emergency.Dispatch.Orders;
using Emergency.Storage.Audit;
using Emergency.Storage.Ledger;
using Emergency.Storage.Orders;
using Emergency.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Emergency.Storage.Tests.Ledger;

/// <summary>SQLite refuses pages as on a full disk (SQLITE_FULL, from <c>max_page_count</c>): what was decided stays whole, what was not is not there at all.</summary>
public sealed class FullDiskTests
{
    private const int Full = 13;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_issue_on_a_full_disk_leaves_nothing_and_succeeds_when_there_is_room()
    {
        await using var database = await TestDatabase.CreateAsync("sqlite");
        var city = await OrderCity.CreateAsync(database, 100);
        var plan = await city.PlanAsync("plan:1");
        var small = new SmallDisk(database);
        var audit = new AuditLog(database.Dialect);
        var orders = new OrderDesk(small, database.Dialect, audit, city.Lists, city.Clock);
        await small.FillAsync();

        var fault = await Assert.ThrowsAnyAsync<Exception>(() => orders.IssueAsync(city.Request(plan), Token));

        Assert.Equal(Full, (fault as SqliteException ?? fault.InnerException as SqliteException)?.SqliteErrorCode);
        await using (var db = database.CreateDbContext())
        {
            Assert.Equal((0, 0, 0), (await db.Orders.CountAsync(Token), await db.OrderEvents.CountAsync(Token), await db.Dispatch.CountAsync(Token)));
            Assert.True((await AuditLog.VerifyAsync(db, Token)).Intact);
        }

        small.Grow();
        Assert.Equal(100, (await orders.IssueAsync(city.Request(plan), Token)).OrThrow().Issued.Count);
    }

    [Fact]
    public async Task Deliveries_that_could_not_be_written_down_are_repeated_and_counted_once()
    {
        await using var database = await TestDatabase.CreateAsync("sqlite");
        var city = await OrderCity.CreateAsync(database, 200);
        await city.IssueAsync(await city.PlanAsync("plan:1"));
        var small = new SmallDisk(database);
        var ledger = new LedgerDesk(small, database.Dialect, new AuditLog(database.Dialect), city.Clock);
        var claimed = await ledger.ClaimAsync("w1", 200, TimeSpan.FromMinutes(1), Token);
        var reports = claimed.Select(m => new DeliveryReport(m, DeliveryResult.Done)).ToList();
        await small.FillAsync();

        await Assert.ThrowsAnyAsync<DbException>(() => ledger.CompleteAsync("w1", reports, Token));

        Assert.Equal(200, (await city.Ledger.CountAsync(null, Token)).Pending);
        small.Grow();
        await city.MakeDueAsync();
        Assert.Equal(200, await city.DeliverAllAsync("w2"));
        await using var db = database.CreateDbContext();
        Assert.Equal(200, await db.OrderEvents.CountAsync(e => e.Event == OrderEvent.Deliver, Token));
        Assert.Equal(200, await db.Orders.CountAsync(o => o.State == OrderState.Delivered, Token));
        Assert.True((await AuditLog.VerifyAsync(db, Token)).Intact);
    }

    /// <summary>The same file, which may not grow beyond so many pages.</summary>
    private sealed class SmallDisk(TestDatabase database) : DbConnectionInterceptor, IDbContextFactory<AppDb>
    {
        private long pages = uint.MaxValue - 1L;

        public AppDb CreateDbContext()
        {
            var builder = new DbContextOptionsBuilder<AppDb>();
            database.Dialect.Configure(builder, database.ConnectionString);
            builder.AddInterceptors(this);
            return new AppDb(builder.Options);
        }

        public async Task FillAsync()
        {
            await using var db = database.CreateDbContext();
            pages = (await db.Database.SqlQuery<long>($"SELECT page_count AS \"Value\" FROM pragma_page_count").ToListAsync(Token))[0];
        }

        public void Grow()
        {
            pages = uint.MaxValue - 1L;
            // The limit stays with a connection, and connections are kept.
            using var connection = new SqliteConnection(database.ConnectionString);
            SqliteConnection.ClearPool(connection);
        }

        public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            await using var limit = connection.CreateCommand();
            limit.CommandText = FormattableString.Invariant($"PRAGMA max_page_count = {pages}");
            await limit.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
