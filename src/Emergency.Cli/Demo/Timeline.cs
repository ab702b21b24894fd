using System.Globalization;
using Emergency.Core;
using Emergency.Core.Decisions;
using Emergency.Core.Quantities;
using Emergency.Core.Time;
using Emergency.Dispatch.Delivery;
using Emergency.Dispatch.Orders;
using Emergency.Forecasting.Models;
using Emergency.Planning.Activation;
using Emergency.Storage;
using Emergency.Storage.Chain;
using Emergency.Storage.Ledger;
using Emergency.Storage.Orders;
using Emergency.Storage.Responses;
using Emergency.Warnings.Advice;
using Emergency.Warnings.Responses;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Cli.Demo;

/// <summary>One line of the timeline.</summary>
/// <param name="At">When.</param>
/// <param name="Kind">Step of the chain.</param>
/// <param name="What">What happened, with its numbers.</param>
internal sealed record TimelineLine(DateTimeOffset At, Text Kind, Text What);

/// <summary>Tells a response's story from what the database kept: nothing is printed that was not recorded.</summary>
internal static class Timeline
{
    /// <summary>All lines of a region, oldest first.</summary>
    public static async Task<IReadOnlyList<TimelineLine>> ReadAsync(AppDb db, string regionCode, CancellationToken cancellationToken)
    {
        var lines = new List<TimelineLine>();
        await ListsAsync(db, regionCode, lines, cancellationToken);
        await ChainAsync(db, regionCode, lines, cancellationToken);
        foreach (var row in await db.Responses.AsNoTracking().Where(r => r.RegionCode == regionCode).OrderBy(r => r.Number).ToListAsync(cancellationToken))
        {
            var events = await db.ResponseEvents.AsNoTracking().Where(e => e.ResponseId == row.Id).OrderBy(e => e.Sequence).ToListAsync(cancellationToken);
            lines.AddRange(events.Select(e => new TimelineLine(e.At, new("响应", "response"), new(
                $"{row.Number} {Word(e).Zh}{(e.Note.Length > 0 ? "：" + e.Note : "")}（{e.By}）",
                $"{row.Number} {Word(e).En} ({e.By})"))));
            await OrdersAsync(db, row.Id, lines, cancellationToken);
        }

        // At the same moment in the order of the chain; the sort is stable, and kinds were added in that order but for advice.
        return lines.OrderBy(l => l.At).ThenBy(l => l.Kind.En == "advice").ToList();
    }

    private static async Task ListsAsync(AppDb db, string regionCode, List<TimelineLine> lines, CancellationToken cancellationToken)
    {
        var versions = await db.ListVersions.AsNoTracking().Where(v => v.RegionCode == regionCode)
            .Select(v => new { v.At, v.Number, v.EnterpriseCount, v.ValidFrom }).ToListAsync(cancellationToken);
        lines.AddRange(versions.Select(v => new TimelineLine(v.At, new("清单", "list"), new(
            $"第{v.Number}版应急减排清单，{v.EnterpriseCount}家企业，自{v.ValidFrom:yyyy-MM-dd}起执行",
            $"version {v.Number} of the reduction list, {v.EnterpriseCount} enterprises, in force from {v.ValidFrom:yyyy-MM-dd}"))));
    }

    private static async Task ChainAsync(AppDb db, string regionCode, List<TimelineLine> lines, CancellationToken cancellationToken)
    {
        foreach (var row in await db.Chain.AsNoTracking().Where(c => c.RegionCode == regionCode).OrderBy(c => c.Id).ToListAsync(cancellationToken))
        {
            lines.Add(row.Kind switch
            {
                ChainKinds.Forecast => Of(row, new("预报", "forecast"), Describe(ChainDesk.Read<Forecast>(row))),
                ChainKinds.Advice => Of(row, new("研判", "advice"), Describe(ChainDesk.Read<WarningAdvice>(row))),
                ChainKinds.LiftAdvice => Of(row, new("解除研判", "lift advice"), ChainDesk.Read<LiftAdvice>(row).Reason),
                ChainKinds.Plan => Of(row, new("方案", "plan"), Describe(ChainDesk.Read<Plan>(row))),
                _ => Of(row, new(row.Kind, row.Kind), new(row.Id, row.Id)),
            });
        }
    }

