using Emergency.Core;
using Emergency.Core.Refusals;
using Emergency.Core.Regions;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Dispatch.Orders;
using Emergency.Dispatch.Receipts;
using Emergency.Forecasting.Models;
using Emergency.Forecasting.Observing;
using Emergency.Planning.ReductionList;
using Emergency.Storage;
using Emergency.Storage.Chain;
using Emergency.Storage.Forecasts;
using Emergency.Storage.Lists;
using Emergency.Storage.Observations;
using Emergency.Storage.Orders;
using Emergency.Storage.Plans;
using Emergency.Storage.Responses;
using Emergency.Warnings.Advice;
using Emergency.Warnings.Responses;
using Emergency.Web.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Cli.Demo;

/// <summary>What is replayed.</summary>
/// <param name="RegionCode">Region of the authority.</param>
/// <param name="Hours">Its hours, oldest first, history included.</param>
/// <param name="List">Its reduction list.</param>
/// <param name="ListFrom">First day on which the list is in force.</param>
/// <param name="FirstDay">First day replayed.</param>
/// <param name="LastDay">Last day replayed.</param>
/// <param name="Source">Where hours and list come from, said wherever they are shown.</param>
internal sealed record ReplayScenario(
    string RegionCode,
    IReadOnlyList<HourlyAir> Hours,
    EmergencyReductionList List,
    LocalDay ListFrom,
    LocalDay FirstDay,
    LocalDay LastDay,
    Text Source)
{
    /// <summary>Phone printed on orders of a replay: no real one.</summary>
    public const string Contact = "0350-0000000（示例）";

    /// <summary>What headquarters does by order from above.</summary>
    public HeadquartersScript Script { get; init; } = HeadquartersScript.None;
}

