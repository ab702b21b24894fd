using System.Collections.Concurrent;
using Emergency.Planning.Optimising;

namespace Emergency.Planning.Staggering.Patterns;

/// <summary>One way of deciding all blocks of a piece.</summary>
/// <param name="Cost">Σ cost beyond what holds anyway.</param>
/// <param name="Amount">What it gives, normalised: by place, then by day the start weight that is left; by zone × width + place when the piece spans zones.</param>
/// <param name="Codes">Pattern by block of the piece.</param>
/// <param name="Levels">Level m by rank of each group of the piece, in their order.</param>
internal sealed record PatternColumn(double Cost, double[] Amount, int[] Codes, int[] Levels) : Column(Cost, Amount, [], []);

/// <summary>Prices pieces: at given prices every block takes its cheapest pattern, every group its cheapest levels, from a table filled in one pass.</summary>
internal sealed class DualPricing
{
    private readonly StaggerCore p;
    private readonly double[] scale;
    private readonly ConcurrentBag<PatternSearch> searches = [];
    private readonly LevelRanges ranges;
    private readonly int starts;

    /// <summary>By block: whether it can give more than its zone asks for.</summary>
    private readonly bool[] clips;

    /// <param name="p">Problem.</param>
    /// <param name="ranges">Levels groups may choose.</param>
    /// <param name="units">What is one of each place; null for what is needed of it.</param>
    public DualPricing(StaggerCore p, LevelRanges ranges, double[]? units = null)
    {
        (this.p, this.ranges) = (p, ranges);
        starts = double.IsFinite(p.MostStarts) ? p.Days : 0;
        ZonesAt = p.HasZoneRows ? p.RowsOfScope : 0;
        StartsAt = ZonesAt + p.RowsOfScope;
        Width = StartsAt + starts;
        clips = p.HasZoneRows ? [.. Enumerable.Range(0, p.Blocks).Select(Clips)] : [];
        scale = units ?? new double[StartsAt];
        for (var i = 0; units is null && i < scale.Length; i++)
        {
            double asked = i < p.RowsOfScope ? p.Need[i] : 0;
            for (var z = 0; z < p.Zones && i >= p.RowsOfScope; z++)
            {
                asked += Math.Max(0, p.ZoneNeed[(z * p.RowsOfScope) + i - p.RowsOfScope]);
            }

            scale[i] = asked > 0 ? asked : 1;
        }
    }

    /// <summary>What is one of each place.</summary>
    public double[] Units => scale;

    /// <summary>
    /// Kinds of rows of the master: places of the region, places of the zones where zones have rows, and the starts of every day. Zones have places of their own because what
    /// a block gives beyond what its zone asks for counts for the region but not for the zone: the same plans, a higher bound.
    /// </summary>
    public int Width { get; }

    /// <summary>First place of the zones; zero when they have none.</summary>
    public int ZonesAt { get; }

    /// <summary>First place of the starts.</summary>
    public int StartsAt { get; }

    /// <summary>Rows for the master, normalised so that about one is needed of each.</summary>
    public PriceRows Rows()
    {
        var (need, cap) = (new double[Width], new double[Width]);
        var (zoneNeed, zoneCap) = (new double[p.Zones * Width], new double[p.Zones * Width]);
        for (var i = 0; i < p.RowsOfScope; i++)
        {
            (need[i], cap[i]) = (p.Need[i] / scale[i], p.Dear[i] * scale[i]);
            for (var z = 0; z < p.Zones && p.HasZoneRows; z++)
            {
                var (at, row) = ((z * Width) + ZonesAt + i, (z * p.RowsOfScope) + i);
                (zoneNeed[at], zoneCap[at]) = (p.ZoneNeed[row] / scale[ZonesAt + i], p.ZoneDear[row] * scale[ZonesAt + i]);
            }
        }

        for (var d = 0; d < starts; d++)
        {
            (need[StartsAt + d], cap[StartsAt + d]) = (1 + (p.Taken[d] / p.MostStarts), double.PositiveInfinity);
        }

        return new(Width, p.Zones, need, cap, zoneNeed, zoneCap);
    }

    /// <summary>Price of a place as the master has it, in yuan per weight × kg (per start weight beyond the places).</summary>
    public double Natural(int place, double price) => place < StartsAt ? price / scale[place] : price / p.MostStarts;

