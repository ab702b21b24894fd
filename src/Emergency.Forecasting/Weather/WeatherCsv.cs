using System.Globalization;
using System.Text;
using Emergency.Core;
using Emergency.Forecasting.Observing;

namespace Emergency.Forecasting.Weather;

/// <summary>
/// Format <c>csv</c> for weather, our own: <c>place,hour,wind_east_m_s,wind_north_m_s,wind_speed_m_s,temperature_c,dew_point_c,pressure_hpa,rain_mm</c>. The hour is ISO
/// 8601 with its offset and names the <em>start</em> of the hour; wind components point to where the wind blows; missing values are empty; columns may
/// stand in any order and others are passed over. UTF-8.
/// </summary>
public static class WeatherCsv
{
    private static readonly string[] ValueColumns =
        ["wind_east_m_s", "wind_north_m_s", "wind_speed_m_s", "temperature_c", "dew_point_c", "pressure_hpa", "rain_mm"];

    private static readonly string[] Columns = ["place", "hour", .. ValueColumns];

    /// <summary>The column of a quantity, with its unit.</summary>
    public static string ColumnOf(WeatherVariable variable) => ValueColumns[(int)variable];

    /// <summary>Reads a file. Reading what <see cref="Write"/> wrote gives the same hours.</summary>
    public static IReadOnlyList<WeatherHour> Read(Stream stream, string fileName, ICollection<ImportProblem> found)
    {
        var problems = new FileProblems(fileName, found);
        var hours = new WeatherCollector(problems);
        using var table = QuotedTable.Open(Cells.ReadAll(stream, problems), Columns, problems);
        while (table?.Read() == true)
        {
            if (table["place"].Length == 0)
            {
                problems.Fatal(table.Row, "place", "", new Text("城市名称或站号", "a city's name or a station"), new Text("请补全地点。", "Fill in the place."));
            }
            else if (Cells.HourOf(table["hour"]) is not { } hour)
            {
                problems.NotATime(table.Row, "hour", table["hour"], Cells.HourExpected);
            }
            else
            {
                double? Of(WeatherVariable variable) => Value(table, variable, problems);
                hours.Add(
                    new WeatherHour(
                        table["place"],
                        hour,
                        Of(WeatherVariable.WindEast),
                        Of(WeatherVariable.WindNorth),
                        Of(WeatherVariable.WindSpeed),
                        Of(WeatherVariable.Temperature),
                        Of(WeatherVariable.DewPoint),
                        Of(WeatherVariable.Pressure),
                        Of(WeatherVariable.Rain)),
                    table.Row);
            }
        }

        return hours.Finish();
    }

    /// <summary>Writes hours with the header, LF line ends, numbers in their shortest exact form (to 25 decimals).</summary>
    public static void Write(TextWriter writer, IEnumerable<WeatherHour> hours)
    {
        writer.Write(string.Join(',', Columns));
        writer.Write('\n');
        var line = new StringBuilder();
        foreach (var hour in hours)
        {
            line.Clear().Append(OurCsv.Quoted(hour.Place)).Append(',').Append(hour.Hour);
            foreach (var variable in Enum.GetValues<WeatherVariable>())
            {
                line.Append(',').Append(hour[variable] is { } value ? Decimal(value) : "");
            }

            writer.Write(line.Append('\n'));
        }
    }

    /// <summary>A value of the current row, checked for what can be; null when the cell is empty.</summary>
    internal static double? Value(QuotedTable table, WeatherVariable variable, FileProblems problems, string? column = null, string missing = "")
    {
        var name = column ?? ColumnOf(variable);
        var value = table.Concentration(name, WeatherCells.UnitOf(variable), missing);
        if (value is { } present && !WeatherCells.CanBe(variable, present))
        {
            WeatherCells.Impossible(problems, table.Row, name, table[name], variable);
        }

        return value;
    }

    /// <summary>Decimal notation even for tiny values: the reader takes no exponents.</summary>
    private static string Decimal(double value)
    {
        var shortest = value.ToString("R", CultureInfo.InvariantCulture);
        return shortest.Contains('E', StringComparison.Ordinal) ? value.ToString("F25", CultureInfo.InvariantCulture).TrimEnd('0').TrimEnd('.') : shortest;
    }
}
