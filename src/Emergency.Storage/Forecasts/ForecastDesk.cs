using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Core.Refusals;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Forecasting.Models;
using Emergency.Forecasting.Models.Trained;
using Emergency.Storage.Chain;
using Emergency.Storage.Observations;
using Emergency.Warnings.Advice;

namespace Emergency.Storage.Forecasts;

/// <summary>Issues forecasts and advice from what is stored, and keeps them in the chain: forecast → advice.</summary>
public sealed class ForecastDesk(ObservedAir air, ForecastInputs inputs, ChainDesk chain, RuleLibrary rules)
{
    /// <summary>Days of hourly values that an advice looks at.</summary>
    private const int AdviceDays = 14;

    /// <summary>A forecast reads no more than so many days of history: enough for any season, bounded in memory.</summary>
    private const int HistoryDays = 3660;

    /// <summary>
    /// Issues the ten-day forecast of a region's city from its observations, the weather observed with them and the newest weather forecast known at the issue
    /// time. What is late or missing is said in its remarks. The same inputs give the record that is there.
    /// Refused when the region is unknown, nothing was observed before the issue time (FORECAST-002) or not lately (FORECAST-006), or no AQI edition holds.
    /// </summary>
    /// <param name="regionCode">Region; its short name is the place observed.</param>
    /// <param name="model">Model.</param>
    /// <param name="issuedAt">The first hour not yet observed.</param>
    /// <param name="by">User name or "system".</param>
    /// <param name="at">When.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <param name="remarks">What the reader must know besides: why this model, why no weather …</param>
    public async Task<Outcome<ChainRow>> IssueAsync(
        string regionCode, IForecastModel model, Hour issuedAt, string by, DateTimeOffset at, CancellationToken cancellationToken, IReadOnlyList<Text>? remarks = null)
    {
        var made = await MakeAsync(regionCode, model, issuedAt, by, at, cancellationToken, remarks);
        return made.Ok
            ? await chain.RecordRevisionAsync($"forecast:{regionCode}:{issuedAt}:{model.Id}", ChainKinds.Forecast, null, regionCode, made.Value, made.Value.Basis, cancellationToken)
            : made.Refusal;
    }

    /// <summary>The forecast that <see cref="IssueAsync"/> would record, made from what is stored now and not recorded. Refused as that is.</summary>
    public async Task<Outcome<Forecast>> MakeAsync(
        string regionCode, IForecastModel model, Hour issuedAt, string by, DateTimeOffset at, CancellationToken cancellationToken, IReadOnlyList<Text>? remarks = null)
    {
        var known = await KnownAsync(regionCode, issuedAt, HistoryDays, cancellationToken);
        if (!known.Ok)
        {
            return known.Refusal;
        }

        var input = await inputs.AtAsync(known.Value, issuedAt, cancellationToken);
        if (!CanIssue(input))
        {
            return Refusal.Of(
                "FORECAST-006",
                $"{known.Value.Region.Name}最近的观测为{known.Value.Hours[^1].Hour}，起报前{TestRuns.KnownDays}天内没有有效日值，不能预报。",
                $"The newest observation of {known.Value.Region.NameEn} is of {known.Value.Hours[^1].Hour}; no valid day lies within the {TestRuns.KnownDays} days before the issue time: nothing can be forecast.",
                "请检查观测资料的接收，补齐后重新制作预报。",
                "Check how observations arrive, complete them and issue again.");
        }

        var made = Forecaster.Issue(model, input, [known.Value.Aqi.Edition.Ref], by, at);
        return made.Ok
            ? made.Value with { Remarks = [.. made.Value.Remarks, .. ObservationGaps.Find(input.Place, input.Hours, issuedAt), .. remarks ?? []] }
            : made.Refusal;
    }

