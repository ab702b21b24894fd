using System.Globalization;
using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Core.Regions;
using Emergency.Core.Time;
using Emergency.Dispatch.Escalation;
using Emergency.Dispatch.Orders;
using Emergency.Planning.ReductionList;
using Emergency.Planning.ReductionList.Files;
using Emergency.Storage;
using Emergency.Storage.Lists;
using Emergency.Storage.Orders;
using Emergency.Web.Features.FollowUps;
using Emergency.Web.Hosting;
using Emergency.Web.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Web.Features.Orders;

/// <summary>
/// The workbook for the report to the city: what it is made from and as of when, a summary by county, grade and industry, and one row for each order.
/// Chinese whatever the page's language: it goes into an official report.
/// </summary>
internal static class OrderExport
{
    private const string Workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    private static readonly (string Header, Func<OrderRow, DateTimeOffset, bool> Counts)[] Figures =
    [
        ("应下达", (_, _) => true),
        ("已送达", (o, _) => o.DeliveredAt is not null),
        ("已签收", (o, _) => o.AcknowledgedAt is not null),
        ("执行中", (o, _) => o.State is OrderState.InForce or OrderState.Executed or OrderState.Verified),
        ("已报告执行", (o, _) => o.ExecutedAt is not null || o.State == OrderState.Verified),
        ("已核查", (o, _) => o.State == OrderState.Verified),
        ("逾期未签收", OrderMarks.Silent),
        ("逾期未报告", (o, now) => o.ExecutedAt is null && o.State != OrderState.Verified && o.ReportBy < now && !o.State.IsFinal()),
        ("已结束", (o, _) => o.State.IsFinal()),
    ];

    private static readonly XlsxColumn[] OrderColumns =
    [
        new("序号", 6, []), new("指令编号", 24, []), new("企业名称", 32, []), new("统一社会信用代码", 22, []), new("县区", 12, []), new("乡镇（园区）", 14, []), new("行业", 22, []), new("绩效分级", 10, []),
        new("版本", 6, []), new("状态", 12, []), new("开始执行", 17, []), new("计划结束", 17, []), new("送达时间", 17, []), new("签收期限", 17, []), new("签收时间", 17, []), new("报告期限", 17, []),
        new("执行报告时间", 17, []), new("结束时间", 17, []), new("逾期未签收", 11, []), new("提醒次数", 9, []), new("已上报", 26, []), new("日报份数", 9, []), new("附件", 6, []), new("联系人", 12, []), new("电话", 16, []),
    ];

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/orders/export", ExportAsync).ExcludeFromDescription();

    private static async Task<Results<FileContentHttpResult, NotFound>> ExportAsync(
        string? response, IDbContextFactory<AppDb> databases, OrderDesk desk, ListDesk lists, RegionTree regions, WebSettings settings, Caller caller, TimeProvider clock, CancellationToken cancellationToken)
    {
        var choice = await ResponseChoice.LoadAsync(databases, caller, response, cancellationToken);
        if (choice.Shown is not { } shown || (response is not null && shown.Id != response))
        {
            return TypedResults.NotFound();
        }

        var now = clock.GetUtcNow();
        var orders = (await desk.OfResponseAsync(shown.Id, cancellationToken)).Where(o => caller.Sees(o.RegionCode, o.EnterpriseCode)).ToList();
        var list = await lists.InForceForAsync(settings.RegionCode, now.ToLocalDay(), regions, cancellationToken);
        var known = list.Ok ? list.Value.List.Enterprises.ToDictionary(e => e.Code, StringComparer.Ordinal) : [];
        var beside = await BesideAsync(databases, shown.Id, cancellationToken);
        string County(OrderRow o) => regions.Find(o.RegionCode)?.Name ?? o.RegionCode;
        var stream = new MemoryStream();
        XlsxWriter.Write(stream,
        [
            new("说明", [new("项目", 18, []), new("内容", 70, [])],
            [
                ["响应编号", shown.Number], ["响应级别", $"{shown.Level.Name().Zh}（{shown.Level.Response().Zh}）"], ["启动时间", Time(shown.StartsAt)],
                ["数据截至", Time(now)], ["指令数", orders.Count], ["范围", $"{regions.Find(caller.RegionCode)?.Name ?? caller.RegionCode}；每家企业一行，为最新版本的指令"],
                ["口径", "送达指可在企业端查看或通道已接收；签收、执行由企业报告，“已核查”由监督帮扶确认。时间为北京时间。"],
            ]),
            new("汇总", [new("分组", 10, []), new("名称", 26, []), .. Figures.Select(f => new XlsxColumn(f.Header, 11, []))],
            [
                .. Summary("合计", orders, _ => "全部", now), .. Summary("县区", orders, County, now),
                .. Summary("绩效分级", orders, o => known.TryGetValue(o.EnterpriseCode, out var e) ? e.Grade.Name().Zh : "清单中没有", now),
                .. Summary("行业", orders, o => known.TryGetValue(o.EnterpriseCode, out var e) ? e.Industry : "清单中没有", now),
            ]),
            new("指令明细", OrderColumns, orders.Select((o, i) => Row(o, i + 1, County(o), known.GetValueOrDefault(o.EnterpriseCode), beside, now))),
        ]);
        return TypedResults.File(stream.ToArray(), Workbook, string.Create(CultureInfo.InvariantCulture, $"orders-{shown.Number}-{now.ToChina():yyyyMMdd-HHmm}.xlsx"));
    }

