using System.Globalization;
using Emergency.Core;
using Emergency.Core.Decisions;
using Emergency.Core.Quantities;
using Emergency.Planning.Activation;
using Emergency.Planning.Optimising;
using Emergency.Planning.ReductionList;
using Emergency.Planning.RunningControls;
using Emergency.Planning.Staggering.Patterns;

namespace Emergency.Planning.Season;

/// <summary>From patterns to a plan that people read: days, batches, cuts by period, reasons.</summary>
internal sealed class SeasonReading
{
    /// <summary>Word in the process names of clinker lines, for the reminder that their dates are missing.</summary>
    private const string Clinker = "熟料";

    private readonly SeasonRequest request;
    private readonly SeasonPlanRules rules;
    private readonly SeasonModel model;
    private readonly IReadOnlyList<(Enterprise Enterprise, EnterpriseStanding Standing)> enterprises;
    private readonly IReadOnlyList<SeasonUnit> units;
    private readonly StaggerResult? result;
    private readonly Dictionary<SeasonUnit, int> blockOf;

    public SeasonReading(SeasonRequest request, SeasonPlanRules rules, SeasonModel model, IReadOnlyList<(Enterprise Enterprise, EnterpriseStanding Standing)> enterprises, IReadOnlyList<SeasonUnit> units, StaggerResult? result)
    {
        (this.request, this.rules, this.model, this.enterprises, this.units, this.result) = (request, rules, model, enterprises, units, result);
        blockOf = new(ReferenceEqualityComparer.Instance);
        for (var block = 0; block < model.Turning.Count; block++)
        {
            blockOf[model.Turning[block]] = block;
        }
    }

    private IReadOnlyList<SeasonPeriod> Periods => model.Periods;

    public SeasonPlan Plan()
    {
        var batches = Batches();
        var numbers = batches.SelectMany(b => b.Units.Select(u => (u, b.Number))).ToDictionary(x => x.u, x => x.Number);
        var read = units.Select(u => (u.Enterprise.Code, Plan: Read(u, numbers.GetValueOrDefault((u.Enterprise.Code, u.Unit.UnitId))))).ToLookup(x => x.Code, x => x.Plan);
        var all = enterprises.Select(e => Of(e.Enterprise, e.Standing, [.. read[e.Enterprise.Code]])).ToList();
        var periods = Periods.Select((p, i) => Cut(p, i)).ToList();
        var (value, bound) = Worth();
        return new(
            request.RegionCode,
            request.Year,
            Periods[0].From,
            Periods[^1].Until,
            periods,
            all,
            batches,
            request.Targets.Count > 0,
            all.SelectMany(e => e.Units).Sum(u => u.LossYuan),
            Math.Round(model.Turning.Sum(u => Pattern(u).Spells().Count() * (u.Restart(Pattern(u).Raised, rules.Season.RestartShare) - u.Restart(Pattern(u).Base, rules.Season.RestartShare))), 2),
            Math.Round((decimal)value, 2),
            bound is { } least ? Math.Floor((decimal)least * 100) / 100 : null,
            bound is null ? null : value > 0 ? (value - bound) / value : 0,
            request.Targets.Count > 0 || model.Turns.IsZero ? null : Unevenness(periods),
            result is null ? PlanStatus.WithinGap : result.Shortage is null || request.Targets.Count > 0 ? result.Status : value - bound <= request.GapTarget * value ? PlanStatus.WithinGap : PlanStatus.BudgetSpent,
            [.. Decisions(all)],
            Basis());
    }

    /// <summary>Value and bound. Targets that are missed have no price of their own, so that no bound can be said for what is left.</summary>
    private (double Value, double? Bound) Worth()
    {
        if (result?.Shortage is { } shortage)
        {
            var value = result.Cost + shortage.ShortageCost;
            return request.Targets.Count > 0 ? (result.Cost, null) : (value, Math.Clamp(shortage.Bound, 0, value));
        }

        return result is null ? (0, 0) : (result.Cost, Math.Clamp(result.Bound, 0, result.Cost));
    }

    private StaggerPattern Pattern(SeasonUnit unit) => result!.Patterns[blockOf[unit]];

    /// <summary>Share that a unit gives up in each period.</summary>
    private decimal[] Shares(SeasonUnit unit) =>
        unit.Turn is { } turn ? [.. Periods.Select((_, p) => turn.Steps[Pattern(unit).On(p)])] : [.. unit.Fixed?.Shares ?? Periods.Select(_ => 0m)];

    private SeasonPeriodCut Cut(SeasonPeriod period, int p)
    {
        var cut = model.Held[p] + model.Turning.Select(u => u.Turn!.Cut(Pattern(u).On(p), u.Unit.Daily)).Sum();
        var required = model.Required[p];
        return new(period, cut, required, (required - cut).Max(Emissions.Zero));
    }

    private decimal Unevenness(List<SeasonPeriodCut> periods)
    {
        var pollutants = EmittedPollutants.All.Where(p => model.Turns[p] > 0).ToList();
        return periods.Average(c => pollutants.Average(p => c.Missing[p] / model.Turns[p]));
    }

