using Emergency.Core.Regions;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Forecasting.Indexing;
using Emergency.Forecasting.Models;
using Emergency.Storage.Chain;
using Emergency.Storage.Forecasts;
using Emergency.Storage.Observations;
using Emergency.Warnings.Advice;
using Emergency.Web.Features.Today;
using Emergency.Web.Hosting;

namespace Emergency.Web.Features.Forecasts;

/// <summary>An issued forecast with what the pages show beside it.</summary>
/// <param name="Id">Chain record.</param>
/// <param name="Forecast">The forecast.</param>
/// <param name="Days">Its days, read by the index edition.</param>
/// <param name="Triggers">Warning triggers in force on the day of issue; null when none are.</param>
/// <param name="Advice">The newest advice that rests on it; null when none was made.</param>
/// <param name="Corrections">Figures by hand beside it, in the order of recording.</param>
public sealed record BoardForecast(
    string Id, Forecast Forecast, IReadOnlyList<ShownDay> Days, TriggerRules? Triggers, WarningAdvice? Advice, IReadOnlyList<ForecastCorrectionRow> Corrections)
{
    /// <summary>Daily thresholds of the triggers, ascending.</summary>
    public IReadOnlyList<int> Thresholds { get; } =
        [.. (Triggers?.Triggers ?? []).SelectMany(t => t.Conditions).Where(c => c.Metric == TriggerMetric.Aqi24h).Select(c => c.Threshold).Distinct().Order()];

    /// <summary>The lowest two thresholds for which a forecast holds a probability: what the strip has room for.</summary>
    public IReadOnlyList<int> StripThresholds => [.. Thresholds.Where(t => Days.Count > 0 && Days[0].ChanceAbove(t) is not null).Take(2)];

    /// <summary>The figure by hand that counts for a day; null when there is none.</summary>
    public ForecastCorrectionRow? ByHand(LocalDay day, CorrectedQuantity quantity) =>
        Corrections.Where(c => c.Day == day.Date && c.Quantity == quantity).MaxBy(c => c.Revision);
}

/// <summary>Loads issued forecasts of the region served.</summary>
public sealed class ForecastBoard(ForecastArchive archive, CorrectionDesk corrections, ObservedAir observed, RuleLibrary rules, AqiColours colours, Authority authority, TimeProvider clock)
{
    /// <summary>Forecasts offered to choose from.</summary>
    public const int MostEntries = 60;

    /// <summary>Days observed that stand before the forecast.</summary>
    private const int PastDays = 7;

    /// <summary>The newest forecasts.</summary>
    public Task<IReadOnlyList<ForecastEntry>> EntriesAsync(CancellationToken cancellationToken) =>
        archive.ListAsync(authority.Region.Code, clock.GetUtcNow(), MostEntries, cancellationToken);

    /// <summary>A forecast by its key; null when there is none.</summary>
    public async Task<BoardForecast?> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (await archive.FindAsync(authority.Region.Code, id, cancellationToken) is not { } row)
        {
            return null;
        }

        var forecast = ChainDesk.Read<Forecast>(row);
        var region = authority.Region.Code;
        var triggers = rules.Triggers(region, Hour.Containing(forecast.IssuedAt).Day);
        return new(
            row.Id,
            forecast,
            [.. forecast.Days.Select(d => ShownDay.Of(d, rules.Aqi(region, d.Day).OrThrow(), colours))],
            triggers.Ok ? triggers.Value : null,
            await archive.AdviceOnAsync(row.Id, cancellationToken) is { } advice ? ChainDesk.Read<WarningAdvice>(advice) : null,
            await corrections.ForForecastAsync(row.Id, cancellationToken));
    }

    /// <summary>The days observed before lead 1, as the archive knows them today, oldest first.</summary>
    public Task<IReadOnlyList<DailyAir>> PastAsync(Forecast forecast, CancellationToken cancellationToken) =>
        observed.DaysAsync(authority.Region, forecast.Days[0].Day.Plus(-PastDays), forecast.Days[0].Day, cancellationToken);

    /// <summary>The forecast of the day before, with the same model when there is one; null when there is none.</summary>
    public async Task<Forecast?> DayBeforeAsync(Forecast forecast, IReadOnlyList<ForecastEntry> entries, CancellationToken cancellationToken) =>
        ForecastArchive.DayBefore(entries, forecast.IssuedAt, forecast.ModelId) is { } entry
        && await archive.FindAsync(authority.Region.Code, entry.Id, cancellationToken) is { } row
            ? ChainDesk.Read<Forecast>(row)
            : null;

    /// <summary>Category of an index on a day.</summary>
    public AqiCategory CategoryOf(LocalDay day, double aqi) => colours.Of(day, Math.Ceiling(aqi));

    /// <summary>Region served.</summary>
    public Region Region => authority.Region;
}
