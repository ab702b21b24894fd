using System.Numerics;

namespace Emergency.Planning.Staggering.Patterns;

/// <summary>Members [From, To) of one fairness group, sorted by rank; their levels m run from <see cref="Lowest"/> to <see cref="Highest"/>.</summary>
/// <param name="Group">Number in the instance.</param>
/// <param name="From">First block.</param>
/// <param name="To">Block after the last.</param>
/// <param name="RankAt">First block of each rank present, and <paramref name="To"/>.</param>
/// <param name="Level">Position of the first rank's level among all levels.</param>
/// <param name="Lowest">Lowest m that makes a difference.</param>
/// <param name="Highest">Highest m that makes a difference.</param>
internal sealed record Chain(int Group, int From, int To, int[] RankAt, int Level, int Lowest, int Highest)
{
    public int Ranks => RankAt.Length - 1;
}

/// <summary>Blocks [From, To) that are priced as one piece; <see cref="Zone"/> is −1 when they lie in several zones.</summary>
internal readonly record struct Piece(int From, int To, int Zone);

/// <summary>
/// What the search works on: blocks sorted by zone and group, options relative to what holds anyway, rows joined to kinds. A row is a kind (a set of weights), a day and
/// a scope; its place within a scope is day × <see cref="RowKinds"/> + kind.
/// </summary>
internal sealed class StaggerCore
{
    public required StaggerInstance Instance { get; init; }

    public required int[] BlockOf { get; init; }

    /// <summary>First option of a block in the arrays of the instance.</summary>
    public required int[] First { get; init; }

    public required int[] Options { get; init; }

    /// <summary>By option × kinds of days + kind, less what the first option costs.</summary>
    public required double[] Cost { get; init; }

    /// <summary>By (option × kinds of days + kind) × <see cref="RowKinds"/> + row kind, less what the first option gives [weight × kg].</summary>
    public required double[] Amount { get; init; }

    public required StaggerBlock[] Block { get; init; }

    public required double[][] Ramp { get; init; }

    public required int[] Zone { get; init; }

    public required Chain[] Chains { get; init; }

    /// <summary>Chain by block, −1 for none.</summary>
    public required int[] ChainOf { get; init; }

    public required Piece[] Pieces { get; init; }

    public required int RowKinds { get; init; }

    /// <summary>One when no row asks for a zone.</summary>
    public required int Zones { get; init; }

    /// <summary>What the region must reach beyond what holds anyway, by day × <see cref="RowKinds"/> + kind [weight × kg]; zero or less asks for nothing.</summary>
    public required double[] Need { get; init; }

    /// <summary>The same by zone × <see cref="RowsOfScope"/> + place.</summary>
    public required double[] ZoneNeed { get; init; }

    /// <summary>Price of a shortage at the same places [yuan per weight × kg].</summary>
    public required double[] Dear { get; init; }

    public required double[] ZoneDear { get; init; }

    /// <summary>Cost of what holds anyway [yuan].</summary>
    public required double Constant { get; init; }

    /// <summary>Cost of everybody's dearest pattern, at least: no plan costs more.</summary>
    public required double MostCost { get; init; }

    /// <summary>By row of the instance: place within its scope and its weights ÷ those of its kind; −1 where it asks for nothing.</summary>
    public required (int Place, double Factor)[] RowAt { get; init; }

    /// <summary>Sums of burden days a block can have, one bit each, earlier ones left out.</summary>
    public int[] Attainable { get; private set; } = [];

    /// <summary>In a <see cref="Part"/>, by block: the sums of burden days it keeps to because its level stays, 0 where any will do. Empty elsewhere.</summary>
    public int[] Kept { get; private init; } = [];

    /// <summary>In a <see cref="Part"/>: start weight by day of the blocks outside it.</summary>
    public double[] Taken { get; private init; } = new double[StaggerInstance.MostDays];

    public int Days => Instance.Days;

