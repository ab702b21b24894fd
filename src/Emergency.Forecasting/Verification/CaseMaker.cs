using Emergency.Forecasting.Indexing;
using Emergency.Forecasting.Models;

namespace Emergency.Forecasting.Verification;

/// <summary>
/// Matches forecasts with observations and makes the reference forecasts beside them. Persistence knows the past of its issue time only: the last valid day at
/// most ten days back, climatology where there is none, and for warning levels the level that the rule gives to the days so far, not the level that the
/// finished run was found to have later (which would triple its score).
/// </summary>
internal sealed class CaseMaker(VerificationInput input, ObservedDays observed, SeasonalReference climatology)
{
    private readonly Dictionary<int, int?> persistedLevels = [];

    /// <summary>The cases of one forecast whose day was observed and may be scored.</summary>
    /// <param name="run">The forecast.</param>
    /// <param name="levels">Levels of its days; null when levels are not scored.</param>
    /// <param name="mayScore">Which target days count, by day number.</param>
    public IEnumerable<ForecastCase> CasesOf(VerifiedRun run, RunLevels? levels, Func<int, bool> mayScore)
    {
        var lastDay = new IssueMoment(run.IssuedAt).LastDay.Date.DayNumber;
        foreach (var forecast in run.Output.Days)
        {
            var day = forecast.Day.Date.DayNumber;
            if (mayScore(day) && observed[day] is var truth && !(double.IsNaN(truth.Pm25) && double.IsNaN(truth.Aqi)))
            {
                yield return CaseOf(run.Output, forecast, levels, day, truth, lastDay);
            }
        }
    }

    private ForecastCase CaseOf(ModelOutput output, ForecastDay forecast, RunLevels? levels, int day, ObservedDay truth, int lastDay)
    {
        var season = climatology.At(day);
        var index = forecast.Lead - 1;
        double Persisted(Func<ObservedDay, double> value, double otherwise) =>
            observed.LatestValid(lastDay, value) is { } valid ? value(observed[valid]) : otherwise;

        QuantityCase? Quantity(Func<ObservedDay, double> value, double? predicted, double low, double high, double seasonal) =>
            predicted is { } p && !double.IsNaN(value(truth)) ? new(value(truth), p, low, high, seasonal, Persisted(value, seasonal)) : null;

        double? crps = null;
        double? crpsClimatology = null;
        if (!double.IsNaN(truth.Pm25) && output.Pm25Trajectories.Count > 0)
        {
            crps = Verification.Crps.Of(output.Pm25Trajectories.Select(m => m[index]), truth.Pm25);
            crpsClimatology = season.Pm25Members.Length == 0 ? null : Verification.Crps.OfSorted(season.Pm25Members, truth.Pm25);
        }

        return new(day, forecast.Lead)
        {
            Pm25 = Quantity(d => d.Pm25, forecast.Pm25Mean ?? forecast.Pm25, forecast.Pm25Low, forecast.Pm25High, season.Pm25),
            Aqi = Quantity(d => d.Aqi, forecast.Aqi, forecast.AqiLow, forecast.AqiHigh, season.Aqi),
            Ozone = Quantity(d => d.Ozone, forecast.O3Mda8, double.NaN, double.NaN, season.Ozone),
            Category = truth.Category is { } category
                ? new(category, forecast.Category ?? ObservedDay.CategoryOf(input.Aqi, forecast.Aqi), season.Category, PersistedCategory(lastDay) ?? season.Category)
                : null,
            Crps = crps,
            CrpsClimatology = crpsClimatology,
            Events =
            [
                .. VerifiedEvents.All.Select(e => observed.Happened(e, day) is { } happened && ProbabilityOf(e, output, forecast, levels) is { } probability
                    ? new EventCase(probability, happened, PersistedEvent(e, lastDay), season.ProbabilityOf(e))
                    : (EventCase?)null),
            ],
        };
    }

    private int? PersistedCategory(int lastDay) => observed.LatestValid(lastDay, d => d.Aqi) is { } valid ? observed[valid].Category : null;

    private bool? PersistedEvent(VerifiedEvent e, int lastDay)
    {
        if (e.Threshold() is { } threshold)
        {
            return observed.LatestValid(lastDay, d => d.Aqi) is { } valid ? observed[valid].Exceeds(threshold) : null;
        }

        if (!persistedLevels.TryGetValue(lastDay, out var level))
        {
            persistedLevels[lastDay] = level = PersistedLevel(lastDay);
        }

        return level is null ? null : level >= e.Level();
    }

    /// <summary>Level of the last valid day by the days up to it.</summary>
    private int? PersistedLevel(int lastDay) =>
        observed.LatestValid(lastDay, d => d.ForWarnings) is { } valid
            ? input.Levels!([.. Enumerable.Range(valid - ObservedDays.ReachDays, ObservedDays.ReachDays + 1).Select(d => observed[d].ForWarnings)])[^1]
            : null;

    private static double? ProbabilityOf(VerifiedEvent e, ModelOutput output, ForecastDay day, RunLevels? levels)
    {
        if (e.Level() is { } level)
        {
            return levels?.Probability(level, day.Lead);
        }

        if (day.WithOzone is null && output.AqiTrajectories.Count > 0)
        {
            return (double)output.AqiTrajectories.Count(m => m[day.Lead - 1] > e.Threshold()) / output.AqiTrajectories.Count;
        }

        // A model without an index of all pollutants can only offer what it has; the remarks of the score say so.
        return e switch
        {
            VerifiedEvent.Aqi100 => day.WithOzone?.Above100 ?? day.Above100,
            VerifiedEvent.Aqi150 => day.WithOzone?.Above150 ?? day.Above150,
            VerifiedEvent.Aqi200 => day.WithOzone?.Above200 ?? day.Above200,
            _ => day.WithOzone?.Above300 ?? day.Above300,
        };
    }
}
