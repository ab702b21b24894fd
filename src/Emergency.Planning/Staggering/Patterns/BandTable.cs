using System.Numerics;

namespace Emergency.Planning.Staggering.Patterns;

/// <summary>Levels of burden for the ranks of a group.</summary>
internal static class BandTable
{
    /// <summary>The levels m, not falling from rank to rank, at which the members together are cheapest.</summary>
    /// <param name="p">Problem.</param>
    /// <param name="chain">Group.</param>
    /// <param name="best">Least value of each member by sum of burden days.</param>
    public static int[] Cheapest(StaggerCore p, Chain chain, double[] best)
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

            for (var block = chain.RankAt[rank]; block < chain.RankAt[rank + 1]; block++)
            {
                var own = best.AsSpan((block - chain.From) * classes, classes);
                for (var m = 0; m < width; m++)
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
