using System.Globalization;
using System.Text;
using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Core.Time;

namespace Emergency.Forecasting.Observing;

/// <summary>
/// Format <c>csv</c>, our own: <c>place,hour,pm25_ug_m3,pm10_ug_m3,so2_ug_m3,no2_ug_m3,o3_ug_m3,co_mg_m3</c>. The hour is ISO 8601 with its offset and names
/// the <em>start</em> of the hour; missing values are empty; columns may stand in any order and others are passed over. UTF-8.
/// </summary>
public static class OurCsv
{
    private static readonly string[] Columns = ["place", "hour", .. Pollutants.All.Select(ColumnOf)];

    /// <summary>The column of a pollutant, with its unit.</summary>
    public static string ColumnOf(Pollutant pollutant) => pollutant switch
    {
        Pollutant.Pm25 => "pm25_ug_m3",
        Pollutant.Pm10 => "pm10_ug_m3",
        Pollutant.So2 => "so2_ug_m3",
        Pollutant.No2 => "no2_ug_m3",
        Pollutant.O3 => "o3_ug_m3",
        Pollutant.Co => "co_mg_m3",
        _ => throw new ArgumentOutOfRangeException(nameof(pollutant), pollutant, null),
    };

    /// <summary>Reads a file. Reading what <see cref="Write"/> wrote gives the same places, hours and concentrations.</summary>
    public static IEnumerable<HourlyAir> Read(Stream stream, string fileName, ICollection<ImportProblem> found)
    {
        var problems = new FileProblems(fileName, found);
        var hours = new HourCollector(problems);
        using var table = QuotedTable.Open(Cells.ReadAll(stream, problems), Columns, problems);
        while (table?.Read() == true)
        {
            if (table["place"].Length == 0)
            {
                problems.Fatal(table.Row, "place", "", new Text("城市名称或点位编码", "a city's name or a site's code"), new Text("请补全地点。", "Fill in the place."));
            }
            else if (Cells.HourOf(table["hour"]) is not { } hour)
            {
                problems.NotATime(
                    table.Row,
                    "hour",
                    table["hour"],
                    Cells.HourExpected);
            }
            else
            {
                double? Of(Pollutant pollutant) => table.Concentration(ColumnOf(pollutant), pollutant.Unit());
                hours.Add(
                    new HourlyAir(table["place"], hour, Of(Pollutant.Pm25), Of(Pollutant.Pm10), Of(Pollutant.So2), Of(Pollutant.No2), Of(Pollutant.O3), Of(Pollutant.Co)),
                    table.Row);
            }
        }

        return hours.Finish();
    }

    /// <summary>Writes hours with the header, LF line ends, numbers in their shortest exact form.</summary>
    public static void Write(TextWriter writer, IEnumerable<HourlyAir> hours)
    {
        writer.Write(string.Join(',', Columns));
        writer.Write('\n');
        var line = new StringBuilder();
        foreach (var hour in hours)
        {
            line.Clear().Append(Quoted(hour.Place)).Append(',').Append(hour.Hour);
            foreach (var pollutant in Pollutants.All)
            {
                // Decimal notation even for tiny values: the reader takes no exponents.
                line.Append(',').Append(hour[pollutant] is { } value ? ((decimal)value).ToString(CultureInfo.InvariantCulture) : "");
            }

            writer.Write(line.Append('\n'));
        }
    }

    internal static string Quoted(string text) =>
        text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