    private SeasonUnitPlan Read(SeasonUnit unit, int batch)
    {
        var shares = Shares(unit);
        var stops = unit.Turn is null ? unit.Fixed?.Stops ?? [] : Stops(unit, shares);
        var days = Periods.Sum(p => stops.Sum(s => p.DaysWithin(s.From, s.Until)));
        var cut = unit.Turn is null
            ? unit.Fixed is { } held ? Periods.Select((p, i) => held.Cuts[i] * p.Days).Sum() : Emissions.Zero
            : Periods.Select((p, i) => unit.Unit.Daily * (shares[i] * p.Days)).Sum();
        var loss = unit.Turn is null ? unit.Fixed?.Losses.Sum() ?? 0 : Periods.Select((p, i) => unit.LossRate * shares[i] * p.Days).Sum();
        return new(unit.Enterprise.Code, unit.Unit.UnitId, unit.Unit.Process, unit.Unit.Count, unit.Standing, stops, shares, batch, days, cut, Math.Round(loss, 2), unit.Text, Why(unit, stops, batch, days, loss), unit.NeedsDecision);
    }

    /// <summary>Periods of the same share that follow each other are one stop; what was down before stays down in it.</summary>
    private List<SeasonStop> Stops(SeasonUnit unit, decimal[] shares)
    {
        var stops = new List<SeasonStop>();
        for (var p = 0; p < shares.Length; p++)
        {
            // Controls are kept with six decimals; a third of a unit would not read back the same.
            var share = Math.Round(Math.Min(1, shares[p] + unit.Before), 6);
            if (shares[p] <= 0)
            {
                continue;
            }

            if (p > 0 && shares[p - 1] == shares[p])
            {
                stops[^1] = stops[^1] with { Until = Periods[p].Until };
            }
            else
            {
                stops.Add(new(Periods[p].From, Periods[p].Until, share));
            }
        }

        return stops;
    }

    private Text Why(SeasonUnit unit, IReadOnlyList<SeasonStop> stops, int batch, int days, decimal loss)
    {
        if (unit.Turn is not { } turn)
        {
            return stops.Count == 0 ? new(unit.Why.Zh + "。", unit.Why.En + ".") : new($"{unit.Why.Zh}；{days} 天，损失至多 {Number(loss)} 元。", $"{unit.Why.En}; {days} days, a loss of {Number(loss)} yuan at most.");
        }

        var when = stops.Count == 0 ? ("不轮到", "not its turn") : (string.Join("、", stops.Select(s => $"{s.From}—{s.Until}{(s.Share < 1 ? $"（{Percents.Of(s.Share)}）" : "")}")), string.Join(", ", stops.Select(s => $"{s.From} to {s.Until}{(s.Share < 1 ? $" ({Percents.Of(s.Share)})" : "")}")));
        var always = turn.Steps[0] > 0;
        var (owedZh, owedEn) = always
            ? ($"每期至少停 {Percents.Of(turn.Steps[0])}，其中 {turn.Periods} 期再停一条，各条线轮换", $"at least {Percents.Of(turn.Steps[0])} in every period, one line more in {turn.Periods}, line by line in turn")
            : ($"{Periods.Count} 期中{(turn.Lines == 0 ? "降" : "停")} {turn.Periods} 期{(turn.Lines > 1 ? "（每次一条，各条线轮换）" : "")}", $"{turn.Periods} of {Periods.Count} periods{(turn.Lines > 1 ? ", one line at a time" : "")}");
        var reason = request.Targets.Count > 0 ? ("以最小损失达到各期比例", "each period reaches its share at least loss") : ("使各期减排量尽量均衡", "every period cuts as evenly as can be");
        return new(
            $"{unit.Why.Zh}；{owedZh}，第 {batch} 批，{when.Item1}，共 {days} 天，这样排{reason.Item1}；损失至多 {Number(loss)} 元。",
            $"{unit.Why.En}; {owedEn}, batch {batch}, {when.Item2}, {days} days, so that {reason.Item2}; a loss of {Number(loss)} yuan at most.");
    }

    /// <summary>Units of an industry and county by the periods of their turn.</summary>
    private List<SeasonBatch> Batches()
    {
        var batches = new List<SeasonBatch>();
        foreach (var group in model.Turning.GroupBy(u => (u.Enterprise.RegionCode, u.Enterprise.KeyIndustry)).OrderBy(g => g.Key.RegionCode, StringComparer.Ordinal).ThenBy(g => g.Key.KeyIndustry, StringComparer.Ordinal))
        {
            var number = 0;
            foreach (var batch in group.GroupBy(u => Turn(u)).OrderBy(b => b.Key == 0 ? int.MaxValue : int.TrailingZeroCount(b.Key)).ThenBy(b => b.Key))
            {
                var above = batch.Select(u => u.Turn!.Cut(Pattern(u).Raised, u.Unit.Daily) - u.Turn.Cut(Pattern(u).Base, u.Unit.Daily)).Sum();
                batches.Add(new(
                    group.Key.RegionCode,
                    rules.Planning.Regions.Find(group.Key.RegionCode)?.Name ?? group.Key.RegionCode,
                    batch.First().Enterprise.IndustryName(rules.Planning.Grades),
                    ++number,
                    [.. Enumerable.Range(0, Periods.Count).Where(p => (batch.Key >> p & 1) != 0).Select(p => p + 1)],
                    [.. batch.Select(u => (u.Enterprise.Code, u.Unit.UnitId))],
                    above));
            }
        }

        return batches;
    }

