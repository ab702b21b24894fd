using Emergency.Core.Quantities;
using Emergency.Forecasting.Models.Box;
using Emergency.Forecasting.Models.Features;
using Emergency.Forecasting.Models.Trees;

namespace Emergency.Forecasting.Models.Trained;

/// <summary>
/// One trained way to forecast, for one kind of weather knowledge: boxes, and for each pollutant a stack of season curve, ridge, trees and neural box.
/// All predictions are ln of concentrations.
/// </summary>
internal sealed class ModelVariant
{
    /// <summary>Weather that the variant was trained on.</summary>
    public required WeatherSetting Setting { get; init; }

    /// <summary>Inputs it uses.</summary>
    public required FeatureScope Scope { get; init; }

    /// <summary>The fitted box, whose course is among the features; null without future weather.</summary>
    public BoxModel? Box { get; init; }

    /// <summary>Neural boxes, averaged in logarithms; empty without any weather.</summary>
    public required IReadOnlyList<NeuralBox> NeuralBoxes { get; init; }

    /// <summary>Scaling of the ridge's columns.</summary>
    public required ColumnScale Scale { get; init; }

    /// <summary>By pollutant, in enum order.</summary>
    public required IReadOnlyList<PollutantModel> Pollutants { get; init; }

    /// <summary>Misses of the same recipe on days it was not fitted on.</summary>
    public required ResidualBank Residuals { get; init; }

    /// <summary>The model of one pollutant.</summary>
    public PollutantModel this[Pollutant pollutant] => Pollutants[(int)pollutant];
}

/// <summary>What predicts one pollutant.</summary>
/// <param name="Season">Season curve: coefficients of <see cref="SeasonCurve"/>.</param>
/// <param name="Ridge">Ridge coefficients [lead − 1][1 + columns].</param>
/// <param name="Trees">Trees by lead − 1; null where none are used; leads of a group share one.</param>
/// <param name="Stack">How the parts are weighed, by lead − 1.</param>
/// <param name="SeasonMeans">ln of the mean concentration of the training days within thirty days of a day of the year (index 1 … 366).</param>
internal sealed record PollutantModel(double[] Season, float[][] Ridge, TreeEnsemble?[] Trees, LeadStack[] Stack, float[] SeasonMeans);

/// <summary>The parts of a stack.</summary>
internal enum StackPart
{
    Season = 0,
    Ridge = 1,
    Trees = 2,
    NeuralBox = 3,

    /// <summary>Mean of the season: for the expected value alone, the yardstick that a forecast must beat.</summary>
    SeasonMean = 4,
}

/// <summary>Weights of one lead. Both are non-negative, found on predictions of days that the parts were not fitted on.</summary>
/// <param name="Centre">Mean of the target [ln].</param>
/// <param name="Centres">Means of the parts [ln].</param>
/// <param name="Weights">Weights of their deviations from those means: the median.</param>
/// <param name="MeanWeights">Weights of the concentrations themselves: the expected value.</param>
/// <param name="Carry">Part of the recent miss (<see cref="RecentMisses"/>) added to the middle, one half … 1 where it was fitted.</param>
/// <param name="MeanCarry">The same for the expected value.</param>
internal sealed record LeadStack(double Centre, double[] Centres, double[] Weights, double[] MeanWeights, double Carry, double MeanCarry)
{
    /// <summary>Number of parts.</summary>
    public const int Parts = 5;

    /// <summary>ln of the middle of the distribution; parts that are missing (NaN) stand at their mean.</summary>
    /// <param name="parts">ln that each part says.</param>
    /// <param name="recent">Mean miss of the latest first days [ln].</param>
    public double Median(ReadOnlySpan<float> parts, double recent)
    {
        var sum = Centre + (Carry * recent);
        for (var k = 0; k < Parts; k++)
        {
            sum += Weights[k] * (float.IsNaN(parts[k]) ? 0 : parts[k] - Centres[k]);
        }

        return sum;
    }

    /// <summary>Expected concentration.</summary>
    /// <param name="parts">ln that each part says.</param>
    /// <param name="recent">Mean miss of the latest first days [ln].</param>
    public double Mean(ReadOnlySpan<float> parts, double recent)
    {
        var sum = 0.0;
        for (var k = 0; k < Parts; k++)
        {
            sum += MeanWeights[k] * Math.Exp(float.IsNaN(parts[k]) ? Centres[k] : parts[k]);
        }

        return sum * Math.Exp(MeanCarry * recent);
    }
}

/// <summary>ln of a concentration by the day of the year: two harmonics.</summary>
internal static class SeasonCurve
{
    /// <summary>Number of coefficients.</summary>
    public const int Terms = 5;

