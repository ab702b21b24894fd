using Emergency.Core;
using Emergency.Core.Decisions;
using Emergency.Core.Refusals;
using Emergency.Core.Regions;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Forecasting.Indexing;
using Emergency.Forecasting.Models;
using Emergency.Forecasting.Observing;
using Emergency.Storage.Chain;
using Emergency.Storage.Observations;
using Emergency.Warnings.Advice;

namespace Emergency.Storage.Forecasts;

/// <summary>Issues forecasts and advice from what is stored, and keeps them in the chain: forecast → advice.</summary>
public sealed class ForecastDesk(ObservationDesk observations, ChainDesk chain, RuleLibrary rules)
{
    /// <summary>Days of hourly values that a forecast and an advice look at directly; older ones count as daily values.</summary>
    private const int HourlyDays = 14;

    /// <summary>A forecast reads no more than so many days of history: enough for any season, bounded in memory.</summary>
    private const int HistoryDays = 3660;

    /// <summary>
    /// Issues the ten-day forecast of a region's city. The same inputs give the record that is there.
    /// Refused when the region is unknown, nothing was observed before the issue time, or no AQI edition holds.
    /// </summary>
    /// <param name="regionCode">Region; its short name is the place observed.</param>
    /// <param name="model">Model.</param>
    /// <param name="issuedAt">The first hour not yet observed.</param>
    /// <param name="by">User name or "system".</param>
    /// <param name="at">When.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<Outcome<ChainRow>> IssueAsync(string regionCode, IForecastModel model, Hour issuedAt, string by, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var known = await KnownAsync(regionCode, issuedAt, cancellationToken);
        if (!known.Ok)
        {
            return known.Refusal;
        }

        var (place, hours, days, aqi) = known.Value;
        var forecast = Forecaster.Issue(model, new ForecastInput(place, issuedAt, days, Recent(hours, issuedAt), days), [aqi.Edition.Ref], by, at);
        return forecast.Ok
            ? await chain.RecordRevisionAsync($"forecast:{regionCode}:{issuedAt}:{model.Id}", ChainKinds.Forecast, null, regionCode, forecast.Value, forecast.Value.Basis, cancellationToken)
            : forecast.Refusal;
    }

    /// <summary>Advises on the warning level from a recorded forecast, by the trigger edition in force for the region on the day of issue.</summary>
    public async Task<Outcome<ChainRow>> AdviseAsync(string forecastId, string by, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var input = await AdviceInputAsync(forecastId, by, at, cancellationToken);
        if (!input.Ok)
        {
            return input.Refusal;
        }

        var advice = WarningAdviser.Advise(input.Value);
        return advice.Ok
            ? await chain.RecordRevisionAsync($"advice:{input.Value.RegionCode}:{input.Value.IssuedAt}", ChainKinds.Advice, forecastId, input.Value.RegionCode, advice.Value, advice.Value.Basis, cancellationToken)
            : advice.Refusal;
    }

    /// <summary>Advises on lifting a response of a level, from a recorded forecast.</summary>
    public async Task<Outcome<ChainRow>> AdviseLiftAsync(string forecastId, WarningLevel level, string by, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var input = await AdviceInputAsync(forecastId, by, at, cancellationToken);
        if (!input.Ok)
        {
            return input.Refusal;
        }

        var advice = LiftAdviser.Advise(input.Value, level);
        return advice.Ok
            ? await chain.RecordRevisionAsync($"lift-advice:{input.Value.RegionCode}:{input.Value.IssuedAt}:{level}", ChainKinds.LiftAdvice, forecastId, input.Value.RegionCode, advice.Value, advice.Value.Basis, cancellationToken)
            : advice.Refusal;
    }

    private async Task<Outcome<AdviceInput>> AdviceInputAsync(string forecastId, string by, DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (await chain.FindAsync(forecastId, cancellationToken) is not { Kind: ChainKinds.Forecast } row)
        {
            return Refusal.Of("CHAIN-002", $"没有预报记录“{forecastId}”。", $"There is no forecast \"{forecastId}\".", "请先制作预报。", "Issue the forecast first.");
        }

        var forecast = ChainDesk.Read<Forecast>(row);
        var issuedAt = Hour.Containing(forecast.IssuedAt);
        var known = await KnownAsync(row.RegionCode, issuedAt, cancellationToken, HourlyDays);
        var triggers = rules.Triggers(row.RegionCode, issuedAt.Day);
        return !known.Ok ? known.Refusal
            : !triggers.Ok ? triggers.Refusal
            : new AdviceInput(forecast.Place, row.RegionCode, issuedAt, known.Value.Hours, known.Value.Days, forecast, known.Value.Aqi, triggers.Value, by, at);
    }

    private async Task<Outcome<Known>> KnownAsync(string regionCode, Hour until, CancellationToken cancellationToken, int historyDays = HistoryDays)
    {
        if (rules.Regions.Find(regionCode) is not { } region)
        {
            return Refusal.Of("REGION-001", $"未知的行政区划代码 {regionCode}。", $"Unknown region code {regionCode}.", "请在行政区划表中核对代码。", "Check the code in the region table.");
        }

        var aqi = rules.Aqi(regionCode, until.Day);
        if (!aqi.Ok)
        {
            return aqi.Refusal;
        }

        var place = region.ShortName;
        var hours = await observations.LoadHoursAsync(place, new HourRange(until.Day.Plus(-historyDays).FirstHour, until), cancellationToken);
        if (hours.Count == 0)
        {
            return Refusal.Of(
                "FORECAST-002",
                $"{region.Name}在 {until} 之前没有观测数据。",
                $"Nothing was observed in {region.NameEn} before {until}.",
                "请先导入观测数据（import observations）。",
                "Import observations first (\"import observations\").");
        }

        var days = DailyIndex.Compute(place, hours, day => rules.Aqi(regionCode, day).OrThrow());
        return new Known(place, hours, days, aqi.Value);
    }

    private static List<HourlyAir> Recent(IReadOnlyList<HourlyAir> hours, Hour issuedAt) =>
        hours.Where(h => h.Hour >= issuedAt.Plus(-24 * HourlyDays)).ToList();

    private sealed record Known(string Place, IReadOnlyList<HourlyAir> Hours, IReadOnlyList<DailyAir> Days, AqiRules Aqi);
}
