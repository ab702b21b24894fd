using Emergency.Planning.Optimising;

namespace Emergency.Planning.Staggering.Patterns;

/// <summary>The prices of a problem with the answers of its pieces.</summary>
internal sealed class DualPrices
{
    private readonly StaggerCore p;
    private readonly DualPricing pricing;
    private readonly PriceMaster master;

    /// <summary>How often prices are shaken to find who is undecided, and by what share of each: strongly, or little where that moves too many.</summary>
    private const int Shakes = 4;

    private const double Strongly = 0.2;

    private const double Little = 0.06;

    private readonly int[] levelOf;
    private readonly int threads;

    private DualPrices(StaggerCore p, DualPricing pricing, PriceMaster master, LevelRanges ranges, int threads)
    {
        (this.p, this.pricing, this.master, Ranges, Passes, this.threads) = (p, pricing, master, ranges, master.Evaluations, threads);
        levelOf = Array.ConvertAll(p.Pieces, piece => Array.Find(p.Chains, c => c.From >= piece.From)?.Level ?? 0);
    }

    /// <summary>Levels groups could choose.</summary>
    public LevelRanges Ranges { get; }

    /// <summary>Certified: no plan with the levels of the problem has cost and shortage cost, beyond what holds anyway, below this.</summary>
    public double Bound => master.Bound;

    public double[] Prices => master.Prices.ToArray();

    public int Passes { get; }

    /// <summary>Finds prices.</summary>
    /// <param name="p">Problem.</param>
    /// <param name="ranges">Levels groups may choose.</param>
    /// <param name="from">Prices and answers to start from; null for none.</param>
    /// <param name="rounds">Most rounds.</param>
    /// <param name="tolerance">Share of the bound that is not worth a further round.</param>
    /// <param name="threads">Most threads.</param>
    /// <param name="budget">When to stop.</param>
    public static DualPrices Find(StaggerCore p, LevelRanges ranges, DualPrices? from, int rounds, double tolerance, int threads, SolveBudget budget)
    {
        var pricing = new DualPricing(p, ranges);
        var scale = Math.Max(p.MostCost, 1);
        var zoneOf = Array.ConvertAll(p.Pieces, piece => p.HasZoneRows ? piece.Zone : 0);
        var master = new PriceMaster(pricing.Rows(), zoneOf, (int c, double[] prices, out double value) => pricing.Price(c, prices, out value), p.HasZoneRows, 0.1 * scale / Math.Max(1, pricing.Width), threads);
        if (from is not null)
        {
            for (var piece = 0; piece < p.Pieces.Length; piece++)
            {
                foreach (var (column, _) in from.master.ColumnsOf(piece))
                {
                    if (ranges.Holds(((PatternColumn)column).Levels, from.levelOf[piece]))
                    {
                        master.Offer(piece, column);
                    }
                }
            }

            master.Evaluate(from.master.Prices);
        }
        else
        {
            Start(p, pricing, master, 0.1 * scale / Math.Max(1, p.RowsOfScope));
        }

        for (var round = 0; round < rounds && !budget.Over; round++)
        {
            var before = master.Evaluations;
            master.Improve(1, Math.Max(tolerance * Math.Abs(master.Bound), 1e-11 * scale), double.PositiveInfinity, CancellationToken.None);
            if (master.Evaluations == before)
            {
                break;
            }
        }

        return new(p, pricing, master, ranges, threads);
    }

    /// <summary>By level: the one in the middle of those the dual weighs, and the weight of the answers that have it. Middles do not fall from rank to rank, because no answer's levels do.</summary>
    public (int Middle, double Weight)[] Levels()
    {
        var levels = new (int, double)[p.Levels];
        for (var piece = 0; piece < p.Pieces.Length; piece++)
        {
            var columns = Weighed(piece);
            for (var i = 0; i < columns[0].Column.Levels.Length; i++)
            {
                double sum = 0;
                foreach (var (level, weight) in columns.GroupBy(c => c.Column.Levels[i], (level, all) => (level, all.Sum(c => c.Weight))).OrderBy(x => x.level))
                {
                    sum += weight;
                    if (sum >= 0.5)
                    {
                        levels[levelOf[piece] + i] = (level, weight);
                        break;
                    }
                }
            }
        }

        return levels;
    }

    /// <summary>Every block's best pattern at the prices.</summary>
    public int[] Answers() => Answers(master.Prices.ToArray());

    /// <summary>Blocks that answer differently when prices are shaken, those first with most at stake.</summary>
    /// <param name="most">Where more would, prices are shaken only a little.</param>
    public int[] Undecided(int most)
    {
        var strongly = Undecided(Strongly);
        return strongly.Length <= most ? strongly : Undecided(Little);
    }

    private int[] Undecided(double shake)
    {
        var codes = Answers();
        var others = Enumerable.Range(1, Shakes).Select(seed =>
        {
            var random = new Random(seed);
            return Answers(Array.ConvertAll(master.Prices.ToArray(), v => v * (1 + (shake * ((2 * random.NextDouble()) - 1)))));
        }).ToList();
        return [.. Enumerable.Range(0, p.Blocks).Where(b => others.Exists(o => o[b] != codes[b])).OrderByDescending(b => others.Max(o => Math.Abs(p.CostOf(b, o[b]) - p.CostOf(b, codes[b])))).ThenBy(b => b)];
    }

