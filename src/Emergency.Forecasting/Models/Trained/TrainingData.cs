using Emergency.Core.Time;
using Emergency.Forecasting.Indexing;
using Emergency.Forecasting.Observing;
using Emergency.Forecasting.Weather;

namespace Emergency.Forecasting.Models.Trained;

/// <summary>What a model is trained on.</summary>
/// <param name="Place">City.</param>
/// <param name="Hours">Hourly values of the place itself, oldest first (a city: the mean of its stations).</param>
/// <param name="Days">Daily values by the rules, oldest first.</param>
/// <param name="Until">First hour that training may not look at.</param>
public sealed record TrainingData(string Place, IReadOnlyList<HourlyAir> Hours, IReadOnlyList<DailyAir> Days, Hour Until)
{
    /// <summary>Weather observed; null when there is none.</summary>
    public WeatherSeries? Weather { get; init; }

    /// <summary>Weather forecasts made in the past; empty when there are none.</summary>
    public IReadOnlyList<WeatherRun> Runs { get; init; } = [];
}

/// <summary>How a model is trained.</summary>
public sealed record TrainingOptions
{
    /// <summary>Id of the model: the folder of models/ and what forecasts name.</summary>
    public string Id { get; init; } = "trained";

    /// <summary>Settings wanted; those for which the data do not suffice are left out and said.</summary>
    public IReadOnlyCollection<WeatherSetting> Settings { get; init; } = [WeatherSetting.None, WeatherSetting.Forecast];

    /// <summary>Seed of every sampling.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Threads; changes nothing but the time.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>True for a quick model of the same shape (fewer rows, boxes and trees) for tests and first looks.</summary>
    public bool Quick { get; init; }

    /// <summary>Most earlier weather runs that can be used.</summary>
    public const int MostEarlierRuns = Features.LaggedRuns.MostLags;

    /// <summary>Earlier weather runs used beside the newest, a day apart: 0 … <see cref="MostEarlierRuns"/>.</summary>
    public int EarlierRuns { get; init; } = MostEarlierRuns;

    /// <summary>Without boosted trees: where libxgboost is missing.</summary>
    public bool WithoutTrees { get; init; }
}
