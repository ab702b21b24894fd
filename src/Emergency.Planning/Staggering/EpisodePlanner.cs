using Emergency.Core;
using Emergency.Core.Decisions;
using Emergency.Core.Quantities;
using Emergency.Core.Refusals;
using Emergency.Core.Rules;
using Emergency.Planning.Activation;
using Emergency.Planning.Composing;
using Emergency.Planning.Optimising;
using Emergency.Planning.ReductionList;
using Emergency.Planning.Staggering.Patterns;

namespace Emergency.Planning.Staggering;

/// <summary>
/// Plans one to ten days: keeps what binds on each day's level and adds the cheapest (supplement), or chooses everything from the guide's floor to the process limit
/// (compose); units may rotate. Pure and deterministic; what is chosen is counted again by the activation, day by day, as if the list ordered it.
/// </summary>
public static class EpisodePlanner
{
    /// <summary>Makes the plan.</summary>
    /// <returns>
    /// The plan; refused as a plan of one day is, with PLAN-050 (not one to ten days), PLAN-051 (rules that make no sense) or PLAN-052 (activation has nothing to choose).
    /// </returns>
    public static Outcome<EpisodePlan> Make(EpisodeRequest request, ActivationRules rules, IProgress<CompositionProgress>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(rules);
        if (Check(request) is { } wrong)
        {
            return wrong;
        }

        var opened = Open(request, rules);
        return opened.Ok ? Solve(request, opened.Value, progress, cancel) : opened.Refusal;
    }

    /// <summary>The model of a request that makes sense: scope, zones and target of each kind of day.</summary>
    internal static Outcome<EpisodeModel> Open(EpisodeRequest request, ActivationRules rules)
    {
        var scopes = new List<ActivationScope>();
        var zones = new List<ZoneMap>();
        foreach (var level in request.Levels.Distinct().Order())
        {
            var bound = request.Floor is { } floor && floor > level ? floor : level;
            var day = request.Day with { Activation = request.Day.Activation with { Level = bound } };
            var opened = ActivationScope.Open(day.Activation, rules);
            if (!opened.Ok)
            {
                return opened.Refusal;
            }

            var map = ZoneMap.Of(day, opened.Value);
            if (!map.Ok)
            {
                return map.Refusal;
            }

            var target = TargetOf(level, opened.Value, rules);
            if (!target.Ok)
            {
                return target.Refusal;
            }

            scopes.Add(opened.Value with { Target = target.Value });
            zones.Add(map.Value);
        }

        return new EpisodeModel(request, scopes, zones);
    }

    /// <summary>Target of a day: that of its level, or nothing beyond what binds on a day without one; refused with PLAN-002.</summary>
    internal static Outcome<LevelTarget> TargetOf(WarningLevel level, ActivationScope scope, ActivationRules rules) =>
        level == scope.Request.Level ? scope.Target
        : level == WarningLevel.None ? scope.Target with { Level = level, MinFraction = EmittedPollutants.All.ToDictionary(p => p, _ => 0m), SwapMinSum = null, SwapSource = null }
        : rules.Targets.Levels.FirstOrDefault(t => t.Level == level) is { } target ? target
        : Refusal.Of("PLAN-002", $"减排比例规则“{rules.Targets.Edition.Edition}”没有{level.Name().Zh}级别的要求。", $"The target edition \"{rules.Targets.Edition.Edition}\" has no figure for {level.Name().En}.", "请在规则册中补充该级别。", "Add the level to the rule book.");

    private static Refusal? Check(EpisodeRequest request)
    {
        var rules = request.Rules;
        if (request.Levels.Count is < 1 or > StaggerInstance.MostDays)
        {
            return Refusal.Of("PLAN-050", $"只能安排 1 到 {StaggerInstance.MostDays} 天，现为 {request.Levels.Count} 天。", $"One to {StaggerInstance.MostDays} days can be planned, not {request.Levels.Count}.", "请缩短时段，之后滚动重新安排。", "Shorten the episode and plan again as it goes on.");
        }

        if (request.Day.Mode == PlanMode.Activate)
        {
            return Refusal.Of("PLAN-052", "按清单启动没有可选择的措施，不能逐日轮换。", "Activation as listed leaves nothing to choose, so nothing can rotate.", "请用 supplement（补足）或 compose（编制）。", "Use supplement or compose.");
        }

        return rules.FairDays is < 0 || rules.MostStartsPerDay is < 1 || rules.RestartShare < 0 || rules.NoticeHours < 0 || rules.MostSpells is < 0 or > 2 || rules.MostSteps is < 1 or >= StaggerInstance.MostOptions || rules.GapTarget is not (>= 0 and < 1)
            || request.Day.Targets.Values.Any(s => s is < 0 or > 1) || request.Day.Settings.ShortagePrice is <= 0 || request.Earlier.Values.Any(e => e.Days is < 0 or > 1_000)
            ? Refusal.Of("PLAN-051", "逐日安排的参数不合理。", "The settings of a plan over days make no sense.", "天数差不小于 0，每日启停上限不小于 1，比例在 0 到 1 之间，其余不为负。", "Bands from 0 days, at least one start a day, shares from 0 to 1, nothing negative.")
            : null;
    }

