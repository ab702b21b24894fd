namespace Emergency.Planning.Optimising;

/// <summary>What a search ended with.</summary>
public enum PlanStatus
{
    /// <summary>A plan within the gap asked for.</summary>
    WithinGap,

    /// <summary>A plan; nodes or time were used up before the gap was closed as far as asked.</summary>
    BudgetSpent,

    /// <summary>A plan; the caller cancelled before the gap was closed as far as asked.</summary>
    Cancelled,

    /// <summary>No plan reaches every row: <see cref="PlanResult.Shortage"/> says which clash and what is possible; the choices are those of the plan that falls short least dearly.</summary>
    Infeasible,

    /// <summary>No plan was found that reaches every row, and none was excluded, before nodes or time were used up. Choices as for <see cref="Infeasible"/>.</summary>
    Undecided,
}

/// <summary>A row of the result.</summary>
/// <param name="Row">Row of the instance.</param>
/// <param name="Required">Required [weight × kg/day].</param>
/// <param name="Reached">Reached by the choices.</param>
/// <param name="Price">
/// Price at which the choices were made [yuan per weight × kg]; zero for a row that does not bind. On small lists prices are not unique.
/// </param>
public sealed record RowResult(CoveringRow Row, double Required, double Reached, double Price);

/// <summary>What an order group was asked.</summary>
/// <param name="Group">Number of the group.</param>
/// <param name="Stages">
/// <see cref="GradeOrderRule.Thresholds"/>: the thresholds between one rank and the next (the lowest that explain the choices);
/// <see cref="GradeOrderRule.Uniform"/>: the stage of each rank.
/// </param>
public sealed record GroupResult(int Group, IReadOnlyList<int> Stages);

/// <summary>Why a block stands where it stands.</summary>
public enum BlockReason
{
    /// <summary>It has no other option, or no other one may be chosen.</summary>
    NoChoice,

    /// <summary>Asked: at the prices its cut is worth more than its loss.</summary>
    WorthMore,

    /// <summary>Spared: at the prices no further cut is worth its loss.</summary>
    NotWorth,

    /// <summary>Asked for more than it is worth, by the grade order: members of better grade are asked too.</summary>
    AskedByOrder,

    /// <summary>Asked for less than it would be worth, by the grade order: members of worse grade are asked less.</summary>
    HeldByOrder,

    /// <summary>Not its own best at the prices; the last kilograms come out cheapest this way.</summary>
    LastKilograms,
}

/// <summary>Figures behind a block's option at the prices of the result.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Worth">Worth of its cut at the prices [yuan/day].</param>
/// <param name="Loss">Cost of the option [yuan/day].</param>
/// <param name="Margin">
/// <see cref="BlockReason.WorthMore"/>: what it is worth above its cheapest option, net of loss; <see cref="BlockReason.NotWorth"/>: what the nearest larger measure would cost
/// above its worth; otherwise what the option costs at the prices above the block's own best. Never negative [yuan/day].
/// </param>
public readonly record struct BlockFigures(BlockReason Reason, double Worth, double Loss, double Margin);

/// <summary>What can and cannot be reached when no plan reaches every row.</summary>
/// <param name="Attainable">Most that each row can reach alone, in the order of the rows [weight × kg/day].</param>
/// <param name="Clash">Rows that cannot be reached together; leaving out any one of them would do (as far as the searches could decide within their budget).</param>
/// <param name="Missing">By row: what the returned choices are short of [weight × kg/day].</param>
/// <param name="ShortageCost">Missing × shortage prices [yuan/day].</param>
/// <param name="Bound">No choices have cost + shortage cost below this [yuan/day].</param>
public sealed record Shortage(IReadOnlyList<double> Attainable, IReadOnlyList<int> Clash, IReadOnlyList<double> Missing, double ShortageCost, double Bound);

/// <summary>A plan with what proves and explains it.</summary>
public sealed record PlanResult
{
    /// <summary>How the search ended.</summary>
    public required PlanStatus Status { get; init; }

    /// <summary>Chosen option by block.</summary>
    public required IReadOnlyList<int> Choice { get; init; }

    /// <summary>Cost of the choices, recounted [yuan/day].</summary>
    public required double Cost { get; init; }

    /// <summary>Certified: no plan that reaches every row costs less. Infinite when it is proven that there is none [yuan/day].</summary>
    public required double Bound { get; init; }

    /// <summary>(Cost − bound) ÷ cost, 0 to 1; NaN without a plan that reaches every row.</summary>
    public required double Gap { get; init; }

    /// <summary>Rows, recounted.</summary>
    public required IReadOnlyList<RowResult> Rows { get; init; }

    /// <summary>Groups that have members, by number; empty without a grade order.</summary>
    public required IReadOnlyList<GroupResult> Groups { get; init; }

    /// <summary>Figures by block.</summary>
    public required IReadOnlyList<BlockFigures> Figures { get; init; }

    /// <summary>Null when the plan reaches every row.</summary>
    public Shortage? Shortage { get; init; }

    /// <summary>Nodes of the search trees.</summary>
    public int Nodes { get; init; }

    /// <summary>Passes over the options for prices, before the trees.</summary>
    public int Passes { get; init; }
}
