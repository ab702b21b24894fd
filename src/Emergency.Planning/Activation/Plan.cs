using System.Text.Json.Serialization;
using Emergency.Core;
using Emergency.Core.Decisions;
using Emergency.Core.Quantities;
using Emergency.Core.Time;
using Emergency.Planning.Composing;
using Emergency.Planning.ReductionList;
using Emergency.Planning.Replanning;
using Emergency.Planning.Rulings;
using Emergency.Planning.Staggering;
using Emergency.Planning.WhatIf;

namespace Emergency.Planning.Activation;

/// <summary>How a plan was made.</summary>
public enum PlanMode
{
    /// <summary>The binding measures of the list for the level, nothing else.</summary>
    Activate,

    /// <summary>The binding measures kept, and the least-cost set from the options beyond them that reaches the targets.</summary>
    Supplement,

    /// <summary>All options from the guide's floor to the process limit: next season's list.</summary>
    Compose,
}

/// <summary>A plan: who cuts what at a level, what share each pollutant reaches, and what is missing.</summary>
/// <param name="RegionCode">Region planned for.</param>
/// <param name="Level">Level activated.</param>
/// <param name="Mode">How it was made.</param>
/// <param name="ListVersion">Content hash of the list.</param>
/// <param name="Choices">One row for each enterprise unit that is asked or expressly spared.</param>
/// <param name="Targets">Each pollutant against its target.</param>
/// <param name="IndustryCut">Cut of the industry list [kg/day].</param>
/// <param name="MobileCut">Cut of the mobile list [kg/day].</param>
/// <param name="DustCut">Cut of the dust list [kg/day].</param>
/// <param name="LossYuanPerDay">Total loss [yuan/day].</param>
/// <param name="Decisions">Points a person must decide (single-line plants, list gaps).</param>
/// <param name="Basis">Inputs and editions.</param>
public sealed record Plan(
    string RegionCode,
    WarningLevel Level,
    PlanMode Mode,
    ContentHash ListVersion,
    IReadOnlyList<PlanChoice> Choices,
    IReadOnlyList<TargetReached> Targets,
    Emissions IndustryCut,
    Emissions MobileCut,
    Emissions DustCut,
    decimal LossYuanPerDay,
    IReadOnlyList<Text> Decisions,
    Basis Basis)
{
    /// <summary>Bound, prices, zones and stand-ins of a plan that was chosen; null (and not written) for a plan that only activates the list.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PlanOptimum? Optimum { get; init; }

    /// <summary>What the planner asked for; null (and not written) for a plan that only activates the list.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PlanSettings? Settings { get; init; }

    /// <summary>Controls that ran already and are not counted again; null (and not written) when there were none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<RunningControl>? Running { get; init; }

    /// <summary>What was refilled, when the plan mends an earlier one; null (and not written) otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PlanRefill? Refill { get; init; }

    /// <summary>Enterprises exempted or added by decisions of their own; null (and not written) when there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<RuledEnterprise>? Ruled { get; init; }

    /// <summary>
    /// The days of a plan over days; null (and not written) for a plan that is the same every day. Targets, cuts and loss of the plan are then those of its day
    /// <see cref="PlanDays.Shown"/>.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PlanDays? OverDays { get; init; }

    /// <summary>Scenario of a what-if that it carries out; null (and not written) otherwise. Says where the plan comes from and is no part of what it rests on.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ScenarioSource? Source { get; init; }
}

