using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using Emergency.Storage.Audit;
using Emergency.Storage.Ledger;
using Emergency.Testing;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Benchmarks.Dispatch;

/// <summary>
/// Enterprises acknowledge within the given seconds against a served application of its own process, which delivers too: by signed request, by the one-time link
/// (open the page, press the button, be led back to the page), or in the portal under a session of some minutes ago (the same three steps). Arrivals keep to their schedule whether or not earlier ones were answered, and the time of each
/// counts from when it was to begin, so that a server that falls behind cannot hide it. Then the database is asked what it holds.
/// Options: --postgres CONNECTION (left out: SQLite only), --enterprises N (10000), --seconds N (60), --way signed|link|portal (signed), --arrival even|falling (even;
/// falling: twice the mean rate at the beginning, none at the end), --delivering yes (the orders are still going out when the storm begins), --warm N (200 come before the storm).
/// </summary>
internal static class StormBenchmark
{
    private const string Secret = "storm, sixteen letters";

    public static async Task RunAsync(BenchmarkOptions options)
    {
        Console.WriteLine("| database | way, arrival | acknowledged | within | answered | in the database | p50 | p99 | longest | CPU of the application | audit log |");
        Console.WriteLine("|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---|");
        if (options.Find("postgres") is { } server)
        {
            await using var databases = new PostgresDatabases(server);
            await StormAsync("PostgreSQL", await databases.NewAsync(), options);
        }

        using var folder = new SqliteFolder();
        await StormAsync("SQLite", await folder.NewSqlite(), options);
    }

    private static async Task StormAsync(string name, BenchmarkDatabase database, BenchmarkOptions options)
    {
        var (enterprises, seconds) = (options.Number("enterprises", 10_000), options.Number("seconds", 60));
        // The first requests compile the way; the rest is the storm.
        var warmUp = options.Number("warm", 200);
        var (way, arrival) = (options.Find("way") ?? "signed", options.Find("arrival") ?? "even");
        var city = await MadeCity.CreateAsync(database, enterprises + warmUp);
        await city.IssueAsync();
        using var keys = new SqliteFolder();
        using var site = ServerProcess.Start(database.Choice, "all", new Dictionary<string, string>
        {
            ["Webhook__Secret"] = Secret, ["Keys__Folder"] = keys.Path, ["STORM_SECRET"] = Secret, ["Links__Address"] = "http://127.0.0.1", ["Links__Secret"] = "{env:STORM_SECRET}",
        });
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 512, UseCookies = false, AllowAutoRedirect = false });
        var send = way switch
        {
            "link" => await ByLinkAsync(http, await site.Started, city),
            "portal" => await ByPortalAsync(http, await site.Started, city, enterprises + warmUp, keys.Path),
            _ => BySignature(http, await site.Started, city),
        };
        while (options.Find("delivering") is null && (await city.Ledger.CountAsync(null, default)).Pending > 0)
        {
            await Task.Delay(100);
        }

        foreach (var some in Enumerable.Range(enterprises + 1, warmUp).Chunk(20))
        {
            await Task.WhenAll(some.Select(send));
        }

        var (before, watch, answered, times, pending) = (site.Processor, Stopwatch.StartNew(), 0, new ConcurrentBag<double>(), new List<Task>());
        for (var n = 1; n <= enterprises; n++)
        {
            var share = (n - 1.0) / enterprises;
            var (number, at) = (n, seconds * (arrival == "falling" ? 1 - Math.Sqrt(1 - share) : share));
            if (at > watch.Elapsed.TotalSeconds)
            {
                await Task.Delay(TimeSpan.FromSeconds(at - watch.Elapsed.TotalSeconds));
            }

            pending.Add(Task.Run(async () =>
            {
                Interlocked.Add(ref answered, await send(number) ? 1 : 0);
                times.Add(watch.Elapsed.TotalSeconds - at);
            }));
        }

        await Task.WhenAll(pending);
        var (lasted, processor) = (watch.Elapsed.TotalSeconds, (site.Processor - before).TotalSeconds);
        await using var db = database.CreateDbContext();
        var kept = await db.Orders.CountAsync(o => o.AcknowledgedAt != null) - warmUp;
        var history = await HistoryCheck.VerifyAsync(db, default);
        var sorted = times.Order().ToList();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {way}, {arrival} | {enterprises:N0} | {lasted:F1} s | {answered:N0} | {kept:N0} | {1000 * sorted[sorted.Count / 2]:F0} ms | {1000 * sorted[sorted.Count * 99 / 100]:F0} ms | {1000 * sorted[^1]:F0} ms | {processor:F1} s | {(history.Intact ? "whole" : "broken")}, {history.Entries:N0} |"));
        if (kept != enterprises || answered != enterprises || !history.Intact)
        {
            throw new InvalidOperationException($"{name}: {answered} answered, {kept} kept of {enterprises}, history {(history.Intact ? "whole" : "broken")}.");
        }
    }

    /// <summary>One signed acknowledgement.</summary>
    private static Func<int, Task<bool>> BySignature(HttpClient http, Uri site, MadeCity city)
    {
        var address = new Uri(site, "api/v1/receipts");
        return async n => await SignedReceipt.PostAsync(http, address, Secret, DispatchCity.Code(n), $"storm-{n}", city.OrderId(n), "acknowledge") == HttpStatusCode.OK;
    }

    /// <summary>A person with a telephone, who needs no time to read.</summary>
    private static async Task<Func<int, Task<bool>>> ByLinkAsync(HttpClient http, Uri site, MadeCity city)
    {
        await using var db = city.Database.CreateDbContext();
        var numbers = await db.Orders.ToDictionaryAsync(o => o.Id, o => o.Number);
        return n => new LinkVisitor(http, site, Secret, numbers[city.OrderId(n)]).AcknowledgeAsync();
    }

    /// <summary>A person at a desk, signed in already.</summary>
    private static async Task<Func<int, Task<bool>>> ByPortalAsync(HttpClient http, Uri site, MadeCity city, int enterprises, string keysFolder)
    {
        await using var sessions = new PortalSessions(city, keysFolder);
        var cookies = await sessions.OpenAsync(enterprises);
        return n => new PortalVisitor(http, site, cookies[n - 1]).AcknowledgeAsync();
    }
}