    private static async Task OrdersAsync(AppDb db, string responseId, List<TimelineLine> lines, CancellationToken cancellationToken)
    {
        var orders = await db.Orders.AsNoTracking().Where(o => o.ResponseId == responseId).ToListAsync(cancellationToken);
        var events = await db.OrderEvents.AsNoTracking().Where(e => db.Orders.Any(o => o.Id == e.OrderId && o.ResponseId == responseId)).ToListAsync(cancellationToken);
        var lifts = await db.Dispatch.AsNoTracking()
            .Where(d => d.ResponseId == responseId && d.Stage == nameof(DeliveryStage.Lift) && d.State == DispatchState.Delivered)
            .Select(d => new { d.EnterpriseCode, d.DeliveredAt }).ToListAsync(cancellationToken);
        foreach (var group in events.Where(e => e.Event is not null).GroupBy(e => (e.Event!.Value, Why: e.Event is OrderEvent.Lift or OrderEvent.Withdraw ? e.Note : "")).SelectMany(g => Rounds(g, e => e.At).Select(round => (g.Key, Events: round))))
        {
            var count = group.Events.Select(e => e.OrderId).Distinct().Count();
            var (zh, en) = group.Key.Why.Length > 0 ? ($"（{group.Key.Why}）", "") : ("", "");
            lines.Add(new TimelineLine(group.Events.Max(e => e.At), new("指令", "orders"), new(
                $"{Word(group.Key.Item1).Zh} {count} 份{Spread(group.Events).Zh}{zh}", $"{count} {Word(group.Key.Item1).En}{Spread(group.Events).En}{en}")));
        }

        foreach (var round in Rounds(lifts, l => l.DeliveredAt!.Value))
        {
            var enterprises = round.Select(l => l.EnterpriseCode).Distinct().Count();
            lines.Add(new TimelineLine(round.Max(l => l.DeliveredAt!.Value), new("指令", "orders"), new($"终止通知已送达 {enterprises} 家企业", $"the end of the order reached {enterprises} enterprises")));
        }

        var silent = orders.Count(o => o is { DeliveredAt: not null, AcknowledgedAt: null } && o.State != OrderState.Replaced);
        if (silent > 0)
        {
            lines.Add(new TimelineLine(orders.Max(o => o.AcknowledgeBy), new("督促", "reminder"), new(
                $"签收时限已到，{silent} 家未签收，列入电话核实和现场检查名单", $"receipt deadline: {silent} enterprises silent, to be called and visited")));
        }
    }

    /// <summary>What happened in one go: the next round begins after three hours without a further one, or on another day.</summary>
    private static IEnumerable<List<T>> Rounds<T>(IEnumerable<T> all, Func<T, DateTimeOffset> at)
    {
        var round = new List<T>();
        foreach (var one in all.OrderBy(at))
        {
            if (round.Count > 0 && (at(one) - at(round[^1]) > TimeSpan.FromHours(3) || at(one).ToLocalDay() != at(round[^1]).ToLocalDay()))
            {
                yield return round;
                round = [];
            }

            round.Add(one);
        }

        if (round.Count > 0)
        {
            yield return round;
        }
    }

    private static TimelineLine Of(ChainRow row, Text kind, Text what) => new(row.At, kind, what);

    private static Text Describe(Forecast forecast)
    {
        var days = forecast.Days.Take(3).ToList();
        var zh = string.Join("，", days.Select(d => $"{d.Day.Date:M月d日} AQI {Math.Ceiling(d.AqiWithoutOzone):0}（80%区间 {d.AqiLow:0}–{d.AqiHigh:0}，超200概率 {d.Above200:P0}）"));
        var en = string.Join(", ", days.Select(d => $"{d.Day} AQI {Math.Ceiling(d.AqiWithoutOzone):0} (80 % {d.AqiLow:0}–{d.AqiHigh:0}, P>200 {d.Above200:P0})"));
        return new(zh, en);
    }

