namespace Emergency.Forecasting.Verification.InService;

/// <summary>What the model card promises of one lead: what service is compared with.</summary>
/// <param name="Lead">1 … 10.</param>
/// <param name="Rmse">RMSE of PM2.5 on the test part [µg/m³].</param>
/// <param name="Bias">Mean error there [µg/m³].</param>
/// <param name="Coverage80">Share inside the 80 % interval there.</param>
/// <param name="RatioLimit30">RMSE ÷ RMSE of climatology that one in twenty spans of thirty days exceeds (<see cref="LeadScore.RatioLimit30"/>); null for cards without it.</param>
public sealed record CardScore(int Lead, double Rmse, double Bias, double? Coverage80, double? RatioLimit30)
{
    /// <summary>The promise that a verified lead makes.</summary>
    public static CardScore Of(LeadScore score) => new(score.Lead, score.Pm25.Rmse, score.Pm25.Bias, score.Pm25.Coverage80, score.RatioLimit30);
}

/// <summary>The last thirty days of one model, issue hour, source and lead.</summary>
/// <param name="ModelId">Model.</param>
/// <param name="Source">Whose figures.</param>
/// <param name="IssueHour">Clock hour of issue.</param>
/// <param name="Lead">1 … 10.</param>
/// <param name="Days">Days scored.</param>
/// <param name="Rmse">RMSE of PM2.5 [µg/m³].</param>
/// <param name="Bias">Mean of forecast minus observed [µg/m³].</param>
/// <param name="Ratio">RMSE ÷ RMSE of climatology on the same days; null without climatology.</param>
/// <param name="Coverage80">Share inside the 80 % interval; null for figures by hand.</param>
/// <param name="LevelExact">Share of days with the right category; null when none could be compared.</param>
/// <param name="Card">What the card promises; null when there is none.</param>
public sealed record RollingScore(
    string ModelId,
    FigureSource Source,
    int IssueHour,
    int Lead,
    int Days,
    double Rmse,
    double Bias,
    double? Ratio,
    double? Coverage80,
    double? LevelExact,
    CardScore? Card);
