using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Emergency.Dispatch.Delivery;
using Emergency.Storage.Audit;
using Emergency.Testing;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Benchmarks.Dispatch;

/// <summary>
/// Enterprises acknowledge at even pace within the given seconds by signed request against a served application of its own process, on schedule whether or not
/// earlier ones were answered; the time of each counts from when it was to be sent. Then the database is asked what it holds.
/// Options: --postgres CONNECTION (left out: SQLite only), --enterprises N (10000), --seconds N (60).
/// </summary>
internal static class StormBenchmark
{
    private const string Secret = "storm";

    public static async Task RunAsync(BenchmarkOptions options)
    {
        var (enterprises, seconds) = (options.Number("enterprises", 10_000), options.Number("seconds", 60));
        Console.WriteLine("| database | acknowledged | within | answered 200 | in the database | p50 | p99 | longest | audit log |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|---:|---|");
        if (options.Find("postgres") is { } server)
        {
            await using var databases = new PostgresDatabases(server);
            await StormAsync("PostgreSQL", await databases.NewAsync(), enterprises, seconds);
        }

        using var folder = new SqliteFolder();
        await StormAsync("SQLite", await folder.NewSqlite(), enterprises, seconds);
    }

    private static async Task StormAsync(string name, BenchmarkDatabase database, int enterprises, int seconds)
    {
        var city = await MadeCity.CreateAsync(database, enterprises);
        await city.IssueAsync();
        using var keys = new SqliteFolder();
        using var site = ServerProcess.Start(database.Choice, "all", new Dictionary<string, string> { ["Webhook__Secret"] = Secret, ["Keys__Folder"] = keys.Path });
        var address = new Uri(await site.Started, "api/v1/receipts");
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 256 });
        // The first requests compile the way; the rest is the storm.
        await Task.WhenAll(Enumerable.Range(1, 20).Select(n => SendAsync(http, address, city, n)));
        var times = new ConcurrentBag<double>();
        var answered = 0;
        var watch = Stopwatch.StartNew();
        var pending = new List<Task>();
        for (var n = 21; n <= enterprises; n++)
        {
            var (number, at) = (n, seconds * (n - 21.0) / enterprises);
            if (at > watch.Elapsed.TotalSeconds)
            {
                await Task.Delay(TimeSpan.FromSeconds(at - watch.Elapsed.TotalSeconds));
            }

            pending.Add(Task.Run(async () =>
            {
                if (await SendAsync(http, address, city, number) == HttpStatusCode.OK)
                {
                    Interlocked.Increment(ref answered);
                }

                times.Add(watch.Elapsed.TotalSeconds - at);
            }));
        }

        await Task.WhenAll(pending);
        var lasted = watch.Elapsed.TotalSeconds;
        await using var db = database.CreateDbContext();
        var kept = await db.Orders.CountAsync(o => o.AcknowledgedAt != null);
        var audit = await AuditLog.VerifyAsync(db, default);
        var sorted = times.Order().ToList();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {enterprises:N0} | {lasted:F1} s | {answered + 20:N0} | {kept:N0} | {1000 * sorted[sorted.Count / 2]:F0} ms | {1000 * sorted[sorted.Count * 99 / 100]:F0} ms | {1000 * sorted[^1]:F0} ms | {(audit.Intact ? "whole" : "broken")}, {audit.Entries:N0} |"));
    }

    /// <summary>One signed acknowledgement.</summary>
    private static Task<HttpStatusCode> SendAsync(HttpClient http, Uri address, MadeCity city, int n) =>
        SignedReceipt.PostAsync(http, address, Secret, DispatchCity.Code(n), $"storm-{n}", city.OrderId(n), "acknowledge");
}

/// <summary>A receipt as an enterprise's system sends it.</summary>
internal static class SignedReceipt
{
    public static async Task<HttpStatusCode> PostAsync(HttpClient http, Uri address, string secret, string enterprise, string key, string orderId, string kind, bool forged = false)
    {
        var body = Encoding.UTF8.GetBytes($$"""{"orderId":"{{orderId}}","revision":1,"kind":"{{kind}}","note":"收到"}""");
        var timestamp = WebhookSignature.Timestamp(TimeProvider.System.GetUtcNow());
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        request.Headers.Add(WebhookSignature.EnterpriseHeader, enterprise);
        request.Headers.Add(WebhookSignature.KeyHeader, key);
        request.Headers.Add(WebhookSignature.TimestampHeader, timestamp);
        request.Headers.Add(WebhookSignature.SignatureHeader, WebhookSignature.Sign(WebhookSignature.KeyFor(forged ? "guessed" : secret, enterprise), timestamp, body));
        using var answer = await http.SendAsync(request);
        return answer.StatusCode;
    }
}
