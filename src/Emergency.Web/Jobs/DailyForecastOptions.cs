using Emergency.Core.Refusals;
using Emergency.Core.Regions;
using Emergency.Core.Time;
using Emergency.Forecasting.Observing;
using Quartz;

namespace Emergency.Web.Jobs;

/// <summary>An authority whose forecast is made every day.</summary>
public sealed record ForecastAuthority
{
    /// <summary><c>Region</c>: its region; the short name is the place observed.</summary>
    public string Region { get; init; } = "";

    /// <summary>
    /// <c>Cron</c>: when, in Beijing time, in the six fields of Quartz (second first). The forecast is issued for the full hour before; models are trained for
    /// midnight, hence 00:40, when the last hour of the day has usually arrived.
    /// </summary>
    public string Cron { get; init; } = "0 40 0 * * ?";

    /// <summary><c>ImportFolder</c>: where new files of observations appear; empty: observations come in another way.</summary>
    public string ImportFolder { get; init; } = "";

    /// <summary><c>ImportFormat</c>: format of these files.</summary>
    public string ImportFormat { get; init; } = "csv";

    /// <summary><c>Longitude</c> of the city [°], for the weather forecast; without it none is fetched.</summary>
    public double? Longitude { get; init; }

    /// <summary><c>Latitude</c> of the city [°].</summary>
    public double? Latitude { get; init; }

    /// <summary>The calendar; <see cref="Check"/> has accepted it.</summary>
    internal CronExpression Calendar => new(Cron, DailyForecastOptions.China);

    /// <summary>Why it cannot be used; null when it can.</summary>
    internal Refusal? Check(RegionTree regions)
    {
        if (regions.Find(Region) is null)
        {
            return Of($"Forecast:Authorities 中的行政区划代码“{Region}”未知。", $"The region \"{Region}\" of Forecast:Authorities is unknown.", "请在行政区划表中核对代码。", "Check the code in the region table.");
        }

        if (!CronExpression.TryParse(Cron, out _))
        {
            return Of(
                $"{Region} 的 Cron“{Cron}”无法识别。",
                $"The cron \"{Cron}\" of {Region} cannot be read.",
                "请写六个字段，秒在最前，如 0 40 0 * * ?（北京时间每天0:40）。",
                "Write six fields, seconds first: 0 40 0 * * ? is every day at 00:40, Beijing time.");
        }

        var format = ObservationFormat.Find(ImportFormat);
        return format.Ok && format.Value.Hours is null
            ? Of($"格式“{ImportFormat}”不是小时数据，不能每日导入。", $"The format \"{ImportFormat}\" holds no hours and cannot be imported daily.", "请改用小时数据的格式。", "Use a format of hours.")
            : format.Refusal;
    }

    private static Refusal Of(string zh, string en, string remedyZh, string remedyEn) => Refusal.Of("SETTING-002", zh, en, remedyZh, remedyEn);
}

/// <summary>Settings of the daily forecast, block <c>Forecast</c> of the configuration.</summary>
public sealed record DailyForecastOptions
{
    /// <summary>Beijing time, made here because a machine may have no table of time zones.</summary>
    public static TimeZoneInfo China { get; } = TimeZoneInfo.CreateCustomTimeZone("Beijing", ChinaTime.Offset, "Beijing", "Beijing");

    /// <summary><c>Forecast:Authorities</c>; empty: nothing runs by itself.</summary>
    public IReadOnlyList<ForecastAuthority> Authorities { get; init; } = [];

    /// <summary><c>Forecast:Lease</c>: how long a worker holds a run without a sign of life; a killed worker's run is taken over after it.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary><c>Forecast:Sweep</c>: how often runs that were missed or abandoned are looked for.</summary>
    public TimeSpan Sweep { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary><c>Forecast:CatchUp</c>: how late a missed run is still made up for.</summary>
    public TimeSpan CatchUp { get; init; } = TimeSpan.FromHours(12);

    /// <summary>The time at which a run of an authority was due last, at most <see cref="CatchUp"/> ago; null when none was.</summary>
    public DateTimeOffset? LastDue(ForecastAuthority authority, DateTimeOffset now)
    {
        var calendar = authority.Calendar;
        DateTimeOffset? last = null;
        for (var next = calendar.GetNextValidTimeAfter(now - CatchUp); next is { } due && due <= now; next = calendar.GetNextValidTimeAfter(due))
        {
            last = due;
        }

        return last;
    }
}
