using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Forecasting.Indexing;
using Emergency.Forecasting.Models;

namespace Emergency.Forecasting.Verification.InService;

/// <summary>The forecasts really issued by one model, in one weather setting, at one clock hour, verified like a test run. What differs in any of the three is never mixed.</summary>
/// <param name="ModelId">Model.</param>
/// <param name="Setting">Weather it saw.</param>
/// <param name="IssueHour">Clock hour of issue, Beijing time.</param>
/// <param name="Forecasts">The forecasts, oldest first; of one issue time the last revision.</param>
/// <param name="Score">How they turned out.</param>
public sealed record ServiceReport(string ModelId, WeatherSetting Setting, int IssueHour, IReadOnlyList<Forecast> Forecasts, SettingScore Score)
{
    /// <summary>Verifies issued forecasts on the days that are over.</summary>
    /// <param name="place">City name or station code.</param>
    /// <param name="issued">Issued forecasts; of two with the same model and issue time the later in the list counts. Hindcasts are left out.</param>
    /// <param name="observed">Observed days: the scored period and at least ten days before it.</param>
    /// <param name="history">Observed days before it, from which the climatology is made.</param>
    /// <param name="from">First day scored.</param>
    /// <param name="to">Last day scored.</param>
    /// <param name="aqi">AQI edition.</param>
    /// <param name="levels">Warning level of each day of a course; null leaves levels unscored.</param>
    /// <param name="costLoss">The bureau's cost–loss ratio.</param>
    /// <returns>The kind with the most forecasts first; empty when no day can be scored yet.</returns>
    public static IReadOnlyList<ServiceReport> Of(
        string place,
        IReadOnlyList<Forecast> issued,
        IReadOnlyList<DailyAir> observed,
        IReadOnlyList<DailyAir> history,
        LocalDay from,
        LocalDay to,
        AqiRules aqi,
        DayLevels? levels,
        double costLoss) =>
    [
        .. issued
            .Where(f => f.Place == place && f.Setting != WeatherSetting.Perfect)
            .GroupBy(f => (f.ModelId, f.IssuedAt)).Select(g => g.Last())
            .GroupBy(f => (f.ModelId, f.Setting, Hour: Hour.Containing(f.IssuedAt).HourOfDay))
            .OrderByDescending(g => g.Count()).ThenByDescending(g => g.Max(f => f.IssuedAt)).ThenBy(g => g.Key.ModelId, StringComparer.Ordinal)
            .Select(g =>
            {
                var forecasts = g.OrderBy(f => f.IssuedAt).ToList();
                var input = new VerificationInput(place, g.Key.Setting, [.. forecasts.Select(Run)], observed, history, aqi) { Levels = levels, From = from, To = to, CostLoss = costLoss };
                return new ServiceReport(g.Key.ModelId, g.Key.Setting, g.Key.Hour, forecasts, ForecastVerification.Score(input));
            })
            .Where(r => r.Score.Leads.Count > 0),
    ];

    private static VerifiedRun Run(Forecast f) => new(
        Hour.Containing(f.IssuedAt),
        new ModelOutput(f.Days, f.Trajectories, f.Remarks)
        {
            WarningTrajectories = f.WarningTrajectories,
            AqiTrajectories = f.AqiTrajectories,
            Pm25Trajectories = f.Pm25Trajectories,
            Setting = f.Setting,
        });
}
