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

    /// <param name="p">Problem.</param>
    /// <param name="ranges">Levels groups may choose.</param>
    /// <param name="units">What is one of each place; null for what is needed of it.</param>
    public DualPricing(StaggerCore p, LevelRanges ranges, double[]? units = null)
    {
        (this.p, this.ranges) = (p, ranges);
        starts = double.IsFinite(p.MostStarts) ? p.Days : 0;
        Width = p.RowsOfScope + starts;
        scale = units ?? new double[p.RowsOfScope];
        for (var i = 0; units is null && i < scale.Length; i++)
        {
            double zones = 0;
            for (var z = 0; z < p.Zones && p.HasZoneRows; z++)
            {
                zones += Math.Max(0, p.ZoneNeed[(z * p.RowsOfScope) + i]);
            }

            scale[i] = Math.Max(Math.Max(p.Need[i], zones), 0) is var s and > 0 ? s : 1;
        }
    }

    /// <summary>What is one of each place.</summary>
    public double[] Units => scale;

    /// <summary>Kinds of rows of the master: every kind on every day, and the starts of every day.</summary>
    public int Width { get; }

    /// <summary>Rows for the master, normalised so that about one is needed of each.</summary>
    public PriceRows Rows()
    {
        var (need, cap) = (new double[Width], new double[Width]);
        var (zoneNeed, zoneCap) = (new double[p.Zones * Width], new double[p.Zones * Width]);
        for (var i = 0; i < Width; i++)
        {
            (need[i], cap[i]) = i < scale.Length ? (p.Need[i] / scale[i], p.Dear[i] * scale[i]) : (1 + (p.Taken[i - scale.Length] / p.MostStarts), double.PositiveInfinity);
            for (var z = 0; z < p.Zones && p.HasZoneRows && i < scale.Length; z++)
            {
                (zoneNeed[(z * Width) + i], zoneCap[(z * Width) + i]) = (p.ZoneNeed[(z * p.RowsOfScope) + i] / scale[i], p.ZoneDear[(z * p.RowsOfScope) + i] * scale[i]);
            }
        }

        return new(Width, p.Zones, need, cap, zoneNeed, zoneCap);
    }

    /// <summary>Price of a place as the master has it, in yuan per weight × kg (per start weight beyond the places).</summary>
    public double Natural(int place, double price) => place < scale.Length ? price / scale[place] : price / p.MostStarts;

    /// <summary>Prices as the master has them.</summary>
    public double[] Scaled(Penalty at)
    {
        var prices = new double[Width * (1 + p.Zones)];
        for (var i = 0; i < Width; i++)
        {
            prices[i] = i < scale.Length ? at.Regional[i] * scale[i] : at.Starts[i - scale.Length] * p.MostStarts;
            for (var z = 0; z < p.Zones && p.HasZoneRows && i < scale.Length; z++)
            {
                prices[(Width * (1 + z)) + i] = at.Zonal[(z * scale.Length) + i] * scale[i];
            }
        }

        return prices;
    }

    /// <summary>The column of a single block of a problem with more blocks, whose share of the limit of starts was smaller.</summary>
    public PatternColumn Moved(int block, PatternColumn column)
    {
        if (starts == 0)
        {
            return column;
        }

        var amount = (double[])column.Amount.Clone();
        var starting = new double[StaggerInstance.MostDays];
        p.Add(block, column.Codes[0], 1, new double[p.RowsOfScope], starting);
        for (var d = 0; d < starts; d++)
        {
            amount[scale.Length + d] = Left(0, 1) - (starting[d] / p.MostStarts);
        }

        return column with { Amount = amount };
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
            value -= prices[(Math.Max(zone, 0) * Width) + scale.Length + d] * Left(from, to);
        }

        return column;
    }

    /// <summary>What each pattern's days are worth at the prices.</summary>
    private void Load(PatternSearch search, int block, double[] prices)
    {
        var (days, kinds, ramp, options) = (p.Days, p.RowKinds, p.Ramp[block], p.Options[block]);
        var at = p.Zone[block] * Width;
        Span<double> worth = stackalloc double[StaggerInstance.MostOptions * StaggerInstance.MostDays];
        for (var day = 0; day < days; day++)
        {
            search.Event[day] = starts > 0 ? prices[at + scale.Length + day] * p.Block[block].StartWeight / p.MostStarts : 0;
            for (var o = 0; o < options; o++)
            {
                var cell = p.Cell(block, o, day);
                double sum = 0;
                for (var k = 0; k < kinds; k++)
                {
                    var place = (day * kinds) + k;
                    sum += prices[at + place] / scale[place] * p.Amount[(cell * kinds) + k];
                }

                worth[(o * days) + day] = sum;
                search.BaseValue[(o * days) + day] = p.Cost[cell] - ((day < ramp.Length ? ramp[day] : 1) * sum);
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
                        search.Step[into + day] = p.Cost[p.Cell(block, b, day)] - p.Cost[p.Cell(block, a, day)] - (share * (worth[(b * days) + day] - worth[(a * days) + day]));
                    }
                }
            }
        }
    }

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
        var zones = zone < 0 ? p.Zones : 1;
        var amount = new double[zones * Width];
        Span<double> begun = stackalloc double[StaggerInstance.MostDays];
        double cost = 0;
        for (var block = from; block < to; block++)
        {
            var code = codes[block - from];
            if (code == 0)
            {
                continue;
            }

            cost += p.CostOf(block, code);
            var at = zone < 0 ? p.Zone[block] * Width : 0;
            begun.Clear();
            p.Add(block, code, 1, amount.AsSpan(at, p.RowsOfScope), begun);
            for (var d = 0; d < starts; d++)
            {
                amount[at + scale.Length + d] -= begun[d] / p.MostStarts;
            }
        }

        for (var i = 0; i < amount.Length; i++)
        {
            amount[i] /= i % Width < scale.Length ? scale[i % Width] : 1;
        }

        for (var d = 0; d < starts; d++)
        {
            amount[scale.Length + d] += Left(from, to);
        }

        return new(cost, amount, codes, [.. chosen]);
    }

    /// <summary>A limit L on starts is written as "2 L less starts must reach L"; every piece brings its part of the 2 L, here normalised.</summary>
    private double Left(int from, int to) => 2.0 * (to - from) / p.Blocks;
}
