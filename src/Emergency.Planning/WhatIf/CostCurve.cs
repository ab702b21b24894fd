using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Core.Refusals;
using Emergency.Core.Rules;
using Emergency.Planning.Activation;
using Emergency.Planning.Composing;
using Emergency.Planning.Optimising;

namespace Emergency.Planning.WhatIf;

/// <summary>A point of the cost curve: all targets multiplied by one factor.</summary>
/// <param name="Factor">Factor on the targets; 1 is the base.</param>
/// <param name="Required">Share asked for by pollutant [0–1].</param>
/// <param name="Reached">Share reached by pollutant [0–1].</param>
/// <param name="LossYuanPerDay">Loss [yuan/day].</param>
/// <param name="BoundYuanPerDay">No plan that reaches the point loses less [yuan/day].</param>
/// <param name="PriceYuanPerTonne">What the last tonne of each pollutant costs at this point [yuan/t]; 0 where it comes of itself.</param>
public sealed record CostPoint(
    decimal Factor,
    IReadOnlyDictionary<EmittedPollutant, decimal> Required,
    IReadOnlyDictionary<EmittedPollutant, decimal> Reached,
    decimal LossYuanPerDay,
    decimal BoundYuanPerDay,
    IReadOnlyDictionary<EmittedPollutant, decimal> PriceYuanPerTonne)
{
    /// <summary>(Loss − bound) ÷ loss [0–1].</summary>
    public double Gap => LossYuanPerDay > 0 ? (double)((LossYuanPerDay - BoundYuanPerDay) / LossYuanPerDay) : 0;
}

/// <summary>What reaching the targets costs, from nothing to all that can be reached.</summary>
/// <param name="Points">Points, by rising factor.</param>
/// <param name="Attainable">Largest factor at which everybody at the strictest still reaches every target.</param>
/// <param name="BindingYuanPerDay">Loss by what holds anyway [yuan/day].</param>
public sealed record CostCurve(IReadOnlyList<CostPoint> Points, decimal Attainable, decimal BindingYuanPerDay)
{
    /// <summary>Points of a curve.</summary>
    public const int DefaultPoints = 50;

    private const int MostNodes = 40;
    private const decimal LargestFactor = 64;