/// <summary>
/// Replays days of a duty office through the real desks: import, forecast, advice, response, plan, orders, delivery, receipts, lift.
/// Every day has the same fixed moments. What a moment does depends on what the database says, so a replay that was killed anywhere goes on where it
/// stood: moments that end before the newest audit entry are complete, the one it falls into is done again, and the desks do nothing twice.
/// </summary>
internal sealed class ChainReplay(
    ReplayScenario scenario,
    ReplayClock clock,
    IDbContextFactory<AppDb> databases,
    ObservationDesk observations,
    ListDesk lists,
    ForecastDesk forecasts,
    ChainDesk chain,
    ResponseDesk responses,
    PlanDesk plans,
    OrderDesk orders,
    DeliveryPump pump,
    RuleLibrary rules,
    RegionTree regions)
{
    private const string Forecaster = "预报员 周";
    private const string DutyOfficer = "值班员 李";
    private const string Headquarters = "指挥部 王";
    private const string Planner = "减排规划 陈";

    private static readonly IForecastModel Model = Forecasting.Models.Forecaster.Models["fitted"];

    /// <summary>Runs everything that is not done yet; reports the moment it is at.</summary>
    public async Task RunAsync(IProgress<(double Share, string Label)> progress, CancellationToken cancellationToken)
    {
        var moments = Moments().Concat(scenario.Script.Acts.SelectMany(Scripted)).OrderBy(m => m.At).ToList();
        var done = await NewestAuditAsync(cancellationToken);
        for (var i = 0; i < moments.Count; i++)
        {
            // A moment is complete when a later one has begun to leave its marks.
            if (i + 1 < moments.Count && done >= moments[i + 1].At)
            {
                continue;
            }

            progress.Report(((double)i / moments.Count, $"{moments[i].At.ToChina():MM-dd HH:mm} {moments[i].Name}"));
            clock.Set(moments[i].At);
            await moments[i].Act(cancellationToken);
        }

        progress.Report((1, ""));
    }

    private IEnumerable<Moment> Moments()
    {
        var beginning = scenario.FirstDay.Start.AddHours(-4);
        yield return new(beginning, "导入清单", ImportListAsync);
        yield return new(beginning.AddMinutes(10), "导入历史观测", token => ImportAsync("历史观测 / history", scenario.Hours.TakeWhile(h => h.Hour < scenario.FirstDay.FirstHour.Plus(-24)), beginning.AddMinutes(10), token));
        for (var day = scenario.FirstDay; day <= scenario.LastDay; day = day.Plus(1))
        {
            var today = day;
            var midnight = today.Start;
            yield return new(midnight.AddHours(7), "导入观测", token => ImportAsync($"{today.Plus(-1)}", scenario.Hours.Where(h => h.Hour.Day == today.Plus(-1)), midnight.AddHours(7), token));
            yield return new(midnight.AddMinutes(430), "预报与研判", token => ForecastAsync(today, token));
            yield return new(midnight.AddHours(9), "会商", token => ConsultAsync(today, token));
            yield return new(midnight.AddHours(10), "审批", token => ApproveAsync(midnight.AddHours(10), token));
            yield return new(midnight.AddMinutes(620), "制定方案", token => PlanAsync(midnight.AddMinutes(620), token));
            yield return new(midnight.AddMinutes(630), "下达指令", token => IssueAsync(midnight.AddMinutes(630), token));
            yield return new(midnight.AddMinutes(631), "送达", pump.RunUntilIdleAsync);
            yield return new(midnight.AddMinutes(632), "签收", token => AcknowledgeAsync(midnight.AddMinutes(632), token));
            yield return new(midnight.AddMinutes(690), "答复异议", token => AnswerObjectionsAsync(midnight.AddMinutes(690), token));
            yield return new(midnight.AddHours(12), "生效", token => TakeEffectAsync(midnight.AddHours(12), token));
            yield return new(midnight.AddHours(15), "解除研判", token => LiftAsync(today, token));
            yield return new(midnight.AddMinutes(901), "送达解除", pump.RunUntilIdleAsync);
            yield return new(midnight.AddHours(17), "生效", token => TakeEffectAsync(midnight.AddHours(17), token));
            yield return new(midnight.AddHours(18), "执行报告", token => ReportAsync(midnight.AddHours(18), token));
        }
    }

    /// <summary>The act, and what enterprises hear and answer of it: a notice does not wait for the next round of the day.</summary>
    private IEnumerable<Moment> Scripted(ScriptedAct act)
    {
        yield return new(act.At, act.Act switch
        {
            ScriptedKind.Level => "按通知调整级别",
            ScriptedKind.Extend => "按通知延长",
            ScriptedKind.Suspend => "按通知暂停",
            ScriptedKind.Resume => "按通知恢复",
            _ => "按通知解除",
        }, token => act.RunAsync(responses, scenario.RegionCode, Headquarters, Terms(act.At), token));
        yield return new(act.At.AddMinutes(1), "送达", pump.RunUntilIdleAsync);
        yield return new(act.At.AddMinutes(2), "签收", token => AcknowledgeAsync(act.At.AddMinutes(2), token));
    }

    private OrderTerms Terms(DateTimeOffset at)
    {
        var region = regions.Find(scenario.RegionCode)!;
        return new(
            rules.Deadlines(scenario.RegionCode, at.ToLocalDay()).OrThrow(),
            new Text($"{region.Name}重污染天气应急指挥部办公室", $"Heavy-pollution emergency headquarters of {region.NameEn}"),
            ReplayScenario.Contact);
    }

    private async Task ImportListAsync(CancellationToken cancellationToken) =>
        await lists.ImportAsync(scenario.List, scenario.RegionCode, scenario.ListFrom, Planner, clock.GetUtcNow(), cancellationToken);

    private async Task ImportAsync(string label, IEnumerable<HourlyAir> hours, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            if (await db.Imports.AnyAsync(i => i.Kind == "observations" && i.Files == label, cancellationToken))
            {
                return;
            }
        }

        await observations.ImportAsync("csv", [new ObservationReading(label, hours.ToList(), [])], "system", at, null, cancellationToken);
    }

    private async Task ForecastAsync(LocalDay day, CancellationToken cancellationToken)
    {
        var at = day.Start.AddMinutes(430);
        var forecast = (await forecasts.IssueAsync(scenario.RegionCode, Model, day.FirstHour, Forecaster, at, cancellationToken)).OrThrow();
        (await forecasts.AdviseAsync(forecast.Id, Forecaster, at, cancellationToken)).OrThrow();
    }

    /// <summary>The consultation follows the advice: it proposes a response where there is none, and raises one that is too low. It never lowers in a running episode.</summary>
    private async Task ConsultAsync(LocalDay day, CancellationToken cancellationToken)
    {
        var at = day.Start.AddHours(9);
        var row = (await chain.LatestAsync(ChainKinds.Advice, scenario.RegionCode, at, cancellationToken))!;
        var advice = ChainDesk.Read<WarningAdvice>(row);
        if (advice.Level == WarningLevel.None)
        {
            return;
        }

        var ground = new ResponseGround.OfAdvice(row.Id, advice);
        if (await responses.OpenAsync(scenario.RegionCode, cancellationToken) is not { } open)
        {
            var start = day.Start.AddHours(12);
            (await responses.ProposeAsync(new ResponseProposal(scenario.RegionCode, advice.Level, start, scenario.Script.PlannedHours is { } hours ? start.AddHours(hours) : null, ground, DutyOfficer, at), cancellationToken)).OrThrow();
        }
        else if (open.Response.State is ResponseState.Approved or ResponseState.InForce && advice.Level > open.Response.Level)
        {
            (await responses.ChangeLevelAsync(open.Response.Id, new ResponseChange(Headquarters, at, open.Response.Version), advice.Level, ground, cancellationToken)).OrThrow();
        }
    }

    private async Task ApproveAsync(DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (await responses.OpenAsync(scenario.RegionCode, cancellationToken) is { Response.State: ResponseState.Proposed } open)
        {
            (await responses.ApproveAsync(open.Response.Id, new ResponseChange(Headquarters, at, open.Response.Version), cancellationToken)).OrThrow();
        }
    }

    private async Task PlanAsync(DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (await UnplannedAsync(cancellationToken) is { } response)
        {
            (await plans.ActivateAsync(response.Id, Planner, at, cancellationToken)).OrThrow();
        }
    }

    private async Task IssueAsync(DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (await UnplannedAsync(cancellationToken) is not { } response)
        {
            return;
        }

        var plan = (await chain.LatestRevisionAsync(PlanDesk.PlanId(response), cancellationToken))!;
        var terms = Terms(at);
        (await orders.IssueAsync(new IssueRequest(response.Id, plan.Id, terms.Deadlines, terms.Authority, terms.Contact, DutyOfficer, at), cancellationToken)).OrThrow();
    }

    /// <summary>The open response whose level no issued plan answers yet.</summary>
    private async Task<Response?> UnplannedAsync(CancellationToken cancellationToken) =>
        await responses.OpenAsync(scenario.RegionCode, cancellationToken) is { Response.State: ResponseState.Approved or ResponseState.InForce } open
        && open.Row.PlanId?.StartsWith(PlanDesk.PlanId(open.Response), StringComparison.Ordinal) != true
            ? open.Response
            : null;

    private Task AcknowledgeAsync(DateTimeOffset from, CancellationToken cancellationToken) =>
        AnswerAsync(
            row => row.State != OrderState.Delivered ? null : EnterpriseHabit.Of(row.EnterpriseCode) switch
            {
                { ObjectsBecause: { } reason } => Receipt(row, ReceiptKind.Object, reason, from.AddMinutes(40)),
                { AcknowledgesAfterMinutes: { } minutes } => Receipt(row, ReceiptKind.Acknowledge, "已收到，按要求执行。", from.AddMinutes(minutes)),
                _ => null,
            },
            cancellationToken);

    private Task ReportAsync(DateTimeOffset from, CancellationToken cancellationToken) =>
        AnswerAsync(
            row => row.State == OrderState.InForce && row.ExecutedAt is null && EnterpriseHabit.Of(row.EnterpriseCode).ReportsAfterMinutes is { } minutes
                ? Receipt(row, ReceiptKind.Execution, "各工序已按指令执行到位，台账和用电记录已留存。", from.AddMinutes(minutes))
                : null,
            cancellationToken);

    private async Task AnswerAsync(Func<OrderRow, Receipt?> answer, CancellationToken cancellationToken)
    {
        if (await responses.OpenAsync(scenario.RegionCode, cancellationToken) is not { } open)
        {
            return;
        }

        var receipts = (await orders.OfResponseAsync(open.Response.Id, cancellationToken)).Select(answer).OfType<Receipt>().OrderBy(r => r.At).ThenBy(r => r.OrderId, StringComparer.Ordinal);
        foreach (var receipt in receipts)
        {
            (await orders.ReceiveAsync(receipt, cancellationToken)).OrThrow();
        }
    }

    private async Task AnswerObjectionsAsync(DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (await responses.OpenAsync(scenario.RegionCode, cancellationToken) is { } open)
        {
            foreach (var row in (await orders.OfResponseAsync(open.Response.Id, cancellationToken)).Where(r => r.State == OrderState.Objected))
            {
                (await orders.RejectObjectionAsync(row.Id, "一厂一策已载明两步降负荷的时限，维持原指令。", DutyOfficer, at, cancellationToken)).OrThrow();
            }
        }
    }

    private async Task TakeEffectAsync(DateTimeOffset at, CancellationToken cancellationToken)
    {
        await responses.TakeEffectDueAsync(at, cancellationToken);
        await orders.TakeEffectDueAsync(at, cancellationToken);
    }

    private async Task LiftAsync(LocalDay day, CancellationToken cancellationToken)
    {
        if (await responses.OpenAsync(scenario.RegionCode, cancellationToken) is not { Response.State: ResponseState.InForce } open || open.Response.StartsAt.ToLocalDay() == day)
        {
            return;
        }

        var at = day.Start.AddHours(15);
        var forecast = (await chain.LatestAsync(ChainKinds.Forecast, scenario.RegionCode, at, cancellationToken))!;
        var row = (await forecasts.AdviseLiftAsync(forecast.Id, open.Response.Level, Forecaster, at, cancellationToken)).OrThrow();
        var advice = ChainDesk.Read<LiftAdvice>(row);
        if (advice.MayLift)
        {
            (await responses.LiftAsync(open.Response.Id, new ResponseChange(Headquarters, at, open.Response.Version), new ResponseGround.OfLiftAdvice(row.Id, advice), cancellationToken)).OrThrow();
        }
    }

    // One receipt of a kind an order: the order id holds the revision, so the key needs no more.
    private static Receipt Receipt(OrderRow row, ReceiptKind kind, string note, DateTimeOffset at) =>
        new(row.Id, row.Revision, kind, "portal", row.EnterpriseCode, row.EnterpriseName, "portal", note, at);

    private async Task<DateTimeOffset> NewestAuditAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Audit.MaxAsync(a => (DateTimeOffset?)a.At, cancellationToken) ?? DateTimeOffset.MinValue;
    }

    private sealed record Moment(DateTimeOffset At, string Name, Func<CancellationToken, Task> Act);
}
