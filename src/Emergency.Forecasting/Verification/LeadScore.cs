using Emergency.Core.Time;

namespace Emergency.Forecasting.Verification;

/// <summary>Errors of one quantity at one lead; the references are scored on the same days.</summary>
/// <param name="Count">Forecasts whose day has an observation.</param>
/// <param name="Rmse">Root mean square error [unit of the quantity].</param>
/// <param name="Mae">Mean absolute error.</param>
/// <param name="Bias">Mean of forecast minus observed.</param>
/// <param name="R2">1 − squared error ÷ variance of the observations of the scored days; below zero when their mean would have been better.</param>
/// <param name="RmseClimatology">RMSE of the seasonal mean of the training days; null without training days.</param>
/// <param name="RmsePersistence">RMSE of the last valid day going on.</param>
/// <param name="RmseRange">90 % block-bootstrap range of the RMSE; null for records under thirty days.</param>
/// <param name="Coverage80">Share of observations inside the 80 % interval, 0.8 when calibrated; null where the quantity has no interval.</param>
/// <param name="Sharpness">Mean width of that interval: of two calibrated forecasts the sharper one is better.</param>
public sealed record QuantityScore(
    int Count,
    double Rmse,
    double Mae,
    double Bias,
    double? R2,
    double? RmseClimatology,
    double? RmsePersistence,
    ValueRange? RmseRange,
    double? Coverage80,
    double? Sharpness);

/// <summary>How often the AQI category (优 … 严重污染, all pollutants) was right.</summary>
/// <param name="Exact">Share of days with the right category.</param>
/// <param name="WithinOne">Share of days at most one category off.</param>
public sealed record LevelShare(double Exact, double WithinOne);

/// <summary>Category scores of a lead.</summary>
/// <param name="Count">Days scored.</param>
/// <param name="Forecast">The model.</param>
/// <param name="Persistence">The category of the last valid day, of the season where there is none; null when neither is known.</param>
/// <param name="Climatology">The most frequent category of the season; null without training days.</param>
public sealed record LevelScore(int Count, LevelShare Forecast, LevelShare? Persistence, LevelShare? Climatology);

/// <summary>One event at one lead.</summary>
/// <param name="Event">The event.</param>
/// <param name="Table">Yes/no at <paramref name="Cut"/>.</param>
/// <param name="Cut">The probability cut and whether it was chosen.</param>
/// <param name="CsiRange">90 % block-bootstrap range of the CSI.</param>
/// <param name="Persistence">Yes/no of persistence on the same days.</param>
/// <param name="AtCostLoss">Yes/no at the bureau's cost–loss ratio; null when it set none.</param>
/// <param name="Brier">Brier score of the probability.</param>
/// <param name="BrierSkill">Skill against the seasonal frequency in the training days; null without them or when there is nothing to beat.</param>
public sealed record EventScore(
    VerifiedEvent Event,
    ContingencyTable Table,
    ProbabilityCut Cut,
    ValueRange? CsiRange,
    ContingencyTable Persistence,
    ContingencyTable? AtCostLoss,
    double? Brier,
    double? BrierSkill);

/// <summary>One scored forecast of one day, kept so that two models can be compared on the same days.</summary>
/// <param name="Day">Target day.</param>
/// <param name="SquaredError">Squared error of PM2.5 [(µg/m³)²].</param>
/// <param name="SquaredErrorClimatology">The same for climatology; null without training days.</param>
/// <param name="Said150">AQI above 150 was said at the cut; null where the index was not observed.</param>
/// <param name="Was150">AQI was above 150.</param>
public readonly record struct ScoredDay(LocalDay Day, double SquaredError, double? SquaredErrorClimatology, bool? Said150, bool? Was150);

/// <summary>How good the forecasts of one lead were.</summary>
/// <param name="Lead">1 … 10.</param>
/// <param name="Days">Different target days scored.</param>
/// <param name="Pm25">Daily PM2.5 [µg/m³]; the point value is the mean.</param>
/// <param name="AqiValue">Daily AQI of all pollutants; the point value is the median. Null when never observed.</param>
/// <param name="Ozone">O3 MDA8 [µg/m³]; null when not forecast or never observed.</param>
/// <param name="Level">AQI categories; null when never observed.</param>
/// <param name="Events">By event; those that were never observable are not there.</param>
/// <param name="Crps">CRPS of PM2.5 from the members [µg/m³]; null without members.</param>
/// <param name="CrpsClimatology">CRPS of the training days of the season on the same days; null without training days or members.</param>
public sealed record LeadScore(
    int Lead,
    int Days,
    QuantityScore Pm25,
    QuantityScore? AqiValue,
    QuantityScore? Ozone,
    LevelScore? Level,
    IReadOnlyDictionary<VerifiedEvent, EventScore> Events,
    double? Crps,
    double? CrpsClimatology)
{
    /// <summary>
    /// Ratio RMSE ÷ RMSE of climatology that one in twenty spans of thirty consecutive days of this record exceeds (PM2.5): the limit beyond which thirty days in
    /// service call for a look. Null for records under ninety days and without training days.
    /// </summary>
    public double? RatioLimit30 { get; init; }

    /// <summary>The single days behind the scores.</summary>
    public IReadOnlyList<ScoredDay> Cases { get; init; } = [];
}
