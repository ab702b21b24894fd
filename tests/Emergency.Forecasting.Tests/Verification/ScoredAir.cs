using Emergency.Core.Decisions;
using Emergency.Core.Quantities;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Forecasting.Indexing;
using Emergency.Forecasting.Models;
using Emergency.Forecasting.Verification;
using Emergency.Testing;

namespace Emergency.Forecasting.Tests.Verification;

/// <summary>Days and forecasts for scoring by hand: PM2.5 and AQI are the same number; days above 150 in a row are a run, of level 2 when one exceeds 200, 3 when one exceeds 300.</summary>
internal static class ScoredAir
{
    public const string Place = "晋城";

    private static readonly EditionRef Edition = new("aqi", "HJ633-2012", "cn", ContentHash.Of("test"));

    public static LocalDay First { get; } = LocalDay.Of(2016, 1, 1);

    public static AqiRules Rules { get; } = ShippedRules.Library.Aqi("cn", First).OrThrow();

    /// <summary>The level of the run in which each day lies.</summary>
    public static IReadOnlyList<int> LevelByRun(IReadOnlyList<double> days)
    {
        double Highest(int day, int step) => day >= 0 && day < days.Count && days[day] > 150 ? Math.Max(days[day], Highest(day + step, step)) : 0;
        return [.. days.Select((_, i) => Math.Max(Highest(i, 1), Highest(i, -1)) is var h && days[i] > 150 ? (h > 300 ? 3 : h > 200 ? 2 : 1) : 0)];
    }

    public static DailyAir Day(int index, double? pm25) => new(
        Place,
        First.Plus(index),
        (int?)pm25,
        pm25 is { } value ? AqiCalculator.CategoryOf(Rules, (int)value).Level : null,
        [],
        [new(new(Pollutant.Pm25, Averaging.Hour24), (decimal?)pm25, (int?)pm25, 24, null)],
        pm25 is not null,
        null,
        Edition);

    public static IReadOnlyList<DailyAir> Days(params double?[] values) => [.. values.Select((v, i) => Day(i, v))];

    /// <summary>A forecast issued at midnight before a day, one value a lead; members around it by these factors.</summary>
    public static VerifiedRun Run(int firstDay, IReadOnlyList<double> values, params double[] factors)
    {
        double[][] members = factors.Length == 0 ? [[.. values]] : [.. factors.Select(f => values.Select(v => v * f).ToArray())];
        double Above(int lead, double threshold) => (double)members.Count(m => m[lead - 1] > threshold) / members.Length;
        var days = values.Select((v, i) => new ForecastDay(
            i + 1, First.Plus(firstDay + i), v, v - 10, v + 10, v, v, v - 10, v + 10, null, 0, 0, 0, 0)
        {
            WithOzone = new(Above(i + 1, 100), Above(i + 1, 150), Above(i + 1, 200), Above(i + 1, 300)),
        });
        return new(First.Plus(firstDay).FirstHour, new([.. days], members, []) { WarningTrajectories = members, AqiTrajectories = members, Pm25Trajectories = members });
    }

    public static VerificationInput Input(IReadOnlyList<DailyAir> observed, params VerifiedRun[] runs) =>
        new(Place, WeatherSetting.Forecast, runs, observed, [], Rules) { Levels = LevelByRun };
}
