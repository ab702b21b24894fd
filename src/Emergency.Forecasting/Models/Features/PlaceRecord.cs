using Emergency.Core.Quantities;
using Emergency.Core.Time;
using Emergency.Forecasting.Indexing;
using Emergency.Forecasting.Observing;
using Emergency.Forecasting.Weather;

namespace Emergency.Forecasting.Models.Features;

/// <summary>
/// Everything observed of one place, hour by hour without gaps in time: the concentrations of six pollutants and the weather, NaN where missing. Means over
/// any hours are two subtractions. Built up to the issue time it holds nothing later, so no feature made from it can.
/// </summary>
internal sealed class PlaceRecord
{
    private const int Pollutants = 6;

    private readonly double[][] sums = new double[Pollutants][];
    private readonly int[][] counts = new int[Pollutants][];

    private PlaceRecord(Hour first, int count, double[][] air, float[][] weather)
    {
        First = first;
        Count = count;
        Air = air;
        Weather = weather;
        for (var p = 0; p < Pollutants; p++)
        {
            (sums[p], counts[p]) = Cumulate(air[p]);
        }
    }

    /// <summary>First hour.</summary>
    public Hour First { get; }

    /// <summary>Number of hours.</summary>
    public int Count { get; }

    /// <summary>Concentrations [pollutant][hour − First] in stored units; NaN where missing.</summary>
    public double[][] Air { get; }

    /// <summary>Weather [variable][hour − First]; NaN where missing. Gaps of up to <see cref="WeatherFilling.Inside"/> are bridged.</summary>
    public float[][] Weather { get; }

    /// <summary>True when any weather was observed in the three days before an hour.</summary>
    public bool HasWeatherBefore(int index) => Array.Exists(Weather[(int)WeatherVariable.WindSpeed][Math.Max(0, index - 72)..Math.Clamp(index, 0, Count)], v => !float.IsNaN(v));

    /// <summary>Builds the record of the hours before <paramref name="until"/>.</summary>
    /// <param name="place">Place wanted; others are ignored.</param>
    /// <param name="hours">Hourly values of the place itself (a city: the mean of its stations).</param>
    /// <param name="days">Daily values; a day without a single hour counts with its daily value in each hour, which is all that is known of it.</param>
    /// <param name="weather">Weather observed; null when there is none.</param>
    /// <param name="until">First hour not to be used.</param>
    public static PlaceRecord Of(string place, IReadOnlyList<HourlyAir> hours, IReadOnlyList<DailyAir> days, WeatherSeries? weather, Hour until)
    {
        var first = until;
        foreach (var hour in hours)
        {
            first = hour.Place == place && hour.Hour < first ? hour.Hour : first;
        }

        foreach (var day in days)
        {
            first = day.Place == place && day.Day.FirstHour < first ? day.Day.FirstHour : first;
        }

        var count = until - first;
        var air = Missing(Pollutants, count);
        var hourly = new bool[count];
        foreach (var hour in hours)
        {
            if (hour.Place != place || hour.Hour >= until)
            {
                continue;
            }

            var i = hour.Hour - first;
            hourly[i] = true;
            for (var p = 0; p < Pollutants; p++)
            {
                air[p][i] = hour[(Pollutant)p] ?? double.NaN;
            }
        }

        foreach (var day in days)
        {
            var start = day.Day.FirstHour - first;
            if (day.Place != place || start < 0 || start + 24 > count || hourly.AsSpan(start, 24).Contains(true))
            {
                continue;
            }

            for (var p = 0; p < Pollutants; p++)
            {
                air[p].AsSpan(start, 24).Fill((double?)day.ConcentrationOf((Pollutant)p) ?? double.NaN);
            }
        }

        return new(first, count, air, WeatherOf(weather, first, count));
    }

    /// <summary>The same record with every concentration of a pollutant divided by e^level: a place seen at the level of another.</summary>
    public PlaceRecord Scaled(IReadOnlyList<double> level) =>
        new(First, Count, [.. Air.Select((values, p) => values.Select(v => v / Math.Exp(level[p])).ToArray())], Weather);

    /// <summary>Mean concentration over hours [from, to), as indices; NaN when less than <paramref name="share"/> of them are there.</summary>
    public double Mean(Pollutant pollutant, int from, int to, double share = 0.5)
    {
        var hours = to - from;
        from = Math.Max(0, from);
        to = Math.Min(Count, to);
        if (to <= from)
        {
            return double.NaN;
        }

        var p = (int)pollutant;
        var there = counts[p][to] - counts[p][from];
        return there > 0 && there >= (share * hours) - 1e-9 ? Math.Max(0, sums[p][to] - sums[p][from]) / there : double.NaN;
    }

    /// <summary>ln of <see cref="Mean"/>, of at least the floor of the pollutant (<see cref="LogAir.Floor"/>).</summary>
    public double LogMean(Pollutant pollutant, int from, int to, double share = 0.5) => LogAir.Of(pollutant, Mean(pollutant, from, to, share));

    /// <summary>Highest mean over eight hours that lie whole in [from, to), each with at least six values; NaN with fewer than fourteen such windows (HJ 663 for a day).</summary>
    public double HighestEightHours(int from, int to)
    {
        var (highest, windows) = (double.NaN, 0);
        for (var i = Math.Max(0, from); i + 8 <= Math.Min(Count, to); i++)
        {
            var mean = Mean(Pollutant.O3, i, i + 8, 0.75);
            if (!double.IsNaN(mean))
            {
                windows++;
                highest = double.IsNaN(highest) ? mean : Math.Max(highest, mean);
            }
        }

        return windows >= 14 ? highest : double.NaN;
    }

    private static double[][] Missing(int rows, int count)
    {
        var values = new double[rows][];
        for (var i = 0; i < rows; i++)
        {
            values[i] = new double[count];
            Array.Fill(values[i], double.NaN);
        }

        return values;
    }

    private static float[][] WeatherOf(WeatherSeries? weather, Hour first, int count)
    {
        var values = new float[WeatherSeries.Variables][];
        for (var variable = 0; variable < values.Length; variable++)
        {
            values[variable] = new float[count];
            Array.Fill(values[variable], float.NaN);
            if (weather is null)
            {
                continue;
            }

            for (var i = 0; i < count; i++)
            {
                values[variable][i] = weather.At((WeatherVariable)variable, first.Plus(i));
            }

            WeatherFilling.Bridge(values[variable]);
        }

        return values;
    }

    private static (double[] Sums, int[] Counts) Cumulate(double[] values)
    {
        var sums = new double[values.Length + 1];
        var counts = new int[values.Length + 1];
        for (var i = 0; i < values.Length; i++)
        {
            var there = !double.IsNaN(values[i]);
            sums[i + 1] = sums[i] + (there ? values[i] : 0);
            counts[i + 1] = counts[i] + (there ? 1 : 0);
        }

        return (sums, counts);
    }
}

/// <summary>Concentrations as natural logarithms, in which pollution varies: a heavy day is a multiple of a normal one.</summary>
internal static class LogAir
{
    /// <summary>Smallest concentration told apart [stored unit of the pollutant]: below it instruments and effects mean nothing, and its logarithm would run away.</summary>
    public static double Floor(Pollutant pollutant) => pollutant == Pollutant.Co ? 0.05 : 2;

    /// <summary>ln of a concentration, at least of the floor; NaN stays NaN.</summary>
    public static double Of(Pollutant pollutant, double concentration) => double.IsNaN(concentration) ? double.NaN : Math.Log(Math.Max(Floor(pollutant), concentration));
}
