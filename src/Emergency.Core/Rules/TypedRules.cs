using Emergency.Core.Decisions;
using Emergency.Core.Quantities;

namespace Emergency.Core.Rules;

/// <summary>Averaging of a concentration.</summary>
public enum Averaging
{
    /// <summary>One hour.</summary>
    Hour1,

    /// <summary>Rolling or daily-maximum eight hours.</summary>
    Hour8,

    /// <summary>Twenty-four hours, a day or rolling.</summary>
    Hour24,
}

/// <summary>One pollutant indicator: what is measured and over how long.</summary>
/// <param name="Pollutant">The pollutant.</param>
/// <param name="Averaging">Over how long.</param>
public readonly record struct Indicator(Pollutant Pollutant, Averaging Averaging);

/// <summary>What the index does with a concentration above the last breakpoint of a short row (SO2 1 h, O3 8 h).</summary>
public enum AboveTable
{
    /// <summary>The row gives no index; another averaging of the pollutant speaks for it (2012).</summary>
    NoIndex,

    /// <summary>The last index of the row is counted (2026).</summary>
    LastIndex,
}

/// <summary>A row of the IAQI table: index points and the concentrations at which they are reached, both increasing, same length.</summary>
/// <param name="Indicator">What the row judges.</param>
/// <param name="Iaqi">Index points, 0 … 500.</param>
/// <param name="Breakpoints">Concentrations [µg/m³; CO mg/m³].</param>
/// <param name="Above">What holds above the last breakpoint.</param>
/// <param name="Source">Where the row stands.</param>
public sealed record BreakpointRow(Indicator Indicator, IReadOnlyList<decimal> Iaqi, IReadOnlyList<decimal> Breakpoints, AboveTable Above, SourceRef Source);

/// <summary>An AQI category with its range, colour and advice.</summary>
/// <param name="Level">1 excellent … 6 severely polluted.</param>
/// <param name="Min">Lowest AQI of the category.</param>
/// <param name="Max">Highest AQI of the category.</param>
/// <param name="Name">优 … 严重污染.</param>
/// <param name="Colour">Name of the colour.</param>
/// <param name="Rgb">Red, green, blue 0–255.</param>
/// <param name="Advice">Health advice.</param>
public sealed record AqiCategory(int Level, int Min, int Max, Text Name, Text Colour, IReadOnlyList<int> Rgb, Text Advice);

/// <summary>The AQI rules of one edition (HJ 633-2012, HJ 633-2026) with the validity rules of HJ 663.</summary>
/// <param name="Edition">The edition.</param>
/// <param name="Rows">All rows of the table.</param>
/// <param name="DailyIndicators">Indicators of the daily report.</param>
/// <param name="HourlyIndicators">Indicators of the hourly report; a PM Hour24 there is the rolling mean, a PM Hour1 uses the daily breakpoints.</param>
/// <param name="Decimals">Decimals to which each concentration is rounded (GB/T 8170, half to even) first; a pollutant that is not there is judged as computed (2012).</param>
/// <param name="Categories">Six categories, ascending.</param>
/// <param name="PrimaryAbove">A primary pollutant is named only above this AQI (50).</param>
/// <param name="Cap">Largest AQI (500).</param>
/// <param name="PublishPartialAbove">With a pollutant missing the AQI counts only above this value (2026: 100); null when always (2012).</param>
/// <param name="MinHoursPerDay">Valid hours a day mean needs (20).</param>
/// <param name="MinHoursPer8">Valid hours an 8-h mean needs (6).</param>
/// <param name="MinWindowsMda8">Valid 8-h windows MDA8 needs (14), unless the maximum exceeds <paramref name="Mda8Limit"/>.</param>
/// <param name="FirstWindowEnd">Clock hour at which the first 8-h window of the day ends (8).</param>
/// <param name="Mda8Limit">Limit above which an incomplete MDA8 still counts [µg/m³] (160).</param>
/// <param name="MinStationShare">Share of stations a city value needs (0.75).</param>
/// <param name="MinStationShareSmall">The same with fewer than <paramref name="SmallNetwork"/> stations (0.5).</param>
/// <param name="SmallNetwork">Networks below this number of stations are small (4).</param>
public sealed record AqiRules(
    RuleEdition Edition,
    IReadOnlyList<BreakpointRow> Rows,
    IReadOnlyList<Indicator> DailyIndicators,
    IReadOnlyList<Indicator> HourlyIndicators,
    IReadOnlyDictionary<Pollutant, int> Decimals,
    IReadOnlyList<AqiCategory> Categories,
    int PrimaryAbove,
    int Cap,
    int? PublishPartialAbove,
    int MinHoursPerDay,
    int MinHoursPer8,
    int MinWindowsMda8,
    int FirstWindowEnd,
    decimal Mda8Limit,
    decimal MinStationShare,
    decimal MinStationShareSmall,
    int SmallNetwork)
{
    /// <summary>
    /// Indicators with which the national platform really computes the hourly AQI it publishes: since 2013 one-hour PM on the daily breakpoints, also under
    /// the 2012 text, whose own nine hourly indicators (<see cref="HourlyIndicators"/>) would need rolling means.
    /// </summary>
    public IReadOnlyList<Indicator> PublishedHourlyIndicators { get; init; } = HourlyIndicators;

    /// <summary>Source of each validity value by its key (<c>validity.min-hours-per-day</c> …), with its confidence.</summary>
    public IReadOnlyDictionary<string, SourceRef> ValiditySources { get; init; } = new Dictionary<string, SourceRef>();
}

