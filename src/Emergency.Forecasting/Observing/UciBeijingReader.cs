using System.Globalization;
using Emergency.Core;
using Emergency.Core.Time;

namespace Emergency.Forecasting.Observing;

/// <summary>
/// Format <c>uci-beijing</c>: "Beijing Multi-Site Air Quality" (UCI 501), one station a file, quoted strings, <c>NA</c> for missing. Hours are named by their
/// <em>start</em>, unlike the national files; CO is in µg/m³ and becomes mg/m³ here. Weather columns are passed over.
/// </summary>
internal static class UciBeijingReader
{
    private static readonly string[] Columns = ["No", "year", "month", "day", "hour", "PM2.5", "PM10", "SO2", "NO2", "CO", "O3", "station"];

    public static IEnumerable<HourlyAir> Read(Stream stream, string fileName, ICollection<ImportProblem> found)
    {
        var problems = new FileProblems(fileName, found);
        var hours = new HourCollector(problems);
        using var table = QuotedTable.Open(Cells.ReadAll(stream, problems), Columns, problems);
        while (table?.Read() == true)
        {
            if (KeyOf(table, problems) is not var (station, hour))
            {
                continue;
            }

            double? Of(string column) => table.Concentration(column, "µg/m³", "NA");
            hours.Add(
                new HourlyAir(station, hour, Of("PM2.5"), Of("PM10"), Of("SO2"), Of("NO2"), Of("O3"), Of("CO") / 1000),
                table.Row);
        }

        return hours.Finish();
    }

    /// <summary>Station and hour of the current row; null, with a fatal problem, when it does not say them.</summary>
    public static (string Station, Hour Hour)? KeyOf(QuotedTable table, FileProblems problems)
    {
        if (HourOf(table) is not { } hour)
        {
            problems.NotATime(
                table.Row,
                "year, month, day, hour",
                $"{table["year"]}-{table["month"]}-{table["day"]} {table["hour"]}",
                new Text("日期与小时0—23（小时开始时刻）", "a date and an hour 0–23 (the start of the hour)"));
            return null;
        }

        if (table["station"].Length == 0)
        {
            problems.Fatal(table.Row, "station", "", new Text("站点名称", "the station's name"), new Text("请补全站点名称。", "Fill in the station."));
            return null;
        }

        return (table["station"], hour);
    }

    private static Hour? HourOf(QuotedTable table) =>
        Cells.TryWhole(table["year"], out var year)
        && Cells.TryWhole(table["month"], out var month)
        && Cells.TryWhole(table["day"], out var day)
        && Cells.TryWhole(table["hour"], out var hour)
        && hour <= 23
        && Cells.TryDate(string.Create(CultureInfo.InvariantCulture, $"{year:0000}{month:00}{day:00}"), "yyyyMMdd", out var date)
            ? Hour.Starting(date, hour)
            : null;
}
