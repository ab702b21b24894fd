using Emergency.Core;
using Emergency.Core.Time;

namespace Emergency.Forecasting.Observing;

/// <summary>One row a city and hour: <c>date,hour,城市,AQI,PM2.5,PM2.5_24h,…</c>. Hour labels name the end of the hour.</summary>
internal static class CityRowReader
{
    private static readonly string[] Columns = ["date", "hour", "城市", "AQI", "PM2.5", "PM10", "SO2", "NO2", "O3", "CO", "PM2.5_24h", "PM10_24h", "O3_8h"];

    public static IEnumerable<HourlyAir> Read(ReadOnlyMemory<byte> bytes, FileProblems problems)
    {
        var hours = new HourCollector(problems);
        using var table = QuotedTable.Open(bytes, Columns, problems);
        while (table?.Read() == true)
        {
            if (!Cells.TryDate(table["date"], "yyyyMMdd", out var date))
            {
                problems.NotATime(table.Row, "date", table["date"], Cells.DateExpected);
            }
            else if (!Cells.TryWhole(table["hour"], out var label) || label > 24)
            {
                problems.NotATime(table.Row, "hour", table["hour"], Cells.LabelExpected);
            }
            else if (table["城市"].Length == 0)
            {
                problems.Fatal(table.Row, "城市", "", new Text("城市名称", "a city's name"), new Text("请补全城市名称。", "Fill in the city."));
            }
            else
            {
                double? Of(string column) => table.Concentration(column, "µg/m³");
                hours.Add(
                    new HourlyAir(table["城市"], Hour.Ending(date, label), Of("PM2.5"), Of("PM10"), Of("SO2"), Of("NO2"), Of("O3"), table.Concentration("CO", "mg/m³"))
                    {
                        PublishedAqi = table.Concentration("AQI", "AQI") is { } aqi ? (int)Math.Round(aqi) : null,
                        Published = PublishedMeans.Of(Of("PM2.5_24h"), Of("PM10_24h"), Of("O3_8h")),
                    },
                    table.Row);
            }
        }

        return hours.Finish();
    }
}
