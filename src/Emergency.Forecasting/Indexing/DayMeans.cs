using Emergency.Core.Rules;

namespace Emergency.Forecasting.Indexing;

/// <summary>One daily concentration of one station.</summary>
/// <param name="Value">Concentration [µg/m³; CO mg/m³]; NaN when invalid.</param>
/// <param name="Count">Hours (windows for the 8-h maximum) that counted.</param>
internal readonly record struct DayMean(double Value, int Count)
{
    public bool Valid => !double.IsNaN(Value);
}

/// <summary>The daily statistics of HJ 663 for one station: 24-h mean, largest 8-h mean, largest hour, each with its validity rule.</summary>
internal static class DayMeans
{
    /// <summary>The statistic an indicator of the daily report asks for. <paramref name="hours"/> holds 24 values, NaN where missing.</summary>
    public static DayMean Of(Averaging averaging, ReadOnlySpan<double> hours, AqiRules rules) => averaging switch
    {
        Averaging.Hour24 => Mean24(hours, rules),
        Averaging.Hour8 => Max8(hours, rules),
        Averaging.Hour1 => Max1(hours, rules),
        _ => throw new ArgumentOutOfRangeException(nameof(averaging), averaging, null),
    };

    /// <summary>Mean of the day; needs <see cref="AqiRules.MinHoursPerDay"/> hours.</summary>
    private static DayMean Mean24(ReadOnlySpan<double> hours, AqiRules rules)
    {
        var (mean, count) = Mean(hours);
        return new DayMean(count >= rules.MinHoursPerDay ? mean : double.NaN, count);
    }

    /// <summary>
    /// Largest 8-h mean of the windows that end at 08:00 … 24:00, all inside the day. Too few windows leave it invalid unless the maximum already
    /// exceeds the limit: what is missing could only raise it.
    /// </summary>
    private static DayMean Max8(ReadOnlySpan<double> hours, AqiRules rules)
    {
        var largest = double.NaN;
        var windows = 0;
        for (var end = rules.FirstWindowEnd; end <= 24; end++)
        {
            var (mean, count) = Mean(hours[(end - 8)..end]);
            if (count >= rules.MinHoursPer8)
            {
                windows++;
                largest = double.IsNaN(largest) ? mean : Math.Max(largest, mean);
            }
        }

        var counts = windows >= rules.MinWindowsMda8 || largest > (double)rules.Mda8Limit;
        return new DayMean(counts ? largest : double.NaN, windows);
    }

    /// <summary>
    /// Largest hour. No text gives it a rule of its own; it counts on a day with <see cref="AqiRules.MinHoursPerDay"/> hours, and whenever the
    /// 8-h maximum counts, so that above the 8-h table (2012: 800 µg/m³) there is always the 1-h value to speak for ozone.
    /// </summary>
    private static DayMean Max1(ReadOnlySpan<double> hours, AqiRules rules)
    {
        var largest = double.NaN;
        var count = 0;
        foreach (var value in hours)
        {
            if (!double.IsNaN(value))
            {
                count++;
                largest = double.IsNaN(largest) ? value : Math.Max(largest, value);
            }
        }

        return new DayMean(count >= rules.MinHoursPerDay || Max8(hours, rules).Valid ? largest : double.NaN, count);
    }

    private static (double Mean, int Count) Mean(ReadOnlySpan<double> hours)
    {
        var sum = 0.0;
        var count = 0;
        foreach (var value in hours)
        {
            if (!double.IsNaN(value))
            {
                sum += value;
                count++;
            }
        }

        return (count == 0 ? double.NaN : sum / count, count);
    }
}
