using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Core.Time;
using Emergency.Forecasting.Observing;

namespace Emergency.Forecasting.Models;

/// <summary>Finds what is late or missing in the observations before an issue time, so that it is said with the forecast.</summary>
public static class ObservationGaps
{
    /// <summary>Hours before the issue time by which the newest observation may be older without a word: publishing takes its time.</summary>
    public const int Late = 3;

    /// <summary>Hours before the issue time that are looked through for gaps.</summary>
    public const int Looked = 72;

    /// <summary>Missing hours among them that pass without a word.</summary>
    public const int Passing = 3;

    /// <summary>What is to be said; empty when the observations are up to date and without a gap worth a word.</summary>
    /// <param name="place">Place forecast.</param>
    /// <param name="hours">Observed hours.</param>
    /// <param name="issuedAt">Issue time.</param>
    public static IReadOnlyList<Text> Find(string place, IReadOnlyList<HourlyAir> hours, Hour issuedAt)
    {
        var known = hours.Where(h => h.Place == place && h.Hour < issuedAt && h[Pollutant.Pm25] is not null).Select(h => h.Hour).ToHashSet();
        if (known.Count == 0)
        {
            return [new("近期没有PM2.5小时观测值。", "There is no recent hourly value of PM2.5.")];
        }

        var said = new List<Text>();
        var newest = known.Max();
        var late = issuedAt - newest - 1;
        if (late > Late)
        {
            said.Add(new(
                $"观测迟到：最新的PM2.5小时值为{newest}，起报前缺{late}小时；预报按已有资料制作，近期误差会增大。",
                $"Observations are late: the newest hourly PM2.5 is of {newest}, the last {late} hours before the issue time are missing; the forecast is made from what is there, its first days will be less exact."));
        }

        var missing = Enumerable.Range(1, Looked).Select(back => issuedAt.Plus(-back)).Where(h => h < newest && !known.Contains(h)).ToList();
        if (missing.Count > Passing)
        {
            said.Add(new(
                $"观测缺测：起报前{Looked}小时内缺{missing.Count}个PM2.5小时值（{missing[^1]}至{missing[0]}之间）。",
                $"Observations have gaps: of the {Looked} hours before the issue time {missing.Count} have no PM2.5 (between {missing[^1]} and {missing[0]})."));
        }

        return said;
    }
}
