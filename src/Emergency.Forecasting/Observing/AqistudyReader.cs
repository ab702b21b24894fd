using Emergency.Core;
using Emergency.Core.Time;

namespace Emergency.Forecasting.Observing;

/// <summary>
/// Format <c>aqistudy</c>: daily values by city, no header: city, date, AQI, range of hourly AQI, category, PM2.5, PM10, SO2, CO, NO2, O3, rank.
/// CO stands before NO2. The source's AQI agrees with its own concentrations on only about half of the days (it averaged differently), so both are kept.
/// </summary>
internal static class AqistudyReader
{
    private static readonly string[] Columns = ["city", "date", "AQI", "range", "category", "PM2.5", "PM10", "SO2", "CO", "NO2", "O3", "rank"];

    public static IEnumerable<PublishedDay> Read(Stream stream, string fileName, ICollection<ImportProblem> found)
    {
        var problems = new FileProblems(fileName, found);
        var bytes = Cells.ReadAll(stream, problems);
        var days = new Dictionary<(string, LocalDay), (PublishedDay Day, int Row)>();
        if (!StartsWithHeader(bytes, problems))
        {
            using var table = QuotedTable.OpenWithoutHeader(bytes, Columns, problems);
            while (table?.Read() == true)
            {
                if (table["date"].Length == "2014-12".Length)
                {
                    problems.Fatal(
                        table.Row,
                        "date",
                        table["date"],
                        Cells.DateExpected,
                        new Text("这是月度汇总文件，没有逐日数值，不能导入。", "This is a monthly summary without daily values; it cannot be imported."));
                    break;
                }

                if (ToDay(table, problems) is { } day)
                {
                    Add(days, day, table.Row, problems);
                }
            }
        }

        problems.Close();
        return problems.AnyFatal ? [] : [.. days.Values.Select(d => d.Day)];
    }

    /// <summary>A header means another file: the daily tables of 2025 have one, and it is wrong.</summary>
    private static bool StartsWithHeader(ReadOnlyMemory<byte> bytes, FileProblems problems)
    {
        var end = bytes.Span.IndexOf((byte)'\n');
        var first = System.Text.Encoding.UTF8.GetString(bytes.Span[..Math.Min(end < 0 ? bytes.Length : end, 1000)]).TrimEnd('\r').Split(',');
        if (first is [_, var date, ..] && date.Trim().Trim('"') is [>= '0' and <= '9', ..])
        {
            return false;
        }

        KnownHeaders.Refuse(first, Columns, problems);
        return true;
    }

    private static PublishedDay? ToDay(QuotedTable table, FileProblems problems)
    {
        if (!Cells.TryDate(table["date"], "yyyy-MM-dd", out var date))
        {
            problems.NotATime(table.Row, "date", table["date"], Cells.DateExpected);
            return null;
        }

        if (table["city"].Length == 0)
        {
            problems.Fatal(table.Row, "city", "", new Text("城市名称", "a city's name"), new Text("请补全城市名称。", "Fill in the city."));
            return null;
        }

        double? Of(string column) => table.Concentration(column, "µg/m³");
        return new PublishedDay(
            table["city"],
            new LocalDay(date),
            table.Concentration("AQI", "AQI") is { } aqi ? (int)Math.Round(aqi) : null,
            table["category"],
            Of("PM2.5"),
            Of("PM10"),
            Of("SO2"),
            Of("NO2"),
            Of("O3"),
            table.Concentration("CO", "mg/m³"));
    }

    private static void Add(Dictionary<(string, LocalDay), (PublishedDay Day, int Row)> days, PublishedDay day, int row, FileProblems problems)
    {
        if (days.TryGetValue((day.Place, day.Day), out var earlier))
        {
            problems.Remark(
                row,
                "",
                $"{day.Place} {day.Day}",
                new Text("每个城市每天一行", "one row for each city and day"),
                earlier.Day == day
                    ? new Text($"与第{earlier.Row}行完全相同，计一次。", $"The same as row {earlier.Row}; counted once.")
                    : new Text($"与第{earlier.Row}行数值不同，采用靠后的第{row}行；请核对两行。", $"Differs from row {earlier.Row}; the later row {row} is used. Compare the two."));
        }

        days[(day.Place, day.Day)] = (day, row);
    }
}
