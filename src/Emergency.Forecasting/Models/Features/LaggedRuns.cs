using Emergency.Core.Time;
using Emergency.Forecasting.Weather;
using MathNet.Numerics.LinearAlgebra.Double;

namespace Emergency.Forecasting.Models.Features;

/// <summary>
/// A time-lagged ensemble: the newest weather run and those of the days before say something of the same hour, each with its own error. Their anomalies are
/// weighed by least squares against what was observed, by variable, lead day and number of runs at hand, and brought back to the spread of the observed
/// anomaly, so that storms stay storms. With one run the result is that run.
/// </summary>
internal sealed class LaggedRuns
{
    /// <summary>Most runs before the newest, a day apart.</summary>
    public const int MostLags = 4;

    /// <summary>Lead days of a run.</summary>
    public const int LeadDays = 10;

    private const int Day = 24;

    /// <summary>Takes fitted weights [variable][lead day][earlier runs], each as long as there are runs, and qualities [lead day][earlier runs].</summary>
    public LaggedRuns(float[][][][] weights, float[][] quality) => (Weights, Quality) = (weights, quality);

    /// <summary>How well a blend tells the anomalies of a lead day, [lead day][number of earlier runs]: the mean correlation of wind, temperature and dew point.</summary>
    public float[][] Quality { get; }

    /// <summary>[variable][lead day][number of earlier runs][run, newest first]; the scale is in them.</summary>
    public float[][][][] Weights { get; }

    /// <summary>
    /// Fits the weights.
    /// </summary>
    /// <param name="archive">Runs of the past.</param>
    /// <param name="record">Observed weather.</param>
    /// <param name="normal">Normals.</param>
    /// <param name="until">Hours from here on are not looked at.</param>
    public static LaggedRuns Fit(RunArchive archive, PlaceRecord record, WeatherNormal normal, Hour until)
    {
        var fits = Enumerable.Range(0, WeatherSeries.Variables).Select(variable => Enumerable.Range(0, LeadDays).Select(lead =>
            FitLead(archive, record, normal, until, (WeatherVariable)variable, lead)).ToArray()).ToArray();
        WeatherVariable[] telling = [WeatherVariable.WindEast, WeatherVariable.WindNorth, WeatherVariable.WindSpeed, WeatherVariable.Temperature, WeatherVariable.DewPoint];
        return new(
            [.. fits.Select(v => v.Select(l => l.Select(w => w.Weights).ToArray()).ToArray())],
            [.. Enumerable.Range(0, LeadDays).Select(lead => Enumerable.Range(0, MostLags + 1)
                .Select(runs => telling.Average(v => fits[(int)v][lead][runs].Correlation)).ToArray())]);
    }

    /// <summary>Quality of each lead day with so many runs, for the boxes.</summary>
    public float[] QualityWith(int runs) => [.. Quality.Select(lead => lead[Math.Clamp(runs - 1, 0, MostLags)])];

    /// <summary>Blends runs into one series from the issue time on.</summary>
    /// <param name="runs">The newest first, then up to <see cref="MostLags"/> earlier ones, each a day or more older than the one before.</param>
    /// <param name="normal">Normals.</param>
    public WeatherSeries Blend(IReadOnlyList<WeatherRun> runs, WeatherNormal normal)
    {
        var newest = runs[0].Hours;
        if (runs.Count == 1)
        {
            return newest;
        }

        var blended = new WeatherSeries(newest.First, newest.Count);
        for (var v = 0; v < WeatherSeries.Variables; v++)
        {
            var variable = (WeatherVariable)v;
            for (var i = 0; i < newest.Count; i++)
            {
                blended[variable][i] = BlendHour(runs, normal, variable, newest.First.Plus(i));
            }
        }

        var (dew, temperature) = (blended[WeatherVariable.DewPoint], blended[WeatherVariable.Temperature]);
        for (var i = 0; i < newest.Count; i++)
        {
            // NaN passes through: Min gives NaN when either is.
            dew[i] = Math.Min(dew[i], temperature[i]);
        }

        return blended;
    }

