using System.Globalization;
using Emergency.Core;
using Emergency.Core.Time;

namespace Emergency.Web.Language;

/// <summary>
/// The language of the current request. Pages write both texts side by side (<c>@L["今日", "Today"]</c>), so that a sentence and its translation
/// are read and changed together.
/// </summary>
public sealed class PageLanguage(IHttpContextAccessor accessor)
{
    /// <summary>Cookie that remembers the choice.</summary>
    public const string Cookie = "language";

    /// <summary>"zh" (default) or "en".</summary>
    public string Code { get; } = accessor.HttpContext?.Request.Cookies[Cookie] == "en" ? "en" : "zh";

    /// <summary>True in English.</summary>
    public bool English => Code == "en";

    /// <summary>Value of the HTML lang attribute.</summary>
    public string Html => English ? "en" : "zh-CN";

    /// <summary>One of the two texts.</summary>
    public string this[string zh, string en] => English ? en : zh;

    /// <summary>A text of the domain.</summary>
    public string In(Text text) => English ? text.En : text.Zh;

    /// <summary>Date and clock time in Beijing time, to the minute.</summary>
    public string Time(DateTimeOffset? instant) =>
        instant is { } at ? at.ToChina().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) : "—";

    /// <summary>Month, day and clock time in Beijing time, where the year is plain.</summary>
    public string ShortTime(DateTimeOffset? instant) =>
        instant is { } at ? at.ToChina().ToString("MM-dd HH:mm", CultureInfo.InvariantCulture) : "—";

    /// <summary>Month, day and weekday: 1月11日 周五, 11 Jan Fri.</summary>
    public string Day(LocalDay day) => English
        ? day.Date.ToString("d MMM ddd", CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{day.Date.Month}月{day.Date.Day}日 {"周" + "日一二三四五六"[(int)day.Date.DayOfWeek]}");

    /// <summary>A number with thousands separators.</summary>
    public string Number(decimal value, int decimals = 0) => value.ToString("N" + decimals, CultureInfo.InvariantCulture);

    /// <summary>A fraction as a percentage.</summary>
    public string Percent(decimal fraction, int decimals = 1) => (fraction * 100).ToString("F" + decimals, CultureInfo.InvariantCulture) + " %";
}
