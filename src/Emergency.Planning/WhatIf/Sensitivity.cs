using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Core.Refusals;
using Emergency.Core.Rules;
using Emergency.Planning.Activation;
using Emergency.Planning.Composing;

namespace Emergency.Planning.WhatIf;

/// <summary>What a difference of two solved plans comes to; both are known within their gaps, so the difference is too.</summary>
/// <param name="Value">Difference of the two plans.</param>
/// <param name="Low">It cannot be below this, the two bounds considered.</param>
/// <param name="High">It cannot be above this.</param>
public sealed record Difference(decimal Value, decimal Low, decimal High)
{
    /// <summary>Per unit of something.</summary>
    public Difference Per(decimal amount) => new(Math.Round(Value / amount, 1), Math.Round(Math.Min(Low / amount, High / amount), 1), Math.Round(Math.Max(Low / amount, High / amount), 1));
}

/// <summary>What a tonne of a pollutant costs.</summary>
/// <param name="Pollutant">Pollutant.</param>
/// <param name="PriceYuanPerTonne">Price of its rows [yuan/t].</param>
/// <param name="More">Solved again with its target 1 % higher: yuan for each tonne more [yuan/t]; null when that is out of reach or nothing is asked.</param>
/// <param name="Less">Solved again with its target 1 % lower: yuan saved for each tonne less [yuan/t]; null when nothing is asked.</param>
public sealed record TonnePrice(EmittedPollutant Pollutant, decimal PriceYuanPerTonne, Difference? More, Difference? Less);

/// <summary>The base plan when a base figure was wrong.</summary>
/// <param name="Case">What is wrong.</param>
/// <param name="SocietyFactor">True whole-society emission ÷ the list's figure.</param>
/// <param name="ListFactor">True emission of the industry list ÷ the list's figures.</param>
/// <param name="Reached">What the plan as made then reaches.</param>
/// <param name="Feasible">Whether a new plan could reach every target.</param>
/// <param name="ReplannedLossYuanPerDay">Loss of a plan made anew with the true figures [yuan/day]; where it is not feasible, of the one with the least shortage.</param>
public sealed record BaseDataCase(Text Case, decimal SocietyFactor, decimal ListFactor, IReadOnlyList<TargetReached> Reached, bool Feasible, decimal ReplannedLossYuanPerDay);

/// <summary>Shares reached when every industry's true emission differs by its own chance factor.</summary>
/// <param name="Pollutant">Pollutant.</param>
/// <param name="Required">Share asked for [0–1].</param>
/// <param name="Low">Share reached in the worst twentieth of the draws [0–1].</param>
/// <param name="Median">Share in the middle.</param>
/// <param name="High">Share in the best twentieth.</param>
/// <param name="Met">Share of the draws in which the target is met, by the swap too [0–1].</param>
public sealed record ReachedSpread(EmittedPollutant Pollutant, decimal Required, decimal Low, decimal Median, decimal High, decimal Met);

/// <summary>How the base depends on targets and base data.</summary>
/// <param name="Prices">Price of a tonne.</param>
/// <param name="BaseData">Wrong base data, one figure at a time.</param>
/// <param name="Spread">Every industry wrong by its own chance.</param>
/// <param name="Draws">Draws of <paramref name="Spread"/>.</param>
/// <param name="Seed">Their seed.</param>
public sealed record Sensitivity(IReadOnlyList<TonnePrice> Prices, IReadOnlyList<BaseDataCase> BaseData, IReadOnlyList<ReachedSpread> Spread, int Draws, int Seed)
{
    /// <summary>Share by which base data are taken to be wrong.</summary>
    public const decimal Wrong = 0.2m;

    private const decimal Step = 0.01m;
    private const int DefaultDraws = 1000;

    /// <summary>Studies a scenario.</summary>
    /// <returns>The study; refused as the scenario's plan is, or with WHATIF-012 (an activation has nothing to choose).</returns>
    public static Outcome<Sensitivity> Of(Scenario scenario, WhatIfContext context, int seed = 1, IProgress<WhatIfProgress>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        ArgumentNullException.ThrowIfNull(context);
        var start = Chosen.Of(scenario, context, cancel);
        return start.Ok ? Of(scenario, start.Value, context, seed, progress, cancel) : start.Refusal;
    }

    internal static Outcome<Sensitivity> Of(Scenario scenario, Composed start, WhatIfContext context, int seed, IProgress<WhatIfProgress>? progress, CancellationToken cancel)
    {
        var prices = Tonnes(start, progress, cancel);
        var cases = new List<BaseDataCase>();
        foreach (var (text, society, list) in Cases())
        {
            progress?.Report(new(0.5 + (0.1 * cases.Count), text));
            var made = WhatIfRunner.Make(Supposing(scenario, society, list), context, start.Solution.PricesByRow, cancel);
            if (!made.Ok)
            {
                return made.Refusal;
            }

            var feasible = made.Value.Plan.Optimum?.Shortage is null;
            cases.Add(new(text, society, list, Reached(start, society, _ => list), feasible, made.Value.Plan.LossYuanPerDay));
        }

        return new Sensitivity(prices, cases, Spreads(start, seed), DefaultDraws, seed);
    }

