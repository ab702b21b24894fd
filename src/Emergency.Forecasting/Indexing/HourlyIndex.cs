using Emergency.Core.Rules;
using Emergency.Forecasting.Observing;

namespace Emergency.Forecasting.Indexing;

/// <summary>
/// The index of a single hour, from its one-hour concentrations alone: what the national centre publishes as the hourly AQI, and the whole rule
/// of HJ 633-2026. HJ 633-2012 also lists rolling means (PM 24 h, O3 8 h) in its hourly report; the publication leaves them out of the AQI,
/// and so do we.
/// </summary>
public static class HourlyIndex
{
    /// <summary>The index of the hour; null when no pollutant has an index.</summary>
    /// <param name="hour">The hour's concentrations; negative values count as missing.</param>
    /// <param name="rules">The edition.</param>
    /// <param name="rounding">Up by law; nearest only to compare with the national publication.</param>
    public static IndexResult? Compute(HourlyAir hour, AqiRules rules, IndexRounding rounding = IndexRounding.Up)
    {
        var values = new List<IndicatorValue>(6);
        foreach (var indicator in rules.HourlyIndicators)
        {
            if (indicator.Averaging == Averaging.Hour1 && hour[indicator.Pollutant] is >= 0 and var value)
            {
                var concentration = AqiCalculator.Rounded(rules, indicator.Pollutant, (decimal)value);
                values.Add(new IndicatorValue(indicator, concentration, AqiCalculator.Iaqi(rules, indicator, concentration, rounding), 1, null));
            }
        }

        return AqiCalculator.Combine(rules, values);
    }
}
