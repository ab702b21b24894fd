using System.Globalization;
using Emergency.Core;
using Emergency.Core.Time;
using Emergency.Forecasting.Episodes;
using Emergency.Forecasting.Models;
using Emergency.Storage.Forecasts;
using Emergency.Web.Language;

namespace Emergency.Web.Features.Forecasts;

/// <summary>How figures of forecasts read.</summary>
public static class ForecastWords
{
    /// <summary>A probability as people read it: never a false 0 or 100 %.</summary>
    public static string Share(double probability) => probability switch
    {
        < 0.005 => "<1 %",
        > 0.995 => ">99 %",
        _ => probability.ToString("P0", CultureInfo.InvariantCulture),
    };

    /// <summary>What weather a forecast saw.</summary>
    public static Text Setting(WeatherSetting setting) => setting switch
    {
        WeatherSetting.Forecast => new("用了气象预报", "with a weather forecast"),
        WeatherSetting.Perfect => new("用了事后实测气象（回算）", "with weather observed afterwards (hindcast)"),
        _ => new("未用气象预报", "without a weather forecast"),
    };

    /// <summary>Month and day: 01-12.</summary>
    public static string ShortDay(LocalDay day) => day.Date.ToString("MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Median day with its 80 % range.</summary>
    public static string Span(DaySpan span, PageLanguage language) => span.Early == span.Late
        ? language.Day(span.Middle)
        : $"{language.Day(span.Middle)} (80 %: {ShortDay(span.Early)} … {ShortDay(span.Late)})";

    /// <summary>A change with its sign, whole.</summary>
    public static string Signed(double value) => value.ToString("+0;−0;0", CultureInfo.InvariantCulture);

    /// <summary>An effect on ln PM2.5 as a change of PM2.5 in per cent.</summary>
    public static string Effect(double effect) => Signed(100 * (Math.Exp(effect) - 1)) + " %";

    /// <summary>A number as SVG writes it.</summary>
    public static string Svg(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>How alike a day is: nearer than half a standard deviation on average, than one, or farther.</summary>
    public static Text Likeness(double distance) => distance switch
    {
        < 0.5 => new("很像", "close"),
        < 1 => new("较像", "fair"),
        _ => new("不太像", "loose"),
    };

    /// <summary>A figure by hand.</summary>
    public static string Figure(ForecastCorrectionRow row) => Math.Ceiling(row.Middle).ToString(CultureInfo.InvariantCulture);

    /// <summary>Its range; empty when none was given.</summary>
    public static string Range(ForecastCorrectionRow row) =>
        row.Low is null && row.High is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{End(row.Low)}–{End(row.High)}");

    private static string End(double? value) => value is { } number ? Math.Ceiling(number).ToString(CultureInfo.InvariantCulture) : "…";

    /// <summary>Page of one day of a forecast.</summary>
    public static string DayAddress(string id, LocalDay day) => $"/forecasts/day?id={Uri.EscapeDataString(id)}&day={day}";

    /// <summary>Width of the interval on the strip's little scale, at least visible.</summary>
    public static string Width(ShownDay day) =>
        Math.Max(1.5, double.Parse(ShownDay.OnScale(day.High), CultureInfo.InvariantCulture) - double.Parse(ShownDay.OnScale(day.Low), CultureInfo.InvariantCulture))
            .ToString("0.#", CultureInfo.InvariantCulture);
}
