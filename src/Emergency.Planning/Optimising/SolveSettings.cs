namespace Emergency.Planning.Optimising;

/// <summary>How exactly and how long to search. The result depends on instance and settings only, not on machine or threads — unless a time limit cuts in.</summary>
public sealed record SolveSettings
{
    /// <summary>Search ends when (cost − bound) ÷ cost is no larger. 0 asks for a proven optimum (within 3e-9).</summary>
    public double GapTarget { get; init; } = 0.001;

    /// <summary>Most threads. Any number gives the same bytes.</summary>
    public int Threads { get; init; } = 2;

    /// <summary>Most nodes of the search tree (fewer where more than 2,000 blocks stay open); 0 stops after the first plan and its bound.</summary>
    public int MostNodes { get; init; } = 200;

    /// <summary>Wall time after which the best plan so far is returned with its bound; null for none. Needs <see cref="Clock"/>.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>Clock of the time limit.</summary>
    public TimeProvider? Clock { get; init; }

    /// <summary>Prices by row of an earlier solution [yuan per weight × kg], to start from; null for none. They change the way, hardly the result.</summary>
    public IReadOnlyList<double>? WarmPrices { get; init; }

    /// <summary>
    /// Price of what is missing when not everything can be reached, by row [yuan per weight × kg]; null lets each row cost more than anything that could be
    /// done instead, which gives the plan with the least shortage it can find.
    /// </summary>
    public IReadOnlyList<double>? ShortagePrices { get; init; }
}

/// <summary>How far a search has come.</summary>
/// <param name="Cost">Cost of the best plan so far; infinite before there is one [yuan/day].</param>
/// <param name="Bound">Certified bound so far [yuan/day].</param>
/// <param name="Nodes">Nodes of the tree so far.</param>
public readonly record struct SolveProgress(double Cost, double Bound, int Nodes);
