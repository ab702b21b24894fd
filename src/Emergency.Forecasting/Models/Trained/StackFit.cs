using Emergency.Core.Quantities;

namespace Emergency.Forecasting.Models.Trained;

/// <summary>Finds the weights of a stack: non-negative least squares on predictions of held-out days, by coordinate descent on the normal equations.</summary>
internal static class StackFit
{
    private const int Sweeps = 3000;
    private const double Least = 1e-4;

    /// <summary>
    /// The expected value leaves the mean of the season only when it misses held-out days by at least 5 % less: smaller gains did not carry over to another
    /// year (docs/forecast.md).
    /// </summary>
    private const double GainNeeded = 0.95;

    /// <summary>Non-negative x that minimises x·A·x/2 − b·x.</summary>
    public static double[] NonNegative(double[,] a, double[] b)
    {
        var n = b.Length;
        var x = new double[n];
        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            var moved = 0.0;
            for (var k = 0; k < n; k++)
            {
                if (a[k, k] <= 0)
                {
                    continue;
                }

                var slope = -b[k];
                for (var j = 0; j < n; j++)
                {
                    slope += a[k, j] * x[j];
                }

                var next = Math.Max(0, x[k] - (slope / a[k, k]));
                moved = Math.Max(moved, Math.Abs(next - x[k]));
                x[k] = next;
            }

            if (moved < 1e-9)
            {
                break;
            }
        }

        return x;
    }

    /// <summary>Fits the stack of one pollutant and lead, as yet without any carry of recent misses.</summary>
    /// <param name="parts">[row][part], ln; NaN where a part is missing or the row was not held out.</param>
    /// <param name="targets">ln of the target of each row; NaN where missing.</param>
    /// <param name="counts">Rows to use.</param>
    public static LeadStack Fit(float[][] parts, float[] targets, IReadOnlyList<int> counts)
    {
        const int Parts = LeadStack.Parts;
        var present = Enumerable.Range(0, Parts).Select(k => counts.Count(i => !float.IsNaN(parts[i][k])) * 2 > counts.Count).ToArray();
        var rows = counts.Where(i => !float.IsNaN(targets[i]) && Enumerable.Range(0, Parts).All(k => !present[k] || !float.IsNaN(parts[i][k]))).ToList();
        var centres = new double[Parts];
        if (rows.Count == 0)
        {
            return new(double.NaN, centres, new double[Parts], new double[Parts], 0, 0);
        }

        var centre = rows.Average(i => (double)targets[i]);
        for (var k = 0; k < Parts; k++)
        {
            centres[k] = present[k] ? rows.Average(i => (double)parts[i][k]) : 0;
        }

        var (logs, logMoments, raws, rawMoments) = (new double[Parts, Parts], new double[Parts], new double[Parts, Parts], new double[Parts]);
        Span<double> log = stackalloc double[Parts];
        Span<double> raw = stackalloc double[Parts];
        foreach (var i in rows)
        {
            for (var k = 0; k < Parts; k++)
            {
                log[k] = present[k] && k != (int)StackPart.SeasonMean ? parts[i][k] - centres[k] : 0;
                raw[k] = present[k] ? Math.Exp(parts[i][k]) : 0;
            }

            for (var k = 0; k < Parts; k++)
            {
                logMoments[k] += log[k] * (targets[i] - centre);
                rawMoments[k] += raw[k] * Math.Exp(targets[i]);
                for (var j = 0; j < Parts; j++)
                {
                    logs[k, j] += log[k] * log[j];
                    raws[k, j] += raw[k] * raw[j];
                }
            }
        }

        for (var k = 0; k < Parts; k++)
        {
            logs[k, k] += present[k] ? rows.Count * Least : 0;
            raws[k, k] *= 1 + Least;
        }

        return new(centre, centres, NonNegative(logs, logMoments), MeanWeights(parts, targets, rows, NonNegative(raws, rawMoments)), 0, 0);
    }

    private static double[] MeanWeights(float[][] parts, float[] targets, List<int> rows, double[] found)
    {
        const int SeasonMean = (int)StackPart.SeasonMean;
        var (squares, seasonSquares) = (0.0, 0.0);
        foreach (var i in rows)
        {
            var value = Math.Exp(targets[i]);
            var stacked = 0.0;
            for (var k = 0; k < LeadStack.Parts; k++)
            {
                stacked += found[k] == 0 ? 0 : found[k] * Math.Exp(parts[i][k]);
            }

            squares += Math.Pow(stacked - value, 2);
            seasonSquares += Math.Pow(Math.Exp(parts[i][SeasonMean]) - value, 2);
        }

        if (double.IsNaN(seasonSquares) || Math.Sqrt(squares) <= GainNeeded * Math.Sqrt(seasonSquares))
        {
            return found;
        }

        var season = new double[LeadStack.Parts];
        season[SeasonMean] = 1;
        return season;
    }
}
