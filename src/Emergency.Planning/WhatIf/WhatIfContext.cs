using Emergency.Core.Refusals;
using Emergency.Core.Time;
using Emergency.Planning.Activation;
using Emergency.Planning.Composing;
using Emergency.Planning.ReductionList;

namespace Emergency.Planning.WhatIf;

/// <summary>What all scenarios of a question share.</summary>
/// <param name="List">List as it stands.</param>
/// <param name="RegionCode">Region that responds.</param>
/// <param name="StartDay">Day on which the base starts.</param>
/// <param name="Rules">The editions of a day; an earlier start may fall under others.</param>
/// <param name="DecidedBy">User name.</param>
/// <param name="DecidedAt">When.</param>
public sealed record WhatIfContext(EmergencyReductionList List, string RegionCode, LocalDay StartDay, Func<LocalDay, Outcome<ActivationRules>> Rules, string DecidedBy, DateTimeOffset DecidedAt)
{
    /// <summary>Controls that already run.</summary>
    public IReadOnlyList<RunningControl> Running { get; init; } = [];

    /// <summary>How exactly each scenario is solved; order, swap and shortage price are the scenario's own.</summary>
    public CompositionSettings Settings { get; init; } = new();
}
