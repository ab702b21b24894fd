using Emergency.Core.Decisions;
using Emergency.Core.Time;

namespace Emergency.Forecasting.Models;

/// <summary>What weather a forecast was allowed to see. The settings are never mixed.</summary>
public enum WeatherSetting
{
    /// <summary>No weather after the issue time.</summary>
    None,

    /// <summary>Weather observed afterwards: a hindcast, never a forecast.</summary>
    Perfect,

    /// <summary>A weather forecast made before the issue time.</summary>
    Forecast,
}

/// <summary>A ten-day forecast of daily AQI for one place.</summary>
/// <param name="Place">City name or station code.</param>
/// <param name="IssuedAt">The first hour not yet observed; lead 1 is the day that starts at or after it.</param>
/// <param name="ModelId">Model that made it.</param>
/// <param name="Setting">Weather it saw.</param>
/// <param name="Days">Lead 1 … 10.</param>
/// <param name="Trajectories">Equally likely courses of daily AQI without ozone, [member][lead−1]; they keep the correlation between days.</param>
/// <param name="Remarks">What the reader must know (no weather forecast, short history …).</param>
/// <param name="Basis">Inputs, editions, model.</param>
public sealed record Forecast(
    string Place,
    DateTimeOffset IssuedAt,
    string ModelId,
    WeatherSetting Setting,
    IReadOnlyList<ForecastDay> Days,
    IReadOnlyList<IReadOnlyList<double>> Trajectories,
    IReadOnlyList<Core.Text> Remarks,
    Basis Basis)
{
    /// <summary>The same courses without ozone and without PM10, which warnings are judged on (<see cref="Indexing.DailyAir.AqiForWarnings"/>); empty when the model has none.</summary>
    public IReadOnlyList<IReadOnlyList<double>> WarningTrajectories { get; init; } = [];
}

/// <summary>One day of a forecast.</summary>
/// <param name="Lead">1 … 10.</param>
/// <param name="Day">The local day.</param>
/// <param name="Aqi">Median daily AQI (all pollutants).</param>
/// <param name="AqiLow">Lower end of the 80 % interval.</param>
/// <param name="AqiHigh">Upper end of the 80 % interval.</param>
/// <param name="AqiWithoutOzone">Median daily AQI without ozone.</param>
/// <param name="Pm25">Median daily PM2.5 [µg/m³].</param>
/// <param name="Pm25Low">Lower end of its 80 % interval.</param>
/// <param name="Pm25High">Upper end of its 80 % interval.</param>
/// <param name="O3Mda8">Median O3 MDA8 [µg/m³]; null when the model has none.</param>
/// <param name="Above100">P(AQI without ozone &gt; 100).</param>
/// <param name="Above150">P(AQI without ozone &gt; 150).</param>
/// <param name="Above200">P(AQI without ozone &gt; 200).</param>
/// <param name="Above300">P(AQI without ozone &gt; 300).</param>
public sealed record ForecastDay(
    int Lead,
    LocalDay Day,
    double Aqi,
    double AqiLow,
    double AqiHigh,
    double AqiWithoutOzone,
    double Pm25,
    double Pm25Low,
    double Pm25High,
    double? O3Mda8,
    double Above100,
    double Above150,
    double Above200,
    double Above300)
{
    /// <summary>Median daily AQI without ozone and without PM10, which warnings are judged on; null when the model has none.</summary>
    public double? AqiForWarnings { get; init; }
}
