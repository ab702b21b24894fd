using System.Diagnostics;
using System.Globalization;
using Emergency.Dispatch.Delivery;
using Emergency.Dispatch.Orders;
using Emergency.Storage.Ledger;
using Emergency.Storage.Orders;
using Emergency.Testing;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Benchmarks.Dispatch;

/// <summary>
/// Enqueue and delivery over the portal channel, which takes no time: what is measured is the ledger. Real worker processes. Beside it, in the same run, the
/// same through Quartz, the bare claim-and-update loop and the disk.
/// Options: --postgres CONNECTION (left out: SQLite only), --orders N (300000), --jobs N (10000; 0: no Quartz), --issue N (2000 for the latency).
/// </summary>
internal static class DispatchBenchmark
{
    private static readonly Dictionary<string, string> WorkerSettings = new() { ["Delivery__BatchSize"] = "1000", ["Webhook__Secret"] = "benchmark" };

    public static async Task RunAsync(BenchmarkOptions options)
    {
        var orders = options.Number("orders", 300_000);
        var jobs = options.Number("jobs", 10_000);
        using var folder = new SqliteFolder();
        Console.WriteLine(Line($"disk: {LedgerCeilings.SyncsPerSecond(folder.Path):N0} writes of 4 kB a second reach it"));
        Console.WriteLine();
        Console.WriteLine("| what | orders | seconds | orders/s |");
        Console.WriteLine("|---|---:|---:|---:|");
        if (options.Find("postgres") is { } server)
        {
            await using var databases = new PostgresDatabases(server);
            var ceiling = await databases.NewAsync();
            await EnqueueAsync(ceiling, orders);
            Report("PostgreSQL: bare claim and update, 2 connections (ceiling)", orders, await LedgerCeilings.PostgresAsync(ceiling.ConnectionString, 2));
            var rate = await MeasureAsync("PostgreSQL", await databases.NewAsync(), orders, workers: 2);
            if (jobs > 0)
            {
                var (schedule, run) = await QuartzReference.RunAsync((await databases.NewAsync()).ConnectionString, jobs);
                Report("Quartz, PostgreSQL, 16 threads: schedule one-shot jobs", jobs, schedule);
                Report("Quartz, PostgreSQL, 16 threads: run them", jobs, run);
                Console.WriteLine(Line($"| ledger : Quartz, scheduled and run, orders a second | | | {rate / (jobs / (schedule + run)):F1} : 1 |"));
            }

            await LatencyAsync("PostgreSQL, first issue of the process", await databases.NewAsync(), options.Number("issue", 2_000), workers: 2);
            await LatencyAsync("PostgreSQL, second", await databases.NewAsync(), options.Number("issue", 2_000), workers: 2);
        }

        var bare = await folder.NewSqlite();
        await EnqueueAsync(bare, orders);
        Report("SQLite: bare claim and update (ceiling)", orders, LedgerCeilings.Sqlite(bare.ConnectionString));
        await MeasureAsync("SQLite", await folder.NewSqlite(), orders, workers: 1);
        await LatencyAsync("SQLite", await folder.NewSqlite(), options.Number("issue", 2_000), workers: 1);
    }

    private static async Task<double> MeasureAsync(string name, BenchmarkDatabase database, int orders, int workers)
    {
        var servers = Enumerable.Range(0, workers).Select(_ => ServerProcess.Start(database.Choice, "worker", WorkerSettings)).ToList();
        await Task.WhenAll(servers.Select(s => s.Started));
        var watch = Stopwatch.StartNew();
        await EnqueueAsync(database, orders);
        var enqueued = watch.Elapsed.TotalSeconds;
        Report($"{name}: enqueue", orders, enqueued);
        await UntilDeliveredAsync(database, orders);
        var all = watch.Elapsed.TotalSeconds;
        Report($"{name}: deliver, {workers} worker process(es)", orders, all - enqueued);
        Report($"{name}: both", orders, all);
        servers.ForEach(s => s.Dispose());
        return orders / all;
    }

