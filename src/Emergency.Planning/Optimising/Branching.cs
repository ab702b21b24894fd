namespace Emergency.Planning.Optimising;

/// <summary>Where to split a node.</summary>
internal static class Branching
{
    /// <summary>A split: of a group into patterns <see cref="Low"/> and the rest, or of a block into options before <see cref="Cut"/> and the rest.</summary>
    internal readonly record struct Split(int Group, UInt128 Low, int Block, int Cut);

    /// <summary>The split on which the weighted columns disagree most, by yuan; where they agree, the undecided group or block that moves most; null when all is decided.</summary>
    public static Split? Choose(CoreProblem p, PriceMaster master, Restriction restriction, TreeLayout layout)
    {
        Split? best = null;
        var score = 1e-6;
        for (var g = 0; g < p.Groups.Length; g++)
        {
            SplitGroup(p, master, restriction, g, layout.ComponentOf[p.Groups[g].From], layout.PatternAt[g], ref score, ref best);
        }

        Span<double> weight = stackalloc double[256];
        for (var block = 0; block < p.Blocks; block++)
        {
            var options = p.First[block + 1] - p.First[block];
            if (options < 2)
            {
                continue;
            }

            weight[..options].Clear();
            var component = layout.ComponentOf[block];
            var (from, seen, torn) = (p.Components[component].From, -1, false);
            foreach (var (column, share) in master.ColumnsOf(component))
            {
                if (share > 1e-9)
                {
                    int choice = column.Choice[block - from];
                    weight[choice] += share;
                    torn |= seen >= 0 && seen != choice;
                    seen = choice;
                }
            }

            if (!torn)
            {
                continue;
            }

            double low = 0;
            for (var cut = 1; cut < options; cut++)
            {
                low += weight[cut - 1];
                var value = Math.Min(low, 1 - low) * Spread(p, block, weight[..options], cut);
                if (value > score)
                {
                    (score, best) = (value, new(-1, 0, block, cut));
                }
            }
        }

        return best ?? Undecided(p, restriction);
    }

    private static double Spread(CoreProblem p, int block, Span<double> weight, int cut)
    {
        double low = 0, lowCost = 0, high = 0, highCost = 0;
        for (var o = 0; o < weight.Length; o++)
        {
            var cost = p.Cost[p.First[block] + o] * weight[o];
            (low, lowCost, high, highCost) = o < cut ? (low + weight[o], lowCost + cost, high, highCost) : (low, lowCost, high + weight[o], highCost + cost);
        }

        return low > 0 && high > 0 ? Math.Abs(highCost / high - lowCost / low) + 1e-3 : 0;
    }

    private static void SplitGroup(CoreProblem p, PriceMaster master, Restriction restriction, int g, int component, int at, ref double score, ref Split? best)
    {
        var group = p.Groups[g];
        Span<double> weight = stackalloc double[OrderTable.MostPatterns];
        Span<double> cost = stackalloc double[OrderTable.MostPatterns];
        weight.Clear();
        cost.Clear();
        var (seen, torn) = (-1, false);
        foreach (var (column, share) in master.ColumnsOf(component))
        {
            if (share <= 1e-9)
            {
                continue;
            }

            int pattern = column.Pattern[at];
            torn |= seen >= 0 && seen != pattern;
            seen = pattern;
            weight[pattern] += share;
            for (var block = group.From; block < group.To; block++)
            {
                cost[pattern] += share * p.Cost[p.First[block] + column.Choice[block - p.Components[component].From]];
            }
        }

        if (!torn)
        {
            return;
        }

        // Every threshold at every stage is a possible split.
        var length = p.Table!.Patterns[group.Patterns[0]].Length;
        for (var t = 0; t < length; t++)
        {
            for (var stage = 1; stage < p.Table.Stages; stage++)
            {
                UInt128 mask = 0;
                double low = 0, lowCost = 0, high = 0, highCost = 0;
                for (var q = 0; q < group.Patterns.Length; q++)
                {
                    if (p.Table.Patterns[group.Patterns[q]][t] < stage)
                    {
                        mask |= UInt128.One << q;
                        (low, lowCost) = (low + weight[q], lowCost + cost[q]);
                    }
                    else
                    {
                        (high, highCost) = (high + weight[q], highCost + cost[q]);
                    }
                }

                if (low > 1e-9 && high > 1e-9)
                {
                    var value = Math.Min(low, high) * (Math.Abs(highCost / high - lowCost / low) + 1e-3);
                    if (value > score && (restriction.Patterns[g] & mask) != 0 && (restriction.Patterns[g] & ~mask) != 0)
                    {
                        (score, best) = (value, new(g, mask, -1, 0));
                    }
                }
            }
        }
    }

    private static Split? Undecided(CoreProblem p, Restriction restriction)
    {
        for (var g = 0; g < p.Groups.Length; g++)
        {
            var left = restriction.Patterns[g] & p.Groups[g].All;
            if (UInt128.PopCount(left) > 1)
            {
                return new(g, left & (~left + 1), -1, 0);
            }
        }

        var (best, spread) = (default(Split?), -1.0);
        for (var block = 0; block < p.Blocks; block++)
        {
            var (first, last) = (-1, -1);
            for (var o = p.First[block]; o < p.First[block + 1]; o++)
            {
                var stages = Stages(p, restriction, block);
                if (!restriction.Banned[o] && (stages >> p.Stage[o] & 1) == 1)
                {
                    (first, last) = (first < 0 ? o : first, o);
                }
            }

            if (last > first && p.Cost[last] - p.Cost[first] > spread)
            {
                (spread, best) = (p.Cost[last] - p.Cost[first], new(-1, 0, block, last - p.First[block]));
            }
        }

        return best;
    }

    /// <summary>Stages a block may take under the one pattern left to its group; all when it is free.</summary>
    public static int Stages(CoreProblem p, Restriction restriction, int block)
    {
        var g = p.GroupAt[block];
        return g < 0 ? 255 : p.Table!.Allowed(p.Table.Window(p.Groups[g].Patterns[OnlyPattern(p, restriction, g)], p.Rank[block]), p.Present[block]);
    }

    /// <summary>The (first) pattern left to a group.</summary>
    public static int OnlyPattern(CoreProblem p, Restriction restriction, int g) => (int)UInt128.TrailingZeroCount(restriction.Patterns[g] & p.Groups[g].All);
}
