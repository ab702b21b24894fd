using Emergency.Core;
using Emergency.Core.Decisions;
using Emergency.Core.Quantities;
using Emergency.Core.Time;
using Emergency.Planning.Optimising;

namespace Emergency.Planning.Season;

/// <summary>How a unit stands in the season.</summary>
public enum SeasonStanding
{
    /// <summary>Off in part of the season, in turn with others.</summary>
    Rotates,

    /// <summary>Down all season by its grade.</summary>
    Stops,

    /// <summary>Does what the list's row for the season says.</summary>
    Listed,

    /// <summary>Down in a dated window of its industry.</summary>
    Window,

    /// <summary>Nothing is asked: grade, green factory, small emitter, guarantee, industry.</summary>
    Exempt,

    /// <summary>Down already, and stays down.</summary>
    Down,

    /// <summary>It should give way but neither stops nor lowers its load: a person decides.</summary>
    LeftToPerson,
}

/// <summary>Days on which a unit is down, wholly or in part.</summary>
/// <param name="From">First day.</param>
/// <param name="Until">Last day.</param>
/// <param name="Share">Share of the unit that is down, what was down before included, above 0, at most 1.</param>
public sealed record SeasonStop(LocalDay From, LocalDay Until, decimal Share);

/// <summary>What one unit does in the season, and why.</summary>
/// <param name="EnterpriseCode">Enterprise.</param>
/// <param name="UnitId">Unit.</param>
/// <param name="Process">Process name.</param>
/// <param name="Lines">Lines in use.</param>
/// <param name="Standing">How it stands.</param>
/// <param name="Stops">When it is down.</param>
/// <param name="Shares">Share of it that this plan takes away in each period, a mean over the days [0–1].</param>
/// <param name="Batch">Number of its batch within its industry and county; 0 when it does not rotate.</param>
/// <param name="OffDays">Days of the season on which it is asked for something.</param>
/// <param name="CutKg">Cut over the season [kg].</param>
/// <param name="LossYuan">Loss over the season without restarts, an upper bound where the list files none [yuan].</param>
/// <param name="MeasureText">What is asked; empty when nothing is.</param>
/// <param name="Why">One sentence.</param>
/// <param name="NeedsDecision">True when a person must confirm.</param>
public sealed record SeasonUnitPlan(
    string EnterpriseCode,
    string UnitId,
    string Process,
    int Lines,
    SeasonStanding Standing,
    IReadOnlyList<SeasonStop> Stops,
    IReadOnlyList<decimal> Shares,
    int Batch,
    int OffDays,
    Emissions CutKg,
    decimal LossYuan,
    string MeasureText,
    Text Why,
    bool NeedsDecision);

/// <summary>An enterprise in the season.</summary>
/// <param name="Code">Code.</param>
/// <param name="Name">Name.</param>
/// <param name="RegionCode">County.</param>
/// <param name="Grade">Grade on the first day of the season.</param>
/// <param name="Units">Its units.</param>
/// <param name="Why">One sentence: what is asked of it or why nothing is.</param>
public sealed record SeasonEnterprise(string Code, string Name, string RegionCode, PerformanceGrade Grade, IReadOnlyList<SeasonUnitPlan> Units, Text Why);

/// <summary>Units of one industry and county that are off in the same periods.</summary>
/// <param name="RegionCode">County.</param>
/// <param name="County">Its name.</param>
/// <param name="Industry">Industry.</param>
/// <param name="Number">Number within industry and county, from 1; those that are off first come first.</param>
/// <param name="Periods">Numbers of the periods in which they are off.</param>
/// <param name="Units">Enterprise code and unit.</param>
/// <param name="CutKgPerDay">What they cut when off, beyond what they cut in all periods [kg/day].</param>
public sealed record SeasonBatch(string RegionCode, string County, Text Industry, int Number, IReadOnlyList<int> Periods, IReadOnlyList<(string EnterpriseCode, string UnitId)> Units, Emissions CutKgPerDay);

/// <summary>A period with what the season takes away in it.</summary>
/// <param name="Period">Period.</param>
/// <param name="Cut">Cut [kg/day], mean over its days.</param>
/// <param name="Required">What was asked of it: the even level, or the target [kg/day]; 0 where nothing is.</param>
/// <param name="Missing">What is missing of that [kg/day].</param>
public sealed record SeasonPeriodCut(SeasonPeriod Period, Emissions Cut, Emissions Required, Emissions Missing);

/// <summary>Who is off when in an off-peak season (错峰生产).</summary>
/// <param name="RegionCode">Region.</param>
/// <param name="Year">Year in which the season begins.</param>
/// <param name="First">First day.</param>
/// <param name="Last">Last day.</param>
/// <param name="Periods">Half months with their cuts.</param>
/// <param name="Enterprises">Every enterprise of the region.</param>
/// <param name="Batches">Batches.</param>
/// <param name="HasTargets">True when every period had a target; false for the most even plan.</param>
/// <param name="LossYuan">Loss over the season without restarts [yuan].</param>
/// <param name="RestartYuan">Restart costs of the units that rotate [yuan].</param>
/// <param name="ValueYuan">What the search weighed: loss of the turns (for an even plan by periods of mean length), restarts, and what is missing at its price [yuan].</param>
/// <param name="BoundYuan">Certified: no plan that keeps the rules has a lower value [yuan]; null when the targets are not all reached, and the value is then the cost alone.</param>
/// <param name="Gap">(Value − bound) ÷ value, 0 to 1; null without a bound.</param>
/// <param name="Unevenness">Mean over periods and pollutants of what is missing to the even level, as a share of the mean cut of the turns; null with targets, or when nothing rotates.</param>
/// <param name="Status">How the search ended.</param>
/// <param name="Decisions">Points a person must decide, and doubts of the rules used.</param>
/// <param name="Basis">Inputs and editions.</param>
public sealed record SeasonPlan(
    string RegionCode,
    int Year,
    LocalDay First,
    LocalDay Last,
    IReadOnlyList<SeasonPeriodCut> Periods,
    IReadOnlyList<SeasonEnterprise> Enterprises,
    IReadOnlyList<SeasonBatch> Batches,
    bool HasTargets,
    decimal LossYuan,
    decimal RestartYuan,
    decimal ValueYuan,
    decimal? BoundYuan,
    double? Gap,
    decimal? Unevenness,
    PlanStatus Status,
    IReadOnlyList<Text> Decisions,
    Basis Basis);
