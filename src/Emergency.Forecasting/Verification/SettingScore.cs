using Emergency.Core;
using Emergency.Core.Time;
using Emergency.Forecasting.Models;

namespace Emergency.Forecasting.Verification;

/// <summary>How many of the observed runs of a level were announced so many days ahead, and how many of the announced ones came.</summary>
/// <param name="Level">1 yellow, 2 orange, 3 red: the level that the observed run reached.</param>
/// <param name="DaysAhead">Days between issue and the first day of the run; 1 when the run starts on lead 1.</param>
/// <param name="Forecasts">Forecasts issued that many days before an observed run (runs × draws).</param>
/// <param name="Announced">Those with a run of that level or higher that starts within one day of it.</param>
/// <param name="Said">Forecast runs of that level or higher that start on that lead; a run already under way is no start.</param>
/// <param name="Came">Those with an observed run of that level or higher that starts within one day.</param>
public sealed record AnnouncedRuns(int Level, int DaysAhead, int Forecasts, int Announced, int Said, int Came)
{
    /// <summary>Share announced; null when no run was observed.</summary>
    public double? Share => Forecasts == 0 ? null : (double)Announced / Forecasts;

    /// <summary>Share of announced runs that did not come; null when none was announced.</summary>
    public double? FalseShare => Said == 0 ? null : 1 - ((double)Came / Said);
}

/// <summary>Which course of a forecast a timing error is measured on.</summary>
public enum TimedCourse
{
    /// <summary>The medians of the days.</summary>
    Median,

    /// <summary>The days on which P(yellow or higher) reaches its cut.</summary>
    Probable,
}

/// <summary>Errors of one edge of an episode [days].</summary>
/// <param name="Forecasts">Forecasts that had the edge of an observed run at this lead.</param>
/// <param name="Matched">Those that had a run near enough to compare.</param>
/// <param name="MeanAbsolute">Mean absolute error of the matched [days]; null without any.</param>
/// <param name="Bias">Mean of forecast minus observed [days]: above zero is late.</param>
public sealed record EdgeTiming(int Forecasts, int Matched, double? MeanAbsolute, double? Bias);

/// <summary>Timing of starts and ends of runs of yellow or higher.</summary>
/// <param name="Lead">Lead at which the observed edge lies.</param>
/// <param name="Course">Course measured.</param>
/// <param name="Start">First days.</param>
/// <param name="End">Last days; a forecast run that reaches the last lead has no known end and is not compared.</param>
public sealed record EpisodeTiming(int Lead, TimedCourse Course, EdgeTiming Start, EdgeTiming End);

/// <summary>Everything scored of one model in one weather setting.</summary>
/// <param name="Setting">Weather that the runs saw.</param>
/// <param name="From">First target day scored; null without any.</param>
/// <param name="To">Last target day scored.</param>
/// <param name="Runs">Forecasts scored.</param>
/// <param name="Leads">By lead.</param>
/// <param name="Reliability">By event and range of leads.</param>
/// <param name="Announced">By level and days ahead; empty without <see cref="DayLevels"/>.</param>
/// <param name="Timing">By lead and course; empty without <see cref="DayLevels"/>.</param>
/// <param name="Remarks">What the reader must know: default cuts, missing references …</param>
public sealed record SettingScore(
    WeatherSetting Setting,
    LocalDay? From,
    LocalDay? To,
    int Runs,
    IReadOnlyList<LeadScore> Leads,
    IReadOnlyList<ReliabilityTable> Reliability,
    IReadOnlyList<AnnouncedRuns> Announced,
    IReadOnlyList<EpisodeTiming> Timing,
    IReadOnlyList<Text> Remarks)
{
    /// <summary>Clock hours at which the runs were issued, Beijing time. An error grows with every hour that the forecast is older: scores of different hours are not compared.</summary>
    public IReadOnlyList<int> IssueHours { get; init; } = [];
}
