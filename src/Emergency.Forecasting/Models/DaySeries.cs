using Emergency.Core.Quantities;
using Emergency.Forecasting.Indexing;

namespace Emergency.Forecasting.Models;

/// <summary>The daily quantities that are forecast, each on its own.</summary>
internal enum ForecastQuantity
{
    Aqi,
    AqiWithoutOzone,
    AqiForWarnings,
    Pm25,
    O3Mda8,
}

/// <summary>
/// One daily quantity as natural logarithms, addressed by day number; NaN where there is no valid value. Logarithms, because pollution varies by
/// factors: a heavy day is as far from normal as a very clean one.
/// </summary>
internal sealed class DaySeries
{
    private readonly double[] values;

    private DaySeries(int first, double[] values)
    {
        First = first;
        this.values = values;
        Count = values.Count(v => !double.IsNaN(v));
    }

    /// <summary>Day number of the first day.</summary>
    public int First { get; }

    /// <summary>Day number after the last day.</summary>
    public int End => First + values.Length;

    /// <summary>Days with a value.</summary>
    public int Count { get; }

    /// <summary>ln of the value of a day; NaN when missing or outside.</summary>
    public double this[int day] => day >= First && day < End ? values[day - First] : double.NaN;

    /// <summary>Builds the series of one quantity. Of two records of one day the later in the list counts.</summary>
    public static DaySeries Of(IReadOnlyList<DailyAir> days, ForecastQuantity quantity)
    {
        if (days.Count == 0)
        {
            return new(0, []);
        }

        var first = days.Min(d => d.Day.Date.DayNumber);
        var values = new double[days.Max(d => d.Day.Date.DayNumber) - first + 1];
        Array.Fill(values, double.NaN);
        foreach (var day in days)
        {
            if (ValueOf(day, quantity) is { } value)
            {
                values[day.Day.Date.DayNumber - first] = Math.Log(Math.Max(1, value));
            }
        }

        return new(first, values);
    }

    /// <summary>The latest day with a value not after <paramref name="day"/> and at most <paramref name="reach"/> days before it; null when none.</summary>
    public int? LatestValid(int day, int reach)
    {
        for (var candidate = day; candidate >= day - reach; candidate--)
        {
            if (!double.IsNaN(this[candidate]))
            {
                return candidate;
            }
        }

        return null;
    }

    private static double? ValueOf(DailyAir day, ForecastQuantity quantity) => quantity switch
    {
        ForecastQuantity.Aqi => day.Aqi,
        ForecastQuantity.AqiWithoutOzone => day.AqiWithoutOzone,
        ForecastQuantity.AqiForWarnings => day.AqiForWarnings,
        ForecastQuantity.Pm25 => (double?)day.ConcentrationOf(Pollutant.Pm25),
        ForecastQuantity.O3Mda8 => (double?)day.ConcentrationOf(Pollutant.O3),
        _ => throw new ArgumentOutOfRangeException(nameof(quantity), quantity, null),
    };
}