    /// <summary>Prices as the master has them.</summary>
    public double[] Scaled(Penalty at)
    {
        var prices = new double[Width * (1 + p.Zones)];
        for (var i = 0; i < p.RowsOfScope; i++)
        {
            prices[i] = at.Regional[i] * scale[i];
            for (var z = 0; z < p.Zones && p.HasZoneRows; z++)
            {
                prices[(Width * (1 + z)) + ZonesAt + i] = at.Zonal[(z * p.RowsOfScope) + i] * scale[ZonesAt + i];
            }
        }

        for (var d = 0; d < starts; d++)
        {
            prices[StartsAt + d] = at.Starts[d] * p.MostStarts;
        }

        return prices;
    }

    /// <summary>The column of a single block as this problem has it; in the one it comes from the zone may have asked for more, and the share of the limit of starts was another.</summary>
    public PatternColumn Moved(int block, PatternColumn column)
    {
        if (starts == 0 && !p.HasZoneRows)
        {
            return column;
        }

        var amount = new double[Width];
        Give(block, column.Codes[0], amount);
        Share(0, 1, amount);
        return column with { Amount = amount };
    }

    /// <summary>Adds what a pattern gives, normalised; what it starts is taken off.</summary>
    public void Give(int block, int code, Span<double> amount)
    {
        Span<double> own = stackalloc double[p.RowsOfScope];
        Span<double> begun = stackalloc double[StaggerInstance.MostDays];
        own.Clear();
        begun.Clear();
        p.Add(block, code, 1, own, begun);
        for (var i = 0; i < own.Length; i++)
        {
            amount[i] += own[i] / scale[i];
            if (p.HasZoneRows)
            {
                amount[ZonesAt + i] += (clips[block] ? Math.Min(own[i], Asked(block, i)) : own[i]) / scale[ZonesAt + i];
            }
        }

        for (var d = 0; d < starts; d++)
        {
            amount[StartsAt + d] -= begun[d] / p.MostStarts;
        }
    }

    /// <summary>Prices a piece.</summary>
    public PatternColumn Price(int piece, double[] prices, out double value)
    {
        var (from, to, zone) = p.Pieces[piece];
        if (!searches.TryTake(out var search))
        {
            search = new(p);
        }

        var codes = new int[to - from];
        var chosen = new List<int>();
        value = 0;
        for (var block = from; block < to;)
        {
            if (p.ChainOf[block] < 0)
            {
                var kept = p.Kept.Length > 0 ? p.Kept[block] : 0;
                Load(search, block, prices);
                search.Run(block, classes: kept != 0);
                var w = kept == 0 ? 0 : BandTable.Least(kept, search.Best);
                value += search.Best[w];
                codes[block - from] = search.Code[w];
                block++;
                continue;
            }

            var chain = p.Chains[p.ChainOf[block]];
            value += ChainValue(chain, search, prices, codes.AsSpan(block - from, chain.To - chain.From), chosen);
            block = chain.To;
        }

        searches.Add(search);
        var column = Column(from, to, zone, codes, chosen);
        for (var d = 0; d < starts; d++)
        {
            // The share of the limit that is left whatever the blocks do belongs to the piece as a constant.
            value -= prices[(Math.Max(zone, 0) * Width) + StartsAt + d] * Left(from, to);
        }

        return column;
    }

    /// <summary>What each pattern's days are worth at the prices.</summary>
    private void Load(PatternSearch search, int block, double[] prices)
    {
        var (days, kinds, ramp, options) = (p.Days, p.RowKinds, p.Ramp[block], p.Options[block]);
        var at = p.Zone[block] * Width;
        var clipped = p.HasZoneRows && clips[block];
        Span<double> worth = stackalloc double[StaggerInstance.MostOptions * StaggerInstance.MostDays];
        for (var day = 0; day < days; day++)
        {
            search.Event[day] = starts > 0 ? prices[at + StartsAt + day] * p.Block[block].StartWeight / p.MostStarts : 0;
            for (var o = 0; o < options; o++)
            {
                var cell = p.Cell(block, o, day);
                double sum = 0;
                for (var k = 0; k < kinds; k++)
                {
                    var place = (day * kinds) + k;
                    var price = (prices[at + place] / scale[place]) + (p.HasZoneRows && !clipped ? prices[at + ZonesAt + place] / scale[ZonesAt + place] : 0);
                    sum += price * p.Amount[(cell * kinds) + k];
                }

                worth[(o * days) + day] = sum;
                search.BaseValue[(o * days) + day] = p.Cost[cell] - ((day < ramp.Length ? ramp[day] : 1) * sum) - (clipped ? ZoneWorth(block, o, o, day, 0, prices) : 0);
            }
        }

        for (var a = 0; a < options; a++)
        {
            for (var b = a + 1; b < options; b++)
            {
                for (var age = 0; age <= ramp.Length; age++)
                {
                    var share = age < ramp.Length ? ramp[age] : 1;
                    var into = search.StepAt(a, b, age);
                    for (var day = 0; day < days; day++)
                    {
                        search.Step[into + day] = p.Cost[p.Cell(block, b, day)] - p.Cost[p.Cell(block, a, day)] - (share * (worth[(b * days) + day] - worth[(a * days) + day]))
                            - (clipped ? ZoneWorth(block, a, b, day, share, prices) - ZoneWorth(block, a, a, day, 0, prices) : 0);
                    }
                }
            }
        }
    }