    /// <summary>Periods in which a unit does more than in the others, one bit each.</summary>
    private int Turn(SeasonUnit unit) => Pattern(unit).Days;

    private static SeasonEnterprise Of(Enterprise enterprise, EnterpriseStanding standing, IReadOnlyList<SeasonUnitPlan> units)
    {
        var reasons = units.GroupBy(u => u.Why.Zh).ToList();
        Text why = units.Count == 0 ? new("清单没有它的生产单元。", "The list has no unit of it.")
            : reasons.Count == 1 ? units[0].Why
            : new(string.Concat(reasons.Select(r => $"{string.Join("、", r.Select(u => u.Process))}：{r.Key}")), string.Join(' ', reasons.Select(r => $"{string.Join(", ", r.Select(u => u.UnitId))}: {r.First().Why.En}")));
        return new(enterprise.Code, enterprise.Name, enterprise.RegionCode, standing.Grade, units, why);
    }

    private IEnumerable<Text> Decisions(List<SeasonEnterprise> all)
    {
        var names = all.ToDictionary(e => e.Code, e => e.Name);
        foreach (var unit in all.SelectMany(e => e.Units).Where(u => u.NeedsDecision))
        {
            yield return new($"{names[unit.EnterpriseCode]} {unit.Process}：{(unit.MeasureText.Length > 0 ? unit.MeasureText + "，" : "")}须人工确认。{unit.Why.Zh}", $"{names[unit.EnterpriseCode]} {unit.UnitId}: a person must confirm. {unit.Why.En}");
        }

        foreach (var control in request.Running.Where(c => c.Kind != RunningControlKind.Season && !SeasonPlanner.Covers(c, Periods) && c.From <= Periods[^1].Until && !(c.Until < Periods[0].From) && names.ContainsKey(c.EnterpriseCode)))
        {
            yield return new(
                $"{names[control.EnterpriseCode]} {control.UnitId} {control.From}—{control.Until?.ToString() ?? "未定"} {control.Kind.Name().Zh}只占季节的一部分，没有抵扣错峰，是否抵扣由人工决定。",
                $"{names[control.EnterpriseCode]} {control.UnitId}: {control.Kind.Name().En} from {control.From} to {control.Until?.ToString() ?? "further notice"} covers part of the season only and was not set against its turn; a person decides.");
        }

        if (rules.Season.Windows.Count == 0 && units.Any(u => u.Unit.Process.Contains(Clinker, StringComparison.Ordinal)))
        {
            yield return new("规则册没有本季节水泥熟料停窑的日期（往年有，如晋城 2021—2022 年），熟料线按一般行业轮换；有当年文件时请先补入规则册。", "The book has no dates for cement clinker in this season (other years had them, such as Jincheng 2021–2022); clinker lines take turns like the others. Add the year's text to the book first where there is one.");
        }

        foreach (var (zh, en) in Doubts().Where(s => s.Doubt is not null).Select(s => (s.Doubt!, s.DoubtEn ?? s.Doubt!)).Distinct())
        {
            yield return new(zh, en);
        }
    }

    private IEnumerable<SourceRef> Doubts()
    {
        yield return rules.Season.Edition.Dates;
        yield return rules.Season.IndustriesSource;
        if (request.OffShare is null && model.Turning.Count > 0)
        {
            yield return rules.Season.OffShareSource;
        }

        var asked = units.Where(u => u.Standing is SeasonStanding.Rotates or SeasonStanding.Stops or SeasonStanding.LeftToPerson).Select(u => u.Enterprise.Code).ToHashSet();
        foreach (var grade in enterprises.Where(e => asked.Contains(e.Enterprise.Code)).Select(e => e.Standing.Grade).Distinct().Order())
        {
            yield return rules.Season.Grades[grade].Source;
        }
    }

    private static string Number(decimal number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    private Basis Basis() => new(
        [
            new InputRef($"list:{request.RegionCode}", request.List.InOrder().Version()),
            new InputRef("running-controls", ContentHash.OfJson(request.Running.OrderBy(c => c.EnterpriseCode, StringComparer.Ordinal).ThenBy(c => c.UnitId, StringComparer.Ordinal).ThenBy(c => c.From).ThenBy(c => c.Kind))),
            new InputRef("plan-settings", ContentHash.OfJson(new { request.Year, request.OffShare, Green = request.GreenFactories.Order(StringComparer.Ordinal), Targets = request.Targets.OrderBy(t => t.Key).Select(t => FormattableString.Invariant($"{t.Key}={t.Value}")), request.MostStops, request.EvennessWeight, request.GapTarget })),
        ],
        [rules.Season.Edition.Ref, rules.Planning.Grades.Edition.Ref, rules.Planning.Measures.Edition.Ref],
        null,
        request.DecidedBy,
        request.DecidedAt);
}
