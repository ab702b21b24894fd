using Emergency.Core;
using Emergency.Forecasting.Observing;

namespace Emergency.Forecasting.Weather;

/// <summary>
/// Format <c>uci-beijing</c>: the weather columns of "Beijing Multi-Site Air Quality" (UCI 501), one station a file, <c>NA</c> for missing. The wind's direction is
/// one of sixteen sectors, where it comes from. Hours as the air columns beside them, named by their start.
/// </summary>
internal static class UciWeatherReader
{
    private const string Missing = "NA";

    private static readonly string[] Columns = ["No", "year", "month", "day", "hour", "TEMP", "PRES", "DEWP", "RAIN", "wd", "WSPM", "station"];

    private static readonly string[] Sectors = ["N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE", "S", "SSW", "SW", "WSW", "W", "WNW", "NW", "NNW"];

    public static IReadOnlyList<WeatherHour> Read(Stream stream, string fileName, ICollection<ImportProblem> found)
    {
        var problems = new FileProblems(fileName, found);
        var hours = new WeatherCollector(problems);
        using var table = QuotedTable.Open(Cells.ReadAll(stream, problems), Columns, problems);
        while (table?.Read() == true)
        {
            if (UciBeijingReader.KeyOf(table, problems) is not var (station, hour))
            {
                continue;
            }

            double? Of(string column, WeatherVariable variable) => WeatherCsv.Value(table, variable, problems, column, Missing);
            var speed = Of("WSPM", WeatherVariable.WindSpeed);
            var (east, north) = Wind(table, speed, problems);
            hours.Add(
                new WeatherHour(
                    station,
                    hour,
                    east,
                    north,
                    speed,
                    Of("TEMP", WeatherVariable.Temperature),
                    Of("DEWP", WeatherVariable.DewPoint),
                    Of("PRES", WeatherVariable.Pressure),
                    Of("RAIN", WeatherVariable.Rain)),
                table.Row);
        }

        return hours.Finish();
    }

    private static (double? East, double? North) Wind(QuotedTable table, double? speed, FileProblems problems)
    {
        var cell = table["wd"];
        var sector = Array.IndexOf(Sectors, cell);
        if (sector < 0 && cell.Length > 0 && cell != Missing)
        {
            problems.Fatal(
                table.Row,
                "wd",
                cell,
                new Text($"十六方位之一（{string.Join('、', Sectors)}）或NA", $"one of sixteen sectors ({string.Join(", ", Sectors)}) or NA"),
                new Text("请更正风向。", "Correct the wind direction."));
        }

        // A calm has no direction and needs none.
        return speed is 0 ? (0, 0)
            : speed is { } known && sector >= 0 ? WeatherCells.Towards(known, sector * 22.5)
            : (null, null);
    }
}
