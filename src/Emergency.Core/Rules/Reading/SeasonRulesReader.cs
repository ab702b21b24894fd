namespace Emergency.Core.Rules.Reading;

/// <summary>Reads the <c>season-controls</c> book.</summary>
internal static class SeasonRulesReader
{
    public static SeasonRules Read(EditionReader reader)
    {
        var (firstMonth, firstDay) = Day(reader, "season.first-month", "season.first-day");
        var (lastMonth, lastDay) = Day(reader, "season.last-month", "season.last-day");
        return new(
            reader.Edition,
            firstMonth,
            firstDay,
            lastMonth,
            lastDay,
            reader.Source("season.first-month"),
            reader.Words("industries"),
            reader.Source("industries"),
            Enum.GetValues<PerformanceGrade>().ToDictionary(g => g, g => (reader.Choice<SeasonDuty>($"grade.{g}"), reader.Source($"grade.{g}"))),
            reader.Fixed("green-factory", "Exempt"),
            reader.Fixed("heat-and-gas-suppliers", "LowestLoad"),
            Share(reader, "off-share", least: 0.01m, most: 1),
            reader.Source("off-share"),
            Share(reader, "restart-share", least: 0, most: 100),
            reader.Fixed("hard-to-stop", "LowerLoad"),
            [.. reader.Numbered("window").Select(prefix => Window(reader, prefix))]);
    }

    private static (int Month, int Day) Day(EditionReader reader, string monthKey, string dayKey)
    {
        var (month, day) = (reader.Integer(monthKey, "month"), reader.Integer(dayKey, "day of month"));
        if (month is < 1 or > 12)
        {
            reader.Fault("RULE-110", monthKey, $"{month} 不是月份。", $"{month} is no month.", "请改正该值。", "Mend the value.");
            month = 1;
        }

        // 29 February is refused too: the season of most years would not have it.
        if (day < 1 || day > DateTime.DaysInMonth(2001, month))
        {
            reader.Fault("RULE-110", dayKey, $"{month} 月没有 {day} 日。", $"Month {month} has no day {day}.", "请改正该值。", "Mend the value.");
            day = 1;
        }

        return (month, day);
    }

    private static decimal Share(EditionReader reader, string key, decimal least, decimal most)
    {
        var share = reader.Number(key, "fraction");
        if (share < least || share > most)
        {
            reader.Fault("RULE-110", key, $"{share} 不在 {least}–{most} 之内。", $"{share} is not within {least}–{most}.", "请改正该值。", "Mend the value.");
        }

        return share;
    }

    private static SeasonWindow Window(EditionReader reader, string prefix)
    {
        var (from, until) = (reader.Date(prefix + ".from"), reader.Date(prefix + ".until"));
        if (until < from)
        {
            reader.Fault("RULE-110", prefix + ".until", $"{until} 早于 {from}。", $"{until} is before {from}.", "请改正该值。", "Mend the value.");
        }

        return new(
            reader.Word(prefix + ".industry"),
            reader.Word(prefix + ".process"),
            from,
            until,
            reader.Choices<PerformanceGrade>(prefix + ".exempt-grades"),
            reader.Source(prefix + ".from"),
            reader.Source(prefix + ".exempt-grades"));
    }
}