    public int Kinds => Instance.Kinds;

    public int Blocks => Block.Length;

    public int RowsOfScope => Days * RowKinds;

    /// <summary>Most start weight on a day; infinite for no limit.</summary>
    public double MostStarts => Instance.MostStarts ?? double.PositiveInfinity;

    public bool HasZoneRows => Zones > 1;

    public int Levels => Chains.Length == 0 ? 0 : Chains[^1].Level + Chains[^1].Ranks;

    /// <summary>Sums of burden days, earlier ones left out, that a block may have at a level m of its rank, one bit each (see <see cref="StaggerInstance.BandWidth"/>).</summary>
    public int Allowed(int block, int level)
    {
        var (all, from) = (Attainable[block], level - Block[block].Earlier);
        var band = all & Bits(from, from + Instance.BandWidth!.Value);
        if (band != 0)
        {
            return band;
        }

        var below = all & Bits(0, from - 1);
        return below != 0 ? 1 << BitOperations.Log2((uint)below) : all & -all;
    }

    /// <summary>The problem of some blocks alone while all others and all levels stay as they are. Every block is a piece of its own.</summary>
    /// <param name="blocks">Blocks that may still choose.</param>
    /// <param name="given">What the others give, by place.</param>
    /// <param name="zoneGiven">The same by zone × places + place.</param>
    /// <param name="taken">Start weight of the others by day.</param>
    /// <param name="kept">Sums of burden days each of the blocks keeps to (see <see cref="Kept"/>).</param>
    /// <param name="dear">Prices of shortages; null for the same.</param>
    public StaggerCore Part(int[] blocks, ReadOnlySpan<double> given, ReadOnlySpan<double> zoneGiven, ReadOnlySpan<double> taken, int[] kept, Penalty? dear = null)
    {
        double most = 0;
        foreach (var block in blocks)
        {
            double dearest = 0;
            for (var o = 0; o < Options[block]; o++)
            {
                dearest = Math.Max(dearest, Instance.Restart[First[block] + o]);
                for (var kind = 0; kind < Kinds; kind++)
                {
                    dearest = Math.Max(dearest, Cost[((First[block] + o) * Kinds) + kind]);
                }
            }

            most += dearest * Days;
        }

        return new()
        {
            Instance = Instance, Cost = Cost, Amount = Amount, RowKinds = RowKinds, Zones = Zones, Dear = dear?.Regional ?? Dear, ZoneDear = dear?.Zonal ?? ZoneDear, RowAt = RowAt, Constant = 0, MostCost = most,
            BlockOf = Of(BlockOf), First = Of(First), Options = Of(Options), Block = Of(Block), Ramp = Of(Ramp), Zone = Of(Zone), Kept = kept,
            Chains = [], ChainOf = [.. Enumerable.Repeat(-1, blocks.Length)],
            Pieces = [.. Enumerable.Range(0, blocks.Length).Select(b => new Piece(b, b + 1, Zone[blocks[b]]))],
            Need = Less(Need, given), ZoneNeed = HasZoneRows ? Less(ZoneNeed, zoneGiven) : ZoneNeed, Taken = Less(Taken, taken, -1),
        };

        T[] Of<T>(T[] all) => Array.ConvertAll(blocks, b => all[b]);

        static double[] Less(double[] from, ReadOnlySpan<double> some, double sign = 1)
        {
            var left = (double[])from.Clone();
            for (var i = 0; i < some.Length; i++)
            {
                left[i] -= sign * some[i];
            }

            return left;
        }
    }

    /// <summary>Finds which sums of burden days each block can have.</summary>
    public StaggerCore WithAttainable()
    {
        Attainable = new int[Blocks];
        if (Chains.Length > 0)
        {
            var search = new PatternSearch(this);
            for (var block = 0; block < Blocks; block++)
            {
                search.Clear(block);
                search.Run(block, classes: true);
                for (var w = 0; w <= Days; w++)
                {
                    Attainable[block] |= double.IsFinite(search.Best[w]) ? 1 << w : 0;
                }
            }
        }

        return this;
    }

