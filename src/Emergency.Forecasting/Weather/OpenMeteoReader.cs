using System.Globalization;
using System.Text.Json;
using Emergency.Core;
using Emergency.Core.Time;
using Emergency.Forecasting.Observing;

namespace Emergency.Forecasting.Weather;

/// <summary>An answer of Open-Meteo: weather of one grid point.</summary>
/// <param name="Latitude">Latitude of the grid point [°], near the one asked for.</param>
/// <param name="Longitude">Longitude of the grid point [°].</param>
/// <param name="Hours">Its hours, in order; none when the file has a fatal problem.</param>
public sealed record OpenMeteoAnswer(double? Latitude, double? Longitude, IReadOnlyList<WeatherHour> Hours);

/// <summary>
/// Format <c>open-meteo</c>: JSON of the archive and forecast services, one place a file, <c>hourly</c> beside <c>hourly_units</c>, local times without offset beside
/// <c>utc_offset_seconds</c>. Units depend on the request and are taken from the file, never guessed. The place is the file's name. In problems the row is the
/// number of the hour, from 1; 0 for the file as a whole.
/// </summary>
public static class OpenMeteoReader
{
    private const string OffsetField = "utc_offset_seconds";
    private const string Humidity = "relative_humidity_2m";

    /// <summary>Fields that say something to us: with each the units it may come in, as factor and summand to the stored unit.</summary>
    private static readonly Dictionary<string, (WeatherVariable? Variable, (string Unit, double Factor, double Summand)[] Units)> Fields = new()
    {
        ["temperature_2m"] = (WeatherVariable.Temperature, Celsius),
        ["dew_point_2m"] = (WeatherVariable.DewPoint, Celsius),
        [Humidity] = (null, [("%", 1, 0)]),
        ["surface_pressure"] = (WeatherVariable.Pressure, Hectopascal),
        ["pressure_msl"] = (WeatherVariable.Pressure, Hectopascal),
        ["precipitation"] = (WeatherVariable.Rain, Millimetres),
        ["rain"] = (WeatherVariable.Rain, Millimetres),
        ["wind_speed_10m"] = (WeatherVariable.WindSpeed, [("m/s", 1, 0), ("km/h", 1 / 3.6, 0), ("mp/h", 0.44704, 0), ("kn", 1852 / 3600.0, 0)]),
        ["wind_direction_10m"] = (null, [("°", 1, 0)]),
    };

    private static (string, double, double)[] Celsius => [("°C", 1, 0), ("°F", 5 / 9.0, -160 / 9.0)];

    private static (string, double, double)[] Hectopascal => [("hPa", 1, 0)];

    private static (string, double, double)[] Millimetres => [("mm", 1, 0), ("inch", 25.4, 0)];

    /// <summary>Reads a file; its name without <c>.json</c> is the place.</summary>
    public static IReadOnlyList<WeatherHour> Read(Stream stream, string fileName, ICollection<ImportProblem> found)
    {
        var place = Without(Without(fileName, ".gz"), ".json");
        return Read(stream, fileName, place, found).Hours;
    }

    /// <summary>Reads an answer for a place known otherwise.</summary>
    /// <param name="stream">The content.</param>
    /// <param name="fileName">Name used in problems.</param>
    /// <param name="place">Whose weather it is.</param>
    /// <param name="found">Receives every problem.</param>
    public static OpenMeteoAnswer Read(Stream stream, string fileName, string place, ICollection<ImportProblem> found)
    {
        var problems = new FileProblems(fileName, found);
        using var document = Cells.ParseJson(
            Cells.ReadAll(stream, problems),
            problems,
            new Text("收到的是网页而不是数据，请检查地址或网络登录。", "This is a web page, not data; check the address or the network's log-in page."));
        var answer = document is null ? null : Answer(document.RootElement, place, problems);
        problems.Close();
        return answer is null || problems.AnyFatal ? new OpenMeteoAnswer(answer?.Latitude, answer?.Longitude, []) : answer;
    }

