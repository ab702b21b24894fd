using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Dispatch.Orders;

namespace Emergency.Dispatch.Escalation;

/// <summary>An order as far as following it up is decided by it.</summary>
/// <param name="State">Its state.</param>
/// <param name="StartsAt">Start of the order.</param>
/// <param name="AcknowledgeBy">Receipt deadline.</param>
/// <param name="ReportBy">Deadline of the execution report.</param>
/// <param name="AcknowledgedAt">When the enterprise first answered; null before.</param>
/// <param name="ExecutedAt">When execution was first reported; null before.</param>
/// <param name="Done">Keys of the steps already taken.</param>
/// <param name="DaysReported">Days for which a daily report has come.</param>
public sealed record FollowedOrder(
    OrderState State,
    DateTimeOffset StartsAt,
    DateTimeOffset AcknowledgeBy,
    DateTimeOffset ReportBy,
    DateTimeOffset? AcknowledgedAt,
    DateTimeOffset? ExecutedAt,
    IReadOnlySet<string> Done,
    IReadOnlySet<LocalDay> DaysReported);

/// <summary>
/// Decides whom to remind and whom to tell, and nothing else: the same order at the same time always gives the same steps. What was answered is never
/// asked again, what has ended is never asked at all, and no step comes twice.
/// </summary>
public static class FollowUp
{
    /// <summary>Steps whose time has come and that have not been taken, by time.</summary>
    /// <param name="order">The order.</param>
    /// <param name="rules">Deadlines in force.</param>
    /// <param name="now">Now.</param>
    public static IReadOnlyList<FollowUpAction> Due(FollowedOrder order, DeadlineRules rules, DateTimeOffset now) =>
        [.. Open(order, rules, now)
            .SelectMany(owed => Reminder(order, owed, now).Concat(Escalations(order, owed, now)))
            .OrderBy(a => a.DueAt).ThenBy(a => a.Step.Key, StringComparer.Ordinal)];

    /// <summary>
    /// The first moment after now at which a step may come due, if none is due now: until then nothing that happens to the order brings one nearer, since answers only take
    /// away what is owed. At the latest the next midnight, with which the report of another day begins to be owed.
    /// </summary>
    /// <param name="order">The order; steps already taken play no part.</param>
    /// <param name="rules">Deadlines in force.</param>
    /// <param name="now">Now.</param>
    public static DateTimeOffset NextLook(FollowedOrder order, DeadlineRules rules, DateTimeOffset now)
    {
        var today = now.ToLocalDay();
        IEnumerable<DateTimeOffset> Steps(FollowUpSubject subject, DateTimeOffset? deadline, FollowUpSteps steps) =>
            deadline is { } by && Owes(order, subject, today) ? steps.ReminderMinutes.Concat(steps.EscalationMinutes).Select(minutes => by.AddMinutes(minutes)) : [];
        var reports = Steps(FollowUpSubject.Execution, order.ReportBy, rules.FollowUp.Execution)
            .Concat(Steps(FollowUpSubject.Daily, DailyDeadline(order.State, order.StartsAt, rules, today), rules.FollowUp.Daily));
        return Steps(FollowUpSubject.Receipt, order.AcknowledgeBy, rules.FollowUp.Receipt)
            .Concat(reports.Where(at => at > order.StartsAt))
            .Append(order.StartsAt)
            .Append(today.Plus(1).Start)
            .Where(at => at > now)
            .Min();
    }

    /// <summary>True while the enterprise still owes this: what a worker asks right before it sends a reminder.</summary>
    public static bool Owes(FollowedOrder order, FollowUpSubject subject, LocalDay? day) => IsOpen(order.State) && subject switch
    {
        FollowUpSubject.Receipt => order.AcknowledgedAt is null,
        FollowUpSubject.Execution => order.ExecutedAt is null && order.State != OrderState.Verified,
        FollowUpSubject.Daily => day is { } d && !order.DaysReported.Contains(d),
        _ => throw new ArgumentOutOfRangeException(nameof(subject), subject, null),
    };

    /// <summary>
    /// The moment by which the report of a day is owed: the rule book's clock hour of every day on which the order has begun by then.
    /// Null when the order begins later, or has ended.
    /// </summary>
    public static DateTimeOffset? DailyDeadline(OrderState state, DateTimeOffset startsAt, DeadlineRules rules, LocalDay day)
    {
        var deadline = ChinaTime.At(day.Date, rules.DailyReportHour);
        return IsOpen(state) && startsAt < deadline ? deadline : null;
    }

    private static bool IsOpen(OrderState state) => state != OrderState.Drafted && !state.IsFinal();

    private static IEnumerable<Owed> Open(FollowedOrder order, DeadlineRules rules, DateTimeOffset now)
    {
        if (Owes(order, FollowUpSubject.Receipt, null))
        {
            yield return new Owed(FollowUpSubject.Receipt, null, order.AcknowledgeBy, rules.FollowUp.Receipt);
        }

        // Before its start there is nothing to report, however short the report's deadline is.
        if (order.StartsAt > now)
        {
            yield break;
        }

        if (Owes(order, FollowUpSubject.Execution, null))
        {
            yield return new Owed(FollowUpSubject.Execution, null, order.ReportBy, rules.FollowUp.Execution);
        }

        var today = now.ToLocalDay();
        if (Owes(order, FollowUpSubject.Daily, today) && DailyDeadline(order.State, order.StartsAt, rules, today) is { } deadline)
        {
            yield return new Owed(FollowUpSubject.Daily, today, deadline, rules.FollowUp.Daily);
        }
    }

    /// <summary>
    /// The latest reminder whose time has come, unless it or a later one was sent: after a stop of the service an enterprise gets one reminder, not all it missed.
    /// </summary>
    private static IEnumerable<FollowUpAction> Reminder(FollowedOrder order, Owed owed, DateTimeOffset now)
    {
        var minutes = owed.Steps.ReminderMinutes;
        for (var i = minutes.Count - 1; i >= 0; i--)
        {
            var step = new FollowUpStep(owed.Subject, FollowUpTarget.Enterprise, i + 1, owed.Day);
            if (order.Done.Contains(step.Key))
            {
                yield break;
            }

            var dueAt = owed.Deadline.AddMinutes(minutes[i]);
            if (dueAt <= now)
            {
                yield return new FollowUpAction(step, owed.Deadline, dueAt);
                yield break;
            }
        }
    }

    /// <summary>Every report onward whose time has come: each goes to somebody else, so none is left out.</summary>
    private static IEnumerable<FollowUpAction> Escalations(FollowedOrder order, Owed owed, DateTimeOffset now) =>
        owed.Steps.EscalationMinutes
            .Select((minutes, i) => new FollowUpAction(new FollowUpStep(owed.Subject, FollowUpTarget.Township + i, 1, owed.Day), owed.Deadline, owed.Deadline.AddMinutes(minutes)))
            .Where(action => action.DueAt <= now && !order.Done.Contains(action.Step.Key));

    private sealed record Owed(FollowUpSubject Subject, LocalDay? Day, DateTimeOffset Deadline, FollowUpSteps Steps);
}
