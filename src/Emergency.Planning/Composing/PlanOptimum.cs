using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Planning.Optimising;

namespace Emergency.Planning.Composing;

/// <summary>What proves and explains a plan that was chosen rather than read from the list.</summary>
/// <param name="Status">How the search ended.</param>
/// <param name="BoundYuanPerDay">No plan that keeps the rules and reaches the targets loses less; null when none reaches them [yuan/day].</param>
/// <param name="Gap">(Loss − bound) ÷ loss [0–1]; null when no plan reaches the targets.</param>
/// <param name="Prices">What the last kilogram of each pollutant costs, by target.</param>
/// <param name="Zones">Targets of zones against what is reached.</param>
/// <param name="StandIns">Who steps in next, by pollutant, cheapest first.</param>
/// <param name="Options">Units (or enterprises) that had a choice.</param>
/// <param name="Shortage">Why not everything can be reached; null when everything is.</param>
public sealed record PlanOptimum(
    PlanStatus Status,
    decimal? BoundYuanPerDay,
    double? Gap,
    IReadOnlyList<PlanPrice> Prices,
    IReadOnlyList<ZoneReached> Zones,
    IReadOnlyList<StandIn> StandIns,
    int Options,
    PlanShortage? Shortage)
{
    /// <summary>The clerk's way beside the plan; null when not asked for.</summary>
    public ClerkComparison? Clerk { get; init; }
}

/// <summary>What one more kilogram asked for would cost.</summary>
/// <param name="Zone">Zone of the target; empty for the whole region.</param>
/// <param name="Pollutant">Pollutant.</param>
/// <param name="YuanPerKg">Price [yuan/kg]; 0 when the target is reached anyway.</param>
/// <param name="BySwap">True when the price is that of the sum of SO2 and NOx, in the weight of this pollutant.</param>
public sealed record PlanPrice(string Zone, EmittedPollutant Pollutant, decimal YuanPerKg, bool BySwap);

/// <summary>A zone's target against what is reached.</summary>
/// <param name="Zone">Name as the target gives it.</param>
/// <param name="Pollutant">Pollutant.</param>
/// <param name="RequiredFraction">Share asked for [0–1].</param>
/// <param name="ReachedFraction">Share reached [0–1].</param>
/// <param name="BaseKgPerDay">What the share is taken of [kg/day].</param>
/// <param name="ReachedKgPerDay">Cut reached [kg/day].</param>
/// <param name="MissingKgPerDay">Missing [kg/day]; 0 when met.</param>
/// <param name="Base">Where the base comes from.</param>
public sealed record ZoneReached(string Zone, EmittedPollutant Pollutant, decimal RequiredFraction, decimal ReachedFraction, decimal BaseKgPerDay, decimal ReachedKgPerDay, decimal MissingKgPerDay, Text Base);

/// <summary>A unit that could do more when kilograms are missing: after an objection, silence, a failure.</summary>
/// <param name="Pollutant">Pollutant that is missing.</param>
/// <param name="EnterpriseCode">Enterprise.</param>
/// <param name="UnitIds">Its units.</param>
/// <param name="Measure">What it would do.</param>
/// <param name="Cut">Cut beyond the plan [kg/day].</param>
/// <param name="LossYuanPerDay">Loss beyond the plan [yuan/day].</param>
/// <param name="NetYuanPerKg">Loss, less what its other kilograms are worth at the prices, for each missing kilogram [yuan/kg].</param>
public sealed record StandIn(EmittedPollutant Pollutant, string EnterpriseCode, IReadOnlyList<string> UnitIds, string Measure, Emissions Cut, decimal LossYuanPerDay, decimal NetYuanPerKg);

/// <summary>What can and cannot be reached.</summary>
/// <param name="Clash">Targets that cannot be reached together; giving up any one of them would do.</param>
/// <param name="Rows">Each target: the most it can reach alone, and what the plan is short of.</param>
/// <param name="Limits">From what the industry emits to what can be cut: which limit takes how much.</param>
/// <param name="Explanation">The same in sentences.</param>
public sealed record PlanShortage(IReadOnlyList<string> Clash, IReadOnlyList<RowShortage> Rows, IReadOnlyList<LimitTaken> Limits, IReadOnlyList<Text> Explanation);

/// <summary>A target that may be out of reach.</summary>
/// <param name="Target">Its name.</param>
/// <param name="RequiredKgPerDay">Cut asked of the industry list; of a sum of SO2 and NOx in kilograms of SO2 [kg/day].</param>
/// <param name="AttainableKgPerDay">Most the industry list can cut towards it alone, under the grade order [kg/day].</param>
/// <param name="MissingKgPerDay">What the plan is short of [kg/day].</param>
public sealed record RowShortage(string Target, decimal RequiredKgPerDay, decimal AttainableKgPerDay, decimal MissingKgPerDay);

/// <summary>Emission of the industry list that a limit keeps from being cut.</summary>
/// <param name="Limit">The limit.</param>
/// <param name="Takes">What it takes [kg/day].</param>
public sealed record LimitTaken(Text Limit, Emissions Takes);

/// <summary>The plan beside the clerk's way: worst grade first, within a grade the cheapest kilogram first, everybody at the strictest measure, then whatever is too much released.</summary>
/// <param name="Reaches">True when the clerk's way reaches every target.</param>
/// <param name="LossYuanPerDay">Its loss [yuan/day].</param>
/// <param name="SavedYuanPerDay">What the plan saves against it [yuan/day].</param>
/// <param name="BindingYuanPerDay">What both lose by what holds anyway [yuan/day].</param>
/// <param name="Grades">The burden by grade, both ways.</param>
public sealed record ClerkComparison(bool Reaches, decimal LossYuanPerDay, decimal SavedYuanPerDay, decimal BindingYuanPerDay, IReadOnlyList<GradeBurden> Grades);

/// <summary>What a grade carries.</summary>
/// <param name="Grade">Grade.</param>
/// <param name="Enterprises">Enterprises with a choice.</param>
/// <param name="Asked">Of these, asked for more than what binds them anyway, by the plan.</param>
/// <param name="AskedByClerk">The same by the clerk.</param>
/// <param name="LossShare">Loss ÷ daily output value by the plan [0–1].</param>
/// <param name="LossShareByClerk">The same by the clerk [0–1].</param>
public sealed record GradeBurden(PerformanceGrade Grade, int Enterprises, int Asked, int AskedByClerk, decimal LossShare, decimal LossShareByClerk);
