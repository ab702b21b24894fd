namespace Emergency.Core.Rules.Reading;

/// <summary>Reads the <c>warning-triggers</c> book: conditions of each level, reading of durations, joining, lifting, excluded causes.</summary>
internal static class TriggerRulesReader
{
    private static readonly WarningLevel[] Levels = [WarningLevel.Blue, WarningLevel.Yellow, WarningLevel.Orange, WarningLevel.Red];

    public static TriggerRules Read(EditionReader reader) => new(
        reader.Edition,
        Triggers(reader),
        reader.Choice<DurationReading>("duration.reading"),
        reader.Source("duration.reading"),
        reader.Integer("episode.join-gap-hours", "h"),
        reader.Integer("lift.forecast-hours", "h"),
        reader.Integer("issue.lead-hours", "h"),
        Excluded(reader),
        reader.Source("lift.forecast-hours"))
    {
        JoinSource = reader.Source("episode.join-gap-hours"),
        LeadSource = reader.Source("issue.lead-hours"),
    };

    private static List<WarningTrigger> Triggers(EditionReader reader)
    {
        var triggers = new List<WarningTrigger>();
        foreach (var level in Levels)
        {
            foreach (var alternative in reader.Numbered($"trigger.{level}"))
            {
                var conditions = reader.Numbered(alternative).Select(key => Condition(reader, key)).ToList();
                triggers.Add(new(alternative["trigger.".Length..].ToLowerInvariant(), level, conditions));
            }
        }

        if (triggers.Count == 0)
        {
            reader.Fault("RULE-108", "trigger", "没有任何触发条件。", "There is no trigger at all.", "请补充 trigger.<级别>.<方案>.<条件>。", "Add trigger.<level>.<alternative>.<condition>.");
        }

        return triggers;
    }

    private static TriggerCondition Condition(EditionReader reader, string key)
    {
        var threshold = reader.Integer(key + ".threshold", "AQI");
        var hours = reader.Integer(key + ".duration-hours", "h");
        var metric = reader.Choice<TriggerMetric>(key + ".metric");
        if (threshold is < 1 or > 500)
        {
            reader.Fault("RULE-110", key + ".threshold", $"阈值 {threshold} 不在 1–500 内。", $"The threshold {threshold} is not within 1–500.", "请改正阈值。", "Mend the threshold.");
        }

        if (hours < 1 || (metric == TriggerMetric.Aqi24h && hours % 24 != 0))
        {
            reader.Fault("RULE-110", key + ".duration-hours", $"持续时间 {hours} h 无法用 24 小时均值表示。", $"A duration of {hours} h cannot be told in 24-hour means.", "应为 24 的倍数。", "Use a multiple of 24.");
        }

        return new(metric, reader.Choice<Comparison>(key + ".comparison"), threshold, hours, reader.Source(key + ".threshold"));
    }

    private static List<ExcludedCause> Excluded(EditionReader reader) =>
        [.. reader.Children("excluded").Select(cause => new ExcludedCause(cause, reader.Text($"excluded.{cause}.action"), reader.Source($"excluded.{cause}.action.zh")))];
}
