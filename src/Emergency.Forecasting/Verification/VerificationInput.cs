using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Forecasting.Indexing;
using Emergency.Forecasting.Models;

namespace Emergency.Forecasting.Verification;

/// <summary>
/// The warning level of each day of a course, by the run in which the day lies. The numbers: 0 none, 1 yellow, 2 orange, 3 red. Made from a trigger edition by
/// the warnings part of the product, which this one does not know.
/// </summary>
/// <param name="aqiForWarnings">Daily AQI for warnings of consecutive days; NaN where unknown.</param>
/// <returns>A level a day, as many as were given.</returns>
public delegate IReadOnlyList<int> DayLevels(IReadOnlyList<double> aqiForWarnings);

/// <summary>What one setting of one model is scored from. All runs are of one place.</summary>
/// <param name="Place">City name or station code; observations of others are ignored.</param>
/// <param name="Setting">Weather that the runs saw.</param>
/// <param name="Runs">Forecasts to score. Several of one issue time (draws of the weather forecast) count each on its own.</param>
/// <param name="Observed">Daily values of the place: the scored period, and at least ten days before it.</param>
/// <param name="TrainingDays">Daily values that the model was trained on: the climatology it is compared with comes from them alone.</param>
/// <param name="Aqi">AQI edition, for the categories.</param>
public sealed record VerificationInput(
    string Place,
    WeatherSetting Setting,
    IReadOnlyList<VerifiedRun> Runs,
    IReadOnlyList<DailyAir> Observed,
    IReadOnlyList<DailyAir> TrainingDays,
    AqiRules Aqi)
{
    /// <summary>
    /// Forecasts of the training part by models that were not fitted on it (folds purged), from which the probability cuts are chosen. Their days that lie in
    /// the scored period are left out. Empty: the cuts are one half, and the score says so.
    /// </summary>
    public IReadOnlyList<VerifiedRun> OutOfFold { get; init; } = [];

    /// <summary>Warning level of each day of a course; null leaves warning levels unscored.</summary>
    public DayLevels? Levels { get; init; }

    /// <summary>First day scored; the first target day when null.</summary>
    public LocalDay? From { get; init; }

    /// <summary>Last day scored; the last target day when null.</summary>
    public LocalDay? To { get; init; }

    /// <summary>Cost of acting ÷ loss when nothing was done, as the bureau sets it (0–1): acting pays when the probability is at least this. Null when not set.</summary>
    public double? CostLoss { get; init; }

    /// <summary>Seed of the bootstrap.</summary>
    public int Seed { get; init; } = 1;
}
