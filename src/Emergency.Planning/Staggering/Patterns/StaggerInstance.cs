namespace Emergency.Planning.Staggering.Patterns;

/// <summary>A row that must be covered on one day: Σ over the blocks within its scope of Σ over pollutants of weight × cut [kg] reaches what is required.</summary>
/// <param name="Name">Name the caller knows it by.</param>
/// <param name="Day">Day, from 0.</param>
/// <param name="Zone">Zone whose blocks count, or −1 for the whole region.</param>
/// <param name="Weights">One non-negative weight a pollutant, at least one positive.</param>
/// <param name="Required">What must be reached [weight × kg]; zero or less asks for nothing.</param>
public sealed record DayRow(string Name, int Day, int Zone, IReadOnlyList<double> Weights, double Required);

/// <summary>What a block is beside its options.</summary>
/// <param name="Zone">Zone, from 0.</param>
public sealed record StaggerBlock(int Zone)
{
    /// <summary>Fairness group, from 0, or −1 when it stands outside all.</summary>
    public int Group { get; init; } = -1;

    /// <summary>Rank within the group, 0 the best grade: worse ranks carry no fewer days.</summary>
    public int Rank { get; init; }

    /// <summary>Burden days carried before the first day.</summary>
    public int Earlier { get; init; }

    /// <summary>
    /// Share of a step that arrives on its first day, second day …, ascending [0–1]; the full step afterwards. Empty when it arrives at once. At most
    /// <see cref="StaggerInstance.MostRampDays"/>.
    /// </summary>
    public IReadOnlyList<double> Ramp { get; init; } = [];

    /// <summary>Fewest days of a spell; a spell over all days is always long enough.</summary>
    public int FewestStopDays { get; init; } = 1;

    /// <summary>Fewest days between two spells.</summary>
    public int FewestRunDays { get; init; } = 1;

    /// <summary>Most spells: 0 (one option throughout) to 2.</summary>
    public int MostSpells { get; init; } = 2;

    /// <summary>What it counts for on a day on which it steps up or down, 0 or more.</summary>
    public double StartWeight { get; init; } = 1;
}

/// <summary>
/// Several days' choice, packed: blocks that each follow a pattern of their options over the days, rows to be covered day by day, bands of fair burden, a limit on
/// simultaneous starts. Immutable; made by <see cref="StaggerInstanceBuilder"/>, which checks everything.
/// <para>
/// Days are of kinds (levels): an option may cost and cut differently on a day of another kind, because what binds anyway differs. The first option is what holds
/// anyway. An option raised above another arrives by the block's ramp; each step up is charged once with the difference of their restart costs.
/// </para>
/// </summary>
public sealed class StaggerInstance
{
    /// <summary>Most days.</summary>
    public const int MostDays = 10;

    /// <summary>Most options of a block.</summary>
    public const int MostOptions = 16;

    /// <summary>Most days over which a step arrives.</summary>
    public const int MostRampDays = 3;

    internal StaggerInstance(int pollutants, int zones, int[] kindOf, StaggerBlock[] blocks, int[] firstOption, double[] restart, double[] cost, double[] cut, bool[] burden, DayRow[] rows, int? bandWidth, double? mostStarts)
    {
        (Pollutants, Zones, KindOf, Blocks, FirstOption, Restart, Cost, Cut, Burden) = (pollutants, zones, kindOf, blocks, firstOption, restart, cost, cut, burden);
        (Rows, BandWidth, MostStarts, Kinds) = (rows, bandWidth, mostStarts, kindOf.Max() + 1);
    }

    /// <summary>Number of pollutants.</summary>
    public int Pollutants { get; }

    /// <summary>Number of zones.</summary>
    public int Zones { get; }

    /// <summary>Number of days.</summary>
    public int Days => KindOf.Length;

    /// <summary>Number of kinds of days.</summary>
    public int Kinds { get; }

    /// <summary>Blocks.</summary>
    public IReadOnlyList<StaggerBlock> Blocks { get; }

    /// <summary>Rows.</summary>
    public IReadOnlyList<DayRow> Rows { get; }

    /// <summary>
    /// Width of the band of fair burden [days], null for none. Within a group and rank there is an m such that each member's burden days, earlier ones included, lie
    /// within [m, m + width]; m does not fall from one rank to the next worse. A member none of whose possible sums lies in the band has the highest below it, or its
    /// lowest where none is below.
    /// </summary>
    public int? BandWidth { get; }

    /// <summary>Most that the start weights of blocks stepping up or down on one day may sum to; null for no limit.</summary>
    public double? MostStarts { get; }

    /// <summary>
    /// By group: the level m of all its members, instead of one that the search chooses. With a band of width 0 each member carries exactly so many burden days, with one
    /// over all days at least so many. Its members are of one rank. Empty for none.
    /// </summary>
    public IReadOnlyDictionary<int, int> FixedLevels { get; internal init; } = new Dictionary<int, int>();

    internal int[] KindOf { get; }

    internal int[] FirstOption { get; }

    /// <summary>By option [yuan].</summary>
    internal double[] Restart { get; }

    /// <summary>By option × <see cref="Kinds"/> + kind [yuan/day].</summary>
    internal double[] Cost { get; }

    /// <summary>By (option × <see cref="Kinds"/> + kind) × <see cref="Pollutants"/> + pollutant [kg/day].</summary>
    internal double[] Cut { get; }

    /// <summary>By option × <see cref="Kinds"/> + kind.</summary>
    internal bool[] Burden { get; }

    /// <summary>Kind of a day.</summary>
    public int KindOfDay(int day) => KindOf[day];

    /// <summary>Options of a block.</summary>
    public int OptionsOf(int block) => FirstOption[block + 1] - FirstOption[block];

    /// <summary>Cost of an option on days of a kind [yuan/day].</summary>
    public double CostOf(int block, int option, int kind) => Cost[At(block, option, kind)];

    /// <summary>Cost of starting again after an option [yuan].</summary>
    public double RestartOf(int block, int option) => Restart[At(block, option, 0) / Kinds];

    /// <summary>True when an option is a burden on days of a kind.</summary>
    public bool IsBurden(int block, int option, int kind) => Burden[At(block, option, kind)];

    /// <summary>Cut of an option on days of a kind [kg/day].</summary>
    public ReadOnlySpan<double> CutOf(int block, int option, int kind) => Cut.AsSpan(At(block, option, kind) * Pollutants, Pollutants);

    private int At(int block, int option, int kind)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(option);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(option, OptionsOf(block));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(kind, Kinds);
        return ((FirstOption[block] + option) * Kinds) + kind;
    }
}
