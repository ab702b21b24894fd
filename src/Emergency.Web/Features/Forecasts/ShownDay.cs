using System.Globalization;
using Emergency.Core.Quantities;
using Emergency.Core.Rules;
using Emergency.Forecasting.Indexing;
using Emergency.Forecasting.Models;
using Emergency.Web.Features.Today;

namespace Emergency.Web.Features.Forecasts;

/// <summary>One forecast day as the pages show it.</summary>
/// <param name="Day">As forecast.</param>
/// <param name="Category">Category of the median.</param>
/// <param name="Primary">Expected primary pollutants; empty at a low index and when the model does not say.</param>
/// <param name="Chances">Probabilities: with ozone where the model has them, as the index shown; else without.</param>
public sealed record ShownDay(ForecastDay Day, AqiCategory Category, IReadOnlyList<Pollutant> Primary, Exceedance Chances)
{
    /// <summary>Largest index of the little scale that the strip draws; what lies above is drawn at its end.</summary>
    private const double ScaleEnd = 350;

    /// <summary>Median AQI, rounded up as the index is.</summary>
    public int Aqi => (int)Math.Ceiling(Day.Aqi);

    /// <summary>Lower end of the 80 % interval.</summary>
    public int Low => (int)Math.Ceiling(Day.AqiLow);

    /// <summary>Upper end of the 80 % interval.</summary>
    public int High => (int)Math.Ceiling(Day.AqiHigh);

    /// <summary>Reads a day by the index edition in force on it.</summary>
    public static ShownDay Of(ForecastDay day, AqiRules rules, AqiColours colours) =>
        new(day, colours.Of(day.Day, Math.Ceiling(day.Aqi)), PrimaryOf(day, rules), day.WithOzone ?? new(day.Above100, day.Above150, day.Above200, day.Above300));

    /// <summary>P(AQI &gt; threshold) as the record holds it; null for another threshold.</summary>
    public double? ChanceAbove(int threshold) => threshold switch
    {
        100 => Chances.Above100,
        150 => Chances.Above150,
        200 => Chances.Above200,
        300 => Chances.Above300,
        _ => null,
    };

    /// <summary>A place on the little scale, in per cent of its width, as SVG writes it.</summary>
    public static string OnScale(double aqi) => (100 * Math.Clamp(aqi, 0, ScaleEnd) / ScaleEnd).ToString("0.#", CultureInfo.InvariantCulture);

    /// <summary>A fraction in per cent, as SVG writes it.</summary>
    public static string PerCent(double share) => (100 * Math.Clamp(share, 0, 1)).ToString("0.#", CultureInfo.InvariantCulture);

    /// <summary>Index of one pollutant at its median; null where the table gives none.</summary>
    public static int? IaqiOf(PollutantForecast pollutant, AqiRules rules) =>
        AqiCalculator.Iaqi(rules, new(pollutant.Pollutant, pollutant.Pollutant == Pollutant.O3 ? Averaging.Hour8 : Averaging.Hour24), (decimal)pollutant.Median);

    private static IReadOnlyList<Pollutant> PrimaryOf(ForecastDay day, AqiRules rules)
    {
        if (Math.Ceiling(day.Aqi) <= rules.PrimaryAbove)
        {
            return [];
        }

        if (day.Pollutants.Count == 0)
        {
            // Such a model tells only whether ozone leads.
            return Math.Ceiling(day.Aqi) > Math.Ceiling(day.AqiWithoutOzone) ? [Pollutant.O3] : [];
        }

        var indices = day.Pollutants.Select(p => (p.Pollutant, Iaqi: IaqiOf(p, rules))).ToList();
        var highest = indices.Max(i => i.Iaqi);
        return [.. indices.Where(i => i.Iaqi is not null && i.Iaqi == highest).Select(i => i.Pollutant)];
    }
}
