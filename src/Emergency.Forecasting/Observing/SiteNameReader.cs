using Emergency.Core;
using Emergency.Core.Time;

namespace Emergency.Forecasting.Observing;

/// <summary>
/// Sites by name, one file a city: <c>Date,Hour,WatchPoint,AQI,Level,PrimaryPollution,…,O3_1h,O3_8h,SO2</c>, missing = NaN, line breaks inside quotes.
/// Names repeat between cities, so a place is "city/name" with the city taken from the file name. Hours come irregularly and twice.
/// </summary>
internal static class SiteNameReader
{
    private static readonly string[] Columns = ["Date", "Hour", "WatchPoint", "AQI", "PM2.5", "PM10", "CO", "NO2", "O3_1h", "O3_8h", "SO2"];

    public static IEnumerable<HourlyAir> Read(ReadOnlyMemory<byte> bytes, string fileName, FileProblems problems)
    {
        var city = fileName.Split('/', '\\')[^1].Split('.')[0];
        var hours = new HourCollector(problems);
        using var table = QuotedTable.Open(bytes, Columns, problems);
        while (table?.Read() == true)
        {
            if (!Cells.TryDate(table["Date"], "yyyyMMdd", out var date))
            {
                problems.NotATime(table.Row, "Date", table["Date"], Cells.DateExpected);
            }
            else if (!Cells.TryWhole(table["Hour"], out var label) || label > 24)
            {
                problems.NotATime(table.Row, "Hour", table["Hour"], Cells.LabelExpected);
            }
            else if (table["WatchPoint"].Length == 0)
            {
                problems.Fatal(table.Row, "WatchPoint", "", new Text("点位名称", "a site's name"), new Text("请补全点位名称。", "Fill in the site."));
            }
            else
            {
                double? Of(string column) => table.Concentration(column, "µg/m³", "NaN");
                var air = new HourlyAir(
                    $"{city}/{table["WatchPoint"]}",
                    Hour.Ending(date, label),
                    Of("PM2.5"),
                    Of("PM10"),
                    Of("SO2"),
                    Of("NO2"),
                    Of("O3_1h"),
                    table.Concentration("CO", "mg/m³", "NaN"))
                {
                    PublishedAqi = table.Concentration("AQI", "AQI", "NaN") is { } aqi ? (int)Math.Round(aqi) : null,
                    Published = PublishedMeans.Of(null, null, Of("O3_8h")),
                };
                hours.Add(air, table.Row);
            }
        }

        return hours.Finish();
    }
}