    private static EpisodePlan Solve(EpisodeRequest request, EpisodeModel model, IProgress<CompositionProgress>? progress, CancellationToken cancel)
    {
        var settings = new StaggerSettings { GapTarget = request.Rules.GapTarget, Threads = request.Day.Settings.Threads };
        var fixedLoss = model.KindOf.Sum(model.FixedLoss);
        var watch = progress is null ? null : new Relay(progress, (double)fixedLoss);
        // On a day without a level nothing is asked beyond what binds, of zones neither.
        var targets = model.Scopes.Select(s => s.Target.Level == WarningLevel.None ? s.Target : TargetRows.Target(s.Target, request.Day)).ToList();
        var rows = model.Scopes.Select((s, kind) => TargetRows.Alternatives(s, model.Zones[kind], targets[kind], zone => model.FixedCut(kind, zone), s.Target.Level == WarningLevel.None ? 0 : 1)).ToList();
        var solved = Enumerable.Range(0, rows.Max(r => r.Count))
            .Select(i => rows.Select(r => r[Math.Min(i, r.Count - 1)]).ToList())
            .Select(r => (Rows: r, Instance: model.Instance(r)))
            .Select(x => (x.Rows, x.Instance, Result: StaggerOptimiser.Solve(x.Instance, settings with { ShortagePrices = request.Day.Settings.ShortagePrice is { } price ? [.. x.Instance.Rows.Select(_ => (double)price)] : null }, watch, cancel)))
            .OrderBy(x => x.Result.Shortage is null ? 0 : 1)
            .ThenBy(x => x.Result.Cost + (x.Result.Shortage?.ShortageCost ?? 0))
            .ToList();
        var solution = new EpisodeSolution(request, model, targets, [.. model.KindOf.SelectMany(kind => solved[0].Rows[kind])], solved[0].Instance, solved[0].Result) { Bound = solved.Min(s => s.Result.Bound) };
        return new EpisodeReading(solution).Plan();
    }

    private sealed class Relay(IProgress<CompositionProgress> to, double fixedLoss) : IProgress<SolveProgress>
    {
        public void Report(SolveProgress value) => to.Report(new(value.Cost + fixedLoss, value.Bound + fixedLoss, value.Nodes));
    }
}

/// <summary>A solved episode.</summary>
/// <param name="Request">Request.</param>
/// <param name="Model">Model.</param>
/// <param name="Targets">Target by kind of day, with the planner's own shares.</param>
/// <param name="Rows">Rows, in the order of the instance's.</param>
/// <param name="Instance">Instance.</param>
/// <param name="Result">What the search found.</param>
internal sealed record EpisodeSolution(EpisodeRequest Request, EpisodeModel Model, IReadOnlyList<Core.Rules.LevelTarget> Targets, IReadOnlyList<TargetRow> Rows, StaggerInstance Instance, StaggerResult Result)
{
    /// <summary>Bound over all sets of rows [yuan], without what is fixed.</summary>
    public double Bound { get; init; }

    private readonly double[] price = Prices(Instance, Result);

    /// <summary>Price of a kilogram on a day in a zone: all rows that count it [yuan/kg].</summary>
    public double Price(int day, int zone, EmittedPollutant pollutant) => price[(((day * Instance.Zones) + zone) * EmittedPollutants.All.Count) + (int)pollutant];

    /// <summary>What a cut is worth on a day in a zone [yuan].</summary>
    public decimal Worth(int day, int zone, Emissions cut) => (decimal)EmittedPollutants.All.Sum(p => Price(day, zone, p) * (double)cut[p]);

    private static double[] Prices(StaggerInstance instance, StaggerResult result)
    {
        var width = EmittedPollutants.All.Count;
        var prices = new double[instance.Days * instance.Zones * width];
        foreach (var row in result.Rows)
        {
            for (var zone = 0; zone < instance.Zones; zone++)
            {
                for (var p = 0; p < width && (row.Row.Zone < 0 || row.Row.Zone == zone); p++)
                {
                    prices[(((row.Row.Day * instance.Zones) + zone) * width) + p] += row.Price * row.Row.Weights[p];
                }
            }
        }

        return prices;
    }
}