    /// <summary>From headquarters' approval (the call that issues) to each order's delivery.</summary>
    private static async Task LatencyAsync(string name, BenchmarkDatabase database, int orders, int workers)
    {
        var city = await MadeCity.CreateAsync(database, orders);
        var servers = Enumerable.Range(0, workers).Select(_ => ServerProcess.Start(database.Choice, "worker", WorkerSettings)).ToList();
        await Task.WhenAll(servers.Select(s => s.Started));
        await Task.Delay(TimeSpan.FromSeconds(3));
        var approved = await city.Ledger.NowAsync(default);
        var watch = Stopwatch.StartNew();
        await city.IssueAsync();
        var issue = watch.Elapsed.TotalSeconds;
        await UntilDeliveredAsync(database, orders);
        servers.ForEach(s => s.Dispose());
        await using var db = database.CreateDbContext();
        var seconds = (await db.Orders.Select(o => o.DeliveredAt!.Value).ToListAsync()).ConvertAll(at => (at - approved).TotalSeconds);
        seconds.Sort();
        Report($"{name}: issue (draft, write, commit)", orders, issue);
        Console.WriteLine(Line($"| {name}: approval to delivery, p50 {seconds[orders / 2]:F2} s, p99 {seconds[orders * 99 / 100]:F2} s, last {seconds[^1]:F2} s | {orders:N0} | | |"));
    }

    /// <summary>Orders, their two events and one message each, as issuing writes them, in one transaction. The documents are those of a drafted order; they start and are answered for tomorrow at the earliest, so that nothing but delivery happens to them (no reminder either).</summary>
    private static async Task EnqueueAsync(BenchmarkDatabase database, int orders)
    {
        var list = DispatchCity.List(1);
        var order = OrderDrafter.Draft(DispatchCity.Request(list)).Issue.Single();
        var (code, json, body) = (DispatchCity.Code(1), Core.Decisions.CanonicalJson.Write(order), DeliveryDocuments.OrderBody(order, DispatchCity.Issued));
        await using var db = database.CreateDbContext();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var due = await database.Dialect.NowAsync(db, TimeProvider.System, default);
        foreach (var some in Enumerable.Range(1, orders).Chunk(50_000))
        {
            var ids = some.Select(n => (Code: $"{n:000000000000000000}", Id: order.Id.Replace(code, $"{n:000000000000000000}", StringComparison.Ordinal))).ToList();
            await database.Dialect.InsertAsync(db, ids.ConvertAll(o => new OrderRow
            {
                Id = o.Id, Number = o.Id, ResponseId = order.ResponseId, PlanId = order.PlanId, RegionCode = order.RegionCode, EnterpriseCode = o.Code, EnterpriseName = order.EnterpriseName,
                Revision = 1, Level = order.Level, State = OrderState.Issued, StartsAt = due.AddDays(1), AcknowledgeBy = due.AddDays(1), ReportBy = due.AddDays(2), Json = json, Version = 2,
            }), default);
            await database.Dialect.InsertAsync(db, ids.SelectMany(o => new[]
            {
                new OrderEventRow { OrderId = o.Id, Sequence = 1, To = OrderState.Drafted, At = due, By = "officer" },
                new OrderEventRow { OrderId = o.Id, Sequence = 2, Event = OrderEvent.Issue, From = OrderState.Drafted, To = OrderState.Issued, At = due, By = "officer" },
            }).ToList(), default);
            await database.Dialect.InsertAsync(db, ids.ConvertAll(o => new DispatchRow
            {
                Key = DeliveryDocuments.Key(o.Id, DeliveryDocuments.Portal, DeliveryStage.Order), OrderId = o.Id, ResponseId = order.ResponseId, EnterpriseCode = o.Code,
                Channel = DeliveryDocuments.Portal, Stage = nameof(DeliveryStage.Order), Body = body, DueAt = due, FirstDueAt = due,
            }), default);
        }

        await database.Dialect.AnnounceDispatchAsync(db, default);
        await transaction.CommitAsync();
    }

    private static async Task UntilDeliveredAsync(BenchmarkDatabase database, int orders)
    {
        while (true)
        {
            await using var db = database.CreateDbContext();
            if (!await db.Dispatch.AnyAsync(d => d.State == DispatchState.Pending || d.State == DispatchState.Leased))
            {
                var delivered = await db.Orders.CountAsync(o => o.DeliveredAt != null);
                if (delivered != orders)
                {
                    throw new InvalidOperationException($"{delivered} of {orders} orders are delivered.");
                }

                return;
            }

            await Task.Delay(50);
        }
    }

    private static void Report(string what, int count, double seconds) => Console.WriteLine(Line($"| {what} | {count:N0} | {seconds:F1} | {count / seconds:N0} |"));

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
