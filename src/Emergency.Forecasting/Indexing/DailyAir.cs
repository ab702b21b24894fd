using Emergency.Core.Decisions;
using Emergency.Core.Quantities;
using Emergency.Core.Rules;
using Emergency.Core.Time;

namespace Emergency.Forecasting.Indexing;

/// <summary>One indicator of a day or hour: concentration as judged (rounded by GB/T 8170), its index, and why it is missing or incomplete.</summary>
/// <param name="Indicator">What was measured over how long.</param>
/// <param name="Concentration">Rounded concentration [µg/m³; CO mg/m³]; null when invalid.</param>
/// <param name="Iaqi">Individual index, rounded up; null when there is none.</param>
/// <param name="ValidHours">Hours (or windows) that counted.</param>
/// <param name="Why">Why it is invalid; null when valid.</param>
public sealed record IndicatorValue(Indicator Indicator, decimal? Concentration, int? Iaqi, int ValidHours, string? Why);

/// <summary>The air quality of a place on one day, by one edition of the index.</summary>
/// <param name="Place">Station code or city name.</param>
/// <param name="Day">The day, local 00–24.</param>
/// <param name="Aqi">Air quality index; null when the day is not valid.</param>
/// <param name="CategoryLevel">1–6; null when there is no AQI.</param>
/// <param name="Primary">Primary pollutants, ties listed; empty at AQI ≤ 50.</param>
/// <param name="Indicators">Every indicator of the daily report.</param>
/// <param name="Valid">True when the day has an AQI.</param>
/// <param name="Why">Why not, in Chinese; null when valid.</param>
/// <param name="Edition">The edition applied.</param>
public sealed record DailyAir(
    string Place,
    LocalDay Day,
    int? Aqi,
    int? CategoryLevel,
    IReadOnlyList<Pollutant> Primary,
    IReadOnlyList<IndicatorValue> Indicators,
    bool Valid,
    string? Why,
    EditionRef Edition)
{
    /// <summary>Rounded concentration of one pollutant at its daily averaging (24 h; O3: MDA8); null when invalid.</summary>
    public decimal? ConcentrationOf(Pollutant pollutant)
    {
        var averaging = pollutant == Pollutant.O3 ? Averaging.Hour8 : Averaging.Hour24;
        foreach (var value in Indicators)
        {
            if (value.Indicator.Pollutant == pollutant && value.Indicator.Averaging == averaging)
            {
                return value.Concentration;
            }
        }

        return null;
    }

    /// <summary>The largest IAQI without ozone: what the 2024 triggers judge, since ozone never gives emission orders; null when no other indicator is valid.</summary>
    public int? AqiWithoutOzone => Indicators.Where(i => i.Indicator.Pollutant != Pollutant.O3).Max(i => i.Iaqi);

    /// <summary>
    /// The largest IAQI without ozone and without PM10: what a warning may rest on. Ozone and dust give a health notice and no emission orders
    /// (环大气〔2024〕6号), so a PM10-led index does not count and the next pollutant speaks for the day. Null when no other indicator is valid.
    /// </summary>
    public int? AqiForWarnings => Indicators.Where(i => i.Indicator.Pollutant is not (Pollutant.O3 or Pollutant.Pm10)).Max(i => i.Iaqi);
}
