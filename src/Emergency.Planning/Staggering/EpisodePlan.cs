using Emergency.Core;
using Emergency.Core.Decisions;
using Emergency.Core.Quantities;
using Emergency.Core.Time;
using Emergency.Planning.Activation;
using Emergency.Planning.Composing;
using Emergency.Planning.Optimising;

namespace Emergency.Planning.Staggering;

/// <summary>A plan over several days: who does what on which day, what each day reaches, and how the burden is shared.</summary>
/// <param name="RegionCode">Region planned for.</param>
/// <param name="Mode">How it was made.</param>
/// <param name="ListVersion">Content hash of the list.</param>
/// <param name="Days">The days in order.</param>
/// <param name="Choices">What each unit is asked, with its days; units that are spared throughout with no day.</param>
/// <param name="Courses">Course of each unit (or whole enterprise) that had a choice.</param>
/// <param name="Burdens">Burden by group.</param>
/// <param name="LossYuan">Loss of all days and restarts together [yuan].</param>
/// <param name="RestartYuan">Of that, restarts [yuan].</param>
/// <param name="BindingYuan">Of that, what binds anyway [yuan].</param>
/// <param name="BoundYuan">No plan that keeps the rules and reaches every day's targets loses less; null when none reaches them [yuan].</param>
/// <param name="Gap">(Loss − bound) ÷ loss [0–1]; null when no plan reaches the targets.</param>
/// <param name="Status">How the search ended.</param>
/// <param name="Shortages">Targets that cannot be reached, or were not.</param>
/// <param name="Decisions">Points a person must decide.</param>
/// <param name="Basis">Inputs and editions.</param>
public sealed record EpisodePlan(
    string RegionCode,
    PlanMode Mode,
    ContentHash ListVersion,
    IReadOnlyList<EpisodeDay> Days,
    IReadOnlyList<EpisodeChoice> Choices,
    IReadOnlyList<UnitCourse> Courses,
    IReadOnlyList<GroupBurden> Burdens,
    decimal LossYuan,
    decimal RestartYuan,
    decimal BindingYuan,
    decimal? BoundYuan,
    double? Gap,
    PlanStatus Status,
    IReadOnlyList<DayShortage> Shortages,
    IReadOnlyList<Text> Decisions,
    Basis Basis);

/// <summary>A day of the plan.</summary>
/// <param name="Day">Day.</param>
/// <param name="Level">Its level.</param>
/// <param name="Targets">Each pollutant against its target; steps count as far as they have arrived.</param>
/// <param name="Zones">Targets of zones against what is reached.</param>
/// <param name="Prices">What the last kilogram of each target costs that day.</param>
/// <param name="IndustryCut">Cut of the industry list as it arrives [kg/day].</param>
/// <param name="MobileCut">Cut of the mobile list [kg/day].</param>
/// <param name="DustCut">Cut of the dust list [kg/day].</param>
/// <param name="LossYuan">Loss of the day, without restarts [yuan].</param>
/// <param name="Steps">Units that begin or end a step that day beyond what binds anyway.</param>
public sealed record EpisodeDay(
    LocalDay Day,
    WarningLevel Level,
    IReadOnlyList<TargetReached> Targets,
    IReadOnlyList<ZoneReached> Zones,
    IReadOnlyList<PlanPrice> Prices,
    Emissions IndustryCut,
    Emissions MobileCut,
    Emissions DustCut,
    decimal LossYuan,
    int Steps);

/// <summary>A choice with its days.</summary>
/// <param name="Choice">What is asked, with its full effect on such a day.</param>
/// <param name="Days">Days on which it holds, from 0; empty for a unit that is spared throughout.</param>
public sealed record EpisodeChoice(PlanChoice Choice, IReadOnlyList<int> Days);

/// <summary>What a unit does over the days beyond what binds it anyway.</summary>
/// <param name="EnterpriseCode">Enterprise.</param>
/// <param name="EnterpriseName">Its name.</param>
/// <param name="Grade">Its grade on the first day.</param>
/// <param name="UnitIds">Units.</param>
/// <param name="Process">Process names.</param>
/// <param name="Measures">By day: text of what is asked beyond what binds; empty for nothing.</param>
/// <param name="Shares">By day: share of the unit that is down [0–1].</param>
/// <param name="BurdenDays">Days on which it is asked for more than what binds it.</param>
/// <param name="LossYuan">What that costs, restarts included [yuan].</param>
/// <param name="RestartYuan">Of that, restarts [yuan].</param>
/// <param name="Group">Group within which burdens are compared; empty outside all.</param>
/// <param name="Why">One sentence with the numbers.</param>
public sealed record UnitCourse(
    string EnterpriseCode,
    string EnterpriseName,
    PerformanceGrade Grade,
    IReadOnlyList<string> UnitIds,
    string Process,
    IReadOnlyList<string> Measures,
    IReadOnlyList<decimal> Shares,
    int BurdenDays,
    decimal LossYuan,
    decimal RestartYuan,
    string Group,
    Text Why);

/// <summary>How the burden lies within an industry and grade.</summary>
/// <param name="Group">Code of the industry, with that of the county where counties are compared.</param>
/// <param name="Name">The same in words.</param>
/// <param name="Grade">Grade.</param>
/// <param name="Units">Units with a choice.</param>
/// <param name="Level">Lower end of the band of burden days; null without a band.</param>
/// <param name="LeastDays">Fewest burden days of a unit, earlier ones included.</param>
/// <param name="MeanDays">Mean of them.</param>
/// <param name="MostDays">Most of them.</param>
/// <param name="LossYuan">What the plan costs them beyond what binds anyway [yuan].</param>
/// <param name="EarlierYuan">What they carried earlier in the season [yuan].</param>
/// <param name="LossShare">That loss ÷ output value over the days [0–1].</param>
/// <param name="MostLossShare">The same of the unit that carries most [0–1].</param>
public sealed record GroupBurden(string Group, Text Name, PerformanceGrade Grade, int Units, int? Level, int LeastDays, double MeanDays, int MostDays, decimal LossYuan, decimal EarlierYuan, decimal LossShare, decimal MostLossShare);

/// <summary>A target of a day that is missed.</summary>
/// <param name="Day">Day, from 0.</param>
/// <param name="Target">Its name.</param>
/// <param name="MissingKg">What the plan is short of; of a sum of SO2 and NOx in kilograms of SO2 [kg].</param>
/// <param name="OutOfReach">True when nothing could reach it within the rules; false when only together with the other days and rules.</param>
/// <param name="Explanation">The same in a sentence.</param>
public sealed record DayShortage(int Day, string Target, decimal MissingKg, bool OutOfReach, Text Explanation);
