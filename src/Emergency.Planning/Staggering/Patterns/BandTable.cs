using System.Numerics;

namespace Emergency.Planning.Staggering.Patterns;

/// <summary>Levels that may still be chosen, by position of group and rank.</summary>
/// <param name="Low">Lowest.</param>
/// <param name="High">Highest.</param>
internal sealed record LevelRanges(int[] Low, int[] High)
{
    /// <summary>All levels that make a difference.</summary>
    public static LevelRanges All(StaggerCore p)
    {
        var (low, high) = (new int[p.Levels], new int[p.Levels]);
        foreach (var chain in p.Chains)
        {
            low.AsSpan(chain.Level, chain.Ranks).Fill(chain.Lowest);
            high.AsSpan(chain.Level, chain.Ranks).Fill(chain.Highest);
        }

        return new(low, high);
    }

    public bool Single => Low.AsSpan().SequenceEqual(High);

    /// <summary>The same with some ranges narrowed; those of the other ranks of a group follow, because levels do not fall from rank to rank.</summary>
    public LevelRanges With(StaggerCore p, IEnumerable<(int At, int Low, int High)> narrowed)
    {
        var (low, high) = ((int[])Low.Clone(), (int[])High.Clone());
        foreach (var (at, l, h) in narrowed)
        {
            (low[at], high[at]) = (Math.Max(low[at], l), Math.Min(high[at], h));
        }

        foreach (var chain in p.Chains)
        {
            for (var r = 1; r < chain.Ranks; r++)
            {
                low[chain.Level + r] = Math.Max(low[chain.Level + r], low[chain.Level + r - 1]);
            }

            for (var r = chain.Ranks - 2; r >= 0; r--)
            {
                high[chain.Level + r] = Math.Min(high[chain.Level + r], high[chain.Level + r + 1]);
            }
        }

        return new(low, high);
    }

    public bool Holds(ReadOnlySpan<int> levels, int from)
    {
        for (var i = 0; i < levels.Length; i++)
        {
            if (levels[i] < Low[from + i] || levels[i] > High[from + i])
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>Levels of burden for the ranks of a group.</summary>
internal static class BandTable
{
    /// <summary>The levels m, not falling from rank to rank, at which the members together are cheapest.</summary>
    /// <param name="p">Problem.</param>
    /// <param name="chain">Group.</param>
    /// <param name="best">Least value of each member by sum of burden days.</param>
    /// <param name="ranges">Levels that may be chosen.</param>
    public static int[] Cheapest(StaggerCore p, Chain chain, double[] best, LevelRanges ranges)
    {
        var (width, classes) = (chain.Highest - chain.Lowest + 1, p.Days + 1);
        var value = new double[width];
        var from = new int[chain.Ranks, width];
        for (var rank = 0; rank < chain.Ranks; rank++)
        {
            // The best so far with a level of the better ranks no higher than this.
            for (var m = 0; m < width; m++)
            {
                from[rank, m] = m;
                if (rank > 0 && m > 0 && value[m - 1] <= value[m])
                {
                    (value[m], from[rank, m]) = (value[m - 1], from[rank, m - 1]);
                }
            }

            var (low, high) = (ranges.Low[chain.Level + rank] - chain.Lowest, ranges.High[chain.Level + rank] - chain.Lowest);
            value.AsSpan(0, low).Fill(double.PositiveInfinity);
            value.AsSpan(high + 1).Fill(double.PositiveInfinity);
            for (var block = chain.RankAt[rank]; block < chain.RankAt[rank + 1]; block++)
            {
                var own = best.AsSpan((block - chain.From) * classes, classes);
                for (var m = low; m <= high; m++)
                {
                    value[m] += own[Least(p.Allowed(block, chain.Lowest + m), own)];
                }
            }
        }

        var at = Array.IndexOf(value, value.Min());
        var levels = new int[chain.Ranks];
        for (var rank = chain.Ranks - 1; rank >= 0; rank--)
        {
            levels[rank] = chain.Lowest + at;
            at = from[rank, at];
        }

        return levels;
    }

    /// <summary>Of the sums allowed (one bit each) the one of least value, the smallest of equals.</summary>
    public static int Least(int allowed, ReadOnlySpan<double> best)
    {
        var least = BitOperations.TrailingZeroCount(allowed);
        for (var rest = allowed & (allowed - 1); rest != 0; rest &= rest - 1)
        {
            var w = BitOperations.TrailingZeroCount(rest);
            least = best[w] < best[least] ? w : least;
        }

        return least;
    }
}
