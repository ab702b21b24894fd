using Emergency.Planning.Optimising;

namespace Emergency.Planning.Staggering.Patterns;

/// <summary>A plan in the layout of the search.</summary>
/// <param name="Codes">Pattern by block.</param>
/// <param name="Levels">Level m by rank of each group.</param>
/// <param name="Value">Cost beyond what holds anyway, and what is missing at its price.</param>
internal sealed record Draft(int[] Codes, int[] Levels, double Value);

/// <summary>
/// Improves a plan block by block. Rows are those of single days, so given what the others do a pattern's value is a sum over days of the option's cost and of what rows
/// still miss at a price, and the best of all patterns of a block is found exactly by one walk (<see cref="PatternSearch"/>).
/// </summary>
internal sealed class Descent
{
    private readonly StaggerCore p;
    private readonly PatternSearch search;
    private readonly double[] reach;
    private readonly double[] zoneReach;
    private readonly double[] starts;
    private readonly List<(int Block, int Code)> undone = [];
    private Penalty at;
    private double cost;
    private readonly (int Kind, double Left, double Price)[] open;

    public Descent(StaggerCore p)
    {
        this.p = p;
        search = new(p);
        (reach, zoneReach, starts) = (new double[p.RowsOfScope], new double[p.Zones * p.RowsOfScope], new double[p.Days]);
        at = new(reach, zoneReach, starts);
        open = new (int, double, double)[2 * p.RowKinds];
        (Codes, Levels) = (new int[p.Blocks], new int[p.Levels]);
    }

    public int[] Codes { get; }

    public int[] Levels { get; }

    /// <summary>Takes up a plan.</summary>
    public void Set(ReadOnlySpan<int> codes, ReadOnlySpan<int> levels)
    {
        codes.CopyTo(Codes);
        levels.CopyTo(Levels);
        Array.Clear(reach);
        Array.Clear(zoneReach);
        Array.Clear(starts);
        cost = 0;
        for (var block = 0; block < p.Blocks; block++)
        {
            Move(block, Codes[block], 1);
        }
    }

    /// <summary>Prices of what is missing from now on.</summary>
    public void Use(Penalty penalty) => at = penalty;

    /// <summary>Gives each of the blocks its best pattern, given the others. True when something changed.</summary>
    public bool Sweep(ReadOnlySpan<int> order)
    {
        var changed = false;
        foreach (var block in order)
        {
            changed |= Respond(block);
        }

        return changed;
    }

    /// <summary>Of the blocks the one that gains most by its best pattern moves, again and again until none gains.</summary>
    /// <param name="blocks">Blocks that may move.</param>
    /// <param name="least">A gain of no more is none [yuan].</param>
    /// <param name="budget">When to stop.</param>
    /// <returns>Work, in answers of single blocks, and how many moved.</returns>
    public (int Answers, int Moves) Steepest(ReadOnlySpan<int> blocks, double least, SolveBudget budget)
    {
        var (answers, moves) = (0, 0);
        var queue = new PriorityQueue<int, double>();
        var moved = true;
        while (moved && !budget.Over)
        {
            moved = false;
            queue.Clear();
            foreach (var block in blocks)
            {
                var gain = Gain(block);
                answers++;
                if (gain > least)
                {
                    queue.Enqueue(block, -gain);
                }
            }

            while (queue.TryDequeue(out var block, out var promised))
            {
                var gain = Gain(block);
                answers++;
                if (gain <= least)
                {
                    continue;
                }

                if (queue.TryPeek(out _, out var next) && -next > gain)
                {
                    queue.Enqueue(block, -gain);
                    continue;
                }

                Respond(block);
                moved = true;
                moves++;
            }
        }

        return (answers, moves);
    }

    /// <summary>Blocks that would gain by their best pattern.</summary>
    /// <param name="blocks">Blocks that may move.</param>
    /// <param name="least">A gain of no more is none [yuan].</param>
    public int[] Gaining(int[] blocks, double least) => Array.FindAll(blocks, block => Gain(block) > least);

    /// <summary>What cost and shortage together fall by when the block takes its best pattern.</summary>
    private double Gain(int block)
    {
        var code = Codes[block];
        Move(block, code, -1);
        var best = Best(block);
        Move(block, code, 1);
        return search.Code[best] == code ? 0 : search.ValueOf(block, code) - search.Best[best];
    }

