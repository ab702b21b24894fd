namespace Emergency.Forecasting.Verification;

/// <summary>The middle nine tenths of what a score might have been in another year like this one.</summary>
/// <param name="Low">5th percentile.</param>
/// <param name="High">95th percentile.</param>
public sealed record ValueRange(double Low, double High);

/// <summary>
/// Circular block bootstrap: consecutive days resemble each other, so whole blocks of ten days are drawn with repetition, as many as the record holds, and
/// the score is computed anew each time. The seed is fixed: the same record gives the same range.
/// </summary>
public static class BlockBootstrap
{
    /// <summary>Days of a block.</summary>
    public const int BlockDays = 10;

    private const int Replicates = 1000;
    private const double Tail = 0.05;
    private const int FewestBlocks = 3;

    /// <summary>The 90 % range of a score.</summary>
    /// <param name="sums">For each consecutive day (also those without a case) the sums the score is made of; all of one length.</param>
    /// <param name="score">The score from total sums; null where undefined, and such draws are left out.</param>
    /// <param name="seed">Seed of the draws.</param>
    /// <returns>The range; null when the record holds fewer than three blocks or the score is undefined in most draws.</returns>
    public static ValueRange? Range(IReadOnlyList<double[]> sums, Func<double[], double?> score, int seed)
    {
        var days = sums.Count;
        if (days < FewestBlocks * BlockDays)
        {
            return null;
        }

        var width = sums[0].Length;
        var cumulated = Cumulate(sums, width);
        var random = new Random(seed);
        var scores = new List<double>(Replicates);
        var total = new double[width];
        var blocks = (days + BlockDays - 1) / BlockDays;
        for (var replicate = 0; replicate < Replicates; replicate++)
        {
            Array.Clear(total);
            for (var block = 0; block < blocks; block++)
            {
                var start = random.Next(days);
                for (var i = 0; i < width; i++)
                {
                    total[i] += cumulated[start + BlockDays][i] - cumulated[start][i];
                }
            }

            if (score(total) is { } value)
            {
                scores.Add(value);
            }
        }

        if (scores.Count < Replicates / 2)
        {
            return null;
        }

        scores.Sort();
        return new(scores[(int)(Tail * (scores.Count - 1))], scores[(int)Math.Ceiling((1 - Tail) * (scores.Count - 1))]);
    }

    /// <summary>Running totals; the first days follow the last once more, so that a block may start on any day.</summary>
    private static double[][] Cumulate(IReadOnlyList<double[]> sums, int width)
    {
        var cumulated = new double[sums.Count + BlockDays + 1][];
        cumulated[0] = new double[width];
        for (var day = 0; day < sums.Count + BlockDays; day++)
        {
            var next = (double[])cumulated[day].Clone();
            for (var i = 0; i < width; i++)
            {
                next[i] += sums[day % sums.Count][i];
            }

            cumulated[day + 1] = next;
        }

        return cumulated;
    }
}
