using Emergency.Core.Time;
using Emergency.Forecasting.Weather;
using MathNet.Numerics.LinearAlgebra.Double;

namespace Emergency.Forecasting.Models.Features;

/// <summary>
/// The normal weather of a place by day of the year and hour of the day: two harmonics of each and their products, least squares on the hours allowed.
/// </summary>
internal sealed class WeatherNormal
{
    /// <summary>Coefficients of one variable.</summary>
    public const int Terms = 25;

    private const double DaysOfYear = 365.25;
    private const int Sampled = 3;
    private const double Penalty = 1e-4;

    private readonly float[][] tables;

    /// <summary>Takes fitted coefficients, [variable][<see cref="Terms"/>].</summary>
    public WeatherNormal(double[][] coefficients)
    {
        Coefficients = coefficients;
        tables = [.. coefficients.Select(Table)];
    }

    /// <summary>Coefficients [variable][term].</summary>
    public double[][] Coefficients { get; }

    /// <summary>Fits the normals on the hours of a record that are allowed; a variable without any hour has the normal NaN.</summary>
    public static WeatherNormal Fit(PlaceRecord record, Func<int, bool> allowed)
    {
        var terms = AllTerms();
        return new([.. record.Weather.Select(values =>
        {
            var products = new double[Terms, Terms];
            var targets = new double[Terms];
            var rows = 0;
            for (var i = 0; i < record.Count; i += Sampled)
            {
                if (float.IsNaN(values[i]) || !allowed(i))
                {
                    continue;
                }

                var hour = record.First.Plus(i);
                var row = terms[Slot(hour)];
                rows++;
                for (var a = 0; a < Terms; a++)
                {
                    targets[a] += row[a] * values[i];
                    for (var b = 0; b <= a; b++)
                    {
                        products[a, b] += row[a] * row[b];
                    }
                }
            }

            if (rows < Terms)
            {
                var missing = new double[Terms];
                missing[0] = double.NaN;
                return missing;
            }

            var matrix = DenseMatrix.Create(Terms, Terms, (a, b) => products[Math.Max(a, b), Math.Min(a, b)] + (a == b ? rows * Penalty : 0));
            return matrix.Cholesky().Solve(DenseVector.OfArray(targets)).ToArray();
        })]);
    }

    /// <summary>Normal of a variable at an hour.</summary>
    public float At(WeatherVariable variable, Hour hour) => tables[(int)variable][Slot(hour)];

    /// <summary>Place of an hour in tables by day of the year and hour of the day.</summary>
    public static int Slot(Hour hour) => ((hour.Day.Date.DayOfYear - 1) * 24) + hour.HourOfDay;

    private static float[] Table(double[] coefficients) =>
        [.. AllTerms().Select(row => (float)Enumerable.Range(0, Terms).Sum(i => row[i] * coefficients[i]))];

    private static double[][] AllTerms() => Cached.Value;

    private static readonly Lazy<double[][]> Cached = new(() =>
    {
        var all = new double[366 * 24][];
        for (var day = 0; day < 366; day++)
        {
            for (var hour = 0; hour < 24; hour++)
            {
                var (a, h) = (2 * Math.PI * (day + 1) / DaysOfYear, 2 * Math.PI * hour / 24);
                double[] season = [1, Math.Sin(a), Math.Cos(a), Math.Sin(2 * a), Math.Cos(2 * a)];
                double[] daily = [1, Math.Sin(h), Math.Cos(h), Math.Sin(2 * h), Math.Cos(2 * h)];
                all[(day * 24) + hour] = [.. season.SelectMany(s => daily.Select(d => s * d))];
            }
        }

        return all;
    });
}
