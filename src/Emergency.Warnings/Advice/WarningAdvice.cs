using Emergency.Core;
using Emergency.Core.Decisions;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Forecasting.Episodes;

namespace Emergency.Warnings.Advice;

/// <summary>How a trigger stands.</summary>
public enum TriggerState
{
    /// <summary>All of its conditions hold.</summary>
    Fired,

    /// <summary>Close: one 24-hour block short, or within ten index points.</summary>
    Nearly,

    /// <summary>Not close.</summary>
    NotMet,
}

/// <summary>One condition of a trigger against the data.</summary>
/// <param name="Condition">The condition.</param>
/// <param name="Value">The value that decides it: the lowest 24-h AQI over the best span of the duration; null when the data hold no such span.</param>
/// <param name="HoursBeyond">Longest duration beyond the threshold that the data show, in hours.</param>
/// <param name="From">Start of that span; null when none.</param>
/// <param name="Holds">True when the condition holds.</param>
public sealed record ConditionFinding(TriggerCondition Condition, double? Value, int HoursBeyond, DateTimeOffset? From, bool Holds);

/// <summary>One trigger against the data, with the reason in words.</summary>
/// <param name="TriggerId">Id within the edition.</param>
/// <param name="Level">Level it would trigger.</param>
/// <param name="State">Fired, nearly, not met.</param>
/// <param name="Conditions">Each condition's numbers.</param>
/// <param name="Reason">One sentence with value, threshold, duration and clause.</param>
public sealed record TriggerFinding(string TriggerId, WarningLevel Level, TriggerState State, IReadOnlyList<ConditionFinding> Conditions, Text Reason);

/// <summary>Advice on the warning level, never a warning by itself: people decide.</summary>
/// <param name="Place">City name.</param>
/// <param name="RegionCode">Region advised.</param>
/// <param name="IssuedAt">When the advice was made.</param>
/// <param name="Level">Highest level fired by a PM2.5-caused episode; None otherwise.</param>
/// <param name="Reading">The reading of "lasts N hours" applied.</param>
/// <param name="ReadingReason">Which reading and why, with its doubt.</param>
/// <param name="Findings">Every trigger of the edition, fired first.</param>
/// <param name="Episode">The episode the advice is about; null when there is none.</param>
/// <param name="HealthNotice">Notice in place of a level for ozone and dust; null when not due.</param>
/// <param name="StartDay">First day of the advised response; null without a level.</param>
/// <param name="EndDay">Last day expected; null without a level.</param>
/// <param name="Basis">Inputs, edition, model.</param>
public sealed record WarningAdvice(
    string Place,
    string RegionCode,
    DateTimeOffset IssuedAt,
    WarningLevel Level,
    DurationReading Reading,
    Text ReadingReason,
    IReadOnlyList<TriggerFinding> Findings,
    PollutionEpisode? Episode,
    Text? HealthNotice,
    LocalDay? StartDay,
    LocalDay? EndDay,
    Basis Basis)
{
    /// <summary>Probability that each level of the edition or a higher one is reached within the horizon, by counting trajectories; empty without a forecast.</summary>
    public IReadOnlyList<LevelProbability> Probabilities { get; init; } = [];

    /// <summary>Later episodes of the horizon that cannot be joined to this one, with their own level; empty when there are none.</summary>
    public IReadOnlyList<LaterEpisode> Later { get; init; } = [];
}

/// <summary>How likely a level is.</summary>
/// <param name="Level">The level.</param>
/// <param name="AtLeast">Share of equally likely courses that reach this level or a higher one, 0–1.</param>
public sealed record LevelProbability(WarningLevel Level, double AtLeast);

/// <summary>An episode after the one advised on.</summary>
/// <param name="First">First day.</param>
/// <param name="Last">Last day.</param>
/// <param name="Level">Level it would trigger by itself.</param>
public sealed record LaterEpisode(LocalDay First, LocalDay Last, WarningLevel Level);
