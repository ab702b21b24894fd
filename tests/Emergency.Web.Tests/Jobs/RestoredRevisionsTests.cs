using System.Text.Json;
using Emergency.Core;
using Emergency.Dispatch.Delivery;
using Emergency.Dispatch.Orders;
using Emergency.Storage.Audit;
using Emergency.Storage.Backups;
using Emergency.Storage.FollowUps;
using Emergency.Testing;
using Emergency.Web.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace Emergency.Web.Tests.Jobs;

/// <summary>
/// A database is lost after it has issued revisions, and an older backup takes its place. The enterprises' system keeps every key, keeps the highest revision, and takes a lift for the
/// end of its revision and every earlier one (docs/orders.md): it must end on the last word of the restored database.
/// </summary>
public sealed class RestoredRevisionsTests
{
    private const int Plants = 4;

    private static readonly Text Reason = new("空气质量改善", "better air");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, BothDatabases]
    public async Task What_the_restored_database_issues_is_taken_though_the_lost_one_had_issued_the_next_revision(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var empty = await TestDatabase.CreateEmptyAsync(provider);
        await using var receiver = await RecordingReceiver.StartAsync(Token);
        using var folder = new TempFolder();
        var lost = await OrderCity.CreateAsync(database, Plants, _ => receiver.Address.ToString(), TimeProvider.System);
        await lost.IssueAsync(await lost.PlanAsync("plan:1"));
        await PumpAsync(lost);
        var backup = await BackUpAsync(database, folder);
        await lost.IssueAsync(await lost.PlanAsync("plan:2", DispatchCity.Plan(lost.List, kilnShare: 1)));
        await PumpAsync(lost);
        Assert.All(Plant(), n => Assert.Equal((2, 0), Holds(receiver, n)));

        var city = lost.In(await RestoreAsync(backup, empty, folder));
        var before = receiver.Requests.Count;
        await PumpAsync(city);
        // What had left before the backup keeps its key and does not leave again.
        Assert.Equal(before, receiver.Requests.Count);

        Assert.Equal((0, Plants), (await lost.Orders.FromBeforeRestoreAsync(lost.ResponseId, Token), await city.Orders.FromBeforeRestoreAsync(city.ResponseId, Token)));

        // The plan that stood at the backup: nothing in it has changed, but every system holds a revision that nobody knows any more.
        var again = await city.IssueAsync("plan:1", DispatchCity.Issued.AddHours(1));
        Assert.Equal((Plants, 0), (again.Issued.Count, again.Kept));
        await PumpAsync(city);
        await using var db = empty.CreateDbContext();
        var latest = await db.Orders.Where(o => o.State != OrderState.Replaced).ToDictionaryAsync(o => o.EnterpriseCode, o => o.Revision, Token);
        Assert.All(Plant(), n => Assert.Equal((latest[DispatchCity.Code(n)], 0), Holds(receiver, n)));
        Assert.All(receiver.Requests.GroupBy(r => r.Key), requests => Assert.Single(requests.Select(r => r.Body).Distinct()));
        var document = JsonDocument.Parse(receiver.Taken.First(r => r.Key.StartsWith(city.OrderId(1, latest[DispatchCity.Code(1)]), StringComparison.Ordinal)).Body);
        Assert.Contains("由备份恢复", document.RootElement.GetProperty("textZh").GetString(), StringComparison.Ordinal);

        Assert.Equal((0, Plants), await city.IssueAsync("plan:1", DispatchCity.Issued.AddHours(2)) is var same ? (same.Issued.Count, same.Kept) : default);
        Assert.Equal(0, await city.Orders.FromBeforeRestoreAsync(city.ResponseId, Token));
        await city.Orders.LiftAsync(city.ResponseId, Reason, "headquarters", DispatchCity.Issued.AddHours(3), Token);
        await PumpAsync(city);
        Assert.All(Plant(), n => Assert.Equal((latest[DispatchCity.Code(n)], latest[DispatchCity.Code(n)]), Holds(receiver, n)));
        Assert.True((await HistoryCheck.VerifyAsync(db, Token)).Intact);
    }

    [Theory, BothDatabases]
    public async Task A_lift_by_the_restored_database_ends_revisions_that_it_never_knew_and_is_no_repeat(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var empty = await TestDatabase.CreateEmptyAsync(provider);
        await using var receiver = await RecordingReceiver.StartAsync(Token);
        using var folder = new TempFolder();
        var lost = await OrderCity.CreateAsync(database, Plants, _ => receiver.Address.ToString(), TimeProvider.System);
        await lost.IssueAsync(await lost.PlanAsync("plan:1"));
        await PumpAsync(lost);
        var backup = await BackUpAsync(database, folder);
        await lost.Orders.LiftAsync(lost.ResponseId, Reason, "headquarters", DispatchCity.Issued.AddHours(1), Token);
        await lost.IssueAsync("plan:1", DispatchCity.Issued.AddHours(2));
        await PumpAsync(lost);
        Assert.All(Plant(), n => Assert.Equal((2, 1), Holds(receiver, n)));

        var city = lost.In(await RestoreAsync(backup, empty, folder));
        await city.Orders.LiftAsync(city.ResponseId, Reason, "headquarters", DispatchCity.Issued.AddHours(3), Token);
        await PumpAsync(city);

        Assert.All(Plant(), n => Assert.True(Holds(receiver, n) is var (order, ended) && ended >= order, $"plant {n}: {Holds(receiver, n)}"));
        Assert.All(receiver.Requests.GroupBy(r => r.Key), requests => Assert.Single(requests.Select(r => r.Body).Distinct()));
    }

    private static IEnumerable<int> Plant() => Enumerable.Range(1, Plants);

    /// <summary>The highest revision the n-th plant's system has taken, and the highest that a lift has ended; each key counted once.</summary>
    private static (int Order, int Ended) Holds(RecordingReceiver receiver, int n)
    {
        var (order, ended) = (0, 0);
        foreach (var body in receiver.Taken.Where(r => r.Key.Contains(DispatchCity.Code(n), StringComparison.Ordinal)).Select(r => JsonDocument.Parse(r.Body).RootElement))
        {
            if (body.GetProperty("kind").GetString() == "lift")
            {
                ended = Math.Max(ended, body.GetProperty("revision").GetInt32());
            }
            else
            {
                order = Math.Max(order, body.GetProperty("order").GetProperty("revision").GetInt32());
            }
        }

        return (order, ended);
    }

    private static Task PumpAsync(OrderCity city)
    {
        var webhook = new WebhookChannel(WebhookChannel.CreateClient(), "a secret of the tests", TimeSpan.FromSeconds(5), TimeProvider.System);
        var options = new DeliveryOptions { Poll = TimeSpan.FromMilliseconds(20) };
        return new DeliveryPump(city.Ledger, city.Orders, new SendingGate(city.Database), [new PortalChannel(), webhook], options, TimeProvider.System, NullLogger<DeliveryPump>.Instance).RunUntilIdleAsync(Token);
    }

    private static async Task<string> BackUpAsync(TestDatabase database, TempFolder folder) =>
        (await Desk(database).SaveAsync(folder["backups"], Folders(folder), "1.0", null, Token)).OrThrow().Folder;

    private static async Task<TestDatabase> RestoreAsync(string backup, TestDatabase empty, TempFolder folder)
    {
        var manifest = (await BackupDesk.CheckAsync(backup, Token)).OrThrow();
        (await Desk(empty).RestoreAsync(backup, manifest, Folders(folder), "root", Token)).OrThrow();
        return empty;
    }

    private static BackupDesk Desk(TestDatabase database) => new(database, database.Dialect, new AuditLog(database.Dialect), TimeProvider.System);

    private static BackupFolders Folders(TempFolder folder) => new(folder["uploads"], folder["models"], folder["keys"]);
}
