using Emergency.Core;

namespace Emergency.Warnings.Responses;

/// <summary>State of an emergency response (应急响应).</summary>
public enum ResponseState
{
    /// <summary>Drafted by the duty officer, waiting for headquarters.</summary>
    Proposed,

    /// <summary>Approved; orders may be made.</summary>
    Approved,

    /// <summary>Running.</summary>
    InForce,

    /// <summary>Suspended by notice, to be resumed.</summary>
    Suspended,

    /// <summary>Lifted (解除). Final.</summary>
    Lifted,

    /// <summary>Withdrawn before it started. Final.</summary>
    Withdrawn,
}

/// <summary>Events that move a response.</summary>
public enum ResponseEvent
{
    /// <summary>Headquarters approves.</summary>
    Approve,

    /// <summary>Its start time has come.</summary>
    TakeEffect,

    /// <summary>Level raised or lowered.</summary>
    ChangeLevel,

    /// <summary>End moved later.</summary>
    Extend,

    /// <summary>Suspended by notice.</summary>
    Suspend,

    /// <summary>Resumed by notice.</summary>
    Resume,

    /// <summary>Lifted.</summary>
    Lift,

    /// <summary>Withdrawn before start.</summary>
    Withdraw,
}

/// <summary>An emergency response of one authority.</summary>
/// <param name="Id">Stable id from region and number.</param>
/// <param name="Number">Running number of the season, e.g. 2018-2019-03.</param>
/// <param name="RegionCode">Region it covers.</param>
/// <param name="Level">Level in force.</param>
/// <param name="State">State.</param>
/// <param name="StartsAt">Start, to the minute.</param>
/// <param name="EndsAt">Planned end; null for "until further notice".</param>
/// <param name="LiftedAt">When it was lifted; null before.</param>
/// <param name="AdviceId">Chain record of the advice it rests on; null when ordered from above.</param>
/// <param name="Reason">Why: advice, or the notice from above, with its number.</param>
/// <param name="ProposedBy">User.</param>
/// <param name="ApprovedBy">User; null before approval.</param>
/// <param name="Version">Counts changes from 1; a change names the version it expects.</param>
public sealed record Response(
    string Id,
    string Number,
    string RegionCode,
    WarningLevel Level,
    ResponseState State,
    DateTimeOffset StartsAt,
    DateTimeOffset? EndsAt,
    DateTimeOffset? LiftedAt,
    string? AdviceId,
    Text Reason,
    string ProposedBy,
    string? ApprovedBy,
    int Version);
