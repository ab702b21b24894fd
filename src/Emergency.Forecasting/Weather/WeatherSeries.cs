using Emergency.Core.Time;

namespace Emergency.Forecasting.Weather;

/// <summary>
/// Hourly weather of one place without gaps in time: one array a variable (single precision, NaN where missing), all from <see cref="First"/> on.
/// Compact enough (28 bytes an hour) for years of observations and for hundreds of forecast runs.
/// </summary>
public sealed class WeatherSeries
{
    /// <summary>Number of variables.</summary>
    public const int Variables = 7;

    private readonly float[][] values;

    /// <summary>An empty frame of so many hours, every value missing.</summary>
    /// <param name="first">First hour.</param>
    /// <param name="count">Number of hours.</param>
    public WeatherSeries(Hour first, int count)
    {
        First = first;
        Count = count;
        values = new float[Variables][];
        for (var variable = 0; variable < Variables; variable++)
        {
            values[variable] = new float[count];
            Array.Fill(values[variable], float.NaN);
        }
    }

    /// <summary>First hour.</summary>
    public Hour First { get; }

    /// <summary>Number of hours.</summary>
    public int Count { get; }

    /// <summary>The hour after the last.</summary>
    public Hour Until => First.Plus(Count);

    /// <summary>All values of one variable, index 0 at <see cref="First"/>; NaN where missing. Writable: readers fill it.</summary>
    public float[] this[WeatherVariable variable] => values[(int)variable];

    /// <summary>One value; NaN when missing or outside.</summary>
    public float At(WeatherVariable variable, Hour hour) =>
        hour >= First && hour < Until ? values[(int)variable][hour - First] : float.NaN;

    /// <summary>A copy of the hours of a range, missing where this series does not reach: what was known at an issue time, or the frame a model needs.</summary>
    public WeatherSeries Within(HourRange range)
    {
        var part = new WeatherSeries(range.From, range.Count);
        var from = range.From > First ? range.From : First;
        var until = range.Until < Until ? range.Until : Until;
        if (from < until)
        {
            for (var variable = 0; variable < Variables; variable++)
            {
                values[variable].AsSpan(from - First, until - from).CopyTo(part.values[variable].AsSpan(from - range.From));
            }
        }

        return part;
    }

    /// <summary>
    /// A series from single hours in any order. Of several records of one hour (the stations of a city) the mean of each variable counts,
    /// wind as the mean of its components and speed as the mean of the speeds.
    /// </summary>
    public static WeatherSeries Of(IReadOnlyCollection<WeatherHour> hours)
    {
        if (hours.Count == 0)
        {
            return new(default, 0);
        }

        var first = hours.Min(h => h.Hour);
        var series = new WeatherSeries(first, hours.Max(h => h.Hour) - first + 1);
        var sums = new double[series.Count];
        var counts = new int[series.Count];
        for (var variable = 0; variable < Variables; variable++)
        {
            Array.Clear(sums);
            Array.Clear(counts);
            foreach (var hour in hours)
            {
                if (hour[(WeatherVariable)variable] is { } value)
                {
                    sums[hour.Hour - first] += value;
                    counts[hour.Hour - first]++;
                }
            }

            for (var i = 0; i < series.Count; i++)
            {
                series.values[variable][i] = counts[i] == 0 ? float.NaN : (float)(sums[i] / counts[i]);
            }
        }

        return series;
    }
}

/// <summary>A weather forecast for one place: what was expected at one issue time for the hours after it.</summary>
/// <param name="Place">City name.</param>
/// <param name="IssuedAt">First hour not yet observed when the run was made known: a forecast of air may use it from then on.</param>
/// <param name="Source">Where it comes from: open-meteo, draw1 …</param>
/// <param name="Hours">Expected weather, from <paramref name="IssuedAt"/> on, ten days when complete.</param>
public sealed record WeatherRun(string Place, Hour IssuedAt, string Source, WeatherSeries Hours)
{
    /// <summary>Age beyond which a forecast of air does without the run [h]: older than it was in training, its leads would mean something else.</summary>
    public const int OldestUsed = 30;
}