/// <summary>How a threshold is compared.</summary>
public enum Comparison
{
    /// <summary>Strictly greater.</summary>
    Above,

    /// <summary>Greater or equal.</summary>
    AtLeast,
}

/// <summary>The quantity a trigger looks at.</summary>
public enum TriggerMetric
{
    /// <summary>AQI of a 24-hour mean that may cross midnight.</summary>
    Aqi24h,

    /// <summary>Hourly AQI.</summary>
    Aqi1h,
}

/// <summary>One condition: the metric stays beyond the threshold for so many hours.</summary>
/// <param name="Metric">What is looked at.</param>
/// <param name="Comparison">How.</param>
/// <param name="Threshold">AQI.</param>
/// <param name="DurationHours">For how long.</param>
/// <param name="Source">Document and clause.</param>
public sealed record TriggerCondition(TriggerMetric Metric, Comparison Comparison, int Threshold, int DurationHours, SourceRef Source);

/// <summary>One alternative of a level: all of its conditions must hold.</summary>
/// <param name="Id">Stable id within the edition, e.g. <c>orange.2</c>.</param>
/// <param name="Level">The level it triggers.</param>
/// <param name="Conditions">Conditions that must all hold.</param>
public sealed record WarningTrigger(string Id, WarningLevel Level, IReadOnlyList<TriggerCondition> Conditions);

/// <summary>The three readings of "lasts N hours", which no text defines (a named setting, shown with its doubt).</summary>
public enum DurationReading
{
    /// <summary>A: N/24 consecutive non-overlapping 24-hour blocks, starting at any hour, each beyond the threshold. The default.</summary>
    ConsecutiveBlocks,

    /// <summary>B: every rolling 24-hour mean inside an N-hour span is beyond the threshold.</summary>
    EveryRollingMean,

    /// <summary>C: N/24 consecutive calendar days.</summary>
    CalendarDays,
}

/// <summary>A pollution cause for which no emission orders are given.</summary>
/// <param name="Cause">Ozone, DustStorm, WildfireSmoke, LocalBlowingDust, CrossBorderTransport.</param>
/// <param name="Action">What is done instead.</param>
/// <param name="Source">Document and clause.</param>
public sealed record ExcludedCause(string Cause, Text Action, SourceRef Source);

/// <summary>The warning triggers of one edition.</summary>
/// <param name="Edition">The edition.</param>
/// <param name="Triggers">All alternatives, lowest level first.</param>
/// <param name="Reading">How "lasts N hours" is read by default.</param>
/// <param name="ReadingSource">Why, with its doubt.</param>
/// <param name="JoinGapHours">Two episodes with a gap not longer than this are one (36).</param>
/// <param name="LiftForecastHours">A lift needs a forecast of improvement longer than this (36).</param>
/// <param name="LeadHours">Hours between issue and start that practice asks for; 0 = at once.</param>
/// <param name="Excluded">Causes that give a health notice and no level.</param>
/// <param name="LiftSource">Source of the lifting rule.</param>
public sealed record TriggerRules(
    RuleEdition Edition,
    IReadOnlyList<WarningTrigger> Triggers,
    DurationReading Reading,
    SourceRef ReadingSource,
    int JoinGapHours,
    int LiftForecastHours,
    int LeadHours,
    IReadOnlyList<ExcludedCause> Excluded,
    SourceRef LiftSource)
{
    /// <summary>Source of the joining gap, with its doubt.</summary>
    public SourceRef JoinSource { get; init; } = LiftSource;

    /// <summary>Source of the lead time, with its doubt.</summary>
    public SourceRef LeadSource { get; init; } = LiftSource;
}

