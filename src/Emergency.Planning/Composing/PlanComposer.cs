using Emergency.Core;
using Emergency.Core.Decisions;
using Emergency.Core.Quantities;
using Emergency.Core.Refusals;
using Emergency.Planning.Activation;
using Emergency.Planning.Optimising;
using Emergency.Planning.ReductionList;

namespace Emergency.Planning.Composing;

/// <summary>
/// Chooses who cuts what: keeps what binds and adds the cheapest (supplement), or chooses everything from the guide's floor to the process limit (compose). Pure and
/// deterministic; the order of the list's rows does not matter. What is chosen is counted again by the activation, as if the list ordered it.
/// </summary>
public static class PlanComposer
{
    private static readonly WarningLevel[] Levels = [WarningLevel.Yellow, WarningLevel.Orange, WarningLevel.Red];

    /// <summary>Makes the plan of the level asked for.</summary>
    /// <returns>The plan; refused as an activation is, with PLAN-032 or PLAN-033 (zones), PLAN-034 (a share outside 0–1), PLAN-035 (a gap outside 0–1) or PLAN-038 (a shortage without a price above 0).</returns>
    public static Outcome<Plan> Make(CompositionRequest request, ActivationRules rules, IProgress<CompositionProgress>? progress = null, CancellationToken cancel = default)
    {
        if (request.Mode == PlanMode.Activate)
        {
            return ActivationPlanner.Activate(request.Activation, rules);
        }

        var plans = MakeLevels(request, rules, progress, cancel);
        return plans.Ok ? plans.Value[^1] : plans.Refusal;
    }

    /// <summary>
    /// Makes the plans up to the level asked for: of a composition yellow first, each stricter level on top of the milder plan, so that no unit is ever asked less at a
    /// stricter level; otherwise the one level. Targets of the request are those of the level asked for; the milder ones follow the edition.
    /// </summary>
    public static Outcome<IReadOnlyList<Plan>> MakeLevels(CompositionRequest request, ActivationRules rules, IProgress<CompositionProgress>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(rules);
        if (Check(request) is { } wrong)
        {
            return wrong;
        }

        var milder = new Dictionary<(string, string), UnitOption>();
        var plans = new List<Plan>();
        foreach (var level in request.Mode == PlanMode.Compose && Levels.Contains(request.Activation.Level) ? Levels.TakeWhile(l => l <= request.Activation.Level) : [request.Activation.Level])
        {
            var own = level == request.Activation.Level ? request : request with { Activation = request.Activation with { Level = level }, Targets = new Dictionary<EmittedPollutant, decimal>(), Zones = [] };
            var opened = ActivationScope.Open(own.Activation, rules);
            if (!opened.Ok)
            {
                return opened.Refusal;
            }

            var zones = ZoneMap.Of(own, opened.Value);
            if (!zones.Ok)
            {
                return zones.Refusal;
            }

            var model = new ChoiceModel(own, opened.Value, zones.Value, milder);
            var (plan, choice) = Solve(own, model, progress, cancel);
            plans.Add(plan);
            if (own.Mode == PlanMode.Compose)
            {
                milder = model.Parts(choice).ToDictionary(p => (p.Unit.EnterpriseCode, p.Unit.UnitId), p => p.Option);
            }
        }

        return plans;
    }

    private static Refusal? Check(CompositionRequest request)
    {
        var stages = request.Settings.StageFrom;
        if (stages.Count is < 1 or > 5 || stages.Zip(stages.Skip(1)).Any(s => s.First >= s.Second) || stages[0] <= 0 || stages[^1] > 1)
        {
            throw new ArgumentException("Stages begin at one to five ascending shares above 0.", nameof(request));
        }

        if (request.Targets.FirstOrDefault(t => t.Value is < 0 or > 1) is { Value: not 0 } bad)
        {
            return ZoneMap.BadShare(bad.Key.Code());
        }

        if (request.Settings.ShortagePrice is <= 0)
        {
            return BadShortagePrice(request.Settings.ShortagePrice.Value);
        }

        return request.Settings.GapTarget is >= 0 and < 1 ? null
            : Refusal.Of("PLAN-035", $"允许差距须在 0 到 1 之间，现为 {request.Settings.GapTarget}。", $"The gap must be from 0 to below 1, not {request.Settings.GapTarget}.", "0.1% 写作 0.001。", "Write 0.1 % as 0.001.");
    }

    /// <summary>A price of what is missing that makes no sense.</summary>
    internal static Refusal BadShortagePrice(decimal price) =>
        Refusal.Of("PLAN-038", $"缺口价格须大于 0，现为 {price}。", $"The price of a shortage must be above 0, not {price}.", "例如 500，表示每公斤缺口最多值 500 元。", "For example 500: a kilogram short is worth 500 yuan at most.");

