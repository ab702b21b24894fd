using Emergency.Core.Quantities;
using Emergency.Core.Rules;

namespace Emergency.Forecasting.Indexing;

/// <summary>How an individual index becomes a whole number.</summary>
public enum IndexRounding
{
    /// <summary>Always up, as HJ 633 demands.</summary>
    Up,

    /// <summary>
    /// To nearest, half up. Not the law: it is how the national centre's hourly <em>city</em> AQI is made (its site AQI is rounded up), and it is used
    /// only to compare with that publication.
    /// </summary>
    Nearest,
}

/// <summary>The index of one day or hour.</summary>
/// <param name="Aqi">Air quality index.</param>
/// <param name="Category">Its category.</param>
/// <param name="Primary">Pollutants with the largest individual index, in pollutant order; empty at or below the edition's limit (50).</param>
public sealed record IndexResult(int Aqi, AqiCategory Category, IReadOnlyList<Pollutant> Primary);

/// <summary>
/// HJ 633: concentrations to individual indices (IAQI) to the air quality index (AQI), in decimal arithmetic. In binary floating point the
/// formula gives 56 for CO 2.2 mg/m³ (24 h), where the exact answer is 55.
/// </summary>
public static class AqiCalculator
{
    /// <summary>
    /// The concentration as the edition judges it: rounded by GB/T 8170 (half to even) to the decimals it names. HJ 633-2012 names none,
    /// so there the concentration stays as computed.
    /// </summary>
    public static decimal Rounded(AqiRules rules, Pollutant pollutant, decimal concentration) =>
        rules.Decimals.TryGetValue(pollutant, out var decimals) ? Math.Round(concentration, decimals, MidpointRounding.ToEven) : concentration;

    /// <summary>
    /// Individual index of a concentration [µg/m³; CO mg/m³] already rounded as the edition asks; 0 for a concentration of zero. Null when the table has no row
    /// for the indicator, or when the concentration lies above a short row and the edition gives no index there (2012: SO2 1 h and O3 8 h above 800).
    /// A one-hour PM value is judged by the daily row (HJ 633-2026, and the national publication before it).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The concentration is negative.</exception>
    public static int? Iaqi(AqiRules rules, Indicator indicator, decimal concentration, IndexRounding rounding = IndexRounding.Up)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(concentration);
        if (RowFor(rules, indicator) is not { } row)
        {
            return null;
        }

        var points = row.Breakpoints;
        var last = points.Count - 1;
        if (concentration > points[last])
        {
            return row.Iaqi[last] >= rules.Cap ? rules.Cap
                : row.Above == AboveTable.LastIndex ? (int)row.Iaqi[last]
                : null;
        }

        var upper = 1;
        while (concentration > points[upper])
        {
            upper++;
        }

        // Multiplied before divided: one division, exact whenever the true result is a whole number, so that rounding up never sees a false remainder.
        var (low, high) = (row.Iaqi[upper - 1], row.Iaqi[upper]);
        var exact = ((high - low) * (concentration - points[upper - 1]) / (points[upper] - points[upper - 1])) + low;
        return (int)(rounding == IndexRounding.Up ? Math.Ceiling(exact) : Math.Round(exact, MidpointRounding.AwayFromZero));
    }

    /// <summary>
    /// The index from individual indices: the largest, kept within the edition's range, with every pollutant that reaches it when it exceeds
    /// <see cref="AqiRules.PrimaryAbove"/>. Null when no indicator has an index.
    /// </summary>
    public static IndexResult? Combine(AqiRules rules, IReadOnlyList<IndicatorValue> indicators)
    {
        // Runs for every city and hour of a winter: no query operators, no lists that stay empty.
        var largest = -1;
        foreach (var indicator in indicators)
        {
            largest = Math.Max(largest, indicator.Iaqi ?? -1);
        }

        if (largest < 0)
        {
            return null;
        }

        var aqi = Math.Clamp(largest, rules.Categories[0].Min, rules.Cap);
        return new IndexResult(aqi, CategoryOf(rules, aqi), aqi > rules.PrimaryAbove ? Leading(indicators, largest) : []);
    }

    private static List<Pollutant> Leading(IReadOnlyList<IndicatorValue> indicators, int largest)
    {
        var leading = new List<Pollutant>(1);
        foreach (var indicator in indicators)
        {
            if (indicator.Iaqi == largest && !leading.Contains(indicator.Indicator.Pollutant))
            {
                leading.Add(indicator.Indicator.Pollutant);
            }
        }

        leading.Sort();
        return leading;
    }

    /// <summary>The category that holds an AQI.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The AQI lies outside the edition's range.</exception>
    public static AqiCategory CategoryOf(AqiRules rules, int aqi)
    {
        foreach (var category in rules.Categories)
        {
            if (aqi >= category.Min && aqi <= category.Max)
            {
                return category;
            }
        }

        throw new ArgumentOutOfRangeException(nameof(aqi), aqi, $"No category of {rules.Edition.Edition} holds this AQI.");
    }

    private static BreakpointRow? RowFor(AqiRules rules, Indicator indicator)
    {
        BreakpointRow? daily = null;
        foreach (var row in rules.Rows)
        {
            if (row.Indicator == indicator)
            {
                return row;
            }

            if (row.Indicator.Pollutant == indicator.Pollutant && row.Indicator.Averaging == Averaging.Hour24)
            {
                daily = row;
            }
        }

        return indicator.Averaging == Averaging.Hour1 && indicator.Pollutant is Pollutant.Pm25 or Pollutant.Pm10 ? daily : null;
    }
}
