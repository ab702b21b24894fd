using Emergency.Forecasting.Indexing;
using Emergency.Forecasting.Models;

namespace Emergency.Forecasting.Verification;

/// <summary>How good one model's forecasts of AQI without ozone were at one lead.</summary>
/// <param name="Lead">1 … 10.</param>
/// <param name="Count">Forecast days that have an observation.</param>
/// <param name="Rmse">Root mean square error of the median [AQI].</param>
/// <param name="RmsePm25">The same for PM2.5 [µg/m³].</param>
/// <param name="Bias">Mean of forecast minus observed [AQI].</param>
/// <param name="Covered">Share of observed AQI (all pollutants) within the 80 % interval; 0.8 when calibrated.</param>
/// <param name="BrierAbove150">Brier score of P(AQI without ozone &gt; 150): mean squared distance of the probability to what happened; 0 is perfect.</param>
public sealed record LeadScore(int Lead, int Count, double Rmse, double RmsePm25, double Bias, double Covered, double BrierAbove150);

/// <summary>Scores forecasts against what was observed afterwards. Only days that both have count; nothing is filled.</summary>
public static class ForecastScore
{
    private const int EventAqi = 150;

    /// <summary>Scores by lead day.</summary>
    /// <param name="forecasts">Forecasts of one place by one model.</param>
    /// <param name="observed">Daily values of the place.</param>
    public static IReadOnlyList<LeadScore> ByLead(IEnumerable<ModelOutput> forecasts, IEnumerable<DailyAir> observed)
    {
        var truth = observed.ToDictionary(d => d.Day);
        return
        [
            .. forecasts
                .SelectMany(f => f.Days)
                .Where(d => truth.TryGetValue(d.Day, out var o) && o is { Aqi: not null, AqiWithoutOzone: not null } && o.ConcentrationOf(Core.Quantities.Pollutant.Pm25) is not null)
                .GroupBy(d => d.Lead)
                .OrderBy(g => g.Key)
                .Select(g => Score(g.Key, [.. g.Select(d => (d, truth[d.Day]))])),
        ];
    }

    private static LeadScore Score(int lead, List<(ForecastDay Forecast, DailyAir Observed)> pairs)
    {
        double Rms(Func<(ForecastDay Forecast, DailyAir Observed), double> error) => Math.Sqrt(pairs.Average(p => error(p) * error(p)));
        return new(
            lead,
            pairs.Count,
            Rms(p => p.Forecast.AqiWithoutOzone - p.Observed.AqiWithoutOzone!.Value),
            Rms(p => p.Forecast.Pm25 - (double)p.Observed.ConcentrationOf(Core.Quantities.Pollutant.Pm25)!.Value),
            pairs.Average(p => p.Forecast.AqiWithoutOzone - p.Observed.AqiWithoutOzone!.Value),
            pairs.Average(p => p.Observed.Aqi >= p.Forecast.AqiLow && p.Observed.Aqi <= p.Forecast.AqiHigh ? 1.0 : 0.0),
            pairs.Average(p => Math.Pow(p.Forecast.Above150 - (p.Observed.AqiWithoutOzone > EventAqi ? 1 : 0), 2)));
    }
}
