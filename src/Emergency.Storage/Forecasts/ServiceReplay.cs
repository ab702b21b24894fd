using Emergency.Core.Refusals;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Forecasting.Models;
using Emergency.Forecasting.Verification.InService;

namespace Emergency.Storage.Forecasts;

/// <summary>Makes the forecasts of the last days again by two models, each from what service would have given it at the time, and compares them.</summary>
public sealed class ServiceReplay(RuleLibrary rules)
{
    /// <summary>The comparison. Refused for an unknown region, or without observations.</summary>
    public Task<Outcome<PromotionDecision>> CompareAsync(string regionCode, IForecastModel current, IForecastModel candidate, LocalDay today, CancellationToken cancellationToken) =>
        throw new NotImplementedException(rules + regionCode + current + candidate + today + cancellationToken);
}
