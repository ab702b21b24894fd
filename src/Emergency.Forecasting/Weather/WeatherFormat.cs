using System.Text.RegularExpressions;
using Emergency.Core;
using Emergency.Core.Refusals;
using Emergency.Forecasting.Observing;

namespace Emergency.Forecasting.Weather;

/// <summary>
/// Reads one file of weather hours, plain or gzip. The file is read whole before the call returns; a file with a fatal problem gives no hour at all. Never throws
/// for what a file contains.
/// </summary>
/// <param name="stream">The content.</param>
/// <param name="fileName">Name used in problems, and for the place where the content names none (see docs/weather.md).</param>
/// <param name="problems">Receives every problem, row by row.</param>
public delegate IReadOnlyList<WeatherHour> ReadWeatherHours(Stream stream, string fileName, ICollection<ImportProblem> problems);

/// <summary>Reads one file of weather forecasts; otherwise as <see cref="ReadWeatherHours"/>.</summary>
/// <param name="stream">The content.</param>
/// <param name="fileName">Name used in problems and for the source.</param>
/// <param name="problems">Receives every problem, row by row.</param>
public delegate IReadOnlyList<WeatherRun> ReadWeatherRuns(Stream stream, string fileName, ICollection<ImportProblem> problems);

/// <summary>A file format of weather. To add one: write its reader and list it in <see cref="All"/>.</summary>
/// <param name="Id">The name after <c>--format</c>.</param>
/// <param name="About">What it is.</param>
/// <param name="Hours">Reader of hours; null when the format holds runs with issue times.</param>
/// <param name="Runs">Reader of runs, whose place is empty (the files name none); null when the format holds hours.</param>
/// <param name="BelongsInFolder">True for the paths (below a folder named by the user, with / between parts) that are of this format.</param>
public sealed partial record WeatherFormat(string Id, Text About, ReadWeatherHours? Hours, ReadWeatherRuns? Runs, Func<string, bool> BelongsInFolder)
{
    /// <summary>Every format.</summary>
    public static IReadOnlyList<WeatherFormat> All { get; } =
    [
        new(
            "uci-beijing",
            new Text("北京12个站点小时数据的气象列（UCI 501）", "weather columns of twelve Beijing stations (UCI 501)"),
            UciWeatherReader.Read,
            null,
            IsStationFile),
        new(
            "weather-runs",
            new Text("逐起报时刻的气象预报表", "table of weather forecasts by issue time"),
            null,
            WeatherRunsReader.Read,
            path => ObservationFormat.IsCsv(path) && !IsStationFile(path)),
        new(
            "open-meteo",
            new Text("Open-Meteo小时JSON", "hourly JSON of Open-Meteo"),
            OpenMeteoReader.Read,
            null,
            path => ObservationFormat.HasExtension(path, ".json")),
        new(
            "isd-lite",
            new Text("NOAA ISD-Lite地面观测", "NOAA ISD-Lite surface observations"),
            IsdLiteReader.Read,
            null,
            path => IsdName().IsMatch(ObservationFormat.NameOf(path))),
        new("csv", new Text("本产品的气象小时表", "our own table of weather hours"), WeatherCsv.Read, null, path => ObservationFormat.IsCsv(path) && !IsStationFile(path)),
    ];

    /// <summary>The format of that name; refused, with the names there are, when unknown.</summary>
    public static Outcome<WeatherFormat> Find(string id)
    {
        var known = string.Join(", ", All.Select(f => f.Id));
        return All.FirstOrDefault(f => f.Id == id) is { } format
            ? format
            : Refusal.Of("WEATHER-001", $"未知的气象数据格式“{id}”。", $"Unknown weather format \"{id}\".", $"可用格式：{known}。", $"Use one of {known}.");
    }

    /// <summary>Name of an ISD-Lite file: station, second station number, year.</summary>
    [GeneratedRegex(@"^(?<station>[0-9A-Z]\d{5}-\d{5})-(?<year>\d{4})(\.gz)?\z")]
    internal static partial Regex IsdName();

    private static bool IsStationFile(string path) =>
        ObservationFormat.IsCsv(path) && ObservationFormat.NameOf(path).StartsWith("PRSA_Data_", StringComparison.Ordinal);
}