/// <summary>Minimum cut per pollutant at one level.</summary>
/// <param name="Level">The warning level.</param>
/// <param name="MinFraction">Share of the whole-society daily emission per pollutant [0–1].</param>
/// <param name="SwapMinSum">SO2 and NOx may be traded while the sum of their shares is at least this; null where the edition has no swap.</param>
/// <param name="Source">Source of the fractions.</param>
/// <param name="SwapSource">Source of the swap; null where there is none.</param>
public sealed record LevelTarget(
    WarningLevel Level,
    IReadOnlyDictionary<EmittedPollutant, decimal> MinFraction,
    decimal? SwapMinSum,
    SourceRef Source,
    SourceRef? SwapSource)
{
    /// <summary>Source of each pollutant's fraction, with its confidence.</summary>
    public IReadOnlyDictionary<EmittedPollutant, SourceRef> Sources { get; init; } = EmittedPollutants.All.ToDictionary(p => p, _ => Source);
}

/// <summary>Reduction targets of one edition.</summary>
/// <param name="Edition">The edition.</param>
/// <param name="Levels">Yellow, orange, red.</param>
/// <param name="DaysPerYear">Days that turn a day value into a year value (330).</param>
public sealed record TargetRules(RuleEdition Edition, IReadOnlyList<LevelTarget> Levels, int DaysPerYear)
{
    /// <summary>Source of <see cref="DaysPerYear"/>.</summary>
    public SourceRef DaysPerYearSource { get; init; } = Edition.Dates;
}

/// <summary>How a grade is treated in a response.</summary>
public enum GradeTreatment
{
    /// <summary>Self-chosen reductions only (自主减排).</summary>
    Voluntary,

    /// <summary>The binding measures of the list.</summary>
    ListMeasures,

    /// <summary>Stops (D).</summary>
    Stop,
}

/// <summary>One grade scheme: the grades an industry may carry.</summary>
/// <param name="Id">ABCD, ABC, Leading, National2026, Ungraded.</param>
/// <param name="Grades">Grades of the scheme, best first.</param>
/// <param name="Source">Source.</param>
public sealed record GradeScheme(string Id, IReadOnlyList<PerformanceGrade> Grades, SourceRef Source);

/// <summary>A key industry and its scheme.</summary>
/// <param name="Code">Identifier, e.g. Cement.</param>
/// <param name="Name">Names.</param>
/// <param name="SchemeText">The scheme as written, which may differ by process.</param>
/// <param name="HardToStop">Why it cannot stop within hours; null when it can or is not known.</param>
/// <param name="Source">Source, unsure for about twenty industries.</param>
public sealed record KeyIndustry(string Code, Text Name, string SchemeText, Text? HardToStop, SourceRef Source)
{
    /// <summary>Number in the list of the 39 key industries; null for an industry outside it.</summary>
    public int? Number { get; init; }

    /// <summary>True when it is one of the 39 key industries.</summary>
    public bool IsKey => Number is not null;
}

/// <summary>Grade schemes of one edition.</summary>
/// <param name="Edition">The edition.</param>
/// <param name="Schemes">The schemes.</param>
/// <param name="Treatments">Treatment of each grade, with source.</param>
/// <param name="Industries">Key industries and others met in practice.</param>
/// <param name="GuaranteeMinimum">Lowest letter grade a guarantee enterprise may carry (B); leading counts too.</param>
/// <param name="GuaranteeSource">Source of that rule.</param>
public sealed record GradeRules(
    RuleEdition Edition,
    IReadOnlyList<GradeScheme> Schemes,
    IReadOnlyDictionary<PerformanceGrade, (GradeTreatment Treatment, SourceRef Source)> Treatments,
    IReadOnlyList<KeyIndustry> Industries,
    PerformanceGrade GuaranteeMinimum,
    SourceRef GuaranteeSource);

