using System.Text.Json.Serialization;
using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Core.Time;
using Emergency.Planning.Activation;
using Emergency.Planning.Composing;
using Emergency.Planning.Optimising;

namespace Emergency.Planning.Replanning;

/// <summary>Why a unit does not give what the plan counts on.</summary>
public enum MissingGround
{
    /// <summary>It objected and the objection is accepted: it is released from what the plan asks.</summary>
    Objection,

    /// <summary>Nobody answered before the deadline: the order stands, its kilograms are not counted on.</summary>
    Silence,

    /// <summary>It did not carry the order out: the order stands, its kilograms are not counted on.</summary>
    Failure,
}

/// <summary>A unit, or a whole enterprise, that does not give what the plan counts on.</summary>
/// <param name="EnterpriseCode">Enterprise.</param>
/// <param name="UnitId">Unit; empty for all that the plan asks of the enterprise.</param>
/// <param name="Ground">Why.</param>
/// <param name="Note">In words; may be empty.</param>
public sealed record MissingUnit(string EnterpriseCode, string UnitId, MissingGround Ground, string Note = "");

/// <summary>What is to be refilled.</summary>
/// <param name="Predecessor">The plan that orders rest on.</param>
/// <param name="PredecessorId">Its chain record.</param>
/// <param name="Activation">The list of the predecessor, its level, region and day, and the controls that run now.</param>
/// <param name="Missing">Who does not give what the plan counts on.</param>
public sealed record ReplanRequest(Plan Predecessor, string PredecessorId, ActivationRequest Activation, IReadOnlyList<MissingUnit> Missing)
{
    /// <summary>What each further unit asked weighs besides its loss [yuan/day]: of two ways that cost about the same, the one that changes less is taken.</summary>
    public decimal ChangeYuan { get; init; } = 100;

    /// <summary>Most that a kilogram which cannot be refilled otherwise is worth [yuan/kg]; null for the least shortage, whatever it costs.</summary>
    public decimal? ShortagePrice { get; init; }

    /// <summary>Start of the response, for a plan over days: before it the first day can still be stepped in on. Null when it has started.</summary>
    public DateTimeOffset? StartsAt { get; init; }

    /// <summary>What of it a record keeps.</summary>
    public RefillAsked Asked => new(Missing, ChangeYuan, ShortagePrice, StartsAt);
}

/// <summary>How a refill was asked, besides what its plan and the one before say: enough to make it again. The members are those of <see cref="ReplanRequest"/>.</summary>
/// <param name="Missing">Who does not give what the plan counts on.</param>
/// <param name="ChangeYuan">What each further unit asked weighs [yuan/day].</param>
/// <param name="ShortagePrice">Most that a kilogram short is worth [yuan/kg].</param>
/// <param name="StartsAt">Start of the response.</param>
public sealed record RefillAsked(IReadOnlyList<MissingUnit> Missing, decimal ChangeYuan, decimal? ShortagePrice, DateTimeOffset? StartsAt);

/// <summary>How a plan mends the one before it: everything asked before is kept, only further steps are added.</summary>
/// <param name="PredecessorId">Chain record of the plan before.</param>
/// <param name="Missing">What does not come, with the kilograms it was counted for.</param>
/// <param name="UnitsAdded">Units asked for more, or for the first time.</param>
/// <param name="ExtraLossYuanPerDay">What they lose beyond the plan before [yuan/day].</param>
/// <param name="Cost">That loss with what the changes weigh [yuan/day].</param>
/// <param name="Bound">No way to refill that keeps the rules and softens nobody costs less; null when it cannot be refilled wholly [yuan/day].</param>
/// <param name="Status">How the search ended.</param>
/// <param name="Rows">Each target: what is missing of it, what can be had at most, and what stays missing.</param>
/// <param name="StandIns">For each enterprise that is missing, who could step in for it, cheapest first.</param>
/// <param name="Decisions">Points that a person confirms about the change.</param>
public sealed record PlanRefill(
    string PredecessorId,
    IReadOnlyList<MissingDelivery> Missing,
    int UnitsAdded,
    decimal ExtraLossYuanPerDay,
    decimal Cost,
    decimal? Bound,
    PlanStatus Status,
    IReadOnlyList<RefillRow> Rows,
    IReadOnlyList<RefillStandIn> StandIns,
    IReadOnlyList<Text> Decisions)
{
    /// <summary>
    /// Days that were refilled, in a plan over days: loss, cost and bound are then of all of them together [yuan], and each target has its day. Empty when none was left. Null (and not
    /// written) for a plan that is the same every day.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<LocalDay>? Days { get; init; }

    /// <summary>How it was asked; null (and not written) in records from before this was kept.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RefillAsked? Asked { get; init; }
}

/// <summary>What a unit was counted for.</summary>
/// <param name="EnterpriseCode">Enterprise.</param>
/// <param name="EnterpriseName">Its name.</param>
/// <param name="UnitId">Unit; empty for measures of the whole enterprise.</param>
/// <param name="Process">Process.</param>
/// <param name="Ground">Why it does not come.</param>
/// <param name="Note">In words.</param>
/// <param name="Lost">Kilograms that are missing [kg/day].</param>
public sealed record MissingDelivery(string EnterpriseCode, string EnterpriseName, string UnitId, string Process, MissingGround Ground, string Note, Emissions Lost)
{
    /// <summary>Days on which it is missing, in a plan over days; null (and not written) otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<LocalDay>? Days { get; init; }
}

/// <summary>A target and what is missing of it.</summary>
/// <param name="Target">Its name.</param>
/// <param name="MissingKgPerDay">Missing before anybody steps in; of a sum of SO2 and NOx in kilograms of SO2 [kg/day].</param>
/// <param name="AttainableKgPerDay">Most that those who are left can add towards it alone; null when everything was refilled [kg/day].</param>
/// <param name="StillMissingKgPerDay">What stays missing [kg/day].</param>
public sealed record RefillRow(string Target, decimal MissingKgPerDay, decimal? AttainableKgPerDay, decimal StillMissingKgPerDay)
{
    /// <summary>Its day, in a plan over days; null (and not written) otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LocalDay? Day { get; init; }
}

/// <summary>A unit that could step in for an enterprise.</summary>
/// <param name="ForEnterprise">Enterprise that is missing.</param>
/// <param name="EnterpriseCode">Enterprise that could step in.</param>
/// <param name="EnterpriseName">Its name.</param>
/// <param name="UnitIds">Its units.</param>
/// <param name="Measure">What it would do.</param>
/// <param name="Cut">Cut beyond the plan [kg/day].</param>
/// <param name="LossYuanPerDay">Loss beyond the plan [yuan/day].</param>
/// <param name="Covers">Share of the missing kilograms that it covers, over the pollutants that are missing [0–1].</param>
/// <param name="Taken">True when the plan asks it.</param>
public sealed record RefillStandIn(string ForEnterprise, string EnterpriseCode, string EnterpriseName, IReadOnlyList<string> UnitIds, string Measure, Emissions Cut, decimal LossYuanPerDay, decimal Covers, bool Taken);

/// <summary>Names of the grounds.</summary>
public static class MissingGrounds
{
    /// <summary>The shown name.</summary>
    public static Text Name(this MissingGround ground) => ground switch
    {
        MissingGround.Objection => new("异议已采纳", "objection accepted"),
        MissingGround.Silence => new("逾期未签收", "silent past the deadline"),
        MissingGround.Failure => new("未执行", "not carried out"),
        _ => throw new ArgumentOutOfRangeException(nameof(ground), ground, null),
    };
}
