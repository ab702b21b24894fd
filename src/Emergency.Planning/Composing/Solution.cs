using Emergency.Core.Quantities;
using Emergency.Core.Rules;
using Emergency.Planning.Activation;
using Emergency.Planning.Optimising;

namespace Emergency.Planning.Composing;

/// <summary>A solved model.</summary>
/// <param name="Model">Model.</param>
/// <param name="Target">Target with the planner's own shares.</param>
/// <param name="Rows">Rows that hold.</param>
/// <param name="Instance">Instance.</param>
/// <param name="Result">What the search found.</param>
internal sealed record Solution(ChoiceModel Model, LevelTarget Target, IReadOnlyList<TargetRow> Rows, PlanInstance Instance, PlanResult Result)
{
    /// <summary>Bound over all sets of rows [yuan/day], without what is fixed.</summary>
    public double Bound { get; init; }

    /// <summary>True when what is missing has a price, so that a plan may leave kilograms that could be had for more.</summary>
    public bool Capped { get; init; }

    /// <summary>Prices by row, to start a like problem from.</summary>
    public IReadOnlyDictionary<string, double> PricesByRow => Result.Rows.GroupBy(r => r.Row.Name).ToDictionary(g => g.Key, g => g.First().Price);

    /// <summary>Loss of the plan [yuan/day].</summary>
    public decimal Loss => Model.FixedLoss + Model.Blocks.Select((b, i) => b.Options[Result.Choice[i]].Loss).Sum();

    private readonly double[] price = Reasons.Kilograms(Model.Zones.Zones, EmittedPollutants.All.Count, [.. Result.Rows.Select(r => (r.Row, r.Price))]);

    /// <summary>Price of a kilogram in a zone: all rows that count it [yuan/kg].</summary>
    public double Price(int zone, EmittedPollutant pollutant) => price[(zone * EmittedPollutants.All.Count) + (int)pollutant];

    /// <summary>What kilograms are worth in a zone [yuan/day].</summary>
    public decimal Worth(int zone, Emissions cut) => (decimal)EmittedPollutants.All.Sum(p => Price(zone, p) * (double)cut[p]);
}

/// <summary>A plan with what it was solved from.</summary>
/// <param name="Request">Request of its level.</param>
/// <param name="Plan">Plan.</param>
/// <param name="Solution">Solution.</param>
/// <param name="Milder">What the milder level asks; empty where there is none.</param>
internal sealed record Composed(CompositionRequest Request, Plan Plan, Solution Solution, IReadOnlyDictionary<(string, string), UnitOption> Milder);
