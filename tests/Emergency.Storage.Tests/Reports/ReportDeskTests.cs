using Emergency.Core;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Dispatch.Receipts;
using Emergency.Storage.Audit;
using Emergency.Storage.Reports;
using Emergency.Testing;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.Tests.Reports;

public sealed class ReportDeskTests
{
    private static readonly DeadlineRules Rules = DispatchCity.Deadlines with { FollowUp = FollowUpRules.None with { RestartApprovalKinds = ["Kiln"] } };

    private static readonly byte[] Photo = [0xFF, 0xD8, 0xFF, 0xE0, 0, 16, .. "JFIF\0"u8];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, BothDatabases]
    public async Task An_execution_report_keeps_its_lines_and_files_with_their_hash(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        using var folder = new TempFolder();
        var city = await OrderCity.CreateAsync(database, 1);
        await city.IssueAsync(await city.PlanAsync("plan:1"));
        var store = new UploadStore(folder.Path);
        var file = (await store.SaveAsync("../现场.jpg", Photo, Token)).OrThrow();
        var receipt = city.Receipt(1, ReceiptKind.Execution) with { Lines = [new(1, LineState.Done, null, ""), new(2, LineState.Partly, null, "一条正在降温")], Files = [file] };

        (await city.Orders.ReceiveAsync(receipt, Token)).OrThrow();
        (await city.Orders.ReceiveAsync(receipt, Token)).OrThrow();

        var desk = new AttachmentDesk(database, new AuditLog(database.Dialect));
        var kept = Assert.Single(await desk.OfOrderAsync(city.OrderId(1), Token));
        Assert.Equal(("现场.jpg", "image/jpeg", file.Sha256), (kept.Name, kept.ContentType, kept.Sha256));
        Assert.Equal(Photo, (await store.ReadAsync(kept.Sha256, Token)).OrThrow());
        await using var db = database.CreateDbContext();
        Assert.Contains("一条正在降温", (await db.Receipts.SingleAsync(Token)).Json, StringComparison.Ordinal);
        Assert.Equal(LineReports.DoNotFit, (await city.Orders.ReceiveAsync(receipt with { Key = "k2", Lines = [new(1, LineState.Done, null, "")] }, Token)).Refusal?.Code);
    }

    [Fact]
    public async Task A_content_changed_on_the_disk_is_not_served_and_no_name_reaches_it()
    {
        using var folder = new TempFolder();
        var store = new UploadStore(folder.Path);
        var file = (await store.SaveAsync("a.jpg", Photo, Token)).OrThrow();
        var path = Assert.Single(Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories));
        Assert.Equal(file.Sha256, Path.GetFileName(path));

        await File.WriteAllBytesAsync(path, [.. Photo, 1], Token);

        Assert.Equal(UploadStore.Damaged, (await store.ReadAsync(file.Sha256, Token)).Refusal?.Code);
        Assert.Equal(UploadStore.Damaged, (await store.ReadAsync("../../" + file.Sha256[6..], Token)).Refusal?.Code);
        Assert.Equal(UploadRules.WrongKind, (await store.SaveAsync("a.jpg", "MZ...."u8.ToArray(), Token)).Refusal?.Code);
    }

    [Theory, BothDatabases]
    public async Task Daily_reports_count_once_under_a_key_a_correction_is_kept_beside_and_the_table_shows_who_is_missing(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var city = await OrderCity.CreateAsync(database, 2);
        await city.IssueAsync(await city.PlanAsync("plan:1"));
        await city.Orders.TakeEffectDueAsync(DispatchCity.Start, Token);
        var desk = new DailyReportDesk(database, database.Dialect, new AuditLog(database.Dialect));
        var at = ChinaTime.At(new DateOnly(2019, 1, 12), 15);
        var report = new DailyReport(city.OrderId(1), 1, at.ToLocalDay(), "k", DispatchCity.Code(1), "厂长", [new(1, LineState.Done, null, ""), new(2, LineState.Not, null, "故障")], "停产", "", at);

        Assert.Equal((1, 1, false), Told((await desk.ReportAsync(report, Rules, Token)).OrThrow()));
        Assert.Equal((1, 1, false), Told((await desk.ReportAsync(report, Rules, Token)).OrThrow()));
        Assert.Equal((2, 0, true), Told((await desk.ReportAsync(report with { Key = "k2", At = at.AddHours(2), Lines = [new(1, LineState.Done, null, ""), new(2, LineState.Done, null, "")] }, Rules, Token)).OrThrow()));
        Assert.Equal(ReceiptRules.NotYours, (await desk.ReportAsync(report with { EnterpriseCode = DispatchCity.Code(2) }, Rules, Token)).Refusal?.Code);

        var day = await desk.OfDayAsync(city.ResponseId, at.ToLocalDay(), Rules, Token);
        Assert.Equal([2, null], day.Select(d => d.Report?.Number));

        static (int, int, bool) Told(DailyReportRow row) => (row.Number, row.Unfinished, row.Late);
    }

    [Theory, BothDatabases]
    public async Task After_the_lift_a_kiln_asks_before_it_is_lit_and_a_dryer_only_reports(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var city = await OrderCity.CreateAsync(database, 1);
        await city.IssueAsync(await city.PlanAsync("plan:1"));
        var desk = new RestartDesk(database, database.Dialect, new AuditLog(database.Dialect), city.Lists);
        var id = city.OrderId(1);
        Assert.Empty(await desk.OfOrderAsync(id, Rules, Token));
        Assert.Equal(Restarts.NotLifted, (await Say(1, RestartEvent.Report, "")).Refusal?.Code);

        await city.Orders.LiftAsync(city.ResponseId, new Text("改善", "better air"), "王指挥", DispatchCity.Start, Token);

        Assert.Equal([RestartState.Free, RestartState.Waiting], (await desk.OfOrderAsync(id, Rules, Token)).Select(l => l.Row.State));
        Assert.Equal(RestartState.Restarted, (await Say(1, RestartEvent.Report, "")).OrThrow().Row.State);
        Assert.Equal(Restarts.ApprovalMissing, (await Say(2, RestartEvent.Report, "")).Refusal?.Code);
        await Say(2, RestartEvent.Request, "明早6点点火");
        var open = Assert.Single(await desk.OpenAsync(city.ResponseId, Rules, Token));
        Assert.Equal((2, "明早6点点火"), (open.Line.Line, open.Line.Row.Request));
        Assert.Equal(RestartState.Refused, (await desk.DecideAsync(id, 2, false, "先报检修方案", Rules, "officer", DispatchCity.Start, Token)).OrThrow().Row.State);
        await Say(2, RestartEvent.Request, "检修方案已报");
        await desk.DecideAsync(id, 2, true, "", Rules, "officer", DispatchCity.Start, Token);
        Assert.Equal(RestartState.Restarted, (await Say(2, RestartEvent.Report, "")).OrThrow().Row.State);
        Assert.Contains(await city.Orders.TimelineAsync(id, Token), t => t.What.Zh == "第2项已恢复生产");

        // The response goes on after all: with a new order in force nothing of the old one restarts.
        await city.IssueAsync(await city.PlanAsync("plan:2", DispatchCity.Plan(city.List, kilnShare: 1m)), DispatchCity.Start.AddHours(2));
        Assert.Equal(Restarts.NotLifted, (await Say(1, RestartEvent.Report, "")).Refusal?.Code);

        Task<Core.Refusals.Outcome<RestartLine>> Say(int line, RestartEvent happened, string words) =>
            desk.SpeakAsync(id, line, happened, words, DispatchCity.Code(1), Rules, "厂长", DispatchCity.Start.AddHours(1), Token);
    }
}