/// <summary>What happens when a share "counted in lines" meets an enterprise with one line only.</summary>
public enum SingleLineRule
{
    /// <summary>Ceil gives a full stop; a person confirms it.</summary>
    StopAndFlag,

    /// <summary>The single line runs at lower load; a person confirms it.</summary>
    LowerLoadAndFlag,
}

/// <summary>General rules for measures of one edition.</summary>
/// <param name="Edition">The edition.</param>
/// <param name="SingleLine">Single-line rule, a setting with its doubt.</param>
/// <param name="SingleLineSource">Source and doubt of it.</param>
/// <param name="CountingSource">Source of counting by ceil.</param>
/// <param name="StricterPrevailsSource">Source of "several controls at once: the stricter one".</param>
/// <param name="SmallEmitterExempt">Small gas emitters neither stop nor limit.</param>
/// <param name="SmallEmitterSource">Source of it.</param>
/// <param name="GuaranteeSource">Source of the rule that a guarantee enterprise does only the guaranteed task.</param>
/// <param name="VoluntarySource">Source of the rule that A and leading choose their own reductions.</param>
public sealed record MeasureRules(
    RuleEdition Edition,
    SingleLineRule SingleLine,
    SourceRef SingleLineSource,
    SourceRef CountingSource,
    SourceRef StricterPrevailsSource,
    bool SmallEmitterExempt,
    SourceRef SmallEmitterSource,
    SourceRef GuaranteeSource,
    SourceRef VoluntarySource)
{
    /// <summary>Source of "one enterprise named in the order with its own text" (rules.md 6.10).</summary>
    public SourceRef AdditionSource { get; init; } = Edition.Dates;

    /// <summary>Grounds on which one enterprise may be exempted in a response.</summary>
    public IReadOnlyList<ExemptionGround> ExemptionGrounds { get; init; } = [];
}

/// <summary>Deadlines of orders in one edition.</summary>
/// <param name="Edition">The edition.</param>
/// <param name="AcknowledgeWithinHours">Hours after delivery within which an enterprise acknowledges (1 in the strictest rule seen).</param>
/// <param name="ReportExecutionWithinHours">Hours after the start within which it reports execution (24).</param>
/// <param name="DailyReportHour">Clock hour of the daily report, Beijing time (16; 14 in places).</param>
/// <param name="LiftNoticeWithinHours">Hours within which a lift reaches stopped units (24).</param>
/// <param name="StaggerStepMinutes">Minutes between start slots, so that plants do not all ramp at once.</param>
/// <param name="StaggerMaxMinutes">Longest delay that spreading may add to a start.</param>
/// <param name="Sources">Source of each value by its key.</param>
public sealed record DeadlineRules(
    RuleEdition Edition,
    int AcknowledgeWithinHours,
    int ReportExecutionWithinHours,
    int DailyReportHour,
    int LiftNoticeWithinHours,
    int StaggerStepMinutes,
    int StaggerMaxMinutes,
    IReadOnlyDictionary<string, SourceRef> Sources)
{
    /// <summary>How the silent are reminded and reported; nobody is unless the edition says so.</summary>
    public FollowUpRules FollowUp { get; init; } = FollowUpRules.None;
}

/// <summary>Summer hours in which processes that emit VOCs are shifted, in one edition (rules.md 10.5).</summary>
/// <param name="Edition">The edition.</param>
/// <param name="FirstMonth">First month of the season, 1–12.</param>
/// <param name="LastMonth">Last month of the season, 1–12, not before the first.</param>
/// <param name="FromHour">Clock hour at which the window begins, Beijing time.</param>
/// <param name="ToHour">Clock hour at which it ends; later than the first.</param>
/// <param name="WindowSource">Source of the window.</param>
/// <param name="Industries">Codes of the key industries whose processes are shifted first.</param>
/// <param name="IndustriesSource">Source of the industries.</param>
/// <param name="OutdoorBans">Work outdoors that is banned in the window.</param>
/// <param name="OutdoorBansSource">Source of the bans.</param>
public sealed record OzoneRules(
    RuleEdition Edition,
    int FirstMonth,
    int LastMonth,
    int FromHour,
    int ToHour,
    SourceRef WindowSource,
    IReadOnlyList<string> Industries,
    SourceRef IndustriesSource,
    Text OutdoorBans,
    SourceRef OutdoorBansSource);
