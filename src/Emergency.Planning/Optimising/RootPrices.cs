namespace Emergency.Planning.Optimising;

/// <summary>The Lagrangian dual of the whole problem: starting prices, then the master's rounds.</summary>
internal static class RootPrices
{
    private const int MostRounds = 60;

    /// <summary>Rounds from prices that are nearly right.</summary>
    private const int MostRoundsAgain = 6;

    /// <summary>From so many options on a pass is shared between threads; below that it costs more than it brings.</summary>
    private const int ParallelFrom = 12_000;

    /// <summary>Cost of everybody's dearest option: no plan costs more, so a bound above it proves that there is none.</summary>
    public static double MostCost(CoreProblem p)
    {
        double sum = 0;
        for (var block = 0; block < p.Blocks; block++)
        {
            double most = 0;
            for (var o = p.First[block]; o < p.First[block + 1]; o++)
            {
                most = Math.Max(most, p.Cost[o]);
            }

            sum += most;
        }

        return sum;
    }

    /// <summary>Finds prices; <paramref name="warm"/> are prices to start from (regional by kind, then by zone × width + kind).</summary>
    public static PriceMaster Find(CoreProblem p, double mostCost, double[]? warm, double tolerance, int threads, SolveBudget budget)
    {
        var scale = mostCost > 0 ? mostCost : 1;
        var master = Master(p, null, 0.1 * scale, threads);
        if (warm is not null)
        {
            master.Evaluate(warm);
        }
        else
        {
            Start(p, master, 0.1 * scale / Math.Max(1, p.Kinds), budget);
        }

        var infeasible = mostCost * (1 + 1e-6) + 1e-6 + CapCost(p);
        for (var round = 0; round < MostRounds && master.Bound < infeasible && !budget.Over; round++)
        {
            var before = master.Evaluations;
            master.Improve(1, Math.Max(tolerance * Math.Abs(master.Bound), 1e-11 * scale), infeasible, CancellationToken.None);
            if (master.Evaluations == before)
            {
                break;
            }
        }

        return master;
    }

    /// <summary>Prices under a restriction, from prices known without it: a few passes. The bound is one of the restricted problem.</summary>
    public static PriceMaster Again(CoreProblem p, Restriction restriction, ReadOnlySpan<double> prices, double tolerance, int threads, SolveBudget budget)
    {
        var master = Master(p, restriction, 0.1 * MostCost(p), threads);
        master.Evaluate(prices);
        for (var round = 0; round < MostRoundsAgain && master.Hope > tolerance && double.IsFinite(master.Bound) && !budget.Over; round++)
        {
            master.Improve(1, tolerance, double.PositiveInfinity, CancellationToken.None);
        }

        return master;
    }

    private static PriceMaster Master(CoreProblem p, Restriction? restriction, double step, int threads) =>
        new(p.PriceRows, p.ComponentZones, (int c, double[] prices, out double value) => Pricing.Price(p, p.Components[c], prices, restriction, out value), true, step, p.First[^1] > ParallelFrom ? threads : 1);

    /// <summary>What it costs to be short of everything, where that has a price.</summary>
    public static double CapCost(CoreProblem p)
    {
        double sum = 0;
        for (var f = 0; f < p.Width; f++)
        {
            sum += p.Need[f] > 0 && double.IsFinite(p.Cap[f]) ? p.Need[f] * p.Cap[f] : 0;
        }

        for (var i = 0; i < p.ZoneNeed.Length; i++)
        {
            sum += p.ZoneNeed[i] > 0 && double.IsFinite(p.ZoneCap[i]) ? p.ZoneNeed[i] * p.ZoneCap[i] : 0;
        }

        return sum;
    }

    /// <summary>One price for all rows, moved until what is given and what is needed are near each other: good columns for the master to begin with.</summary>
    private static void Start(CoreProblem p, PriceMaster master, double price, SolveBudget budget)
    {
        var prices = new double[p.Width * (1 + p.Zones)];
        var (low, high) = (0.0, 0.0);
        for (var i = 0; i == 0 || (i < 24 && !budget.Over); i++)
        {
            for (var at = 0; at < prices.Length; at++)
            {
                prices[at] = at < p.Width || p.Need[at % p.Width] <= 0 ? price : 0;
            }

            if (double.IsPositiveInfinity(master.Evaluate(prices)) || Missing(p, master) <= 0)
            {
                (high, price) = (price, low > 0 ? Math.Sqrt(low * price) : price / 3);
            }
            else
            {
                (low, price) = (price, high > 0 ? Math.Sqrt(price * high) : price * 3);
            }

            if (low > 0 && high > 0 && high / low < 1.4)
            {
                return;
            }
        }
    }

    private static double Missing(CoreProblem p, PriceMaster master)
    {
        double missing = 0;
        for (var f = 0; f < p.Kinds; f++)
        {
            double given = 0;
            foreach (var column in master.Last)
            {
                for (var i = f; i < column!.Amount.Length; i += p.Width)
                {
                    given += column.Amount[i];
                }
            }

            var need = p.Need[f];
            for (var z = 0; need <= 0 && z < p.Zones; z++)
            {
                missing += p.ZoneNeed[z * p.Width + f];
            }

            missing += need - given;
        }

        return missing;
    }
}
