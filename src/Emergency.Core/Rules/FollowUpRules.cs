namespace Emergency.Core.Rules;

/// <summary>When an enterprise that has not answered is reminded, and when its silence is reported onward. All relative to one deadline [min]; negative = before it.</summary>
/// <param name="ReminderMinutes">Reminders to the enterprise, rising. May be empty.</param>
/// <param name="EscalationMinutes">Reports to the township, the county branch and the inspector, in this order, rising, none before the deadline. Empty: nobody is told.</param>
public sealed record FollowUpSteps(IReadOnlyList<int> ReminderMinutes, IReadOnlyList<int> EscalationMinutes)
{
    /// <summary>No step.</summary>
    public static FollowUpSteps None { get; } = new([], []);
}

/// <summary>How enterprises are followed up in one edition of the deadlines.</summary>
/// <param name="Receipt">Around the receipt deadline.</param>
/// <param name="Execution">Around the deadline of the execution report.</param>
/// <param name="Daily">Around the clock hour of the daily report.</param>
/// <param name="RestartApprovalKinds">Kinds of units, as the reduction list names them, that start again only with approval after a stop.</param>
public sealed record FollowUpRules(FollowUpSteps Receipt, FollowUpSteps Execution, FollowUpSteps Daily, IReadOnlyList<string> RestartApprovalKinds)
{
    /// <summary>Nobody is followed up, nothing needs approval.</summary>
    public static FollowUpRules None { get; } = new(FollowUpSteps.None, FollowUpSteps.None, FollowUpSteps.None, []);
}
