using Emergency.Core.Rules;
using Emergency.Forecasting.Observing;

namespace Emergency.Forecasting.Indexing;

/// <summary>
/// The index of a single hour from its one-hour concentrations: the whole rule of HJ 633-2026, and what the national centre published before it
/// (<see cref="AqiRules.PublishedHourlyIndicators"/>), although HJ 633-2012 also lists rolling means for its hourly report.
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
        foreach (var indicator in rules.PublishedHourlyIndicators)
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
