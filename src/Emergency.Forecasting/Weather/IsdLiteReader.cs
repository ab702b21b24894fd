using System.Globalization;
using System.Text;
using Emergency.Core;
using Emergency.Core.Time;
using Emergency.Forecasting.Observing;

namespace Emergency.Forecasting.Weather;

/// <summary>
/// Format <c>isd-lite</c> (NOAA Integrated Surface Data, Lite): one station and year a file, named STATION-WBAN-YEAR; columns separated by blanks: year, month, day,
/// hour in UTC, temperature, dew point and sea-level pressure × 10, wind direction (0 = calm, 360 = north), wind speed × 10, sky, precipitation of one and of six
/// hours × 10 (−1 = trace); missing = −9999. Six-hour precipitation is passed over: it says nothing of a single hour.
/// </summary>
internal static class IsdLiteReader
{
    private const int Width = 12;
    private const int Missing = -9999;
    private const string Trace = "-1";

    private static readonly string[] Columns =
        ["year", "month", "day", "hour", "temperature", "dew point", "pressure", "wind direction", "wind speed", "sky", "precipitation 1 h", "precipitation 6 h"];

    public static IReadOnlyList<WeatherHour> Read(Stream stream, string fileName, ICollection<ImportProblem> found)
    {
        var problems = new FileProblems(fileName, found);
        var hours = new WeatherCollector(problems);
        var bytes = Cells.ReadAll(stream, problems);
        var name = WeatherFormat.IsdName().Match(fileName);
        if (!name.Success)
        {
            problems.Fatal(
                0,
                "",
                fileName,
                new Text("以“站号-WBAN-年”命名的文件，如537720-99999-2021", "a file named STATION-WBAN-YEAR, such as 537720-99999-2021"),
                new Text("站号只在文件名中，请保留原文件名。", "The station stands only in the name; keep the original one."));
        }

        problems.MaybeCutShort(bytes.Span);
        if (Cells.IsUtf8(bytes.Span, problems))
        {
            var lines = Encoding.UTF8.GetString(bytes.Span).Split('\n');
            for (var i = 0; i < lines.Length; i++)
            {
                if (lines[i].Length > 0 || i < lines.Length - 1)
                {
                    Row(lines[i], i + 1, name.Groups["station"].Value, hours, problems);
                }
            }
        }

        return WeatherCells.RainToHourBefore(hours.Finish());
    }

    private static void Row(string line, int row, string station, WeatherCollector hours, FileProblems problems)
    {
        var cells = line.Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
        if (cells.Length != Width)
        {
            problems.Fatal(
                row,
                "",
                cells.Length.ToString(CultureInfo.InvariantCulture),
                new Text($"以空格分隔的{Width}列", $"{Width} columns separated by blanks"),
                new Text("该行可能被截断，请从原始来源重新获取。", "The row may be cut short; fetch the file again."));
            return;
        }

        if (HourOf(cells) is not { } hour)
        {
            problems.NotATime(
                row,
                "year, month, day, hour",
                string.Join(' ', cells[..4]),
                new Text("日期与小时0—23（世界时）", "a date and an hour 0–23 (UTC)"));
            return;
        }

        var direction = Whole(cells, 7, row, problems);
        if (direction is < 0 or > 360)
        {
            problems.Fatal(row, Columns[7], cells[7], new Text("0—360度，静风为0", "0 to 360 degrees, 0 for calm"), new Text("请更正风向。", "Correct the direction."));
            direction = null;
        }

        // Direction 0 says calm; many stations then leave the speed out.
        var speed = Tenths(cells, 8, WeatherVariable.WindSpeed, row, problems) ?? (direction is 0 ? 0 : null);
        var (east, north) = (speed, direction) switch
        {
            (0, _) => (0, 0),
            ({ } known, > 0 and var from) => WeatherCells.Towards(known, from),
            _ => ((double?)null, (double?)null),
        };
        hours.Add(
            new WeatherHour(
                station,
                hour,
                east,
                north,
                speed,
                Tenths(cells, 4, WeatherVariable.Temperature, row, problems),
                Tenths(cells, 5, WeatherVariable.DewPoint, row, problems),
                Tenths(cells, 6, WeatherVariable.Pressure, row, problems),
                cells[10] == Trace ? 0 : Tenths(cells, 10, WeatherVariable.Rain, row, problems)),
            row);
    }

    private static Hour? HourOf(string[] cells) =>
        Cells.TryWhole(cells[3], out var hour)
        && hour <= 23
        && Cells.TryDate(string.Join('-', cells[..3]), "yyyy-MM-dd", out var date)
            ? Hour.Containing(new DateTimeOffset(date, new TimeOnly(hour, 0), TimeSpan.Zero))
            : null;

    private static double? Tenths(string[] cells, int column, WeatherVariable variable, int row, FileProblems problems)
    {
        var value = Whole(cells, column, row, problems) / 10.0;
        if (value is { } present && !WeatherCells.CanBe(variable, present))
        {
            WeatherCells.Impossible(problems, row, Columns[column], cells[column], variable);
        }

        return value;
    }

    private static int? Whole(string[] cells, int column, int row, FileProblems problems)
    {
        if (int.TryParse(cells[column], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
        {
            return value == Missing ? null : value;
        }

        problems.Fatal(
            row,
            Columns[column],
            cells[column],
            new Text($"整数，缺测为{Missing}", $"a whole number, {Missing} when missing"),
            new Text("请从原始来源重新获取该文件。", "Fetch the file again."));
        return null;
    }
}
