using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Core.Refusals;
using Emergency.Core.Rules;
using Emergency.Planning.Activation;
using Emergency.Planning.Composing;
using Emergency.Planning.Optimising;
using Emergency.Planning.ReductionList;
using Emergency.Planning.RunningControls;
using Emergency.Planning.Staggering.Patterns;

namespace Emergency.Planning.Season;

/// <summary>
/// Plans the off-peak season (错峰生产, rules.md 10.1): who is down all season or in a window, and in which half months the others take their turns, so that every half month
/// cuts as much as the others, or a given share. Pure and deterministic; the order of the list's rows does not matter.
/// </summary>
public static class SeasonPlanner
{
    /// <summary>Makes the plan.</summary>
    /// <returns>
    /// The plan; refused with REGION-001, PLAN-003 (targets without a whole-society emission), PLAN-004 (no enterprise), PLAN-071 (settings that make no sense) or PLAN-072 (a
    /// season of more half months than can be planned).
    /// </returns>
    public static Outcome<SeasonPlan> Make(SeasonRequest request, SeasonPlanRules rules, IProgress<CompositionProgress>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(rules);
        var (first, last) = rules.Season.DaysOf(request.Year);
        var periods = SeasonPeriod.Of(first, last);
        if (Check(request, rules, periods) is { } refusal)
        {
            return refusal;
        }

        var list = request.List.InOrder();
        var society = request.Targets.Count > 0 ? list.SocietyOf(request.RegionCode, request.Year)!.Daily : Emissions.Zero;
        var (enterprises, units) = Scope(request, rules, periods, list);
        var model = new SeasonModel(request, rules.Season.RestartShare, periods, units, society);
        var result = model.Turning.Count == 0 ? null : StaggerOptimiser.Solve(model.Instance, model.Settings, progress is null ? null : new Relay(progress), cancel);
        return new SeasonReading(request, rules, model, enterprises, units, result).Plan();
    }

    private static Refusal? Check(SeasonRequest request, SeasonPlanRules rules, IReadOnlyList<SeasonPeriod> periods)
    {
        var planning = rules.Planning;
        if (planning.Regions.Find(request.RegionCode) is not { } region)
        {
            return Refusal.Of("REGION-001", $"未知的行政区划代码 {request.RegionCode}。", $"Unknown region code {request.RegionCode}.", "请在行政区划表中核对代码。", "Check the code in the region table.");
        }

        if (!request.List.Enterprises.Any(e => planning.Regions.IsWithin(e.RegionCode, request.RegionCode)))
        {
            return Refusal.Of("PLAN-004", $"清单中没有{region.Name}的企业。", $"The list has no enterprise in {region.NameEn}.", "请核对所选地区和清单。", "Check the region and the list.");
        }

        if (request.OffShare is <= 0 or > 1 || request.MostStops is < 1 or > 2 || request.GapTarget is not (>= 0 and < 1) || request.EvennessWeight is not (> 0 and < 1e6) || request.Threads < 1 || request.Targets.Values.Any(s => s is < 0 or > 1))
        {
            return Refusal.Of("PLAN-071", "错峰安排的参数不合理。", "The settings of a season plan make no sense.", "停产期数占比大于 0、不超过 1，停产次数 1 或 2，减排比例在 0 到 1 之间。", "A share of periods above 0 and at most 1, one or two stops, targets from 0 to 1.");
        }

        if (periods.Count > StaggerInstance.MostDays)
        {
            return Refusal.Of("PLAN-072", $"季节有 {periods.Count} 个半月，最多能安排 {StaggerInstance.MostDays} 个。", $"The season has {periods.Count} half months, at most {StaggerInstance.MostDays} can be planned.", "请在规则册 season-controls 中核对起止日期。", "Check the dates in the book season-controls.");
        }

        return request.Targets.Count > 0 && request.List.SocietyOf(request.RegionCode, request.Year) is null
            ? Refusal.Of("PLAN-003", $"清单没有{region.Name}（{region.Code}）的全社会排放量，无法计算减排比例。", $"The list has no whole-society emission for {region.NameEn} ({region.Code}); no share can be computed.", "请在“全社会排放量”表中补上该地，或不设比例。", "Add the region to the society sheet, or plan without targets.")
            : null;
    }

    private static (List<(Enterprise Enterprise, EnterpriseStanding Standing)> Enterprises, List<SeasonUnit> Units) Scope(SeasonRequest request, SeasonPlanRules rules, IReadOnlyList<SeasonPeriod> periods, EmergencyReductionList list)
    {
        // The stop that a grade orders in a response is not the season's: the season has its own book.
        var grades = rules.Planning.Grades;
        var ordinary = rules.Planning with { Grades = grades with { Treatments = grades.Treatments.Where(t => t.Value.Treatment != GradeTreatment.Stop).ToDictionary() } };
        var scope = new SeasonScope(request, rules, periods, ordinary);
        var (units, measures) = (list.Units.ToLookup(u => u.EnterpriseCode), list.Measures.ToLookup(m => m.EnterpriseCode));
        var down = request.Running.Where(r => Covers(r, periods)).ToLookup(r => (r.EnterpriseCode, r.UnitId), r => r.StoppedShare);
        var enterprises = new List<(Enterprise, EnterpriseStanding)>();
        var all = new List<SeasonUnit>();
        foreach (var enterprise in list.Enterprises.Where(e => rules.Planning.Regions.IsWithin(e.RegionCode, request.RegionCode)))
        {
            var (standing, own) = scope.Of(enterprise, [.. units[enterprise.Code]], [.. measures[enterprise.Code]], down);
            enterprises.Add((enterprise, standing));
            all.AddRange(own);
        }

        return (enterprises, all);
    }

    /// <summary>True for a repair or a stop over the whole season.</summary>
    internal static bool Covers(RecordedControl control, IReadOnlyList<SeasonPeriod> periods) =>
        control.Kind != RunningControlKind.Season && control.RunsOn(periods[0].From) && control.RunsOn(periods[^1].Until);

    private sealed class Relay(IProgress<CompositionProgress> to) : IProgress<SolveProgress>
    {
        public void Report(SolveProgress value) => to.Report(new(value.Cost, value.Bound, value.Nodes));
    }
}
