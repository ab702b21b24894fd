using Emergency.Core;
using Emergency.Core.Decisions;
using Emergency.Core.Quantities;
using Emergency.Core.Refusals;
using Emergency.Core.Rules;
using Emergency.Planning.Activation;
using Emergency.Planning.Optimising;
using Emergency.Planning.ReductionList;
using Emergency.Planning.Rulings;

namespace Emergency.Planning.Composing;

/// <summary>
/// Chooses who cuts what: keeps what binds and adds the cheapest (supplement), or chooses everything from the guide's floor to the process limit (compose). Pure and
/// deterministic; the order of the list's rows does not matter. What is chosen is counted again by the activation, as if the list ordered it.
/// </summary>
public static class PlanComposer
{
    private static readonly WarningLevel[] Levels = [WarningLevel.Yellow, WarningLevel.Orange, WarningLevel.Red];

    /// <summary>Makes the plan of the level asked for.</summary>
    /// <returns>The plan; refused as an activation is, with PLAN-032 or PLAN-033 (zones), PLAN-034 (a share outside 0–1), PLAN-035 (a gap outside 0–1), PLAN-038 (a shortage without a price above 0) or PLAN-039 (bounds of the planner that contradict the grade order).</returns>
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
        var composed = Compose(request, rules, null, progress, cancel);
        return composed.Ok ? composed.Value.ConvertAll(c => c.Plan) : composed.Refusal;
    }

    /// <summary>The plans with what they were solved from; the last is of the level asked for. <paramref name="warm"/> are prices by row to start it from.</summary>
    internal static Outcome<List<Composed>> Compose(CompositionRequest request, ActivationRules rules, IReadOnlyDictionary<string, double>? warm, IProgress<CompositionProgress>? progress, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(rules);
        if (Check(request) is { } wrong)
        {
            return wrong;
        }

        IReadOnlyDictionary<(string, string), UnitOption> milder = new Dictionary<(string, string), UnitOption>();
        var plans = new List<Composed>();
        foreach (var level in request.Mode == PlanMode.Compose && Levels.Contains(request.Activation.Level) ? Levels.TakeWhile(l => l <= request.Activation.Level) : [request.Activation.Level])
        {
            var own = request with { Activation = request.Activation with { Level = level } };
            own = level == (request.TargetsAt ?? request.Activation.Level) ? own : own with { Targets = new Dictionary<EmittedPollutant, decimal>(), Zones = [] };
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
            if (OrderConflict.Of(model.Instance([])) is { } torn)
            {
                var who = model.Blocks[torn].Enterprise;
                return Refusal.Of("PLAN-039", $"自定的上下限与绩效次序不能同时成立（{who.Name}所在的行业与区县）。", $"The planner's own bounds contradict the grade order (in the industry and county of {who.Name}, {who.Code}).", "请放宽这些企业的上下限，或把绩效次序设为 none。", "Relax the bounds of these enterprises, or set the grade order to none.");
            }

            var solution = Search(own, model, own == request ? warm : null, progress, cancel);
            plans.Add(new(own, PlanOf(own, solution), solution, milder));
            if (own.Mode == PlanMode.Compose)
            {
                milder = model.Parts(solution.Result.Choice).ToDictionary(p => (p.Unit.EnterpriseCode, p.Unit.UnitId), p => p.Option);
            }
        }

        return plans;
    }

    /// <summary>Solves a model for the targets of a request; of several sets of rows the cheapest.</summary>
    internal static Solution Search(CompositionRequest request, ChoiceModel model, IReadOnlyDictionary<string, double>? warm = null, IProgress<CompositionProgress>? progress = null, CancellationToken cancel = default) =>
        Search(request, model, TargetRows.Target(model.Scope.Target, request), 1, warm, progress, cancel);

    /// <summary>The same for targets of one's own; those of zones are multiplied by <paramref name="zones"/>.</summary>
    internal static Solution Search(CompositionRequest request, ChoiceModel model, LevelTarget target, decimal zones, IReadOnlyDictionary<string, double>? warm, IProgress<CompositionProgress>? progress, CancellationToken cancel)
    {
        var settings = new SolveSettings { GapTarget = request.Settings.GapTarget, MostNodes = request.Settings.MostNodes, Threads = request.Settings.Threads };
        var watch = progress is null ? null : new Relay(progress, (double)model.FixedLoss);
        var solved = TargetRows.Alternatives(model, target, zoneFactor: zones)
            .Select(rows => (Rows: rows, Instance: model.Instance(rows.Select(r => r.Row))))
            .Select(x => (x.Rows, x.Instance, Result: PlanOptimiser.Solve(x.Instance, settings with { ShortagePrices = ShortagePrices(request, x.Rows), WarmPrices = warm is null ? null : [.. x.Rows.Select(r => warm.GetValueOrDefault(r.Row.Name))] }, watch, cancel)))
            .OrderBy(x => x.Result.Shortage is null ? 0 : 1)
            .ThenBy(x => x.Result.Shortage is null ? x.Result.Cost : x.Result.Cost + x.Result.Shortage.ShortageCost)
            .ToList();
        return new(model, target, solved[0].Rows, solved[0].Instance, solved[0].Result) { Bound = solved.Min(s => s.Result.Bound), Capped = request.Settings.ShortagePrice is not null };
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
            scope.Basis([new InputRef("plan-settings", ContentHash.OfJson(SettingsOf(request))), .. request.Limits.Count == 0 ? [] : (InputRef[])[new("share-limits", ContentHash.OfJson(request.Limits.OrderBy(l => l.EnterpriseCode, StringComparer.Ordinal)))]]))
        {
            Optimum = OptimumOf.Make(solution, loss, request.Settings.CompareClerk),
            Settings = PlanSettings.Of(request),
            Running = scope.Running,
            Ruled = RuledPlan.EnterprisesOf(scope, request.Mode),
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
