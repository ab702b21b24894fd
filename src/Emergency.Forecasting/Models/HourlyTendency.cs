using Emergency.Forecasting.Observing;

namespace Emergency.Forecasting.Models;

/// <summary>The last hours before an issue time, and before the same clock hour of every earlier day: ln of the PM2.5 mean over 6 and over 24 hours.</summary>
internal sealed class HourlyTendency
{
    private const int ShortHours = 6;
    private const int LongHours = 24;

    private readonly IssueMoment moment;
    private readonly int first;
    private readonly double[] pm25;

    /// <summary>Takes the PM2.5 of the hours before the issue time.</summary>
    public HourlyTendency(IReadOnlyList<HourlyAir> hours, IssueMoment moment)
    {
        this.moment = moment;
        first = hours.Count == 0 ? 0 : hours.Min(h => h.Hour.Index);
        pm25 = new double[hours.Count == 0 ? 0 : hours.Max(h => h.Hour.Index) - first + 1];
        Array.Fill(pm25, double.NaN);
        foreach (var hour in hours)
        {
            if (hour.Pm25 is { } value)
            {
                pm25[hour.Hour.Index - first] = value;
            }
        }
    }

    /// <summary>ln mean PM2.5 of the last six hours; NaN with fewer than half of them.</summary>
    public double LastHours(int lastDay) => LogMean(lastDay, ShortHours);

    /// <summary>ln mean PM2.5 of the last 24 hours; NaN with fewer than half of them.</summary>
    public double LastDay(int lastDay) => LogMean(lastDay, LongHours);

    private double LogMean(int lastDay, int hours)
    {
        var until = moment.After(lastDay).IssuedAt.Index - first;
        var (sum, count) = (0.0, 0);
        for (var i = Math.Max(0, until - hours); i < Math.Min(until, pm25.Length); i++)
        {
            if (!double.IsNaN(pm25[i]))
            {
                sum += pm25[i];
                count++;
            }
        }

        return 2 * count >= hours ? Math.Log(Math.Max(1, sum / count)) : double.NaN;
    }
}
