using Emergency.Core;
using Emergency.Core.Decisions;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Forecasting.Indexing;
using Emergency.Forecasting.Models;
using Emergency.Forecasting.Observing;
using Emergency.Testing;
using Emergency.Warnings.Advice;

namespace Emergency.Warnings.Tests.Advice;

/// <summary>Air for advice: hours of one PM2.5 value, forecasts of given daily AQI, and the rules that travel with the product.</summary>
internal static class AdviceAir
{
    /// <summary>PM2.5 of a clean day: AQI 50.</summary>
    public const double Clean = 35;

    /// <summary>PM2.5 at exactly AQI 200, which is not above it.</summary>
    public const double Line200 = 150;

    /// <summary>PM2.5 of AQI 172.</summary>
    public const double Above150 = 130;

    /// <summary>PM2.5 of AQI 201: a single clean hour brings the 24-hour mean below the line.</summary>
    public const double JustAbove200 = 151;

    /// <summary>PM2.5 of AQI 210.</summary>
    public const double Above200 = 160;

    /// <summary>PM2.5 of AQI 325.</summary>
    public const double Above300 = 275;

    public static LocalDay FirstDay { get; } = LocalDay.Of(2019, 1, 1);

    public static AqiRules Aqi { get; } = ShippedRules.Library.Aqi("140500", FirstDay).OrThrow();

    public static TriggerRules Rules2018 { get; } = Triggers("MEE-2018-875");

    public static TriggerRules Rules2024 { get; } = Triggers("MEE-2024-6");

    /// <summary>Consecutive hours from 1 January 2019 00:00, each segment a PM2.5 value for so many hours.</summary>
    public static IReadOnlyList<HourlyAir> Hours(params (double Pm25, int Count)[] segments)
    {
        var hours = new List<HourlyAir>();
        foreach (var (pm25, count) in segments)
        {
            for (var i = 0; i < count; i++)
            {
                hours.Add(new("晋城", FirstDay.FirstHour.Plus(hours.Count), pm25, 100, 20, 40, 30, 1));
            }
        }

        return hours;
    }

    /// <summary>Observations alone, judged at the end of the last hour.</summary>
    public static AdviceInput Observed(TriggerRules rules, params (double Pm25, int Count)[] segments) => Observed(rules, Hours(segments));

    public static AdviceInput Observed(TriggerRules rules, IReadOnlyList<HourlyAir> hours) => new(
        "晋城",
        "140500",
        hours[^1].Hour.Plus(1),
        hours,
        DailyIndex.Compute("晋城", hours, Aqi),
        null,
        Aqi,
        rules,
        "预报员",
        hours[^1].Hour.End);

    /// <summary>Clean days up to midnight, then a forecast of these daily AQI (all pollutants alike).</summary>
    public static AdviceInput Ahead(TriggerRules rules, params double[] aqi)
    {
        var observed = Observed(rules, (Clean, 48));
        return observed with { Forecast = Forecast(observed, [.. aqi.Select(a => (a, a))]) };
    }

    /// <summary>A forecast of daily AQI with and without ozone.</summary>
    public static Forecast Forecast(AdviceInput input, IReadOnlyList<(double All, double WithoutOzone)> days, IReadOnlyList<IReadOnlyList<double>>? members = null) => new(
        input.Place,
        input.IssuedAt.Start,
        "test",
        WeatherSetting.None,
        [.. days.Select((d, i) => new ForecastDay(
            i + 1,
            (input.IssuedAt.HourOfDay == 0 ? input.IssuedAt.Day : input.IssuedAt.Day.Plus(1)).Plus(i),
            d.All, d.All, d.All, d.WithoutOzone, 50, 50, 50, null, 0, 0, 0, 0))],
        [],
        [],
        new Basis([], [], "test", "system", input.IssuedAt.Start))
    {
        WarningTrajectories = members ?? [],
    };

    public static WarningAdvice Advise(AdviceInput input) => WarningAdviser.Advise(input).OrThrow();

    private static TriggerRules Triggers(string edition) =>
        ShippedRules.Library.Triggers(ShippedRules.Library.Edition(RuleBooks.WarningTriggers, edition).OrThrow()).OrThrow();
}
