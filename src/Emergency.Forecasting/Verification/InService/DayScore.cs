using Emergency.Core.Time;

namespace Emergency.Forecasting.Verification.InService;

/// <summary>Whose figure is scored.</summary>
public enum FigureSource
{
    /// <summary>The model.</summary>
    Model,

    /// <summary>A forecaster who corrected the model by hand.</summary>
    Forecaster,
}

/// <summary>A figure that a forecaster put beside the model's for one day of one issued forecast. The model's stays; both are scored.</summary>
/// <param name="IssuedAt">Issue time of the forecast corrected.</param>
/// <param name="ModelId">Model that made it.</param>
/// <param name="Day">Day corrected.</param>
/// <param name="Pm25">Corrected daily PM2.5 [µg/m³]; null when left as it was.</param>
/// <param name="Aqi">Corrected daily AQI; null when left as it was.</param>
public sealed record ManualFigure(DateTimeOffset IssuedAt, string ModelId, LocalDay Day, double? Pm25, double? Aqi);

/// <summary>How one issued figure for one day turned out.</summary>
/// <param name="ModelId">Model of the forecast.</param>
/// <param name="Source">Whose figure.</param>
/// <param name="IssuedAt">Issue time; scores of different issue hours are never mixed.</param>
/// <param name="Lead">1 … 10.</param>
/// <param name="Day">Target day.</param>
/// <param name="Pm25">PM2.5 said (mean) [µg/m³]; null when none was said.</param>
/// <param name="ObservedPm25">PM2.5 observed [µg/m³]; null when not valid.</param>
/// <param name="Climatology">Seasonal mean of the training days [µg/m³]; null without them.</param>
/// <param name="Inside80">Observed PM2.5 lay in the 80 % interval; null for figures by hand.</param>
/// <param name="Surprise">
/// Standardised error ln(observed ÷ median) ÷ s, with s the standard deviation that the 80 % interval implies: near normal (0, 1) when calibrated, in every season. Null
/// for figures by hand.
/// </param>
/// <param name="CategoriesOff">Category said minus category observed; null when either is missing.</param>
/// <param name="Probability150">P(AQI &gt; 150); null for figures by hand.</param>
/// <param name="Was150">AQI was above 150; null when there is no valid AQI.</param>
public sealed record DayScore(
    string ModelId,
    FigureSource Source,
    DateTimeOffset IssuedAt,
    int Lead,
    LocalDay Day,
    double? Pm25,
    double? ObservedPm25,
    double? Climatology,
    bool? Inside80,
    double? Surprise,
    int? CategoriesOff,
    double? Probability150,
    bool? Was150)
{
    /// <summary>Forecast minus observed PM2.5 [µg/m³]; null when either is missing.</summary>
    public double? Error => Pm25 - ObservedPm25;

    /// <summary>Clock hour of the issue, Beijing time.</summary>
    public int IssueHour => Hour.Containing(IssuedAt).HourOfDay;
}
