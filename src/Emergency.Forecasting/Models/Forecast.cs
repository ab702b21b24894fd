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

    /// <summary>The same courses of AQI of all pollutants; empty when the model has none.</summary>
    public IReadOnlyList<IReadOnlyList<double>> AqiTrajectories { get; init; } = [];

    /// <summary>The same courses of daily PM2.5 [µg/m³]; empty when the model has none.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Pm25Trajectories { get; init; } = [];

    /// <summary>Source of the weather forecast that the model saw (open-meteo 2026-01-11T08:00+08:00 …); null in the setting none.</summary>
    public string? WeatherSource { get; init; }

    /// <summary>Why the days are expected as they are: what drives each lead, strongest first; empty when the model cannot say.</summary>
    public IReadOnlyList<DayDrivers> Drivers { get; init; } = [];

    /// <summary>Days of the record that resembled the days to come, and what happened then; empty when the model keeps no record.</summary>
    public IReadOnlyList<AnalogueDay> Analogues { get; init; } = [];
}

/// <summary>What drives the expected PM2.5 of one lead.</summary>
/// <param name="Lead">1 … 10.</param>
/// <param name="Day">The day.</param>
/// <param name="Drivers">Strongest first.</param>
public sealed record DayDrivers(int Lead, LocalDay Day, IReadOnlyList<Driver> Drivers);

/// <summary>One driver of a forecast day.</summary>
/// <param name="Key">Stable name: stagnation, humidity, southerly, northerly, rain, start-level, season, mixing …</param>
/// <param name="Effect">By how much it raises (+) or lowers (−) ln PM2.5 against a normal day of the season.</param>
/// <param name="Explanation">In words, with the figures behind it.</param>
public sealed record Driver(string Key, double Effect, Core.Text Explanation);

/// <summary>A day of the record whose weather and air resembled a forecast day.</summary>
/// <param name="Lead">The lead for which it was sought.</param>
/// <param name="Day">The day of the record.</param>
/// <param name="Likeness">Distance in standard deviations; 0 is the same.</param>
/// <param name="Pm25">PM2.5 observed on it [µg/m³].</param>
/// <param name="Aqi">AQI observed on it; null when the day was not valid.</param>
public sealed record AnalogueDay(int Lead, LocalDay Day, double Likeness, double Pm25, int? Aqi);

/// <summary>Expected concentration of one pollutant on one day.</summary>
/// <param name="Pollutant">Pollutant; O3 as its daily maximum 8-h mean, the others as the 24-h mean.</param>
/// <param name="Median">Median [µg/m³; CO mg/m³].</param>
/// <param name="Low">Lower end of the 80 % interval.</param>
/// <param name="High">Upper end of the 80 % interval.</param>
public sealed record PollutantForecast(Core.Quantities.Pollutant Pollutant, double Median, double Low, double High);

/// <summary>P(AQI of all pollutants &gt; threshold).</summary>
/// <param name="Above100">Above 100.</param>
/// <param name="Above150">Above 150.</param>
/// <param name="Above200">Above 200.</param>
/// <param name="Above300">Above 300.</param>
public sealed record Exceedance(double Above100, double Above150, double Above200, double Above300);

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

    /// <summary>Expected (mean) daily PM2.5 [µg/m³], above the median because pollution is skewed; null when the model has none.</summary>
    public double? Pm25Mean { get; init; }

    /// <summary>The most probable AQI category 1 … 6; null when the model has none.</summary>
    public int? Category { get; init; }

    /// <summary>Probabilities of the AQI of all pollutants, ozone included; null when the model has none.</summary>
    public Exceedance? WithOzone { get; init; }

    /// <summary>All six pollutants; empty when the model has only PM2.5 and ozone.</summary>
    public IReadOnlyList<PollutantForecast> Pollutants { get; init; } = [];
}