    private static OpenMeteoAnswer? Answer(JsonElement root, string place, FileProblems problems)
    {
        if (root.ValueKind != JsonValueKind.Object || Property(root, "hourly") is not { ValueKind: JsonValueKind.Object } hourly)
        {
            var reason = root.ValueKind == JsonValueKind.Object && Property(root, "reason") is { } said ? Cells.Printed(said) : "";
            problems.Fatal(
                0,
                "hourly",
                reason,
                new Text("一个地点的小时数据（hourly）", "hourly data of one place"),
                root.ValueKind == JsonValueKind.Array
                    ? new Text("每个文件只能有一个地点，请逐个请求。", "One place a file; ask for each by itself.")
                    : new Text("请在请求中列出hourly变量，或核对--format。", "Ask for hourly variables, or check --format."));
            return null;
        }

        var hours = Times(root, hourly, problems);
        var columns = Columns(root, hourly, hours.Count, problems);
        if (columns.Count == 0 && !problems.AnyFatal)
        {
            problems.Fatal(
                0,
                "hourly",
                "",
                new Text($"{string.Join("、", Fields.Keys)}中的至少一项", $"at least one of {string.Join(", ", Fields.Keys)}"),
                new Text("请在请求中列出这些变量。", "Ask for these variables."));
        }

        var weather = problems.AnyFatal ? [] : WeatherCells.RainToHourBefore(hours.Select((hour, i) => HourOf(place, hour, i, columns)));
        return new OpenMeteoAnswer(Number(Property(root, "latitude")), Number(Property(root, "longitude")), weather);
    }

