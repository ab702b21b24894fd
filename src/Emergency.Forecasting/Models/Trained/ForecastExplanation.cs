using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Core.Time;
using Emergency.Forecasting.Models.Features;
using Emergency.Forecasting.Weather;

namespace Emergency.Forecasting.Models.Trained;

/// <summary>
/// Says what drives a forecast by asking the model again: with the normal wind, humidity, temperature … in place of what is forecast, how much lower or higher
/// would it be? The differences are the model's own, not a second model's; they need not add up, since the parts work on each other.
/// </summary>
/// <param name="predictor">The model, its outlook filled.</param>
/// <param name="normal">Normals of the weather.</param>
/// <param name="record">What was observed, at the level of the model's home.</param>
/// <param name="issuedAt">Issue time.</param>
/// <param name="variant">Variant that forecasts.</param>
/// <param name="level">By how much PM2.5 of the place lies above that level [ln], 0 at home: what is told is what was observed.</param>
internal sealed class ForecastExplanation(VariantPredictor predictor, WeatherNormal normal, PlaceRecord record, Hour issuedAt, ModelVariant variant, double level)
{
    private const double Notable = 0.05;

    private static readonly (string Key, WeatherVariable[] Group, Func<double, double, Text> Words)[] Groups =
    [
        ("ventilation", [WeatherVariable.WindSpeed], (speed, effect) => effect > 0
            ? new($"静稳：风速{speed:0.0} m/s，弱于常年，抬升{Factor(effect)}", $"stagnation: wind {speed:0.0} m/s, weaker than normal, raises by {Factor(effect)}")
            : new($"通风：风速{speed:0.0} m/s，强于常年，降低{Factor(effect)}", $"ventilation: wind {speed:0.0} m/s, stronger than normal, lowers by {Factor(effect)}")),
        ("wind-direction", [WeatherVariable.WindEast, WeatherVariable.WindNorth], (north, effect) => north >= 0
            ? new($"偏南气流（南风分量{north:0.0} m/s），{Way(effect).Zh}{Factor(effect)}", $"southerly transport ({north:0.0} m/s), {Way(effect).En} by {Factor(effect)}")
            : new($"偏北气流（北风分量{-north:0.0} m/s），{Way(effect).Zh}{Factor(effect)}", $"northerly flow ({-north:0.0} m/s), {Way(effect).En} by {Factor(effect)}")),
        ("humidity", [WeatherVariable.DewPoint], (dew, effect) => new($"湿度：露点较常年{Signed(dew)} °C，{Way(effect).Zh}{Factor(effect)}", $"moisture: dew point {Signed(dew)} °C against normal, {Way(effect).En} by {Factor(effect)}")),
        ("temperature", [WeatherVariable.Temperature], (t, effect) => new($"气温较常年{Signed(t)} °C，{Way(effect).Zh}{Factor(effect)}", $"temperature {Signed(t)} °C against normal, {Way(effect).En} by {Factor(effect)}")),
        ("pressure", [WeatherVariable.Pressure], (p, effect) => new($"气压较常年{Signed(p)} hPa，{Way(effect).Zh}{Factor(effect)}", $"pressure {Signed(p)} hPa against normal, {Way(effect).En} by {Factor(effect)}")),
        ("rain", [WeatherVariable.Rain], (r, effect) => new($"降水{r * 24:0.0} mm/日，{Way(effect).Zh}{Factor(effect)}", $"rain {r * 24:0.0} mm a day, {Way(effect).En} by {Factor(effect)}")),
    ];

    private static readonly OutlookVariable[] Shown =
        [OutlookVariable.Speed, OutlookVariable.North, OutlookVariable.DewPointAnomaly, OutlookVariable.TemperatureAnomaly, OutlookVariable.PressureAnomaly, OutlookVariable.Rain];

    /// <summary>Drivers of each lead, strongest first. Leaves the outlook of the predictor changed.</summary>
    public IReadOnlyList<DayDrivers> Explain(Expected expected)
    {
        const int Leads = IssueMoment.Leads;
        var moment = new IssueMoment(issuedAt);
        var skip = (24 - issuedAt.HourOfDay) % 24;
        var found = Enumerable.Range(1, Leads).Select(_ => new List<Driver>()).ToArray();
        if (variant.Scope == FeatureScope.Future)
        {
            var shown = Shown.Select(v => Enumerable.Range(0, Leads).Select(i => predictor.Outlook.Mean(v, skip + (24 * i), skip + (24 * (i + 1)))).ToArray()).ToArray();
            var future = predictor.Outlook.Snapshot();
            for (var g = 0; g < Groups.Length; g++)
            {
                predictor.Outlook.Restore(future);
                predictor.Outlook.Neutralise(normal, Groups[g].Group);
                var without = predictor.Predict(record, issuedAt);
                for (var i = 0; i < Leads; i++)
                {
                    var effect = Math.Round(expected.Middle[(int)Pollutant.Pm25][i] - without.Middle[(int)Pollutant.Pm25][i], 3);
                    if (Math.Abs(effect) >= Notable)
                    {
                        found[i].Add(new(Groups[g].Key, effect, Groups[g].Words(shown[g][i], effect)));
                    }
                }
            }
        }

        var last = record.LogMean(Pollutant.Pm25, issuedAt - record.First - 24, issuedAt - record.First);
        for (var i = 0; i < Leads; i++)
        {
            var usual = SeasonCurve.At(variant[Pollutant.Pm25].Season, moment.DayOf(i + 1).Date.DayOfYear);
            var start = Math.Round(last - usual, 3);
            var away = Math.Round(expected.Middle[(int)Pollutant.Pm25][i] - usual, 3);
            if (!double.IsNaN(start) && variant.Scope != FeatureScope.Future && i > 0 && Math.Abs(away) >= Notable && Math.Sign(away) == Math.Sign(start))
            {
                // Without weather all that a forecast knows is where it starts.
                found[i].Add(new("start-level", away, StartWords(last + level, usual + level, away)));
            }
            else if (!double.IsNaN(start) && i == 0)
            {
                found[i].Add(new("start-level", start, StartWords(last + level, usual + level, start)));
            }
        }

        return [.. found.Select((drivers, i) => new DayDrivers(i + 1, moment.DayOf(i + 1), [.. drivers.OrderByDescending(d => Math.Abs(d.Effect)).ThenBy(d => d.Key, StringComparer.Ordinal)]))];
    }

    private static Text StartWords(double last, double usual, double effect) => new(
        $"起报前24小时PM2.5均值{Math.Exp(last):0} µg/m³，同期常年{Math.Exp(usual):0}，{Way(effect).Zh}{Factor(effect)}",
        $"PM2.5 of the last 24 h {Math.Exp(last):0} µg/m³ against {Math.Exp(usual):0} usual for the season, {Way(effect).En} by {Factor(effect)}");

    /// <summary>Change as a share of what it would be without: ln 2 raises by 100 %, −ln 2 lowers by 50 %.</summary>
    private static string Factor(double effect) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{100 * Math.Abs(Math.Exp(effect) - 1):0}%");

    private static string Signed(double value) => value.ToString("+0.0;−0.0;0.0", System.Globalization.CultureInfo.InvariantCulture);

    private static Text Way(double effect) => effect >= 0 ? new("抬升", "raises") : new("降低", "lowers");
}
