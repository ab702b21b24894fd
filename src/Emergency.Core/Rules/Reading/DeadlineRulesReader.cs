namespace Emergency.Core.Rules.Reading;

/// <summary>Reads the <c>report-deadlines</c> book.</summary>
internal static class DeadlineRulesReader
{
    public static DeadlineRules Read(EditionReader reader) => new(
        reader.Edition,
        Positive(reader, "acknowledge.within-hours", "h"),
        Positive(reader, "execution.within-hours", "h"),
        ClockHour(reader, "daily-report.hour"),
        Positive(reader, "lift-notice.within-hours", "h"),
        Positive(reader, "stagger.step-minutes", "min"),
        reader.Integer("stagger.max-minutes", "min"),
        reader.Edition.Values.ToDictionary(v => v.Key, v => v.Value.Source))
    {
        FollowUp = new(
            Steps(reader, "receipt", reader.Integer("acknowledge.within-hours", "h") * 60),
            Steps(reader, "execution", reader.Integer("execution.within-hours", "h") * 60),
            Steps(reader, "daily", 24 * 60),
            reader.Words("restart.approval-kinds")),
    };

    /// <summary>Reminders may come before the deadline, but not before the order; reports onward only after it, to three addressees or to none.</summary>
    private static FollowUpSteps Steps(EditionReader reader, string subject, int window)
    {
        var (reminders, escalations) = ($"reminder.{subject}.minutes", $"escalation.{subject}.minutes");
        var steps = new FollowUpSteps(Rising(reader, reminders), Rising(reader, escalations));
        // A window that could not be read has its own problem already.
        if (window > 0 && steps.ReminderMinutes.Count > 0 && steps.ReminderMinutes[0] <= -window)
        {
            reader.Fault(
                "RULE-110", reminders, $"提前 {-steps.ReminderMinutes[0]} 分钟的提醒不晚于指令本身（时限 {window} 分钟）。", $"A reminder {-steps.ReminderMinutes[0]} min ahead comes no later than the order itself ({window} min before the deadline).",
                "请改为更晚的时刻。", "Choose a later time.");
        }

        if (steps.EscalationMinutes.Count is not (0 or 3) || (steps.EscalationMinutes.Count > 0 && steps.EscalationMinutes[0] < 0))
        {
            reader.Fault(
                "RULE-110", escalations, "应为依次报乡镇、县分局、监督帮扶的三个非负分钟数，或空。", "Three minutes that are not negative are expected: township, county branch, inspector; or none.",
                "请改正该值。", "Mend the value.");
        }

        return steps;
    }

    private static List<int> Rising(EditionReader reader, string key)
    {
        var minutes = reader.Numbers(key, "min").Select(n => (int)n).ToList();
        if (minutes.Zip(minutes.Skip(1)).Any(pair => pair.First >= pair.Second))
        {
            reader.Fault("RULE-111", key, "各步须依次递增。", "The steps must rise.", "请按时间先后排列。", "Put them in order of time.");
        }

        return minutes;
    }

    private static int Positive(EditionReader reader, string key, string unit)
    {
        var value = reader.Integer(key, unit);
        if (value < 1)
        {
            reader.Fault("RULE-110", key, $"{value} 应大于零。", $"{value} must be above zero.", "请改正该值。", "Mend the value.");
        }

        return value;
    }

    private static int ClockHour(EditionReader reader, string key)
    {
        var value = reader.Integer(key, "clock hour");
        if (value is < 0 or > 23)
        {
            reader.Fault("RULE-110", key, $"{value} 不是 0–23 点。", $"{value} is no clock hour 0–23.", "请改正该值。", "Mend the value.");
        }

        return value;
    }
}