    /// <summary>Draws the curve of a scenario. Blocks and options are mapped once; from point to point only the rows change, and the prices of the last point start the next.</summary>
    /// <returns>The curve; refused as the scenario's plan is, or with WHATIF-012 (an activation has nothing to choose).</returns>
    public static Outcome<CostCurve> Of(Scenario scenario, WhatIfContext context, int points = DefaultPoints, IProgress<WhatIfProgress>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        ArgumentNullException.ThrowIfNull(context);
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 2);
        var opened = Chosen.Of(scenario, context, cancel);
        return opened.Ok ? Of(opened.Value, points, progress, cancel) : opened.Refusal;
    }

    internal static CostCurve Of(Composed start, int points, IProgress<WhatIfProgress>? progress, CancellationToken cancel)
    {
        var (model, request) = (start.Solution.Model, start.Request with { Settings = start.Request.Settings with { MostNodes = MostNodes } });
        var target = start.Solution.Target;
        var most = Reach(model, target);
        var found = new List<CostPoint>();
        IReadOnlyDictionary<string, double>? warm = null;
        foreach (var factor in Factors(most, points))
        {
            cancel.ThrowIfCancellationRequested();
            progress?.Report(new((double)found.Count / points, new($"成本曲线 {found.Count + 1}/{points}", $"cost curve {found.Count + 1}/{points}")));
            var solution = PlanComposer.Search(request, model, Scaled(target, factor), factor, warm, null, cancel);
            if (solution.Result.Shortage is not null)
            {
                break; // bounds of the planner's own can put the last points out of reach
            }

            warm = solution.PricesByRow;
            found.Add(Point(solution, factor));
        }

        return new(Monotone(found), most, model.BindingLoss);
    }

    /// <summary>All shares times a factor.</summary>
    internal static LevelTarget Scaled(LevelTarget target, decimal factor) => target with { MinFraction = target.MinFraction.ToDictionary(x => x.Key, x => x.Value * factor), SwapMinSum = target.SwapMinSum * factor };

    /// <summary>True when everybody at the strictest option reaches all rows.</summary>
    internal static bool Reaches(ChoiceModel model, LevelTarget target, decimal zones)
    {
        var instance = model.Instance([]);
        int[] strictest = [.. Enumerable.Range(0, instance.Blocks).Select(b => Enumerable.Range(0, instance.OptionsOf(b)).Last(o => instance.Allows(b, o)))];
        return TargetRows.Alternatives(model, target, zones).Any(rows =>
        {
            var asked = model.Instance(rows.Select(r => r.Row));
            return asked.Rows.Zip(Recount.Reached(asked, strictest)).All(r => Recount.Meets(r.First, r.Second));
        });
    }

    /// <summary>Largest factor that can be reached, to six digits.</summary>
    private static decimal Reach(ChoiceModel model, LevelTarget target)
    {
        var (low, high) = (0m, 1m);
        while (high < LargestFactor && Reaches(model, Scaled(target, high), high))
        {
            (low, high) = (high, high * 2);
        }

        if (high >= LargestFactor)
        {
            return 1; // nothing is asked, so nothing is out of reach
        }

        while (high - low > 0.000001m)
        {
            var middle = (low + high) / 2;
            (low, high) = Reaches(model, Scaled(target, middle), middle) ? (middle, high) : (low, middle);
        }

        return Math.Floor(low * 1_000_000) / 1_000_000;
    }

    /// <summary>Evenly spread from 0 to the most, the one nearest to the base put on it.</summary>
    private static IEnumerable<decimal> Factors(decimal most, int points)
    {
        var even = Enumerable.Range(0, points).Select(i => Math.Round(most * i / (points - 1), 6)).ToList();
        if (most > 1)
        {
            var nearest = even.FindIndex(f => Math.Abs(f - 1) == even.Min(e => Math.Abs(e - 1)));
            even[nearest == points - 1 || nearest == 0 ? 1 : nearest] = 1;
        }

        return even.Distinct();
    }

    private static CostPoint Point(Solution solution, decimal factor)
    {
        var (model, scope) = (solution.Model, solution.Model.Scope);
        var region = scope.Request.RegionCode;
        var cut = model.FixedCut() + model.Blocks.Select((b, i) => b.Options[solution.Result.Choice[i]].Cut).Sum() + scope.Mobile(region) + scope.Dust(region);
        return new(
            factor,
            solution.Target.MinFraction,
            TargetShares.Compare(cut, scope.Society, solution.Target).ToDictionary(t => t.Pollutant, t => t.ReachedFraction),
            solution.Loss,
            Math.Min(solution.Loss, (Math.Floor((decimal)Math.Max(0, solution.Bound) * 100) / 100) + model.FixedLoss),
            RegionPrices.PerTonne(solution));
    }

    /// <summary>A plan for a harder point reaches an easier one too, and what an easier one must lose a harder one must: the better figure counts for both.</summary>
    private static List<CostPoint> Monotone(List<CostPoint> points)
    {
        for (var i = points.Count - 2; i >= 0; i--)
        {
            points[i] = points[i] with { LossYuanPerDay = Math.Min(points[i].LossYuanPerDay, points[i + 1].LossYuanPerDay) };
        }

        for (var i = 1; i < points.Count; i++)
        {
            points[i] = points[i] with { BoundYuanPerDay = Math.Min(points[i].LossYuanPerDay, Math.Max(points[i].BoundYuanPerDay, points[i - 1].BoundYuanPerDay)) };
        }

        return points;
    }
}

/// <summary>Prices of the region's rows.</summary>
internal static class RegionPrices
{
    /// <summary>What the last tonne of each pollutant costs [yuan/t].</summary>
    public static IReadOnlyDictionary<EmittedPollutant, decimal> PerTonne(Solution solution) => EmittedPollutants.All.ToDictionary(
        p => p,
        p => Math.Round(1000 * (decimal)solution.Result.Rows.Where(r => r.Row.Zone < 0).Sum(r => r.Price * r.Row.Weights[(int)p]), 1));
}

/// <summary>The plan of a scenario in which something is chosen.</summary>
internal static class Chosen
{
    public static Outcome<Composed> Of(Scenario scenario, WhatIfContext context, CancellationToken cancel)
    {
        var made = WhatIfRunner.Make(scenario, context, null, cancel);
        return !made.Ok ? made.Refusal : made.Value.Composed is { } composed ? composed : Nothing(scenario);
    }

    public static Refusal Nothing(Scenario scenario) => Refusal.Of("WHATIF-012", $"情景“{scenario.Name}”按清单启动，没有可选的余地，无法计算成本曲线、敏感性和单家理由。", $"Scenario \"{scenario.Name}\" carries out the list: nothing is chosen, so there is no cost curve, sensitivity or reason for one enterprise.", "请用 supplement（补足）或 compose（编制）。", "Use supplement or compose.");
}