    private static IEnumerable<(Text, decimal Society, decimal List)> Cases()
    {
        const decimal low = 1 - Wrong;
        const decimal high = 1 + Wrong;
        yield return (new("全社会排放量实际低 20%", "whole-society emission 20 % lower"), low, 1);
        yield return (new("全社会排放量实际高 20%", "whole-society emission 20 % higher"), high, 1);
        yield return (new("清单企业排放量实际低 20%", "emission of the listed industry 20 % lower"), 1, low);
        yield return (new("清单企业排放量实际高 20%", "emission of the listed industry 20 % higher"), 1, high);
    }

    private static Scenario Supposing(Scenario scenario, decimal society, decimal list) => scenario with
    {
        SocietyFactor = scenario.SocietyFactor * society,
        EmissionFactors = list == 1 ? scenario.EmissionFactors : [.. scenario.EmissionFactors, new(null, list)],
    };

    /// <summary>Each target a little higher and lower, solved more exactly than a plan, so that the difference is not lost in the gaps.</summary>
    private static List<TonnePrice> Tonnes(Composed start, IProgress<WhatIfProgress>? progress, CancellationToken cancel)
    {
        var exact = Counterfactual.Start(start, cancel);
        var prices = RegionPrices.PerTonne(exact.Solution);
        var found = new List<TonnePrice>();
        foreach (var pollutant in EmittedPollutants.All)
        {
            progress?.Report(new(0.1 * found.Count, new($"{pollutant.Code()} 每吨价格", $"price of a tonne of {pollutant.Code()}")));
            var tonnes = Step * exact.Solution.Target.MinFraction[pollutant] * start.Solution.Model.Scope.Society.Daily[pollutant] / 1000;
            found.Add(tonnes <= 0 || exact.Solution.Result.Shortage is not null
                ? new(pollutant, prices[pollutant], null, null)
                : new(pollutant, prices[pollutant], Moved(exact, pollutant, Step, tonnes, cancel), Moved(exact, pollutant, -Step, -tonnes, cancel)));
        }

        return found;
    }

    private static Difference? Moved(Counterfactual exact, EmittedPollutant pollutant, decimal step, decimal tonnes, CancellationToken cancel)
    {
        var target = exact.Solution.Target;
        var moved = target.MinFraction[pollutant] * step;
        var own = target with
        {
            MinFraction = target.MinFraction.ToDictionary(x => x.Key, x => x.Key == pollutant ? x.Value + moved : x.Value),
            SwapMinSum = pollutant is EmittedPollutant.So2 or EmittedPollutant.Nox ? target.SwapMinSum + moved : target.SwapMinSum,
        };
        return exact.Against(exact.Solution.Model, own, tonnes > 0 ? Direction.NotLess : Direction.NotMore, cancel)?.Difference.Per(tonnes);
    }

    private static IReadOnlyList<TargetReached> Reached(Composed start, decimal society, Func<string, decimal> factor)
    {
        var scope = start.Solution.Model.Scope;
        var region = scope.Request.RegionCode;
        var industry = start.Plan.Choices.Select(c => c.Cut * factor(c.EnterpriseCode)).Sum();
        return TargetShares.Compare(industry + scope.Mobile(region) + scope.Dust(region), scope.Society with { Daily = scope.Society.Daily * society }, start.Solution.Target);
    }

    /// <summary>Draws a factor for each industry, evenly between 1 − 20 % and 1 + 20 %; the whole-society emission is held.</summary>
    private static List<ReachedSpread> Spreads(Composed start, int seed)
    {
        var random = new Random(seed);
        var scope = start.Solution.Model.Scope;
        var region = scope.Request.RegionCode;
        var industryOf = scope.Enterprises.ToDictionary(e => e.Code, e => e.KeyIndustry.Length > 0 ? e.KeyIndustry : e.Industry);
        var cuts = start.Plan.Choices.GroupBy(c => industryOf[c.EnterpriseCode]).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => g.Select(c => c.Cut).Sum()).ToList();
        var other = scope.Mobile(region) + scope.Dust(region);
        var draws = Enumerable.Range(0, DefaultDraws)
            .Select(_ => TargetShares.Compare(cuts.Select(c => c * (1 - Wrong + (2 * Wrong * (decimal)random.NextDouble()))).Sum() + other, scope.Society, start.Solution.Target))
            .ToList();
        return [.. EmittedPollutants.All.Select((p, i) =>
        {
            var shares = draws.Select(d => d[i].ReachedFraction).Order().ToList();
            return new ReachedSpread(p, start.Solution.Target.MinFraction[p], shares[DefaultDraws / 20], shares[DefaultDraws / 2], shares[^(DefaultDraws / 20)], (decimal)draws.Count(d => d[i].MissingKgPerDay == 0) / DefaultDraws);
        })];
    }
}
