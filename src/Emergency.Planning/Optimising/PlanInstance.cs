namespace Emergency.Planning.Optimising;

/// <summary>How the grade order binds the members of an order group.</summary>
public enum GradeOrderRule
{
    /// <summary>It does not: every block is chosen for itself.</summary>
    None,

    /// <summary>
    /// Thresholds per group: with ranks 0 (best) to K−1 (worst) there are t1 ≤ … ≤ t(K−1) such that a block of rank k stands at a stage of at least
    /// t(k) — or at its highest, where it has none so high — and of at most t(k+1) — or at its lowest, where it has none so low. The same in pairs:
    /// of two blocks of a group the one of better rank stands no higher, unless it is at its lowest stage already or the other at its highest.
    /// </summary>
    Thresholds,

    /// <summary>
    /// One measure per group and rank: all blocks of a rank stand at one stage u(k), as far as they have it (the highest of their stages not above u(k), or
    /// their lowest), and u(0) ≤ … ≤ u(K−1).
    /// </summary>
    Uniform,
}

/// <summary>
/// A row that must be covered: Σ over the blocks within its scope of Σ over pollutants of weight × cut [kg/day] reaches what is required.
/// </summary>
/// <param name="Name">Name the caller knows it by (pollutant, zone, clause); returned with every figure of the row.</param>
/// <param name="Zone">Zone whose blocks count, or <see cref="WholeRegion"/>.</param>
/// <param name="Weights">One non-negative weight a pollutant; at least one is positive. (1,0,0,0) asks for the first pollutant; (1/b1, 1/b2, 0, 0) with 2 required lets two stand in for each other.</param>
/// <param name="Required">What must be reached [weight × kg/day]; zero or less asks for nothing.</param>
public sealed record CoveringRow(string Name, int Zone, IReadOnlyList<double> Weights, double Required)
{
    /// <summary>The scope of a row over all blocks.</summary>
    public const int WholeRegion = -1;
}

/// <summary>
/// One day's choice, packed: blocks (enterprises or units) that each take exactly one of their options, rows to be covered, a grade order. Immutable; made by
/// <see cref="PlanInstanceBuilder"/>, which checks everything. Blocks and options keep the numbers in which they were added.
/// </summary>
public sealed class PlanInstance
{
    internal PlanInstance(int pollutants, int zones, GradeOrderRule rule, int[] firstOption, double[] cost, double[] cut, byte[] stage, int[] zone, int[] group, byte[] rank, IReadOnlyList<CoveringRow> rows)
    {
        (Pollutants, Zones, Rule, FirstOption, Cost, Cut, Stage, Zone, Group, Rank, Rows) = (pollutants, zones, rule, firstOption, cost, cut, stage, zone, group, rank, rows);
        Groups = group.Length == 0 ? 0 : group.Max() + 1;
    }

    /// <summary>Number of pollutants.</summary>
    public int Pollutants { get; }

    /// <summary>Number of zones.</summary>
    public int Zones { get; }

    /// <summary>Number of order groups.</summary>
    public int Groups { get; }

    /// <summary>The grade order.</summary>
    public GradeOrderRule Rule { get; }

    /// <summary>Rows to be covered.</summary>
    public IReadOnlyList<CoveringRow> Rows { get; }

    /// <summary>Number of blocks.</summary>
    public int Blocks => Zone.Length;

    /// <summary>Number of options of all blocks.</summary>
    public int Options => Cost.Length;

    /// <summary>Compressed rows: the options of block i are FirstOption[i] … FirstOption[i + 1] − 1.</summary>
    internal int[] FirstOption { get; }

    /// <summary>[yuan/day] by option.</summary>
    internal double[] Cost { get; }

    /// <summary>[kg/day] by option × <see cref="Pollutants"/> + pollutant.</summary>
    internal double[] Cut { get; }

    internal byte[] Stage { get; }

    internal int[] Zone { get; }

    /// <summary>Order group by block, −1 when free.</summary>
    internal int[] Group { get; }

    internal byte[] Rank { get; }

    /// <summary>By option: true when it must not be chosen, though the block has it by law; null when all may be.</summary>
    internal bool[]? Banned { get; private init; }

    /// <summary>The same blocks and options under other rows.</summary>
    /// <exception cref="ArgumentException">A row that makes no sense.</exception>
    public PlanInstance WithRows(IReadOnlyList<CoveringRow> rows)
    {
        PlanInstanceBuilder.Check(rows, Pollutants, Zones);
        return new(Pollutants, Zones, Rule, FirstOption, Cost, Cut, Stage, Zone, Group, Rank, rows) { Banned = Banned };
    }

    /// <summary>
    /// The same instance with options that must not be chosen. They stay part of the grade order: what is a block's highest or lowest stage does not change, so that to
    /// forbid options leaves fewer plans, never others.
    /// </summary>
    /// <param name="allowed">Whether a block's option may be chosen; at least one of each block.</param>
    /// <exception cref="ArgumentException">A block is left without an option.</exception>
    public PlanInstance Allowing(Func<int, int, bool> allowed)
    {
        ArgumentNullException.ThrowIfNull(allowed);
        var banned = new bool[Options];
        for (var block = 0; block < Blocks; block++)
        {
            for (var o = 0; o < OptionsOf(block); o++)
            {
                banned[FirstOption[block] + o] = (Banned is not null && Banned[FirstOption[block] + o]) || !allowed(block, o);
            }

            if (Array.TrueForAll(banned[FirstOption[block]..FirstOption[block + 1]], b => b))
            {
                throw new ArgumentException(FormattableString.Invariant($"Block {block} is left without an option."), nameof(allowed));
            }
        }

        return new(Pollutants, Zones, Rule, FirstOption, Cost, Cut, Stage, Zone, Group, Rank, Rows) { Banned = banned };
    }

    /// <summary>True when an option may be chosen.</summary>
    public bool Allows(int block, int option) => Banned is null || !Banned[At(block, option)];

    /// <summary>Options of a block.</summary>
    public int OptionsOf(int block) => FirstOption[block + 1] - FirstOption[block];

    /// <summary>Cost of an option [yuan/day].</summary>
    public double CostOf(int block, int option) => Cost[At(block, option)];

    /// <summary>Stage of an option.</summary>
    public int StageOf(int block, int option) => Stage[At(block, option)];

    /// <summary>Cut of an option [kg/day], one figure a pollutant.</summary>
    public ReadOnlySpan<double> CutOf(int block, int option) => Cut.AsSpan(At(block, option) * Pollutants, Pollutants);

    /// <summary>Zone of a block.</summary>
    public int ZoneOf(int block) => Zone[block];

    /// <summary>Order group of a block, −1 when it is free of the order.</summary>
    public int GroupOf(int block) => Group[block];

    /// <summary>Rank of a block within its group, 0 the best grade.</summary>
    public int RankOf(int block) => Rank[block];

    private int At(int block, int option)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(option);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(option, OptionsOf(block));
        return FirstOption[block] + option;
    }
}
