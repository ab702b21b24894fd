using Emergency.Core.Quantities;

namespace Emergency.Core.Rules.Reading;

/// <summary>Reads the <c>aqi</c> book: breakpoint table, indicators, rounding, categories, validity.</summary>
internal static class AqiRulesReader
{
    private static readonly string[] ValidityKeys =
    [
        "validity.min-hours-per-day", "validity.min-hours-per-8", "validity.min-windows-mda8", "validity.first-window-end", "validity.mda8-limit",
        "validity.min-station-share", "validity.min-station-share-small", "validity.small-network",
    ];

    public static AqiRules Read(EditionReader reader) => new(
        reader.Edition,
        Rows(reader),
        Indicators(reader, "report.daily.indicators"),
        Indicators(reader, "report.hourly.indicators"),
        Decimals(reader),
        Categories(reader),
        reader.Integer("report.primary-above", "AQI"),
        reader.Integer("report.cap", "AQI"),
        reader.IntegerOrNull("report.partial-above", "AQI"),
        reader.Integer("validity.min-hours-per-day", "h"),
        reader.Integer("validity.min-hours-per-8", "h"),
        reader.Integer("validity.min-windows-mda8", "windows"),
        reader.Integer("validity.first-window-end", "clock hour"),
        reader.Number("validity.mda8-limit", "µg/m³"),
        reader.Number("validity.min-station-share", "1"),
        reader.Number("validity.min-station-share-small", "1"),
        reader.Integer("validity.small-network", "stations"))
    {
        PublishedHourlyIndicators = Indicators(reader, "report.hourly.published-indicators"),
        ValiditySources = ValidityKeys.ToDictionary(k => k, reader.Source),
    };

    private static Dictionary<Pollutant, int> Decimals(EditionReader reader)
    {
        var decimals = new Dictionary<Pollutant, int>();
        foreach (var pollutant in Pollutants.All)
        {
            if (reader.IntegerOrNull($"rounding.decimals.{pollutant}", "decimals") is { } count)
            {
                decimals.Add(pollutant, count);
            }
        }

        return decimals;
    }

    private static List<BreakpointRow> Rows(EditionReader reader)
    {
        var rows = new List<BreakpointRow>();
        foreach (var pollutant in Pollutants.All)
        {
            foreach (var averaging in Enum.GetValues<Averaging>())
            {
                var key = $"table.{pollutant}.{averaging}";
                if (reader.Children(key).Count == 0)
                {
                    continue;
                }

                var iaqi = reader.Numbers(key + ".iaqi", "IAQI");
                var breakpoints = reader.Numbers(key + ".breakpoints", pollutant.Unit());
                Increasing(reader, key + ".iaqi", iaqi);
                Increasing(reader, key + ".breakpoints", breakpoints);
                if (iaqi.Count != breakpoints.Count)
                {
                    reader.Fault(
                        "RULE-111", key + ".breakpoints",
                        $"浓度限值 {breakpoints.Count} 个，分指数 {iaqi.Count} 个，数目不等。", $"{breakpoints.Count} breakpoints against {iaqi.Count} index points.",
                        "每个分指数对应一个浓度限值。", "Each index point has one breakpoint.");
                }

                rows.Add(new(new(pollutant, averaging), iaqi, breakpoints, reader.Choice<AboveTable>(key + ".above"), reader.Source(key + ".breakpoints")));
            }
        }

        return rows;
    }

    private static void Increasing(EditionReader reader, string key, IReadOnlyList<decimal> values)
    {
        for (var i = 1; i < values.Count; i++)
        {
            if (values[i] <= values[i - 1])
            {
                reader.Fault(
                    "RULE-111", key,
                    $"第 {i + 1} 个值 {values[i]} 不大于前一个值 {values[i - 1]}。", $"Value {i + 1} ({values[i]}) is not above the one before ({values[i - 1]}).",
                    "表值必须严格递增。", "A table increases strictly.");
            }
        }
    }

    private static List<Indicator> Indicators(EditionReader reader, string key)
    {
        var indicators = new List<Indicator>();
        foreach (var word in reader.Words(key))
        {
            var parts = word.Split('.');
            if (parts.Length == 2 && Enum.TryParse<Pollutant>(parts[0], out var pollutant) && Enum.TryParse<Averaging>(parts[1], out var averaging))
            {
                indicators.Add(new(pollutant, averaging));
            }
            else
            {
                reader.Fault("RULE-110", key, $"“{word}”不是指标。", $"\"{word}\" is no indicator.", "写作 Pm25.Hour24 的形式。", "Write it like Pm25.Hour24.");
            }
        }

        return indicators;
    }

    private static List<AqiCategory> Categories(EditionReader reader)
    {
        var categories = new List<AqiCategory>();
        foreach (var key in reader.Numbered("category"))
        {
            var min = reader.Integer(key + ".min", "AQI");
            var max = reader.Integer(key + ".max", "AQI");
            if (min > max || (categories.Count > 0 && min != categories[^1].Max + 1))
            {
                reader.Fault(
                    "RULE-111", key + ".min",
                    $"级别区间 {min}–{max} 与上一级不衔接。", $"The range {min}–{max} does not follow the category below.",
                    "每级下限应为上一级上限加一。", "A category starts one above the end of the one below.");
            }

            var rgb = reader.Numbers(key + ".rgb", "RGB");
            if (rgb.Count != 3 || rgb.Any(c => c is < 0 or > 255 || c != decimal.Truncate(c)))
            {
                reader.Fault("RULE-110", key + ".rgb", "颜色应为三个 0–255 的整数。", "A colour is three whole numbers 0–255.", "请改正颜色。", "Mend the colour.");
                rgb = [0, 0, 0];
            }

            categories.Add(new(categories.Count + 1, min, max, reader.Text(key + ".name"), reader.Text(key + ".colour"), [.. rgb.Select(c => (int)c)], reader.Text(key + ".advice")));
        }

        return categories;
    }
}
