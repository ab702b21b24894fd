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
        reader.Edition.Values.ToDictionary(v => v.Key, v => v.Value.Source));

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