    /// <summary>Prices in natural units; where the dual has none, a small one, so that a row without a price is not forgotten.</summary>
    public Penalty Penalty()
    {
        var prices = master.Prices;
        var floor = 0.02 * Math.Max(1, Math.Abs(Bound)) / Math.Max(1, p.RowsOfScope);
        var (regional, zonal, starts) = (new double[p.RowsOfScope], new double[p.Zones * p.RowsOfScope], new double[p.Days]);
        for (var i = 0; i < regional.Length; i++)
        {
            regional[i] = p.Need[i] > 0 ? Math.Max(pricing.Natural(i, prices[i]), floor / p.Need[i]) : 0;
        }

        for (var i = 0; i < zonal.Length && p.HasZoneRows; i++)
        {
            var place = i % p.RowsOfScope;
            var at = pricing.Width * (1 + (i / p.RowsOfScope)) + pricing.ZonesAt + place;
            zonal[i] = p.ZoneNeed[i] > 0 ? Math.Max(pricing.Natural(pricing.ZonesAt + place, prices[at]), floor / p.Zones / p.ZoneNeed[i]) : 0;
        }

        for (var d = 0; d < p.Days && pricing.Width > pricing.StartsAt; d++)
        {
            starts[d] = Math.Max(pricing.Natural(pricing.StartsAt + d, prices[pricing.StartsAt + d]), floor * p.RowsOfScope / Math.Max(p.MostStarts, 1));
        }

        return new(regional, zonal, starts);
    }

    /// <summary>What everything asked is worth at the prices [yuan].</summary>
    public double Asked()
    {
        var asked = pricing.Rows();
        var prices = master.Prices;
        double sum = 0;
        for (var i = 0; i < pricing.Width; i++)
        {
            // "2 L less starts must reach L" asks that starts stay below L.
            sum += i < pricing.StartsAt ? prices[i] * Math.Max(0, asked.Need[i]) : -prices[i];
            for (var z = 0; z < p.Zones && p.HasZoneRows; z++)
            {
                sum += prices[(pricing.Width * (1 + z)) + i] * Math.Max(0, asked.ZoneNeed[(z * pricing.Width) + i]);
            }
        }

        return sum;
    }

    /// <summary>What a pattern is worth at the prices, starts taken off [yuan].</summary>
    public double Worth(int block, int code)
    {
        var amount = new double[pricing.Width];
        pricing.Give(block, code, amount);
        var prices = master.Prices;
        double sum = 0;
        for (var i = 0; i < amount.Length; i++)
        {
            sum += amount[i] * (prices[i] + (p.HasZoneRows ? prices[(pricing.Width * (1 + p.Zone[block])) + i] : 0));
        }

        return sum;
    }

    /// <summary>Price of a row of the instance [yuan per weight × kg].</summary>
    public double PriceOf(int row)
    {
        var (place, factor) = p.RowAt[row];
        if (place < 0)
        {
            return 0;
        }

        var zonal = p.HasZoneRows && p.Instance.Rows[row].Zone >= 0;
        var within = (place % p.RowsOfScope) + (zonal ? pricing.ZonesAt : 0);
        return pricing.Natural(within, master.Prices[zonal ? (pricing.Width * (1 + (place / p.RowsOfScope))) + within : within]) / factor;
    }

    private int[] Answers(double[] prices)
    {
        var seen = new double[p.Zones * pricing.Width];
        PriceMaster.Spread(p.Zones, pricing.Width, prices, seen);
        var codes = new int[p.Blocks];
        Parallel.For(0, p.Pieces.Length, new ParallelOptions { MaxDegreeOfParallelism = threads }, piece => pricing.Price(piece, seen, out _).Codes.CopyTo(codes, p.Pieces[piece].From));
        return codes;
    }

    private List<(PatternColumn Column, double Weight)> Weighed(int piece)
    {
        var all = master.ColumnsOf(piece).Select(c => (Column: (PatternColumn)c.Column, c.Weight)).ToList();
        var sum = all.Sum(c => c.Weight);
        return sum > 0 ? [.. all.Where(c => c.Weight > 0).Select(c => (c.Column, c.Weight / sum))] : [(all[^1].Column, 1)];
    }

    /// <summary>One price for all regional rows, moved until about as much is given as is needed.</summary>
    private static void Start(StaggerCore p, DualPricing pricing, PriceMaster master, double price)
    {
        var prices = new double[pricing.Width * (1 + p.Zones)];
        var asked = pricing.Rows();
        var (low, high) = (0.0, 0.0);
        for (var i = 0; i < 16; i++)
        {
            for (var f = 0; f < p.RowsOfScope; f++)
            {
                prices[f] = asked.Need[f] > 0 ? price : 0;
                for (var z = 0; z < p.Zones && p.HasZoneRows; z++)
                {
                    var at = pricing.ZonesAt + f;
                    prices[(pricing.Width * (1 + z)) + at] = asked.Need[f] > 0 || asked.ZoneNeed[(z * pricing.Width) + at] <= 0 ? 0 : price;
                }
            }

            master.Evaluate(prices);
            if (Missing(p, pricing, asked, master) <= 0)
            {
                (high, price) = (price, low > 0 ? Math.Sqrt(low * price) : price / 3);
            }
            else
            {
                (low, price) = (price, high > 0 ? Math.Sqrt(price * high) : price * 3);
            }

            if (low > 0 && high > 0 && high / low < 1.5)
            {
                return;
            }
        }
    }

    private static double Missing(StaggerCore p, DualPricing pricing, PriceRows asked, PriceMaster master)
    {
        double missing = 0;
        for (var f = 0; f < p.RowsOfScope; f++)
        {
            var (need, at) = (asked.Need[f], asked.Need[f] > 0 ? f : pricing.ZonesAt + f);
            for (var z = 0; need <= 0 && z < p.Zones; z++)
            {
                missing += asked.ZoneNeed[(z * pricing.Width) + at];
            }

            missing += Math.Max(0, need);
            foreach (var column in master.Last)
            {
                for (var i = at; i < column!.Amount.Length; i += pricing.Width)
                {
                    missing -= column.Amount[i];
                }
            }
        }

        return missing;
    }
}