    private float BlendHour(IReadOnlyList<WeatherRun> runs, WeatherNormal normal, WeatherVariable variable, Hour hour)
    {
        var lead = Math.Clamp((hour - runs[0].IssuedAt) / Day, 0, LeadDays - 1);
        var usual = normal.At(variable, hour);
        Span<float> anomalies = stackalloc float[MostLags + 1];
        var count = 0;
        for (var j = 0; j < runs.Count && j <= MostLags; j++)
        {
            var value = runs[j].Hours.At(variable, hour);
            if (float.IsNaN(value))
            {
                break;
            }

            anomalies[count++] = value - usual;
        }

        if (count <= 1)
        {
            return runs[0].Hours.At(variable, hour);
        }

        var weights = Weights[(int)variable][lead][count - 1];
        var sum = usual;
        for (var j = 0; j < count; j++)
        {
            sum += weights[j] * anomalies[j];
        }

        return variable is WeatherVariable.WindSpeed or WeatherVariable.Rain ? Math.Max(0, sum) : sum;
    }

    private static (float[] Weights, float Correlation)[] FitLead(RunArchive archive, PlaceRecord record, WeatherNormal normal, Hour until, WeatherVariable variable, int lead)
    {
        const int Sampled = 2;
        const int Most = MostLags + 1;
        var (products, moments, squares, rows) = (new double[Most, Most], new double[Most], 0.0, 0);
        var most = Math.Min(Most, LeadDays - lead);
        Span<double> anomalies = stackalloc double[Most];
        foreach (var chain in archive.Chains(most - 1))
        {
            for (var h = Day * lead; h < Day * (lead + 1); h += Sampled)
            {
                var hour = chain[0].IssuedAt.Plus(h);
                var index = hour - record.First;
                if (hour >= until || index < 0 || index >= record.Count)
                {
                    continue;
                }

                var usual = normal.At(variable, hour);
                var observed = record.Weather[(int)variable][index] - usual;
                var known = !float.IsNaN(observed);
                for (var j = 0; j < most; j++)
                {
                    anomalies[j] = chain[j].Hours.At(variable, hour) - usual;
                    known &= !double.IsNaN(anomalies[j]);
                }

                if (!known)
                {
                    continue;
                }

                rows++;
                squares += observed * observed;
                for (var a = 0; a < most; a++)
                {
                    moments[a] += anomalies[a] * observed;
                    for (var b = 0; b < most; b++)
                    {
                        products[a, b] += anomalies[a] * anomalies[b];
                    }
                }
            }
        }

        return [.. Enumerable.Range(1, Most).Select(count => Solve(products, moments, squares, rows, Math.Min(count, most), count))];
    }

    private static (float[] Weights, float Correlation) Solve(double[,] products, double[] moments, double squares, int rows, int runs, int length)
    {
        var weights = new float[length];
        weights[0] = 1;
        const int FewestRows = 500;
        if (rows < FewestRows || squares <= 0 || !Enumerable.Range(0, runs).All(a => products[a, a] > 0))
        {
            // Runs without any anomaly (rain that is never told) say nothing that could be weighed.
            return (weights, 0);
        }

        if (runs == 1)
        {
            return (weights, (float)(moments[0] / Math.Sqrt(squares * products[0, 0])));
        }

        var matrix = DenseMatrix.Create(runs, runs, (a, b) => products[a, b] * (a == b ? 1.0001 : 1));
        var solved = matrix.Cholesky().Solve(DenseVector.OfArray(moments[..runs]));
        var spread = 0.0;
        for (var a = 0; a < runs; a++)
        {
            for (var b = 0; b < runs; b++)
            {
                spread += solved[a] * solved[b] * products[a, b];
            }
        }

        var scale = spread > 0 ? Math.Sqrt(squares / spread) : 0;
        for (var a = 0; a < runs && scale > 0; a++)
        {
            weights[a] = (float)(scale * solved[a]);
        }

        var together = 0.0;
        for (var a = 0; a < runs; a++)
        {
            together += solved[a] * moments[a];
        }

        return (weights, spread > 0 ? (float)(together / Math.Sqrt(spread * squares)) : 0);
    }
}
