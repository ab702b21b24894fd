using Emergency.Core.Rules;
using Emergency.Forecasting.Indexing;
using Emergency.Forecasting.Models;

namespace Emergency.Forecasting.Verification.InService;

/// <summary>Compares two models on the forecasts of past days, made again from what service would have given either at the time.</summary>
public static class ModelComparison
{
    /// <summary>
    /// The comparison. Both models are given the same inputs, weather where it was at hand; which of it they make use of is part of what is compared.
    /// </summary>
    /// <param name="current">Model in use.</param>
    /// <param name="candidate">Model that would take over.</param>
    /// <param name="inputs">What was known at each past issue time, all of one place.</param>
    /// <param name="observed">Days observed since.</param>
    /// <param name="aqi">AQI edition, for the categories.</param>
    /// <param name="cancel">Stops between forecasts.</param>
    public static PromotionDecision Decide(
        IForecastModel current, IForecastModel candidate, IReadOnlyList<ForecastInput> inputs, IReadOnlyList<DailyAir> observed, AqiRules aqi, CancellationToken cancel)
    {
        SettingScore Score(IForecastModel model)
        {
            var runs = new VerifiedRun[inputs.Count];
            Parallel.For(0, inputs.Count, new ParallelOptions { CancellationToken = cancel }, i => runs[i] = new(inputs[i].IssuedAt, model.Predict(inputs[i], inputs[i].IssuedAt.Index)));
            var setting = inputs.Any(i => i.WeatherForecast is not null) ? WeatherSetting.Forecast : WeatherSetting.None;
            return ForecastVerification.Score(new(inputs.Count == 0 ? "" : inputs[0].Place, setting, runs, observed, [], aqi));
        }

        return Promotion.Decide(Score(current), Score(candidate));
    }
}
