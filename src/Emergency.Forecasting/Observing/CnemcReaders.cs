using System.Text;
using System.Text.RegularExpressions;
using Emergency.Core;

namespace Emergency.Forecasting.Observing;

/// <summary>
/// Formats <c>cnemc-cities</c> and <c>cnemc-sites</c>: releases of the national centre as collected by third parties. Each has two layouts, told apart by the
/// header: cities wide or one row a city and hour; sites wide by code, or one row a site name and hour.
/// </summary>
internal static partial class CnemcReaders
{
    /// <summary>Cities: wide (<c>date,hour,type,北京,…</c>) or by row (<c>date,hour,城市,AQI,…</c>).</summary>
    public static IEnumerable<HourlyAir> Cities(Stream stream, string fileName, ICollection<ImportProblem> found)
    {
        var problems = new FileProblems(fileName, found);
        var bytes = Cells.ReadAll(stream, problems);
        return FirstLine(bytes.Span).StartsWith("date,hour,城市,", StringComparison.Ordinal)
            ? CityRowReader.Read(bytes, problems)
            : WideReader.Read(
                bytes,
                problems,
                name => name.Length > 0 && !SiteCode().IsMatch(name),
                new Text("城市名称", "a city's name"));
    }

    /// <summary>Sites: wide by code (<c>date,hour,type,1001A,…</c>) or by site name (<c>Date,Hour,WatchPoint,…</c>).</summary>
    public static IEnumerable<HourlyAir> Sites(Stream stream, string fileName, ICollection<ImportProblem> found)
    {
        var problems = new FileProblems(fileName, found);
        var bytes = Cells.ReadAll(stream, problems);
        return FirstLine(bytes.Span).StartsWith("Date,Hour,WatchPoint,", StringComparison.Ordinal)
            ? SiteNameReader.Read(bytes, fileName, problems)
            : WideReader.Read(
                bytes,
                problems,
                name => SiteCode().IsMatch(name),
                new Text("点位编码，四位数字加一个字母，如2160A", "a site code: four digits and a letter, such as 2160A"));
    }

    private static string FirstLine(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)'\n');
        return Encoding.UTF8.GetString(bytes[..Math.Min(end < 0 ? bytes.Length : end, 200)]);
    }

    [GeneratedRegex(@"^\d{4}[A-Z]$", RegexOptions.CultureInvariant)]
    private static partial Regex SiteCode();
}
