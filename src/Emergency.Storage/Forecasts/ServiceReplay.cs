using Emergency.Core.Refusals;
using Emergency.Core.Time;
using Emergency.Forecasting.Models;
using Emergency.Forecasting.Models.Trained;
using Emergency.Forecasting.Verification.InService;
using Emergency.Storage.Observations;

namespace Emergency.Storage.Forecasts;

/// <summary>Makes the forecasts of the last days again by two models, each from what service would have given it at the time, and compares them.</summary>
public sealed class ServiceReplay(ObservedAir air, ForecastInputs inputs)
{
    /// <summary>Days on which the models are compared, at most; what they were trained on is left out.</summary>
    public const int ComparedDays = 150;

    /// <summary>Days of history handed to models that fit at issue.</summary>
    private const int HistoryDays = 800;

    /// <summary>The comparison, forecasts issued at midnight. Refused for an unknown region or without an AQI edition.</summary>
    /// <param name="regionCode">Region.</param>
    /// <param name="current">Model in use.</param>
    /// <param name="candidate">Model that would take over.</param>
    /// <param name="today">The running day; days before it count.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<Outcome<PromotionDecision>> CompareAsync(string regionCode, IForecastModel current, IForecastModel candidate, LocalDay today, CancellationToken cancellationToken)
    {
        var known = await air.BeforeAsync(regionCode, today.FirstHour, HistoryDays, cancellationToken);
        if (!known.Ok)
        {
            return known.Refusal;
        }

        var first = new[] { today.Plus(-ComparedDays), After(current), After(candidate) }.Max();
        var issued = new List<ForecastInput>();
        for (var day = first; day < today; day = day.Plus(1))
        {
            var input = await inputs.AtAsync(known.Value, day.FirstHour, cancellationToken);
            if (ForecastDesk.CanIssue(input))
            {
                issued.Add(input);
            }
        }

        return await Task.Run(() => ModelComparison.Decide(current, candidate, issued, known.Value.Days, known.Value.Aqi, cancellationToken), cancellationToken);
    }

    /// <summary>First day that a model has not seen.</summary>
    private static LocalDay After(IForecastModel model) => model is TrainedModel trained ? trained.To.Plus(1) : new LocalDay(DateOnly.MinValue);
}
