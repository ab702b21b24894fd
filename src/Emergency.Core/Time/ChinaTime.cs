namespace Emergency.Core.Time;

/// <summary>
/// Beijing time (Asia/Shanghai): UTC+8 without daylight saving since 1992, which covers every file and rule this product knows.
/// Instants are UTC inside the product; this is the one place that turns them into what people read and back.
/// </summary>
public static class ChinaTime
{
    /// <summary>The offset of Beijing time from UTC.</summary>
    public static TimeSpan Offset { get; } = TimeSpan.FromHours(8);

    /// <summary>The same instant with the Beijing offset.</summary>
    public static DateTimeOffset ToChina(this DateTimeOffset instant) => instant.ToOffset(Offset);

    /// <summary>The local day that contains the instant.</summary>
    public static LocalDay ToLocalDay(this DateTimeOffset instant) =>
        new(DateOnly.FromDateTime(instant.ToChina().DateTime));

    /// <summary>An instant from a Beijing date and clock time.</summary>
    public static DateTimeOffset At(DateOnly date, int hour, int minute = 0) =>
        new DateTimeOffset(date.ToDateTime(TimeOnly.MinValue), Offset).AddHours(hour).AddMinutes(minute);

    /// <summary>ISO 8601 with the Beijing offset, to the minute, as files and APIs carry it: 2019-01-11T18:00+08:00.</summary>
    public static string ToIso(this DateTimeOffset instant) =>
        instant.ToChina().ToString("yyyy-MM-dd'T'HH:mmzzz", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>As a Chinese notice writes it: 2019年1月11日18时 (minutes only when not zero).</summary>
    public static string ToNoticeZh(this DateTimeOffset instant)
    {
        var local = instant.ToChina();
        return string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{local.Year}年{local.Month}月{local.Day}日{local.Hour}时{(local.Minute == 0 ? "" : local.Minute.ToString("00", System.Globalization.CultureInfo.InvariantCulture) + "分")}");
    }
}
