using Emergency.Core.Time;
using Emergency.Forecasting.Indexing;
using Emergency.Forecasting.Observing;

namespace Emergency.Forecasting.Models;

/// <summary>What a model is given: everything known at the issue time, nothing after it.</summary>
/// <param name="Place">City name or station code.</param>
/// <param name="IssuedAt">The first hour not yet observed.</param>
/// <param name="Days">Daily values before the issue time, oldest first, gaps allowed.</param>
/// <param name="Hours">Hourly values before the issue time, oldest first (at least the last three days when there are any).</param>
/// <param name="History">Daily values the model may fit on: the past only. May equal <paramref name="Days"/>.</param>
public sealed record ForecastInput(
    string Place,
    Hour IssuedAt,
    IReadOnlyList<DailyAir> Days,
    IReadOnlyList<HourlyAir> Hours,
    IReadOnlyList<DailyAir> History)
{
    /// <summary>Largest index of the AQI edition in force, above which no forecast goes; null leaves forecasts uncapped.</summary>
    public int? AqiCap { get; init; }

    /// <summary>Weather observed before the issue time; null when there is none.</summary>
    public Weather.WeatherSeries? ObservedWeather { get; init; }

    /// <summary>A weather forecast known at the issue time; null when there is none, and the model then works without and says so.</summary>
    public Weather.WeatherRun? WeatherForecast { get; init; }

    /// <summary>Runs of the same source made one, two … days before <see cref="WeatherForecast"/>, newest first; empty when none were kept. Some are blended with it, those of the last weeks show what the model missed lately.</summary>
    public IReadOnlyList<Weather.WeatherRun> EarlierRuns { get; init; } = [];

    /// <summary>True when <see cref="WeatherForecast"/> is what was observed afterwards: a hindcast, never a forecast.</summary>
    public bool Hindcast { get; init; }

    /// <summary>The AQI edition in force on the issue day, by which predicted concentrations are judged; models that predict the index itself do without.</summary>
    public Core.Rules.AqiRules? Aqi { get; init; }
}

/// <summary>A forecast model. A seam to the outside: models are trained elsewhere, and better ones replace these.</summary>
public interface IForecastModel
{
    /// <summary>Stable id, stored with every forecast: name and version.</summary>
    string Id { get; }

    /// <summary>True when the model looks at <see cref="ForecastInput.ObservedWeather"/>, which is then part of what a forecast rests on.</summary>
    bool UsesObservedWeather => false;

    /// <summary>Predicts ten days. Deterministic: the same input gives the same bytes.</summary>
    /// <param name="input">Everything known at the issue time.</param>
    /// <param name="seed">Seed of any sampling.</param>
    ModelOutput Predict(ForecastInput input, int seed);
}

/// <summary>What a model says, before the desk adds basis and index.</summary>
/// <param name="Days">Lead 1 … 10.</param>
/// <param name="Trajectories">[member][lead−1], daily AQI without ozone.</param>
/// <param name="Remarks">What the reader must know.</param>
public sealed record ModelOutput(IReadOnlyList<ForecastDay> Days, IReadOnlyList<IReadOnlyList<double>> Trajectories, IReadOnlyList<Core.Text> Remarks)
{
    /// <summary>The same members without ozone and without PM10, which warnings are judged on; empty when the model has none.</summary>
    public IReadOnlyList<IReadOnlyList<double>> WarningTrajectories { get; init; } = [];

    /// <summary>The same members, AQI of all pollutants; empty when the model has none.</summary>
    public IReadOnlyList<IReadOnlyList<double>> AqiTrajectories { get; init; } = [];

    /// <summary>The same members, daily PM2.5 [µg/m³]; empty when the model has none.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Pm25Trajectories { get; init; } = [];

    /// <summary>Weather that the model saw.</summary>
    public WeatherSetting Setting { get; init; } = WeatherSetting.None;

    /// <summary>Why the days are expected as they are; empty when the model cannot say.</summary>
    public IReadOnlyList<DayDrivers> Drivers { get; init; } = [];

    /// <summary>Days of the record that resembled the days to come; empty when the model keeps no record.</summary>
    public IReadOnlyList<AnalogueDay> Analogues { get; init; } = [];
}
