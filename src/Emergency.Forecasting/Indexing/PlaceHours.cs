using Emergency.Core.Quantities;
using Emergency.Core.Time;
using Emergency.Forecasting.Observing;

namespace Emergency.Forecasting.Indexing;

/// <summary>
/// The hours of one place as plain arrays (48 bytes an hour), so that years of many stations fit in memory. Missing values are NaN. An hour given
/// twice keeps the later values. Negative values count as missing: a concentration cannot be negative.
/// </summary>
internal sealed class PlaceHours
{
    private static readonly int Width = Pollutants.All.Count;
    private double[] values = [];
    private int firstHour;

    /// <summary>First day with an hour; meaningless while <see cref="Empty"/>.</summary>
    public LocalDay FirstDay { get; private set; }

    /// <summary>Last day with an hour.</summary>
    public LocalDay LastDay { get; private set; }

    /// <summary>True until the first hour.</summary>
    public bool Empty => values.Length == 0;

    public void Add(in HourlyAir hour)
    {
        var day = hour.Hour.Day;
        if (Empty)
        {
            (FirstDay, LastDay) = (day, day);
            firstHour = day.FirstHour.Index;
            values = NewArray(1);
        }
        else if (day < FirstDay)
        {
            var added = FirstDay - day;
            var grown = NewArray(added + (values.Length / (24 * Width)));
            values.CopyTo(grown, added * 24 * Width);
            (values, FirstDay, firstHour) = (grown, day, day.FirstHour.Index);
        }
        else if (day > LastDay)
        {
            var needed = (day - FirstDay + 1) * 24 * Width;
            if (needed > values.Length)
            {
                var grown = NewArray(Math.Max(day - FirstDay + 1, values.Length / (24 * Width) * 2));
                values.CopyTo(grown, 0);
                values = grown;
            }

            LastDay = day;
        }

        var slot = (hour.Hour.Index - firstHour) * Width;
        foreach (var pollutant in Pollutants.All)
        {
            values[slot + (int)pollutant] = hour[pollutant] is >= 0 and var value ? value : double.NaN;
        }
    }

    /// <summary>Copies the 24 hours of one pollutant on a day, NaN where missing.</summary>
    public void Day(LocalDay day, Pollutant pollutant, Span<double> hours)
    {
        hours.Fill(double.NaN);
        if (Empty || day < FirstDay || day > LastDay)
        {
            return;
        }

        var slot = ((day.FirstHour.Index - firstHour) * Width) + (int)pollutant;
        for (var i = 0; i < 24; i++)
        {
            hours[i] = values[slot + (i * Width)];
        }
    }

    private static double[] NewArray(int days)
    {
        var array = new double[days * 24 * Width];
        Array.Fill(array, double.NaN);
        return array;
    }
}
