using Emergency.Core;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Forecasting.Indexing;
using Emergency.Forecasting.Models;

namespace Emergency.Warnings.Advice;

/// <summary>The level that a forecast gives a day.</summary>
/// <param name="Day">Day.</param>
/// <param name="Level">Level of the median course; <see cref="WarningLevel.None"/> for none.</param>
/// <param name="Probability">Share of the equally likely courses that give the day this level or a stricter one (for none: none) [0–1]; null when the forecast has no courses.</param>
/// <param name="Aqi">Median daily index that it was judged on.</param>
public sealed record ExpectedLevel(LocalDay Day, WarningLevel Level, double? Probability, double Aqi);

/// <summary>Reads from a forecast the level of each day, by the rule that forecasts are scored on (<see cref="DailyLevels"/>).</summary>
public static class ExpectedLevels
{
    /// <summary>Days observed that are put before the forecast, so that a run that began before it counts.</summary>
    public const int DaysBefore = 7;

    /// <summary>The level of each forecast day.</summary>
    /// <param name="forecast">Forecast.</param>
    /// <param name="observed">Days before its first; a day that is missing counts as clean.</param>
    /// <param name="rules">Triggers in force.</param>
    public static IReadOnlyList<ExpectedLevel> Of(Forecast forecast, IReadOnlyList<DailyAir> observed, TriggerRules rules)
    {
        ArgumentNullException.ThrowIfNull(forecast);
        ArgumentNullException.ThrowIfNull(observed);
        if (forecast.Days.Count == 0)
        {
            return [];
        }

        var first = forecast.Days[0].Day;
        var before = Enumerable.Range(0, DaysBefore).Select(i => (double)(observed.FirstOrDefault(d => d.Day == first.Plus(i - DaysBefore))?.AqiForWarnings ?? 0)).ToList();
        var judge = DailyLevels.Of(rules);
        List<int> Judged(IEnumerable<double> days) => [.. judge([.. before, .. days]).Skip(DaysBefore)];
        var median = forecast.Days.Select(d => d.AqiForWarnings ?? d.AqiWithoutOzone).ToList();
        var levels = Judged(median);
        var courses = (forecast.WarningTrajectories.Count > 0 ? forecast.WarningTrajectories : forecast.Trajectories).Select(Judged).ToList();
        return [.. forecast.Days.Select((d, i) => new ExpectedLevel(
            d.Day,
            levels[i] == 0 ? WarningLevel.None : WarningLevel.Yellow + (levels[i] - 1),
            courses.Count == 0 ? null : courses.Count(c => i < c.Count && (levels[i] == 0 ? c[i] == 0 : c[i] >= levels[i])) / (double)courses.Count,
            median[i]))];
    }
}