    /// <summary>Advises on the warning level from a recorded forecast, by the trigger edition in force for the region on the day of issue.</summary>
    public async Task<Outcome<ChainRow>> AdviseAsync(string forecastId, string by, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var advice = await MakeAdviceAsync(forecastId, by, at, cancellationToken);
        return advice.Ok
            ? await chain.RecordRevisionAsync($"advice:{advice.Value.RegionCode}:{Hour.Containing(advice.Value.IssuedAt)}", ChainKinds.Advice, forecastId, advice.Value.RegionCode, advice.Value, advice.Value.Basis, cancellationToken)
            : advice.Refusal;
    }

    /// <summary>The advice that <see cref="AdviseAsync"/> would record, not recorded. Refused as that is.</summary>
    public async Task<Outcome<WarningAdvice>> MakeAdviceAsync(string forecastId, string by, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var input = await AdviceInputAsync(forecastId, by, at, cancellationToken);
        return input.Ok ? WarningAdviser.Advise(input.Value) : input.Refusal;
    }

    /// <summary>Advises on lifting a response of a level, from a recorded forecast.</summary>
    public async Task<Outcome<ChainRow>> AdviseLiftAsync(string forecastId, WarningLevel level, string by, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var advice = await MakeLiftAdviceAsync(forecastId, level, by, at, cancellationToken);
        return advice.Ok
            ? await chain.RecordRevisionAsync($"lift-advice:{advice.Value.RegionCode}:{Hour.Containing(advice.Value.IssuedAt)}:{level}", ChainKinds.LiftAdvice, forecastId, advice.Value.RegionCode, advice.Value, advice.Value.Basis, cancellationToken)
            : advice.Refusal;
    }

    /// <summary>The advice on lifting that <see cref="AdviseLiftAsync"/> would record, not recorded. Refused as that is.</summary>
    public async Task<Outcome<LiftAdvice>> MakeLiftAdviceAsync(string forecastId, WarningLevel level, string by, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var input = await AdviceInputAsync(forecastId, by, at, cancellationToken);
        return input.Ok ? LiftAdviser.Advise(input.Value, level) : input.Refusal;
    }

    private async Task<Outcome<AdviceInput>> AdviceInputAsync(string forecastId, string by, DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (await chain.FindAsync(forecastId, cancellationToken) is not { Kind: ChainKinds.Forecast } row)
        {
            return Refusal.Of("CHAIN-002", $"没有预报记录“{forecastId}”。", $"There is no forecast \"{forecastId}\".", "请先制作预报。", "Issue the forecast first.");
        }

        var forecast = ChainDesk.Read<Forecast>(row);
        var issuedAt = Hour.Containing(forecast.IssuedAt);
        var known = await KnownAsync(row.RegionCode, issuedAt, AdviceDays, cancellationToken);
        var triggers = rules.Triggers(row.RegionCode, issuedAt.Day);
        return !known.Ok ? known.Refusal
            : !triggers.Ok ? triggers.Refusal
            : new AdviceInput(forecast.Place, row.RegionCode, issuedAt, known.Value.Hours, known.Value.Days, forecast, known.Value.Aqi, triggers.Value, by, at);
    }

    /// <summary>True when a valid day lies near enough before the issue time for any model.</summary>
    internal static bool CanIssue(ForecastInput input) => input.Days.Any(d => d.AqiWithoutOzone is not null && d.ConcentrationOf(Pollutant.Pm25) is not null);

    private async Task<Outcome<KnownAir>> KnownAsync(string regionCode, Hour until, int days, CancellationToken cancellationToken)
    {
        var known = await air.BeforeAsync(regionCode, until, days, cancellationToken);
        return known.Ok && known.Value.Hours.Count == 0
            ? Refusal.Of(
                "FORECAST-002",
                $"{known.Value.Region.Name}在 {until} 之前没有观测数据。",
                $"Nothing was observed in {known.Value.Region.NameEn} before {until}.",
                "请先导入观测数据（import observations）。",
                "Import observations first (\"import observations\").")
            : known;
    }
}
