using System.Globalization;
using Emergency.Core.Time;

namespace Emergency.Web.Features.Responses;

/// <summary>Clock times in forms: Beijing time, as the browser's date and time field writes them.</summary>
public static class LocalTime
{
    /// <summary>For the field's value.</summary>
    public static string ToField(DateTimeOffset? instant) => instant?.ToChina().ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture) ?? "";

    /// <summary>The instant a field names; null when it is empty or no such time.</summary>
    public static DateTimeOffset? FromField(string? text) =>
        DateTime.TryParseExact(text, ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
            ? new DateTimeOffset(local, ChinaTime.Offset)
            : null;
}