    /// <summary>Cost of a pattern beyond what holds anyway [yuan].</summary>
    public double CostOf(int block, int code)
    {
        var (a, b) = (PatternCode.Base(code), PatternCode.Raised(code));
        var sum = Instance.Restart[First[block] + a];
        for (var day = 0; day < Days; day++)
        {
            sum += Cost[Cell(block, Within(code, day) ? b : a, day)];
        }

        return sum + (PatternCode.Raised(code) == 0 ? 0 : (PatternCode.Second(code).To > 0 ? 2 : 1) * Math.Max(0, Instance.Restart[First[block] + b] - Instance.Restart[First[block] + a]));
    }

    /// <summary>Adds what a pattern gives, times a sign, to sums by place and to start weights by day.</summary>
    public void Add(int block, int code, double sign, Span<double> sums, Span<double> starts)
    {
        if (code == 0)
        {
            return;
        }

        var (a, b) = (PatternCode.Base(code), PatternCode.Raised(code));
        var ramp = Ramp[block];
        for (var day = 0; day < Days; day++)
        {
            var low = Cell(block, a, day) * RowKinds;
            var share = sign * (day < ramp.Length ? ramp[day] : 1);
            var age = Age(code, day);
            var high = age < 0 ? low : Cell(block, b, day) * RowKinds;
            var raised = age < 0 ? 0 : sign * (age < ramp.Length ? ramp[age] : 1);
            for (var k = 0; k < RowKinds; k++)
            {
                sums[(day * RowKinds) + k] += (share * Amount[low + k]) + (raised * (Amount[high + k] - Amount[low + k]));
            }
        }

        var weight = sign * Block[block].StartWeight;
        foreach (var (from, to) in (ReadOnlySpan<(int, int)>)[PatternCode.First(code), PatternCode.Second(code)])
        {
            if (to == 0)
            {
                continue;
            }

            starts[from] += from == 0 && a > 0 ? 0 : weight;
            if (to < Days)
            {
                starts[to] += weight;
            }
        }

        starts[0] += a > 0 ? weight : 0;
    }

    /// <summary>As <see cref="Add"/>, for the rows of the block's zone too.</summary>
    public void AddAll(int block, int code, double sign, Span<double> sums, Span<double> zoneSums, Span<double> starts)
    {
        Add(block, code, sign, sums, starts);
        if (HasZoneRows)
        {
            Span<double> unused = stackalloc double[StaggerInstance.MostDays];
            Add(block, code, sign, zoneSums.Slice(Zone[block] * RowsOfScope, RowsOfScope), unused);
        }
    }

    /// <summary>Burden days of a pattern.</summary>
    public int BurdenOf(int block, int code)
    {
        var days = 0;
        for (var day = 0; day < Days; day++)
        {
            days += Instance.Burden[Cell(block, Within(code, day) ? PatternCode.Raised(code) : PatternCode.Base(code), day)] ? 1 : 0;
        }

        return days;
    }

    /// <summary>Position of an option on a day in <see cref="Cost"/>.</summary>
    public int Cell(int block, int option, int day) => ((First[block] + option) * Kinds) + Instance.KindOf[day];

    private static bool Within(int code, int day) => Age(code, day) >= 0;

    /// <summary>How many days a spell has lasted on a day; −1 outside spells.</summary>
    private static int Age(int code, int day)
    {
        var (first, second) = (PatternCode.First(code), PatternCode.Second(code));
        return day >= first.From && day < first.To ? day - first.From : day >= second.From && day < second.To ? day - second.From : -1;
    }

    private int Bits(int from, int to)
    {
        var (low, high) = (Math.Max(from, 0), Math.Min(to, Days));
        return low > high ? 0 : (1 << (high + 1)) - (1 << low);
    }
}
