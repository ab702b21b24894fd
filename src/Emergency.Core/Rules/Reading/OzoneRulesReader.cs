namespace Emergency.Core.Rules.Reading;

/// <summary>Reads the <c>ozone-hours</c> book.</summary>
internal static class OzoneRulesReader
{
    public static OzoneRules Read(EditionReader reader)
    {
        var (firstMonth, lastMonth) = Range(reader, "season.first-month", "season.last-month", "month", 1, 12, strict: false);
        var (from, to) = Range(reader, "window.from-hour", "window.to-hour", "clock hour", 0, 24, strict: true);
        return new(
            reader.Edition,
            firstMonth,
            lastMonth,
            from,
            to,
            reader.Source("window.from-hour"),
            reader.Words("industries"),
            reader.Source("industries"),
            reader.Text("outdoor-bans"),
            reader.Source("outdoor-bans.zh"));
    }

    private static (int From, int To) Range(EditionReader reader, string from, string to, string unit, int least, int most, bool strict)
    {
        var (first, last) = (reader.Integer(from, unit), reader.Integer(to, unit));
        if (first < least || first > most)
        {
            reader.Fault("RULE-110", from, $"{first} 不在 {least}–{most} 之内。", $"{first} is not within {least}–{most}.", "请改正该值。", "Mend the value.");
        }

        if (last > most || last < first || (strict && last == first))
        {
            reader.Fault("RULE-110", to, $"{last} 须在 {first} 之后且不超过 {most}。", $"{last} must come after {first} and be at most {most}.", "请改正该值。", "Mend the value.");
        }

        return (first, last);
    }
}
