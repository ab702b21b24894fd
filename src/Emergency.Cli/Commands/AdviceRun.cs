using Emergency.Core;
using Emergency.Core.Refusals;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Forecasting.Models;
using Emergency.Warnings.Advice;

namespace Emergency.Cli.Commands;

/// <summary>One day of the table of <c>advise</c>.</summary>
/// <param name="Place">City.</param>
/// <param name="Day">The day; a forecast is issued at its 00:00.</param>
/// <param name="Edition">Trigger edition applied.</param>
/// <param name="Mode">forecast or observed.</param>
/// <param name="Level">Level advised; None when none.</param>
/// <param name="StartDay">First day of the advised response, or of the observed episode.</param>
/// <param name="EndDay">Last day expected, or of the observed episode.</param>
/// <param name="PeakAqi">Highest 24-hour AQI of the episode, as warnings judge it.</param>
/// <param name="ObservedAqi">Daily AQI observed on the day, all pollutants; null when it has none.</param>
/// <param name="ObservedForWarnings">The same without ozone and PM10.</param>
/// <param name="Probabilities">P(level or higher) within ten days; empty in mode observed.</param>
/// <param name="Reasons">Triggers that fired or nearly fired, in words.</param>
/// <param name="HealthNotice">Notice due in place of a level.</param>
internal sealed record AdviceRow(
    string Place,
    LocalDay Day,
    string Edition,
    string Mode,
    WarningLevel Level,
    LocalDay? StartDay,
    LocalDay? EndDay,
    int? PeakAqi,
    int? ObservedAqi,
    int? ObservedForWarnings,
    IReadOnlyList<LevelProbability> Probabilities,
    IReadOnlyList<string> Reasons,
    string? HealthNotice);

/// <summary>Goes through the days of a period, place by place and edition by edition.</summary>
/// <param name="Files">Regions and rule books.</param>
/// <param name="Places">Cities.</param>
/// <param name="Region">Region code in place of the cities' own; null to take these.</param>
/// <param name="First">First day.</param>
/// <param name="Last">Last day.</param>
/// <param name="Editions">Trigger editions; empty for those in force.</param>
/// <param name="Reading">Reading in place of the edition's default.</param>
/// <param name="Model">Forecast model of a place; null to judge observations.</param>
internal sealed record AdviceRun(
    AirFiles Files,
    IReadOnlyList<string> Places,
    string? Region,
    LocalDay First,
    LocalDay Last,
    IReadOnlyList<string> Editions,
    DurationReading? Reading,
    Func<string, IForecastModel>? Model)
{
    /// <summary>All rows, by place, edition and day; refused at the first thing that cannot be judged by rule.</summary>
    public Outcome<IReadOnlyList<AdviceRow>> Run(
        IReadOnlyDictionary<string, PlaceAir> air, IReadOnlyDictionary<string, PlaceWeather> weather, IProgress<(double Share, string Label)> progress, CancellationToken cancel)
    {
        var rows = new List<AdviceRow>();
        var days = Last - First + 1;
        foreach (var (place, at) in Places.Select((p, i) => (p, i)))
        {
            for (var i = 0; i < days; i++)
            {
                cancel.ThrowIfCancellationRequested();
                progress.Report(((((double)at * days) + i) / (Places.Count * days), $"{place} {First.Plus(i)}"));
                var refusal = AddDay(rows, place, air[place], weather[place], First.Plus(i));
                if (refusal is not null)
                {
                    return refusal;
                }
            }
        }

        return rows.OrderBy(r => Places.ToList().IndexOf(r.Place)).ThenBy(r => r.Edition, StringComparer.Ordinal).ThenBy(r => r.Day).ToList();
    }

    private Refusal? AddDay(List<AdviceRow> rows, string place, PlaceAir air, PlaceWeather weather, LocalDay day)
    {
        var region = Region ?? Files.RegionOf(place);
        var aqi = Files.Library.Aqi(region, day);
        if (!aqi.Ok)
        {
            return aqi.Refusal;
        }

        var forecast = Model is null ? default(Outcome<Forecast>?) : ForecastCommand.Issue(Files, place, air, weather, day.FirstHour, Model(place));
        foreach (var edition in Editions.Count > 0 ? Editions : [""])
        {
            var triggers = Triggers(edition, region, day);
            if (!triggers.Ok)
            {
                return triggers.Refusal;
            }

            rows.Add(forecast is { } made ? Advised(place, region, air, day, aqi.Value, triggers.Value, made) : Observed(place, air, day, aqi.Value, triggers.Value));
        }

        return null;
    }

    private Outcome<TriggerRules> Triggers(string edition, string region, LocalDay day)
    {
        if (edition.Length == 0)
        {
            return Files.Library.Triggers(region, day);
        }

        var named = Files.Library.Edition(RuleBooks.WarningTriggers, edition);
        return named.Ok ? Files.Library.Triggers(named.Value) : named.Refusal;
    }

    private AdviceRow Advised(string place, string region, PlaceAir air, LocalDay day, AqiRules aqi, TriggerRules triggers, Outcome<Forecast> forecast)
    {
        var input = new AdviceInput(place, region, day.FirstHour, air.Hours, air.Days, forecast.Value, aqi, triggers, "system", day.Start) { Reading = Reading };
        var advice = forecast.Ok ? WarningAdviser.Advise(input) : forecast.Refusal;
        var row = Row(place, air, day, triggers, "forecast");
        return advice.Ok
            ? row with
            {
                Level = advice.Value.Level,
                StartDay = advice.Value.StartDay,
                EndDay = advice.Value.EndDay,
                PeakAqi = advice.Value.Episode?.PeakAqi,
                Probabilities = advice.Value.Probabilities,
                Reasons = [.. advice.Value.Findings.Where(f => f.State != TriggerState.NotMet).Select(f => f.Reason.Zh)],
                HealthNotice = advice.Value.HealthNotice?.Zh,
            }
            : row with { Reasons = [advice.Refusal.ToString()] };
    }

    private AdviceRow Observed(string place, PlaceAir air, LocalDay day, AqiRules aqi, TriggerRules triggers)
    {
        // Far enough either side of the day that no episode which reaches it is cut.
        const int Around = 20;
        var (first, last) = (day.Plus(-Around), day.Plus(Around));
        var reading = Reading ?? triggers.Reading;
        var hours = air.Hours.Where(h => h.Hour >= first.FirstHour && h.Hour < last.Hours.Until).ToList();
        var episode = WarningAdviser.Review(hours, [.. air.Days.Where(d => d.Day >= first && d.Day <= last)], first, last, aqi, triggers, reading)
            .FirstOrDefault(e => day >= e.FirstDay && day <= e.LastDay);
        var row = Row(place, air, day, triggers, "observed");
        return episode is null
            ? row
            : row with { Level = episode.Level, StartDay = episode.FirstDay, EndDay = episode.LastDay, PeakAqi = episode.PeakAqi };
    }

    private static AdviceRow Row(string place, PlaceAir air, LocalDay day, TriggerRules triggers, string mode)
    {
        var observed = air.Days.FirstOrDefault(d => d.Day == day);
        return new(place, day, triggers.Edition.Edition, mode, WarningLevel.None, null, null, null, observed?.Aqi, observed?.AqiForWarnings, [], [], null);
    }
}
