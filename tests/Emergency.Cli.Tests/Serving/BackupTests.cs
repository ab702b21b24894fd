using System.Collections.Concurrent;
using System.Diagnostics;
using Emergency.Cli.Tests.Commands;
using Emergency.Testing;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Cli.Tests.Serving;

/// <summary>
/// A backup taken by the command while a worker delivers; the worker is killed, an empty database is filled from the backup, another worker goes on. Every line of the
/// ledger ends as it would have, each receiver is told once in effect, and no answer that was there at the backup is lost.
/// </summary>
public sealed class BackupTests
{
    private const int Plants = 60;
    private const string OrderKey = "/webhook/order";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, BothDatabases]
    public async Task Backed_up_during_delivery_killed_and_restored_nothing_is_lost_and_nothing_has_its_effect_twice(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var restored = await TestDatabase.CreateEmptyAsync(provider);
        using var folder = new TempFolder();
        // The receiver takes so many orders and no more, so that backup and kill fall into the delivery however slow the machine is.
        var limit = 10;
        var taken = new ConcurrentDictionary<string, bool>();
        await using var receiver = await RecordingReceiver.StartAsync(
            Token,
            r => !r.Key.EndsWith(OrderKey, StringComparison.Ordinal) ? new ReceiverAnswer()
                : taken.ContainsKey(r.Key) || (taken.Count < Volatile.Read(ref limit) && taken.TryAdd(r.Key, true))
                    ? new ReceiverAnswer(Body: $$"""{"acknowledge": true, "revision": 1, "key": "{{r.Key}}"}""")
                    : new ReceiverAnswer(Status: 503));
        var city = await OrderCity.CreateAsync(database, Plants, webhook: _ => receiver.Address.ToString(), clock: TimeProvider.System);
        await city.IssueAsync(await city.PlanAsync("plan:1"));
        folder.Write("uploads/ab/abcd", "a photograph");

        HashSet<string> before;
        string backup;
        using (var worker = Start(database, folder))
        {
            before = await UntilAcknowledgedAsync(database, worker, 8);
            var made = await CliProcess.RunAsync("backup", "--to", folder["backups"], "--database", database.Choice, "--uploads", folder["uploads"]);
            Assert.True(made.ExitCode == 0, made.Error);
            backup = made.Output.Split('\n')[0];
            Volatile.Write(ref limit, 25);
            await UntilAcknowledgedAsync(database, worker, 20);
            worker.Kill(entireProcessTree: true);
            await worker.WaitForExitAsync(Token);
        }

        var refused = await CliProcess.RunAsync("restore", backup, "--database", database.Choice, "--uploads", folder["uploads"]);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("BACKUP-006", refused.Error, StringComparison.Ordinal);
        var restore = await CliProcess.RunAsync("restore", backup, "--database", restored.Choice, "--uploads", folder["restored-uploads"]);
        Assert.True(restore.ExitCode == 0, restore.Error);
        var verify = await CliProcess.RunAsync("audit", "verify", "--database", restored.Choice);
        Assert.True(verify.ExitCode == 0, verify.Output + verify.Error);
        Assert.True(File.Exists(folder["restored-uploads/ab/abcd"]));
        var at = await AcknowledgedAsync(restored);
        Assert.Superset(before, at);
        Assert.True(at.Count < Plants, "The backup was to fall into the delivery: everything was delivered before it.");

        Volatile.Write(ref limit, Plants);
        using (var worker = Start(restored, folder))
        {
            await UntilAcknowledgedAsync(restored, worker, Plants);
            worker.Kill(entireProcessTree: true);
            await worker.WaitForExitAsync(Token);
        }

        Assert.Equal(Plants, receiver.Taken.Count(r => r.Key.EndsWith(OrderKey, StringComparison.Ordinal)));
        // What left between backup and kill leaves again, under the same key and with the same content: a receiver that keeps keys sees one order.
        Assert.All(receiver.Requests.GroupBy(r => r.Key), requests => Assert.Single(requests.Select(r => r.Body).Distinct()));
        await using var db = restored.CreateDbContext();
        Assert.All(await db.Receipts.Where(r => r.RefusalCode == null).GroupBy(r => r.OrderId).Select(g => g.Count()).ToListAsync(Token), count => Assert.Equal(1, count));
        var marked = await CliProcess.RunAsync("restore", "--mark", "by hand", "--database", restored.Choice);
        Assert.True(marked.ExitCode == 0 && marked.Output.Contains("new revisions are numbered from", StringComparison.Ordinal), marked.Output + marked.Error);
        Assert.Equal(0, (await CliProcess.RunAsync("audit", "verify", "--database", restored.Choice)).ExitCode);
        Assert.NotEqual(0, (await CliProcess.RunAsync("restore")).ExitCode);
        Assert.NotEqual(0, (await CliProcess.RunAsync("restore", backup, "--mark", "both")).ExitCode);
    }

    private static Process Start(TestDatabase database, TempFolder folder)
    {
        var start = new ProcessStartInfo(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "Emergency.Cli.dll"), "serve", "--database", database.Choice, "--urls", "http://127.0.0.1:0", "--role", "worker", "--region", DispatchCity.Region])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["Webhook__Secret"] = "a secret of the tests";
        start.Environment["Uploads__Folder"] = folder["uploads"];
        start.Environment["Keys__Folder"] = folder["keys"];
        start.Environment["Delivery__Lease"] = "00:00:02";
        // Refused messages are tried again at once and for ever.
        start.Environment["Delivery__FirstRetry"] = "00:00:00.2";
        start.Environment["Delivery__LongestRetry"] = "00:00:00.5";
        start.Environment["Delivery__MaxAttempts"] = "100000";
        start.Environment["Delivery__Channels__webhook__BreakAfter"] = "100000";
        var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static async Task<HashSet<string>> AcknowledgedAsync(TestDatabase database)
    {
        await using var db = database.CreateDbContext();
        return await db.Orders.Where(o => o.AcknowledgedAt != null).Select(o => o.Id).ToHashSetAsync(Token);
    }

    private static async Task<HashSet<string>> UntilAcknowledgedAsync(TestDatabase database, Process worker, int count)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(Patience);
        while (true)
        {
            Assert.False(worker.HasExited, "The worker ended by itself.");
            if (await AcknowledgedAsync(database) is { } now && now.Count >= count)
            {
                return now;
            }

            await Task.Delay(50, patience.Token);
        }
    }
}
