using Emergency.Core.Quantities;
using Emergency.Core.Time;
using Emergency.Forecasting.Indexing;
using Emergency.Forecasting.Models;

namespace Emergency.Forecasting.Episodes;

/// <summary>A day as episodes see it, observed or forecast.</summary>
/// <param name="Day">The day.</param>
/// <param name="Aqi">Daily AQI, all pollutants, rounded up.</param>
/// <param name="Cause">Why it is as high as it is.</param>
/// <param name="Forecast">True when it is forecast.</param>
public sealed record EpisodeDay(LocalDay Day, int Aqi, PollutionCause Cause, bool Forecast)
{
    /// <summary>An observed day; null when the day has no AQI.</summary>
    public static EpisodeDay? Observed(DailyAir day) =>
        day.Aqi is { } aqi ? new(day.Day, aqi, CauseOf(day), Forecast: false) : null;

    /// <summary>
    /// A forecast day. Ozone leads when the index falls without it. Dust cannot be told without a weather forecast: what is left counts as PM2.5.
    /// </summary>
    public static EpisodeDay Predicted(ForecastDay day)
    {
        var aqi = (int)Math.Ceiling(day.Aqi);
        return new(day.Day, aqi, aqi > (int)Math.Ceiling(day.AqiWithoutOzone) ? PollutionCause.Ozone : PollutionCause.Pm25, Forecast: true);
    }

    /// <summary>
    /// The cause of an observed day by the pollutant that leads: PM2.5 also when it ties with another (the stricter reading), ozone, dust when PM10 leads,
    /// otherwise another pollutant. A PM10-led day may be local dust rather than a storm; both get no emission orders.
    /// </summary>
    public static PollutionCause CauseOf(DailyAir day)
    {
        var highest = day.Indicators.Max(i => i.Iaqi);
        var leading = day.Indicators.Where(i => i.Iaqi is not null && i.Iaqi == highest).Select(i => i.Indicator.Pollutant).ToList();
        return leading.Contains(Pollutant.Pm25) ? PollutionCause.Pm25
            : leading.Contains(Pollutant.O3) ? PollutionCause.Ozone
            : leading.Contains(Pollutant.Pm10) ? PollutionCause.Dust
            : PollutionCause.Other;
    }
}
