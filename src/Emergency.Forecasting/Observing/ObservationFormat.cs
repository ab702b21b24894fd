using Emergency.Core;
using Emergency.Core.Refusals;

namespace Emergency.Forecasting.Observing;

/// <summary>
/// Reads one file of hours, plain or gzip. The file is read whole before the call returns, so that <paramref name="problems"/> is then complete; a file with a
/// fatal problem gives no hour at all. Never throws for what a file contains.
/// </summary>
/// <param name="stream">The content.</param>
/// <param name="fileName">Name used in problems (and by some formats: see docs/observations.md).</param>
/// <param name="problems">Receives every problem, row by row.</param>
public delegate IEnumerable<HourlyAir> ReadHours(Stream stream, string fileName, ICollection<ImportProblem> problems);

/// <summary>Reads one file of published days; otherwise as <see cref="ReadHours"/>.</summary>
/// <param name="stream">The content.</param>
/// <param name="fileName">Name used in problems.</param>
/// <param name="problems">Receives every problem, row by row.</param>
public delegate IEnumerable<PublishedDay> ReadDays(Stream stream, string fileName, ICollection<ImportProblem> problems);

/// <summary>A file format of observations. To add one: write its reader and list it in <see cref="All"/>.</summary>
/// <param name="Id">The name after <c>--format</c>.</param>
/// <param name="About">What it is.</param>
/// <param name="Hours">Reader of hours; null when the format holds days.</param>
/// <param name="Days">Reader of published days; null when the format holds hours.</param>
/// <param name="BelongsInFolder">True for the paths (below a folder named by the user, with / between parts) that are of this format.</param>
/// <param name="CityOf">The city of a place, when its stations make up a city; null when a place stands for itself.</param>
public sealed record ObservationFormat(
    string Id,
    Text About,
    ReadHours? Hours,
    ReadDays? Days,
    Func<string, bool> BelongsInFolder,
    Func<string, string?> CityOf)
{
    /// <summary>Every format.</summary>
    public static IReadOnlyList<ObservationFormat> All { get; } =
    [
        new(
            "cnemc-cities",
            new Text("全国城市小时数据（宽表或逐行）", "hourly values of cities, wide or one row a city"),
            CnemcReaders.Cities,
            null,
            path => IsCsv(path) && NameOf(path).StartsWith("china_cities", StringComparison.Ordinal),
            _ => null),
        new(
            "cnemc-sites",
            new Text("全国点位小时数据（按编码或按名称）", "hourly values of sites, by code or by name"),
            CnemcReaders.Sites,
            null,
            IsCsv,
            place => place.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash ? place[..slash] : null),
        new(
            "cnemc-live",
            new Text("实时发布服务的GeoJSON", "GeoJSON of the live service"),
            CnemcLiveReader.Read,
            null,
            path => HasExtension(path, ".geojson") || HasExtension(path, ".json"),
            _ => null),
        new(
            "uci-beijing",
            new Text("北京12个站点小时数据（UCI 501）", "hourly values of twelve Beijing stations (UCI 501)"),
            UciBeijingReader.Read,
            null,
            path => IsCsv(path) && NameOf(path).StartsWith("PRSA_Data_", StringComparison.Ordinal),
            _ => "北京"),
        new(
            "aqistudy",
            new Text("城市日数据，无表头（aqistudy.cn）", "daily values of cities without header (aqistudy.cn)"),
            null,
            AqistudyReader.Read,
            path => IsCsv(path) && !path.Contains("monthly/", StringComparison.Ordinal),
            _ => null),
        new("csv", new Text("本产品的小时数据表", "our own table of hours"), OurCsv.Read, null, IsCsv, _ => null),
    ];

    /// <summary>The format of that name; refused, with the names there are, when unknown.</summary>
    public static Outcome<ObservationFormat> Find(string id)
    {
        var known = string.Join(", ", All.Select(f => f.Id));
        return All.FirstOrDefault(f => f.Id == id) is { } format
            ? format
            : Refusal.Of("OBSERVATION-001", $"未知的数据格式“{id}”。", $"Unknown format \"{id}\".", $"可用格式：{known}。", $"Use one of {known}.");
    }

    internal static bool IsCsv(string path) => HasExtension(path, ".csv");

    internal static bool HasExtension(string path, string extension) =>
        path.EndsWith(extension, StringComparison.OrdinalIgnoreCase) || path.EndsWith(extension + ".gz", StringComparison.OrdinalIgnoreCase);

    internal static string NameOf(string path) => path[(path.LastIndexOf('/') + 1)..];
}