    private static Text Describe(WarningAdvice advice)
    {
        var telling = advice.Findings.FirstOrDefault(f => f.State == TriggerState.Fired && f.Level == advice.Level) ?? advice.Findings.FirstOrDefault(f => f.State == TriggerState.Nearly);
        var notice = advice.HealthNotice;
        return new(
            $"建议：{advice.Level.Name().Zh}{(telling is null ? "" : "。" + telling.Reason.Zh)}{(notice is null ? "" : "。" + notice.Zh)}",
            $"advised: {advice.Level.Name().En}{(telling is null ? "" : ". " + telling.Reason.En)}{(notice is null ? "" : ". " + notice.En)}");
    }

    private static Text Describe(Plan plan)
    {
        var asked = plan.Choices.Where(c => c.Binding).Select(c => c.EnterpriseCode).Distinct().Count();
        var zh = string.Join("，", plan.Targets.Select(t => $"{t.Pollutant.Code()} {Percent(t.ReachedFraction)}/{Percent(t.RequiredFraction)}{Gap(t).Zh}"));
        var en = string.Join(", ", plan.Targets.Select(t => $"{t.Pollutant.Code()} {Percent(t.ReachedFraction)} of {Percent(t.RequiredFraction)}{Gap(t).En}"));
        return new(
            $"{plan.Level.Name().Zh}：{asked} 家企业承担减排；达到/要求 {zh}；需人工确认 {plan.Decisions.Count} 项",
            $"{plan.Level.Name().En}: {asked} enterprises asked; reached of required {en}; {plan.Decisions.Count} points for a person");
    }

    private static Text Gap(TargetReached target) => target switch
    {
        { MissingKgPerDay: > 0 } => new($"（缺口 {target.MissingKgPerDay:0} kg/日）", $" (missing {target.MissingKgPerDay:0} kg/day)"),
        { MetBySwap: true } => new("（SO2+NOx 互换达标）", " (met by the SO2+NOx swap)"),
        _ => new("", ""),
    };

    private static string Percent(decimal fraction) => (fraction * 100).ToString("0.0", CultureInfo.InvariantCulture) + "%";

    private static Text Spread(IEnumerable<OrderEventRow> events)
    {
        var times = events.Select(e => e.At).Order().ToList();
        return times[^1] - times[0] < TimeSpan.FromMinutes(1) ? new("", "") : new($"（{Clock(times[0])} 至 {Clock(times[^1])}）", $" ({Clock(times[0])} to {Clock(times[^1])})");
    }

    private static string Clock(DateTimeOffset at) => at.ToChina().ToString("HH:mm", CultureInfo.InvariantCulture);

    private static Text Word(ResponseEventRow row) => row.Event switch
    {
        null when row.Sequence == 1 => new("提出", "proposed"),
        null => new("记录", "noted"),
        ResponseEvent.Approve => new("批准", "approved"),
        ResponseEvent.TakeEffect => new("启动", "in force"),
        ResponseEvent.ChangeLevel => new("调整级别", "level changed"),
        ResponseEvent.Extend => new("延长", "extended"),
        ResponseEvent.Suspend => new("暂停", "suspended"),
        ResponseEvent.Resume => new("恢复", "resumed"),
        ResponseEvent.Lift => new("解除", "lifted"),
        ResponseEvent.Withdraw => new("撤回", "withdrawn"),
        _ => throw new ArgumentOutOfRangeException(nameof(row), row.Event, null),
    };

    private static Text Word(OrderEvent occurrence) => occurrence switch
    {
        OrderEvent.Issue => new("下达", "issued"),
        OrderEvent.Deliver => new("送达", "delivered"),
        OrderEvent.Acknowledge => new("签收", "acknowledged"),
        OrderEvent.Object => new("异议", "objected"),
        OrderEvent.RejectObjection => new("驳回异议", "objections answered"),
        OrderEvent.TakeEffect => new("生效", "in force"),
        OrderEvent.ReportExecution => new("执行报告", "execution reported"),
        OrderEvent.Verify => new("核实", "verified"),
        OrderEvent.Lift => new("解除", "lifted"),
        OrderEvent.Replace => new("被新指令替换", "replaced"),
        OrderEvent.Withdraw => new("撤回", "withdrawn"),
        _ => throw new ArgumentOutOfRangeException(nameof(occurrence), occurrence, null),
    };
}