    /// <summary>What a zone pays on a day for a base option and the share of a raised one, no more than it asks for.</summary>
    private double ZoneWorth(int block, int low, int high, int day, double share, double[] prices)
    {
        var ramp = p.Ramp[block];
        var begun = day < ramp.Length ? ramp[day] : 1;
        double sum = 0;
        for (var k = 0; k < p.RowKinds; k++)
        {
            var place = (day * p.RowKinds) + k;
            var price = prices[(p.Zone[block] * Width) + ZonesAt + place];
            if (price > 0)
            {
                var lower = p.Amount[(p.Cell(block, low, day) * p.RowKinds) + k];
                var given = (begun * lower) + (share * (p.Amount[(p.Cell(block, high, day) * p.RowKinds) + k] - lower));
                sum += price / scale[ZonesAt + place] * Math.Min(given, Asked(block, place));
            }
        }

        return sum;
    }

    /// <summary>True when a block can give more than its zone asks for on some day.</summary>
    private bool Clips(int block)
    {
        for (var place = 0; place < p.RowsOfScope; place++)
        {
            var (day, kind, asked) = (place / p.RowKinds, place % p.RowKinds, Asked(block, place));
            for (var o = 0; o < p.Options[block] && asked > 0; o++)
            {
                if (p.Amount[(p.Cell(block, o, day) * p.RowKinds) + kind] > asked)
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>What a block's zone asks for beyond what holds anyway. No option gives less than what holds (<see cref="StaggerInstanceBuilder"/> refuses it), so nothing needs more.</summary>
    private double Asked(int block, int place) => Math.Max(0, p.ZoneNeed[(p.Zone[block] * p.RowsOfScope) + place]);

    /// <summary>Cheapest levels of a group and with them the patterns of its members.</summary>
    private double ChainValue(Chain chain, PatternSearch search, double[] prices, Span<int> codes, List<int> chosen)
    {
        var classes = p.Days + 1;
        var best = new double[(chain.To - chain.From) * classes];
        var found = new int[best.Length];
        for (var block = chain.From; block < chain.To; block++)
        {
            Load(search, block, prices);
            search.Run(block, classes: true);
            search.Best.CopyTo(best, (block - chain.From) * classes);
            search.Code.CopyTo(found, (block - chain.From) * classes);
        }

        var picked = BandTable.Cheapest(p, chain, best, ranges);
        double value = 0;
        for (var rank = 0; rank < chain.Ranks; rank++)
        {
            for (var block = chain.RankAt[rank]; block < chain.RankAt[rank + 1]; block++)
            {
                var w = BandTable.Least(p.Allowed(block, picked[rank]), best.AsSpan((block - chain.From) * classes, classes));
                value += best[((block - chain.From) * classes) + w];
                codes[block - chain.From] = found[((block - chain.From) * classes) + w];
            }
        }

        chosen.AddRange(picked);
        return value;
    }

    private PatternColumn Column(int from, int to, int zone, int[] codes, List<int> chosen)
    {
        var amount = new double[(zone < 0 ? p.Zones : 1) * Width];
        double cost = 0;
        for (var block = from; block < to; block++)
        {
            var code = codes[block - from];
            if (code != 0)
            {
                cost += p.CostOf(block, code);
                Give(block, code, amount.AsSpan(zone < 0 ? p.Zone[block] * Width : 0, Width));
            }
        }

        Share(from, to, amount);
        return new(cost, amount, codes, [.. chosen]);
    }

    private void Share(int from, int to, Span<double> amount)
    {
        for (var d = 0; d < starts; d++)
        {
            amount[StartsAt + d] += Left(from, to);
        }
    }

    /// <summary>A limit L on starts is written as "2 L less starts must reach L"; every piece brings its part of the 2 L, here normalised.</summary>
    private double Left(int from, int to) => 2.0 * (to - from) / p.Blocks;
}
