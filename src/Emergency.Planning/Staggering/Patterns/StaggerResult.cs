using Emergency.Planning.Optimising;

namespace Emergency.Planning.Staggering.Patterns;

/// <summary>How exactly and how long to search. The result depends on instance and settings only, not on machine or threads — unless a time limit cuts in.</summary>
public sealed record StaggerSettings
{
    /// <summary>Search ends when (cost − bound) ÷ cost is no larger.</summary>
    public double GapTarget { get; init; } = 0.005;

    /// <summary>Most threads. Any number gives the same bytes.</summary>
    public int Threads { get; init; } = 2;

    /// <summary>Most rounds of prices.</summary>
    public int PriceRounds { get; init; } = 90;

    /// <summary>Work spent on raising the bound by settling levels of fairness groups, in answers of single blocks.</summary>
    public int LevelAnswers { get; init; } = 450_000;

    /// <summary>Work spent on improving plans, in answers of single blocks for each start of the search (there are two).</summary>
    public int Answers { get; init; } = 220_000;

    /// <summary>Most nodes of the search that proves the optimum of up to a dozen blocks; 0 for none.</summary>
    public int MostNodes { get; init; } = 50_000;

    /// <summary>Wall time after which the best plan so far is returned with its bound; null for none. Needs <see cref="Clock"/>.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>Clock of the time limit.</summary>
    public TimeProvider? Clock { get; init; }

    /// <summary>
    /// Price of what is missing when not everything can be reached, by row [yuan per weight × kg]; null lets each row cost more than anything that could be done instead.
    /// </summary>
    public IReadOnlyList<double>? ShortagePrices { get; init; }

    /// <summary>
    /// True when what is missing is weighed at <see cref="ShortagePrices"/> from the start, whether or not the rows could be reached: the least of cost and missing together is
    /// looked for, and bounds hold for their sum.
    /// </summary>
    public bool Elastic { get; init; }
}

/// <summary>A row of the result.</summary>
/// <param name="Row">Row of the instance.</param>
/// <param name="Reached">Reached by the patterns [weight × kg].</param>
/// <param name="Price">Price at which the patterns were chosen [yuan per weight × kg]; zero for a row that does not bind.</param>
public sealed record DayRowResult(DayRow Row, double Reached, double Price);

/// <summary>What can and cannot be reached.</summary>
/// <param name="Attainable">By row: no plan reaches more of it [weight × kg].</param>
/// <param name="Missing">By row: what the patterns are short of [weight × kg].</param>
/// <param name="ShortageCost">Missing × shortage prices [yuan].</param>
/// <param name="Bound">No patterns have cost + shortage cost below this [yuan].</param>
public sealed record StaggerShortage(IReadOnlyList<double> Attainable, IReadOnlyList<double> Missing, double ShortageCost, double Bound);

/// <summary>A plan over days with what proves and explains it.</summary>
public sealed record StaggerResult
{
    /// <summary>How the search ended.</summary>
    public required PlanStatus Status { get; init; }

    /// <summary>Pattern by block.</summary>
    public required IReadOnlyList<StaggerPattern> Patterns { get; init; }

    /// <summary>Cost over all days, recounted [yuan].</summary>
    public required double Cost { get; init; }

    /// <summary>Certified: no plan that keeps the rules and reaches every row costs less. Infinite when it is proven that there is none [yuan].</summary>
    public required double Bound { get; init; }

    /// <summary>(Cost − bound) ÷ cost, 0 to 1; NaN without a plan that reaches every row.</summary>
    public required double Gap { get; init; }

    /// <summary>Rows, recounted.</summary>
    public required IReadOnlyList<DayRowResult> Rows { get; init; }

    /// <summary>Start weight by day.</summary>
    public required IReadOnlyList<double> Starts { get; init; }

    /// <summary>Level m by group and rank; empty without a band.</summary>
    public required IReadOnlyDictionary<(int Group, int Rank), int> Levels { get; init; }

    /// <summary>Null when the plan reaches every row.</summary>
    public StaggerShortage? Shortage { get; init; }

    /// <summary>Passes over all patterns for prices.</summary>
    public int Passes { get; init; }
}
