using System.Globalization;
using Emergency.Core.Quantities;
using Emergency.Core.Time;
using Emergency.Forecasting.Indexing;
using Emergency.Forecasting.Models;
using Emergency.Storage.Forecasts;
using Emergency.Web.Language;

namespace Emergency.Web.Features.Forecasts;

/// <summary>What the fan chart draws, for AQI and for PM2.5: the last observed days, then median and bands.</summary>
internal static class FanChart
{
    /// <summary>The data block.</summary>
    /// <param name="forecast">The forecast.</param>
    /// <param name="observed">The days before it, oldest first.</param>
    /// <param name="thresholds">AQI thresholds of the triggers in force.</param>
    /// <param name="byHand">The forecaster's figures of a quantity by lead−1; null where there is none.</param>
    /// <param name="language">Language of the words.</param>
    public static object Data(Forecast forecast, IReadOnlyList<DailyAir> observed, IReadOnlyList<int> thresholds, Func<CorrectedQuantity, IReadOnlyList<double?>> byHand, PageLanguage language) => new
    {
        Labels = observed.Select(d => Label(d.Day)).Concat(forecast.Days.Select(d => Label(d.Day))),
        Past = observed.Count,
        Quantities = new[]
        {
            Quantity("AQI", observed.Select(d => (double?)d.Aqi), forecast.Days.Select(d => (d.AqiLow, d.Aqi, d.AqiHigh)), forecast.AqiTrajectories, thresholds, byHand(CorrectedQuantity.Aqi)),
            Quantity("PM2.5 µg/m³", observed.Select(d => (double?)d.ConcentrationOf(Pollutant.Pm25)), forecast.Days.Select(d => (d.Pm25Low, d.Pm25, d.Pm25High)), forecast.Pm25Trajectories, [], byHand(CorrectedQuantity.Pm25)),
        },
        Text = new
        {
            Observed = language["实测", "observed"],
            Median = language["预报中位数", "forecast median"],
            Half = language["50 % 区间", "50 % band"],
            Wide = language["80 % 区间", "80 % band"],
            ByHand = language["预报员订正", "forecaster"],
        },
    };

    // Median and 80 % interval are those the forecast states; the courses give the quartiles between them.
    private static object Quantity(
        string name, IEnumerable<double?> observed, IEnumerable<(double Low, double Middle, double High)> days, IReadOnlyList<IReadOnlyList<double>> members, IReadOnlyList<int> thresholds, IReadOnlyList<double?> byHand)
    {
        var stated = days.ToList();
        var bands = MemberBand.Of(members);
        return new
        {
            Name = name,
            Observed = observed,
            P10 = stated.Select(d => Rounded(d.Low)),
            P25 = bands.Count == stated.Count ? stated.Select((d, i) => Rounded(Math.Clamp(bands[i].P25, d.Low, d.Middle))) : null,
            P50 = stated.Select(d => Rounded(d.Middle)),
            P75 = bands.Count == stated.Count ? stated.Select((d, i) => Rounded(Math.Clamp(bands[i].P75, d.Middle, d.High))) : null,
            P90 = stated.Select(d => Rounded(d.High)),
            Thresholds = thresholds,
            ByHand = byHand,
        };
    }

    private static double Rounded(double value) => Math.Ceiling(value);

    private static string Label(LocalDay day) => day.Date.ToString("MM-dd", CultureInfo.InvariantCulture);
}
