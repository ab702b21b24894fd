using System.Text.Json.Serialization;
using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Planning.ReductionList;

namespace Emergency.Dispatch.Orders;

/// <summary>State of an order.</summary>
public enum OrderState
{
    /// <summary>Made from an approved plan, not yet issued.</summary>
    Drafted,

    /// <summary>Issued: in the ledger, on its way.</summary>
    Issued,

    /// <summary>At least one channel delivered it.</summary>
    Delivered,

    /// <summary>The enterprise acknowledged this revision.</summary>
    Acknowledged,

    /// <summary>The enterprise objected; an officer must answer.</summary>
    Objected,

    /// <summary>Its start time has come.</summary>
    InForce,

    /// <summary>The enterprise reported execution.</summary>
    Executed,

    /// <summary>An inspector or reading confirmed it.</summary>
    Verified,

    /// <summary>Lifted. Final.</summary>
    Lifted,

    /// <summary>Replaced by a later revision. Final.</summary>
    Replaced,

    /// <summary>Withdrawn before its start. Final.</summary>
    Withdrawn,
}

/// <summary>What can happen to an order.</summary>
public enum OrderEvent
{
    /// <summary>Issued by the authority.</summary>
    Issue,

    /// <summary>A channel reports delivery.</summary>
    Deliver,

    /// <summary>The enterprise acknowledges.</summary>
    Acknowledge,

    /// <summary>The enterprise objects.</summary>
    Object,

    /// <summary>An officer rejects the objection: the order stands.</summary>
    RejectObjection,

    /// <summary>The start time comes.</summary>
    TakeEffect,

    /// <summary>The enterprise reports execution.</summary>
    ReportExecution,

    /// <summary>Confirmed on site or by readings.</summary>
    Verify,

    /// <summary>The response is lifted.</summary>
    Lift,

    /// <summary>A later revision takes its place.</summary>
    Replace,

    /// <summary>Withdrawn before start.</summary>
    Withdraw,
}

/// <summary>One line of an order: what one unit does, with clock times.</summary>
/// <param name="UnitId">Unit; empty for the whole enterprise.</param>
/// <param name="Process">Process.</param>
/// <param name="Effect">What is done.</param>
/// <param name="Amount">Amount.</param>
/// <param name="CountedIn">What it counts.</param>
/// <param name="LinesStopped">Whole lines stopped; null when not counted.</param>
/// <param name="LinesTotal">Lines in use; null when not counted.</param>
/// <param name="FromHour">Daily window start; null for all day.</param>
/// <param name="ToHour">Daily window end; null for all day.</param>
/// <param name="RampDownAt">When the unit begins to go down.</param>
/// <param name="FullEffectAt">When the measure must be fully in effect.</param>
/// <param name="Cut">Cut expected [kg/day].</param>
/// <param name="MeasureText">Binding text.</param>
public sealed record OrderLine(
    string UnitId,
    string Process,
    EffectKind Effect,
    decimal? Amount,
    CountingUnit CountedIn,
    int? LinesStopped,
    int? LinesTotal,
    int? FromHour,
    int? ToHour,
    DateTimeOffset RampDownAt,
    DateTimeOffset FullEffectAt,
    Emissions Cut,
    string MeasureText)
{
    /// <summary>Times in which alone the line holds, in order; null (and not written) when it holds until the order ends.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<OrderWindow>? Windows { get; init; }

    /// <summary>Times in which a stricter line of the same order takes its place; null (and not written) for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<OrderWindow>? Except { get; init; }

    /// <summary>Hours from the restart to full load, from the list; 0 for what does not ramp [h].</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public decimal RampUpHours { get; init; }
}

/// <summary>An order to one enterprise in one response. A change makes a new revision; a revision never changes its content.</summary>
/// <param name="Id">Stable: response id, enterprise code, revision.</param>
/// <param name="Number">Number that people quote: response number, running number, revision.</param>
/// <param name="ResponseId">Response.</param>
/// <param name="PlanId">Chain record of the plan.</param>
/// <param name="RegionCode">County of the enterprise.</param>
/// <param name="EnterpriseCode">Enterprise.</param>
/// <param name="EnterpriseName">Its name.</param>
/// <param name="Revision">1, 2, …; every receipt names it.</param>
/// <param name="PredecessorId">Order it replaces; null for the first.</param>
/// <param name="Level">Warning level.</param>
/// <param name="Lines">What each unit does.</param>
/// <param name="StartsAt">Start of the order after staggering.</param>
/// <param name="EndsAt">Planned end; null for "until further notice".</param>
/// <param name="Reason">One sentence why this enterprise is asked.</param>
/// <param name="LegalBasis">Plan, list and law the order rests on.</param>
/// <param name="AcknowledgeBy">Receipt deadline.</param>
/// <param name="ReportBy">Execution report deadline.</param>
/// <param name="Contact">Whom to call at the authority.</param>
public sealed record Order(
    string Id,
    string Number,
    string ResponseId,
    string PlanId,
    string RegionCode,
    string EnterpriseCode,
    string EnterpriseName,
    int Revision,
    string? PredecessorId,
    WarningLevel Level,
    IReadOnlyList<OrderLine> Lines,
    DateTimeOffset StartsAt,
    DateTimeOffset? EndsAt,
    Text Reason,
    Text LegalBasis,
    DateTimeOffset AcknowledgeBy,
    DateTimeOffset ReportBy,
    string Contact)
{
    /// <summary>What this revision changes against the one before it; null for the first.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Text? Change { get; init; }

    /// <summary>
    /// Minutes after a lift before the enterprise begins to ramp up, so that plants do not all restart at once; 0 when nothing of it ramps, or when it goes first [min].
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int RestartDelayMinutes { get; init; }
}