    private static double[]? ShortagePrices(CompositionRequest request, IReadOnlyList<TargetRow> rows) =>
        request.Settings.ShortagePrice is { } price ? [.. rows.Select(_ => (double)price)] : null;

    private static (Plan Plan, IReadOnlyList<int> Choice) Solve(CompositionRequest request, ChoiceModel model, IProgress<CompositionProgress>? progress, CancellationToken cancel)
    {
        var target = TargetRows.Target(model.Scope.Target, request);
        var settings = new SolveSettings { GapTarget = request.Settings.GapTarget, MostNodes = request.Settings.MostNodes, Threads = request.Settings.Threads };
        var watch = progress is null ? null : new Relay(progress, (double)model.FixedLoss);
        var solved = TargetRows.Alternatives(model, target)
            .Select(rows => (Rows: rows, Instance: model.Instance(rows.Select(r => r.Row))))
            .Select(x => (x.Rows, x.Instance, Result: PlanOptimiser.Solve(x.Instance, settings with { ShortagePrices = ShortagePrices(request, x.Rows) }, watch, cancel)))
            .OrderBy(x => x.Result.Shortage is null ? 0 : 1)
            .ThenBy(x => x.Result.Shortage is null ? x.Result.Cost : x.Result.Cost + x.Result.Shortage.ShortageCost)
            .ToList();
        var solution = new Solution(model, target, solved[0].Rows, solved[0].Instance, solved[0].Result) { Bound = solved.Min(s => s.Result.Bound), Capped = request.Settings.ShortagePrice is not null };
        return (PlanOf(request, solution), solution.Result.Choice);
    }

    private static Plan PlanOf(CompositionRequest request, Solution solution)
    {
        var (model, scope) = (solution.Model, solution.Model.Scope);
        var asked = model.Parts(solution.Result.Choice).Where(p => p.Option is { Row: not null, Source: not OptionSource.Floor }).ToLookup(p => p.Enterprise.Code, p => p.Option.Row!);
        var results = scope.Enterprises.Select(e => new EnterpriseActivation(e, scope, request.Mode, [.. asked[e.Code]]).Decide()).ToList();
        var industry = results.SelectMany(r => r.Choices).Select(c => c.Cut).Sum();
        var loss = results.SelectMany(r => r.Choices).Sum(c => c.LossYuanPerDay);
        Recount(model, solution.Result.Choice, industry, loss);
        var region = request.Activation.RegionCode;
        var (mobile, dust) = (scope.Mobile(region), scope.Dust(region));
        var explained = new Explanation(solution).Of(results);
        return new Plan(
            region,
            request.Activation.Level,
            request.Mode,
            scope.List.Version(),
            explained.Choices,
            TargetShares.Compare(industry + mobile + dust, scope.Society, solution.Target),
            industry,
            mobile,
            dust,
            loss,
            explained.Decisions,
            scope.Basis(new InputRef("plan-settings", ContentHash.OfJson(SettingsOf(request)))))
        {
            Optimum = OptimumOf.Make(solution, loss, request.Settings.CompareClerk),
            Settings = PlanSettings.Of(request),
            Running = scope.Running,
        };
    }

    /// <summary>What the search summed and what the activation counts are the same to the gram and the yuan, or the mapping has a bug.</summary>
    private static void Recount(ChoiceModel model, IReadOnlyList<int> choice, Emissions industry, decimal loss)
    {
        var taken = model.Blocks.Select((b, i) => b.Options[choice[i]]).ToList();
        var (cut, cost) = (model.FixedCut() + taken.Select(o => o.Cut).Sum(), model.FixedLoss + taken.Sum(o => o.Loss));
        if (cut != industry || cost != loss)
        {
            throw new InvalidOperationException(FormattableString.Invariant($"The choice was found with {cut} and {cost} yuan, the activation counts {industry} and {loss} yuan."));
        }
    }

    private static object SettingsOf(CompositionRequest request) => new
    {
        request.Mode,
        targets = request.Targets.OrderBy(t => t.Key).Select(t => new { pollutant = t.Key.Code(), share = t.Value }),
        zones = request.Zones.OrderBy(z => z.Zone, StringComparer.Ordinal).Select(z => new { z.Zone, shares = z.Shares.OrderBy(s => s.Key).Select(s => new { pollutant = s.Key.Code(), share = s.Value }) }),
        request.Settings.Order,
        request.Settings.StageFrom,
        request.Settings.LoadSteps,
        request.Settings.MostLineSteps,
        request.Settings.Swap,
        request.Settings.ShortagePrice,
        request.Settings.GapTarget,
        request.Settings.MostNodes,
    };

    private sealed class Relay(IProgress<CompositionProgress> to, double fixedLoss) : IProgress<SolveProgress>
    {
        public void Report(SolveProgress value) => to.Report(new(value.Cost + fixedLoss, value.Bound + fixedLoss, value.Nodes));
    }
}