    /// <summary>Moves the level of a rank of a group, as far as the neighbouring ranks let it. False when they do not.</summary>
    public bool MoveLevel(Chain chain, int rank, int by)
    {
        var at = chain.Level + rank;
        var level = Levels[at] + by;
        if (level < chain.Lowest || level > chain.Highest || (rank > 0 && level < Levels[at - 1]) || (rank + 1 < chain.Ranks && level > Levels[at + 1]))
        {
            return false;
        }

        Levels[at] = level;
        return true;
    }

    /// <summary>True when a row is short or more start on a day than may.</summary>
    public bool Misses => Missing() > 0 || Array.Exists(starts, Crowded);

    /// <summary>Prices of rows that are short and of days with too many starts, times a factor; the others as they are.</summary>
    public Penalty Harder(Penalty prices, double factor) => new(
        [.. prices.Regional.Select((v, i) => Short(p.Need[i], reach[i]) > 0 ? Math.Min(p.Dear[i], v * factor) : v)],
        [.. prices.Zonal.Select((v, i) => p.HasZoneRows && Short(p.ZoneNeed[i], zoneReach[i]) > 0 ? Math.Min(p.ZoneDear[i], v * factor) : v)],
        [.. prices.Starts.Select((v, d) => Crowded(starts[d]) ? v * factor : v)]);

    /// <summary>Prices of rows that are short as they are, all others those given.</summary>
    public Penalty Easier(Penalty prices, Penalty easy) => new(
        [.. prices.Regional.Select((v, i) => Short(p.Need[i], reach[i]) > 0 ? v : easy.Regional[i])],
        [.. prices.Zonal.Select((v, i) => p.HasZoneRows && Short(p.ZoneNeed[i], zoneReach[i]) > 0 ? v : easy.Zonal[i])],
        easy.Starts);

    /// <summary>Cost, and what is missing at its true price; infinite where more start on a day than may.</summary>
    public double Value => Array.Exists(starts, Crowded) ? double.PositiveInfinity : cost + Missing();

    /// <summary>The plan as it stands.</summary>
    public Draft Read() => new((int[])Codes.Clone(), (int[])Levels.Clone(), Value);

    /// <summary>From here on changes are noted, for <see cref="Undo"/>.</summary>
    public void Mark() => undone.Clear();

    /// <summary>Back to the last mark; levels are the caller's.</summary>
    public void Undo()
    {
        for (var i = undone.Count - 1; i >= 0; i--)
        {
            Put(undone[i].Block, undone[i].Code);
        }

        undone.Clear();
    }

    /// <summary>The problem of some blocks alone, all else as it stands.</summary>
    /// <param name="blocks">Blocks.</param>
    /// <param name="dear">Prices of shortages.</param>
    public StaggerCore Part(int[] blocks, Penalty dear)
    {
        var (given, zoneGiven, taken) = ((double[])reach.Clone(), (double[])zoneReach.Clone(), (double[])starts.Clone());
        foreach (var block in blocks)
        {
            p.AddAll(block, Codes[block], -1, given, zoneGiven, taken);
        }

        return p.Part(blocks, given, zoneGiven, taken, [.. blocks.Select(b => p.ChainOf[b] < 0 ? 0 : p.Allowed(b, LevelOf(b)))], dear);
    }

    /// <summary>Gives one block a pattern.</summary>
    public void Take(int block, int code)
    {
        if (code != Codes[block])
        {
            undone.Add((block, Codes[block]));
            Put(block, code);
        }
    }

    /// <summary>Gives one block its best pattern, given the others. True when it changed.</summary>
    public bool Respond(int block)
    {
        var before = Codes[block];
        Move(block, before, -1);
        var code = search.Code[Best(block)];
        Codes[block] = code;
        Move(block, code, 1);
        if (code != before)
        {
            undone.Add((block, before));
        }

        return code != before;
    }

    /// <summary>Where the search has the best pattern of a block that is taken out.</summary>
    private int Best(int block)
    {
        var allowed = p.ChainOf[block] < 0 ? 0 : p.Allowed(block, LevelOf(block));
        Load(block);
        search.Run(block, allowed != 0);
        return allowed == 0 ? 0 : BandTable.Least(allowed, search.Best);
    }

    private bool Crowded(double weight) => weight > p.MostStarts * (1 + StaggerReading.Tolerance);

    private double Missing()
    {
        double missing = 0;
        for (var i = 0; i < reach.Length; i++)
        {
            missing += Short(p.Need[i], reach[i]) * p.Dear[i];
        }

        for (var i = 0; i < zoneReach.Length && p.HasZoneRows; i++)
        {
            missing += Short(p.ZoneNeed[i], zoneReach[i]) * p.ZoneDear[i];
        }

        return missing;
    }

