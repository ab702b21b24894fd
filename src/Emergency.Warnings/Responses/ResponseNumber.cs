using System.Globalization;
using Emergency.Core.Time;

namespace Emergency.Warnings.Responses;

/// <summary>Running numbers of responses by season (October to September): 2018-2019-03 is the third response of the season that began in October 2018.</summary>
public static class ResponseNumber
{
    private const int FirstMonth = 10;

    /// <summary>The season of an instant, e.g. 2018-2019.</summary>
    public static string SeasonOf(DateTimeOffset instant)
    {
        var local = instant.ToChina();
        var year = local.Month >= FirstMonth ? local.Year : local.Year - 1;
        return string.Create(CultureInfo.InvariantCulture, $"{year}-{year + 1}");
    }

    /// <summary>The next number of the season of <paramref name="startsAt"/>: one after the largest there is, so that a withdrawn number is never used again.</summary>
    /// <param name="startsAt">Start of the response.</param>
    /// <param name="existing">Numbers of all responses of the region, any season.</param>
    public static string Next(DateTimeOffset startsAt, IEnumerable<string> existing)
    {
        var prefix = SeasonOf(startsAt) + "-";
        var last = existing
            .Where(n => n.StartsWith(prefix, StringComparison.Ordinal))
            .Select(n => int.TryParse(n.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : 0)
            .DefaultIfEmpty(0)
            .Max();
        return prefix + (last + 1).ToString("00", CultureInfo.InvariantCulture);
    }
}
