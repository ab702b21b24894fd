using Emergency.Core;
using System.Diagnostics;
using System.Globalization;
using Emergency.Dispatch.Delivery;
using Emergency.Storage.Ledger;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Benchmarks.Dispatch;

/// <summary>
/// Everything goes wrong at once, with real processes: workers killed with SIGKILL at random moments, a receiver that fails and stalls, PostgreSQL crashed in
/// mid-run, one worker's clock five minutes ahead, receipts twice, out of order, late and forged. The plan changes when 30 % of the orders have arrived, and the response is lifted
/// when 70 % have. Then the books are checked.
/// Options: --postgres-bin DIR (folder of initdb; left out: SQLite only), --orders N (20000), --sqlite-orders N (20000), --kills N (50), --seed N (1),
/// --pause MS (1000: longest pause before a kill, once its share of the messages has arrived).
/// </summary>
internal static class FaultCampaign
{
    private const string Secret = "campaign";
    private const int Workers = 3;

    /// <summary>Share of the lifts taken when the last worker is killed: the rest is still to come.</summary>
    private const double LiftsAtLastKill = 0.9;

    public static async Task RunAsync(BenchmarkOptions options)
    {
        var (kills, seed, pause) = (options.Number("kills", 50), options.Number("seed", 1), options.Number("pause", 1_000));
        if (options.Find("postgres-bin") is { } bin)
        {
            using var server = PrivatePostgres.Start(bin);
            await using var databases = new PostgresDatabases(server.Connection);
            await RunAsync("PostgreSQL", await databases.NewAsync(), options.Number("orders", 20_000), kills, pause, new Random(seed), server.Crash);
        }

        if (options.Number("sqlite-orders", 20_000) is > 0 and var orders)
        {
            using var folder = new SqliteFolder();
            await RunAsync("SQLite", await folder.NewSqlite(), orders, kills, pause, new Random(seed), null);
        }
    }

    private static async Task RunAsync(string name, BenchmarkDatabase database, int orders, int kills, int pause, Random random, Action? crash)
    {
        var watch = Stopwatch.StartNew();
        await using var receiver = await CampaignReceiver.StartAsync(Secret);
        var city = await MadeCity.CreateAsync(database, orders, _ => receiver.Address);
        using var keys = new SqliteFolder();
        var settings = Settings(keys.Path, rate: Math.Max(5, orders / (Workers * 45.0)));
        using var site = ServerProcess.Start(database.Choice, "web", settings);
        await site.Started;
        await city.IssueAsync();
        Console.WriteLine($"{name}: {orders} orders issued, {kills} kills to come");

        // One of the workers believes it is five minutes later than it is; whoever takes its place believes it too.
        var workers = Enumerable.Range(0, Workers).Select(i => Start(i == 0 && crash is not null)).ToList();
        await Task.WhenAll(workers.Select(w => w.Started));
        var receipts = CampaignReceipts.PostAsync(new Uri(await site.Started, "api/v1/receipts"), Secret, city, receiver, orders);
        var (held, crashes, revised, messages, before) = (0, 0, 0, orders, 0);
        var (change, lift) = (kills * 3 / 10, kills * 7 / 10);
        for (var kill = 1; kill <= kills; kill++)
        {
            await UntilAsync(() => Share() >= (kill <= lift ? (double)kill / kills : LiftsAtLastKill * (kill - lift) / (kills - lift)));
            await Task.Delay(random.Next(0, pause));
            var victim = random.Next(workers.Count);
            held += await LeasedAsync(database);
            workers[victim].Dispose();
            workers[victim] = Start(workers[victim].Ahead > TimeSpan.Zero);
            RestartEnded();
            if (kill % 10 == 0)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {kill} killed, {receiver.Orders} orders and {receiver.Lifts} lifts taken, {watch.Elapsed.TotalSeconds:F0} s"));
            }

            if (crash is not null && (kill == kills / 3 || kill == 5 * kills / 6))
            {
                crash();
                Npgsql.NpgsqlConnection.ClearAllPools();
                crashes++;
            }

            if (kill == change)
            {
                // New revisions overtake orders that are still under way.
                revised = (await city.ChangeAsync()).Issued.Count;
                messages = await OrderMessagesAsync(database);
            }

            if (kill == lift)
            {
                before = receiver.Orders;
                await city.Orders.LiftAsync(city.Response.Id, new Text("空气质量改善", "better air"), "headquarters", TimeProvider.System.GetUtcNow(), default);
            }

            // Orders taken of those that are to be taken; after the lift, lifts.
            double Share() => kill <= lift ? (double)receiver.Orders / messages : (double)receiver.Lifts / orders;
        }

        var sent = await receipts;
        var late = await CampaignReceipts.PostLateAsync(new Uri(await site.Started, "api/v1/receipts"), Secret, city, Math.Min(orders, 200));
        while ((await city.Ledger.CountAsync(null, default)).Pending > 0)
        {
            RestartEnded();
            await Task.Delay(200);
        }

        workers.ForEach(w => w.Dispose());
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name}: {watch.Elapsed.TotalSeconds:F0} s, {kills} workers killed with {held} messages in their hands in all, {crashes} crashes of the server, {before} of {messages} orders and revisions taken before the lift"));
        await CampaignBooks.CheckAsync(name, city, receiver, sent, late, orders, revised);

        async Task UntilAsync(Func<bool> reached)
        {
            while (!reached())
            {
                RestartEnded();
                await Task.Delay(50);
            }
        }

        // A worker that starts while the server is down ends; the service manager of an installation starts it again, and so does the campaign.
        void RestartEnded()
        {
            for (var i = 0; i < workers.Count; i++)
            {
                if (workers[i].HasEnded)
                {
                    workers[i].Dispose();
                    workers[i] = Start(workers[i].Ahead > TimeSpan.Zero);
                }
            }
        }

        ServerProcess Start(bool ahead) => ServerProcess.Start(database.Choice, "worker", settings, ahead ? TimeSpan.FromMinutes(5) : TimeSpan.Zero);
    }

    private static Dictionary<string, string> Settings(string keys, double rate) => new()
    {
        ["Webhook__Secret"] = Secret,
        ["Keys__Folder"] = keys,
        ["RateLimits__ReceiptsPerMinute"] = "1000",
        ["Delivery__BatchSize"] = "64",
        ["Delivery__Lease"] = "00:00:04",
        ["Delivery__Timeout"] = "00:00:01",
        ["Delivery__FirstRetry"] = "00:00:00.200",
        ["Delivery__LongestRetry"] = "00:00:02",
        ["Delivery__MaxAttempts"] = "200",
        ["Delivery__Channels__webhook__BreakFor"] = "00:00:01",
        // So slow that there is work left at every kill.
        ["Delivery__Channels__webhook__RatePerSecond"] = rate.ToString(CultureInfo.InvariantCulture),
        ["Delivery__Channels__portal__RatePerSecond"] = rate.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>Orders and revisions that go out by webhook, without those that a later revision or an end cancelled before they left.</summary>
    private static async Task<int> OrderMessagesAsync(BenchmarkDatabase database)
    {
        var stage = nameof(DeliveryStage.Order);
        await using var db = database.CreateDbContext();
        return await db.Dispatch.CountAsync(d => d.Channel == DeliveryDocuments.Webhook && d.Stage == stage && d.State != DispatchState.Cancelled);
    }

    private static async Task<int> LeasedAsync(BenchmarkDatabase database)
    {
        await using var db = database.CreateDbContext();
        return await db.Dispatch.CountAsync(d => d.State == DispatchState.Leased);
    }
}