    private static IEnumerable<IReadOnlyList<object?>> Summary(string group, IReadOnlyList<OrderRow> orders, Func<OrderRow, string> name, DateTimeOffset now) => orders
        .GroupBy(name, StringComparer.Ordinal)
        .OrderBy(g => g.Key, StringComparer.Ordinal)
        .Select(g => (IReadOnlyList<object?>)[group, g.Key, .. Figures.Select(f => (object?)g.Count(o => f.Counts(o, now)))]);

    private static IReadOnlyList<object?> Row(OrderRow o, int number, string county, Enterprise? e, Beside beside, DateTimeOffset now)
    {
        var steps = beside.Steps[o.Id].ToList();
        return
        [
            number, o.Number, o.EnterpriseName, o.EnterpriseCode, county, e?.Township, e?.Industry, e?.Grade.Name().Zh, o.Revision, o.State.Name().Zh, Time(o.StartsAt), o.EndsAt is null ? "另行通知" : Time(o.EndsAt),
            Time(o.DeliveredAt), Time(o.AcknowledgeBy), Time(o.AcknowledgedAt), Time(o.ReportBy), Time(o.ExecutedAt), Time(o.EndedAt), OrderMarks.Silent(o, now) ? "是" : "否",
            steps.Count(s => char.IsAsciiDigit(s[^1])), string.Join("；", steps.Where(s => !char.IsAsciiDigit(s[^1])).Select(s => FollowUpNames.Describe(s).Zh)),
            beside.Days.GetValueOrDefault(o.Id), beside.Files.GetValueOrDefault(o.Id), e?.ContactName, e?.ContactPhone,
        ];
    }

    private static async Task<Beside> BesideAsync(IDbContextFactory<AppDb> databases, string responseId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var of = db.Orders.Where(o => o.ResponseId == responseId).Select(o => o.Id);
        var steps = await db.FollowUps.AsNoTracking().Where(f => of.Contains(f.OrderId)).OrderBy(f => f.At).ThenBy(f => f.Step).Select(f => new { f.OrderId, f.Step }).ToListAsync(cancellationToken);
        var days = await db.DailyReports.Where(d => of.Contains(d.OrderId)).Select(d => new { d.OrderId, d.Day }).Distinct().GroupBy(d => d.OrderId).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(cancellationToken);
        var files = await db.Attachments.Where(a => of.Contains(a.OrderId)).GroupBy(a => a.OrderId).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(cancellationToken);
        return new Beside(
            steps.ToLookup(s => s.OrderId, s => s.Step, StringComparer.Ordinal),
            days.ToDictionary(d => d.Key, d => d.Count, StringComparer.Ordinal),
            files.ToDictionary(d => d.Key, d => d.Count, StringComparer.Ordinal));
    }

    private static string Time(DateTimeOffset? at) => at is { } instant ? instant.ToChina().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) : "";

    /// <summary>What stands beside the orders: steps taken, days reported, files.</summary>
    private sealed record Beside(ILookup<string, string> Steps, Dictionary<string, int> Days, Dictionary<string, int> Files);
}