/// <summary>What one unit of an enterprise is asked to do, and why.</summary>
/// <param name="EnterpriseCode">Enterprise.</param>
/// <param name="EnterpriseName">Its name.</param>
/// <param name="Grade">Its grade on the start day.</param>
/// <param name="UnitId">Unit; empty for the whole enterprise.</param>
/// <param name="Process">Process name; empty for the whole enterprise.</param>
/// <param name="Binding">True when it is ordered; false when spared or voluntary.</param>
/// <param name="Effect">What is done.</param>
/// <param name="Amount">Amount of the effect; null when none.</param>
/// <param name="CountedIn">What the amount counts.</param>
/// <param name="LinesStopped">Whole lines stopped after ceil; null when not counted in lines.</param>
/// <param name="LinesTotal">Lines in use; null when not counted in lines.</param>
/// <param name="FromHour">Window start; null for all day.</param>
/// <param name="ToHour">Window end; null for all day.</param>
/// <param name="Cut">Cut counted [kg/day]; never more than the unit emits, never twice.</param>
/// <param name="LossYuanPerDay">Loss [yuan/day].</param>
/// <param name="MeasureText">Binding text.</param>
/// <param name="Why">One sentence: grade, rule, clause.</param>
/// <param name="NeedsDecision">True when a person must confirm (single line).</param>
public sealed record PlanChoice(
    string EnterpriseCode,
    string EnterpriseName,
    PerformanceGrade Grade,
    string UnitId,
    string Process,
    bool Binding,
    EffectKind Effect,
    decimal? Amount,
    CountingUnit CountedIn,
    int? LinesStopped,
    int? LinesTotal,
    int? FromHour,
    int? ToHour,
    Emissions Cut,
    decimal LossYuanPerDay,
    string MeasureText,
    Text Why,
    bool NeedsDecision)
{
    /// <summary>Share of the unit's activity that is taken away [0–1]; 0 when spared, 1 when stopped.</summary>
    public decimal StoppedShare { get; init; }

    /// <summary>True when the plan asks it beyond what binds the unit anyway, in a refill beyond the plan before; never in a plan that only activates the list, and not written there.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Added { get; init; }

    /// <summary>Days on which alone it holds, in a plan over days; null (and not written) when it holds until the end.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<LocalDay>? Days { get; init; }

    /// <summary>Days on which another choice of the plan takes its place; null (and not written) for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<LocalDay>? ExceptDays { get; init; }

    /// <summary>Whether it holds on a day.</summary>
    public bool HoldsOn(LocalDay day) => (Days is null || Days.Contains(day)) && ExceptDays?.Contains(day) != true;

    /// <summary>Why it does not count although the plan before asked it; null (and not written) when it counts.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public MissingGround? Missing { get; init; }

    /// <summary>What takes the place of the measure after so many hours of response, in order; empty when nothing does.</summary>
    public IReadOnlyList<LaterPhase> LaterPhases { get; init; } = [];
}

/// <summary>A later phase of a choice.</summary>
/// <param name="AfterHours">Hours of response after which it begins.</param>
/// <param name="Effect">What is done from then on.</param>
/// <param name="Amount">Amount of the effect; null when none.</param>
/// <param name="CountedIn">What the amount counts.</param>
/// <param name="LinesStopped">Whole lines stopped; null when not counted in lines.</param>
/// <param name="Cut">Cut from then on [kg/day]; the plan's totals count the first phase.</param>
/// <param name="MeasureText">Binding text.</param>
public sealed record LaterPhase(int AfterHours, EffectKind Effect, decimal? Amount, CountingUnit CountedIn, int? LinesStopped, Emissions Cut, string MeasureText);

/// <summary>One pollutant against its target.</summary>
/// <param name="Pollutant">Pollutant.</param>
/// <param name="RequiredFraction">Share the edition asks for [0–1].</param>
/// <param name="ReachedFraction">Share reached [0–1].</param>
/// <param name="BaseKgPerDay">Whole-society daily emission [kg/day].</param>
/// <param name="RequiredKgPerDay">Required cut [kg/day].</param>
/// <param name="ReachedKgPerDay">Cut reached [kg/day].</param>
/// <param name="MissingKgPerDay">What is missing after the swap [kg/day]; 0 when met.</param>
/// <param name="MetBySwap">True when the share itself is short but the SO2+NOx swap covers it.</param>
/// <param name="Explanation">One sentence with the numbers and the clause.</param>
public sealed record TargetReached(
    EmittedPollutant Pollutant,
    decimal RequiredFraction,
    decimal ReachedFraction,
    decimal BaseKgPerDay,
    decimal RequiredKgPerDay,
    decimal ReachedKgPerDay,
    decimal MissingKgPerDay,
    bool MetBySwap,
    Text Explanation);