    /// <summary>The hours, from local times and their offset. An offset of half an hour puts each reading into the hour that contains it, with a remark.</summary>
    private static List<Hour> Times(JsonElement root, JsonElement hourly, FileProblems problems)
    {
        var hours = new List<Hour>();
        if (Property(root, OffsetField) is not { ValueKind: JsonValueKind.Number } offset || !offset.TryGetInt32(out var seconds) || Math.Abs(seconds) > 14 * 3600)
        {
            problems.Fatal(
                0,
                OffsetField,
                Property(root, OffsetField) is { } said ? Cells.Printed(said) : "",
                new Text("当地时间与世界时之差（秒）", "the local time's distance from UTC [s]"),
                new Text("没有时差就不知道是哪个小时，请使用完整的回答。", "Without it the hours are unknown; use the complete answer."));
            return hours;
        }

        if (Property(hourly, "time") is not { ValueKind: JsonValueKind.Array } times || times.GetArrayLength() == 0)
        {
            problems.Fatal(0, "time", "", new Text("至少一个时刻", "at least one time"), new Text("回答中没有小时数据，请重新请求。", "The answer holds no hours; ask again."));
            return hours;
        }

        if (seconds % 3600 != 0)
        {
            problems.Remark(
                0,
                OffsetField,
                Cells.Printed(offset),
                new Text("整小时的时差", "an offset of full hours"),
                new Text("各时刻计入其所在的世界时整点小时。", "Each reading counts for the UTC hour that contains it."));
        }

        foreach (var time in times.EnumerateArray())
        {
            var text = Cells.Printed(time);
            var row = hours.Count + 1;
            var known = DateTime.TryParseExact(text, "yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
                && local.Year is >= 1990 and <= 2099 && local.Minute == 0;
            var hour = known ? Hour.Containing(new DateTimeOffset(local, TimeSpan.Zero).AddSeconds(-seconds)) : default;
            if (!known || (row > 1 && hour <= hours[^1]))
            {
                problems.NotATime(row, "time", text, new Text("逐时递增的当地整点，如2019-01-11T18:00", "local full hours in rising order, such as 2019-01-11T18:00"));
                // One problem tells it: the rows after an unknown time have no place.
                break;
            }

            hours.Add(hour);
        }

        return hours;
    }

    private static Dictionary<string, double?[]> Columns(JsonElement root, JsonElement hourly, int count, FileProblems problems)
    {
        var columns = new Dictionary<string, double?[]>();
        var units = Property(root, "hourly_units") is { ValueKind: JsonValueKind.Object } said ? said : default(JsonElement?);
        foreach (var (field, (variable, known)) in Fields)
        {
            if (Property(hourly, field) is not { } values)
            {
                continue;
            }

            var unit = units is { } named && Property(named, field) is { } of ? Cells.Printed(of) : "";
            var (_, factor, summand) = known.FirstOrDefault(k => k.Unit == unit);
            if (factor == 0)
            {
                problems.Fatal(
                    0,
                    field,
                    unit,
                    new Text($"hourly_units中的单位：{string.Join("、", known.Select(k => k.Unit))}", $"a unit in hourly_units: {string.Join(", ", known.Select(k => k.Unit))}"),
                    new Text("单位不明的数值不能使用，请使用带hourly_units的完整回答。", "Values of unknown unit cannot be used; use the complete answer with hourly_units."));
            }
            else if (values.ValueKind != JsonValueKind.Array || values.GetArrayLength() != Property(hourly, "time")?.GetArrayLength())
            {
                problems.Fatal(
                    0,
                    field,
                    values.ValueKind == JsonValueKind.Array ? values.GetArrayLength().ToString(CultureInfo.InvariantCulture) : "",
                    new Text("与time等长的数组", "an array as long as time"),
                    new Text("文件可能不完整，请重新获取。", "The file may be incomplete; fetch it again."));
            }
            else
            {
                columns.Add(field, Values(values, field, variable, count, factor, summand, problems));
            }
        }

        return columns;
    }

    private static double?[] Values(JsonElement values, string field, WeatherVariable? variable, int count, double factor, double summand, FileProblems problems)
    {
        var numbers = new double?[values.GetArrayLength()];
        var largest = field == Humidity ? 100 : 360;
        var row = 0;
        foreach (var value in values.EnumerateArray())
        {
            row++;
            if (value.ValueKind == JsonValueKind.Null)
            {
                continue;
            }

            if (Number(value) is not { } number)
            {
                problems.NotANumber(row, field, Cells.Printed(value), "null");
                continue;
            }

            number = (number * factor) + summand;
            if (variable is { } weather && !WeatherCells.CanBe(weather, number))
            {
                WeatherCells.Impossible(problems, row, field, Cells.Printed(value), weather);
            }
            else if (variable is null && (number < 0 || number > largest))
            {
                problems.Fatal(row, field, Cells.Printed(value), new Text($"0至{largest}", $"0 to {largest}"), new Text("请核对该字段。", "Check this field."));
            }

            numbers[row - 1] = number;
        }

        return numbers;
    }

    private static WeatherHour HourOf(string place, Hour hour, int index, Dictionary<string, double?[]> columns)
    {
        double? Of(string field) => columns.TryGetValue(field, out var values) ? values[index] : null;
        var speed = Of("wind_speed_10m");
        var (east, north) = (speed, Of("wind_direction_10m")) switch
        {
            (0, _) => (0, 0),
            ({ } known, { } from) => WeatherCells.Towards(known, from),
            _ => ((double?)null, (double?)null),
        };
        var temperature = Of("temperature_2m");
        var dewPoint = Of("dew_point_2m") ?? (temperature is { } t && Of(Humidity) is { } humidity ? WeatherCells.DewPoint(t, humidity) : null);
        // One field for the whole file: pressure at the station and at sea level in turn would be jumps that no weather made.
        double? First(string field, string other) => Of(columns.ContainsKey(field) ? field : other);
        return new WeatherHour(
            place, hour, east, north, speed, temperature, dewPoint, First("surface_pressure", "pressure_msl"), First("precipitation", "rain"));
    }

    private static JsonElement? Property(JsonElement of, string name) => of.TryGetProperty(name, out var value) ? value : null;

    private static double? Number(JsonElement? value) =>
        value is { ValueKind: JsonValueKind.Number } number && number.TryGetDouble(out var parsed) && double.IsFinite(parsed) ? parsed : null;

    private static string Without(string name, string ending) =>
        name.EndsWith(ending, StringComparison.OrdinalIgnoreCase) ? name[..^ending.Length] : name;
}
