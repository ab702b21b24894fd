using Emergency.Core.Decisions;
using Emergency.Core.Quantities;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Forecasting.Indexing;
using Emergency.Forecasting.Models;
using Emergency.Forecasting.Observing;

namespace Emergency.Forecasting.Tests.Models;

/// <summary>Made-up daily and hourly air: a winter-heavy year with days that remember the day before, from a seed.</summary>
internal static class MadeUpAir
{
    private static readonly EditionRef Edition = new("aqi", "HJ633-2012", "cn", ContentHash.Of("test"));

    /// <summary>A day whose AQI is twice its PM2.5, with ozone at 60 µg/m³ (IAQI 30).</summary>
    public static DailyAir Day(LocalDay day, double pm25, int? ozoneIaqi = 30)
    {
        var iaqi = (int)Math.Ceiling(pm25 * 2);
        return new(
            "晋城",
            day,
            Math.Max(iaqi, ozoneIaqi ?? 0),
            3,
            [Pollutant.Pm25],
            [
                new(new(Pollutant.Pm25, Averaging.Hour24), (decimal)pm25, iaqi, 24, null),
                new(new(Pollutant.Pm10, Averaging.Hour24), 60, 55, 24, null),
                new(new(Pollutant.O3, Averaging.Hour8), ozoneIaqi is null ? null : 60, ozoneIaqi, 17, null),
            ],
            true,
            null,
            Edition);
    }

    /// <summary>Days from 1 January 2016 on: ln PM2.5 = season + 0.6 × yesterday's anomaly + noise.</summary>
    public static IReadOnlyList<DailyAir> Days(int count, int seed = 7)
    {
        var random = new Random(seed);
        var first = LocalDay.Of(2016, 1, 1);
        var days = new List<DailyAir>();
        var anomaly = 0.0;
        for (var i = 0; i < count; i++)
        {
            anomaly = (0.6 * anomaly) + (0.5 * (random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5));
            var season = 4 + (0.6 * Math.Cos(2 * Math.PI * i / 365.25));
            days.Add(Day(first.Plus(i), Math.Round(Math.Exp(season + anomaly), 1)));
        }

        return days;
    }

    /// <summary>24 equal hours for each day.</summary>
    public static IReadOnlyList<HourlyAir> Hours(IEnumerable<DailyAir> days) =>
        [.. days.SelectMany(d => d.Day.Hours.Hours().Select(h => new HourlyAir(d.Place, h, (double?)d.ConcentrationOf(Pollutant.Pm25), 60, 10, 30, 40, 1)))];

    /// <summary>Everything up to the midnight after the last day.</summary>
    public static ForecastInput Input(IReadOnlyList<DailyAir> days) =>
        new("晋城", days[^1].Day.Plus(1).FirstHour, days, Hours(days.TakeLast(200)), days) { AqiCap = 500 };
}