    /// <summary>What a row is short of; sums of many figures are no exacter than the tolerance.</summary>
    private static double Short(double need, double reached) => need > 0 && reached < need - (StaggerReading.Tolerance * need) ? need - reached : 0;

    private int LevelOf(int block)
    {
        var chain = p.Chains[p.ChainOf[block]];
        var rank = 0;
        while (block >= chain.RankAt[rank + 1])
        {
            rank++;
        }

        return Levels[chain.Level + rank];
    }

    private void Move(int block, int code, double sign)
    {
        p.AddAll(block, code, sign, reach, zoneReach, starts);
        cost += code == 0 ? 0 : sign * p.CostOf(block, code);
    }

    private void Put(int block, int code)
    {
        Move(block, Codes[block], -1);
        Codes[block] = code;
        Move(block, code, 1);
    }

    private double Excess(int day, double weight) => at.Starts[day] == 0 ? 0 : at.Starts[day] * Math.Max(0, weight - p.MostStarts);

    /// <summary>Values of the days of a block that is taken out: cost, less what it takes off the shortage of the day's rows.</summary>
    private void Load(int block)
    {
        var (options, ramp, kinds) = (p.Options[block], p.Ramp[block], p.RowKinds);
        var weight = p.Block[block].StartWeight;
        for (var day = 0; day < p.Days; day++)
        {
            search.Event[day] = Excess(day, starts[day] + weight) - Excess(day, starts[day]);
            var rows = Open(block, day);
            var begun = day < ramp.Length ? ramp[day] : 1;
            for (var a = 0; a < options; a++)
            {
                var low = p.Cell(block, a, day);
                var baseValue = p.Cost[low] - Relief(rows, low, low, begun, 0);
                search.BaseValue[(a * p.Days) + day] = baseValue;
                for (var b = a + 1; b < options; b++)
                {
                    var high = p.Cell(block, b, day);
                    for (var age = 0; age <= ramp.Length; age++)
                    {
                        search.Step[search.StepAt(a, b, age) + day] = p.Cost[high] - Relief(rows, low, high, begun, age < ramp.Length ? ramp[age] : 1) - baseValue;
                    }
                }
            }
        }
    }

    /// <summary>Rows of a day that miss something without the block.</summary>
    private ReadOnlySpan<(int Kind, double Left, double Price)> Open(int block, int day)
    {
        var count = 0;
        for (var k = 0; k < p.RowKinds; k++)
        {
            var i = (day * p.RowKinds) + k;
            if (at.Regional[i] > 0 && p.Need[i] > reach[i])
            {
                open[count++] = (k, p.Need[i] - reach[i], at.Regional[i]);
            }

            var z = (p.Zone[block] * p.RowsOfScope) + i;
            if (p.HasZoneRows && at.Zonal[z] > 0 && p.ZoneNeed[z] > zoneReach[z])
            {
                open[count++] = (k, p.ZoneNeed[z] - zoneReach[z], at.Zonal[z]);
            }
        }

        return open.AsSpan(0, count);
    }

    private double Relief(ReadOnlySpan<(int Kind, double Left, double Price)> rows, int low, int high, double begun, double raised)
    {
        double sum = 0;
        foreach (var (kind, left, worth) in rows)
        {
            var lower = p.Amount[(low * p.RowKinds) + kind];
            sum += worth * Math.Min(left, (begun * lower) + (raised * (p.Amount[(high * p.RowKinds) + kind] - lower)));
        }

        return sum;
    }
}

/// <summary>Prices from which the search for a plan starts, in yuan per weight × kg and per start weight; never below a floor.</summary>
/// <param name="Regional">By place.</param>
/// <param name="Zonal">By zone × places + place.</param>
/// <param name="Starts">By day.</param>
internal sealed record Penalty(double[] Regional, double[] Zonal, double[] Starts)
{
    /// <summary>These prices times a factor, but none above what a shortage costs and none of starts below these.</summary>
    public Penalty Times(StaggerCore p, double factor) => new(
        [.. Regional.Select((v, i) => Math.Min(p.Dear[i], v * factor))],
        [.. Zonal.Select((v, i) => Math.Min(p.ZoneDear[i], v * factor))],
        [.. Starts.Select(v => v * Math.Max(1, factor))]);
}