    /// <summary>Value on a day of the year.</summary>
    public static double At(ReadOnlySpan<double> coefficients, int dayOfYear)
    {
        Span<double> row = stackalloc double[Terms];
        Write(dayOfYear, row);
        var sum = 0.0;
        for (var i = 0; i < Terms; i++)
        {
            sum += row[i] * coefficients[i];
        }

        return sum;
    }

    /// <summary>The terms of a day.</summary>
    public static void Write(int dayOfYear, Span<double> row)
    {
        var angle = 2 * Math.PI * dayOfYear / 365.25;
        row[0] = 1;
        (row[1], row[2]) = Math.SinCos(angle);
        (row[3], row[4]) = Math.SinCos(2 * angle);
    }
}

/// <summary>Mean concentration of a season by the day of the year: the climatology that forecasts are compared with.</summary>
internal static class SeasonWindow
{
    /// <summary>Length of a table: index 0 is not used.</summary>
    public const int Length = 367;

    private const int Reach = 30;

    /// <summary>ln of the mean over the days within thirty days of each day of the year; over all days where there is none.</summary>
    /// <param name="days">Day of the year of each value.</param>
    /// <param name="logs">ln of the values; NaN where missing.</param>
    public static float[] Fit(IReadOnlyList<int> days, IReadOnlyList<float> logs)
    {
        var (sums, counts) = (new double[Length], new int[Length]);
        for (var i = 0; i < days.Count; i++)
        {
            if (!float.IsNaN(logs[i]))
            {
                sums[days[i]] += Math.Exp(logs[i]);
                counts[days[i]]++;
            }
        }

        var (allSum, allCount) = (sums.Sum(), counts.Sum());
        var table = new float[Length];
        for (var day = 1; day < Length; day++)
        {
            var (sum, count) = (0.0, 0);
            for (var d = day - Reach; d <= day + Reach; d++)
            {
                var near = ((d + 365) % 366) + 1;
                sum += sums[near];
                count += counts[near];
            }

            table[day] = (float)Math.Log(count > 0 ? sum / count : allSum / allCount);
        }

        return table;
    }
}

/// <summary>Means and reciprocal spreads of columns.</summary>
/// <param name="Means">Means over the rows that have the column.</param>
/// <param name="Factors">Reciprocal spreads; 0 for a column that never varies or is never there.</param>
internal sealed record ColumnScale(float[] Means, float[] Factors)
{
    private const float FarOut = 4;

    /// <summary>Measures the columns of some rows.</summary>
    public static ColumnScale Of(float[] rows, int columns)
    {
        var (sums, squares, counts) = (new double[columns], new double[columns], new int[columns]);
        for (var o = 0; o < rows.Length; o += columns)
        {
            for (var k = 0; k < columns; k++)
            {
                var value = rows[o + k];
                if (!float.IsNaN(value))
                {
                    sums[k] += value;
                    squares[k] += (double)value * value;
                    counts[k]++;
                }
            }
        }

        var (means, factors) = (new float[columns], new float[columns]);
        for (var k = 0; k < columns; k++)
        {
            if (counts[k] > 0)
            {
                var mean = sums[k] / counts[k];
                var spread = Math.Sqrt(Math.Max(0, (squares[k] / counts[k]) - (mean * mean)));
                (means[k], factors[k]) = ((float)mean, spread > 1e-6 ? (float)(1 / spread) : 0);
            }
        }

        return new(means, factors);
    }

    /// <summary>Standardises a row; missing becomes 0 (the mean), values far out are cut.</summary>
    public void Apply(ReadOnlySpan<float> row, Span<float> standardised)
    {
        for (var k = 0; k < Means.Length; k++)
        {
            var z = (row[k] - Means[k]) * Factors[k];
            standardised[k] = float.IsNaN(z) ? 0 : z < -FarOut ? -FarOut : z > FarOut ? FarOut : z;
        }
    }
}

/// <summary>
/// Misses (observed − predicted, in logarithms) of a recipe on held-out days, whole vectors over pollutants and leads: added to a forecast they make
/// trajectories that keep the correlation between days and between pollutants.
/// </summary>
/// <param name="Days">Day number of the last observed day of each vector.</param>
/// <param name="Misses">[vector][pollutant × 10 + lead − 1] in units of the spread; NaN where nothing was observed.</param>
/// <param name="Spreads">[pollutant × 10 + lead − 1] how far a forecast misses, by the level that it says.</param>
internal sealed record ResidualBank(int[] Days, float[][] Misses, MissSpread[] Spreads);
