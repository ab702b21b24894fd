using Emergency.Core;
using Emergency.Core.Refusals;
using Emergency.Core.Time;
using Emergency.Forecasting.Weather;
using Emergency.Storage.Weather;

namespace Emergency.Web.Weather;

/// <summary>The weather forecast that an air forecast may use, and what is to be said about it.</summary>
/// <param name="Run">The run; null when there is none, and the forecast then works without weather.</param>
/// <param name="Age">From its issue to that of the forecast of air; zero for a fresh one, null without a run.</param>
/// <param name="Failure">Why no fresh one came; null when it did.</param>
/// <param name="Said">One sentence for every output that uses it.</param>
public sealed record WeatherAnswer(WeatherRun? Run, TimeSpan? Age, Refusal? Failure, Text Said)
{
    /// <summary>What is to be said of the weather of the past hours; null when it is as it should be.</summary>
    public Text? Gap { get; init; }
}

/// <summary>
/// The service first, what was kept when it fails: every good answer is stored, and the newest stored run (fetched or imported) stands in, with its age said, until
/// it is older than models can use (<see cref="WeatherRun.OldestUsed"/>). What the service says of past hours stands in for observed weather where none was imported.
/// </summary>
public sealed class WeatherSource(OpenMeteoClient client, WeatherDesk desk, TimeProvider clock)
{
    /// <summary>The run to use for a forecast of air, and the weather before it. Fails only when the database does.</summary>
    /// <param name="place">City name.</param>
    /// <param name="longitude">Longitude [°].</param>
    /// <param name="latitude">Latitude [°].</param>
    /// <param name="issuedAt">Issue hour of the forecast of air: a run fetched after it is kept, and not used.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<WeatherAnswer> LatestAsync(string place, double longitude, double latitude, Hour issuedAt, CancellationToken cancellationToken)
    {
        var fetched = await client.FetchAsync(place, longitude, latitude, cancellationToken);
        var newest = await desk.NewestHourAsync(place, issuedAt, cancellationToken);
        var (came, gap) = fetched.Ok
            ? await KeepAsync(fetched.Value, newest, issuedAt, cancellationToken)
            : (new Text($"未能取得新的气象预报（{fetched.Refusal.Code}）。", $"No fresh weather forecast ({fetched.Refusal.Code})."), Unobserved(newest, issuedAt));
        var kept = await desk.LatestRunAsync(place, issuedAt, cancellationToken);
        var hours = kept is null ? 0 : issuedAt - kept.IssuedAt;
        var used = kept is null
            ? new Text("没有可用的历次预报，不使用气象预报。", "No earlier run is kept: no weather forecast is used.")
            : hours > WeatherRun.OldestUsed
                ? new($"最近一次预报已过{hours}小时，太旧，不使用气象预报。", $"The last run is {hours} h old, too old to use: no weather forecast is used.")
                : hours == 0 ? new("", "") : new($"使用{kept.IssuedAt}的{kept.Source}预报，已过{hours}小时。", $"The {kept.Source} run of {kept.IssuedAt}, {hours} h old, is used.");
        var run = hours > WeatherRun.OldestUsed ? null : kept;
        return new WeatherAnswer(run, run is null ? null : TimeSpan.FromHours(hours), fetched.Refusal, new(came.Zh + used.Zh, $"{came.En} {used.En}".TrimEnd())) { Gap = gap };
    }

    /// <summary>Keeps a good answer: the run as it is, past hours where nothing is known.</summary>
    private async Task<(Text Came, Text? Gap)> KeepAsync(FetchedWeather fetched, Hour? newest, Hour issuedAt, CancellationToken cancellationToken)
    {
        var (run, past) = fetched;
        var now = clock.GetUtcNow();
        await desk.SaveRunAsync(run, now, cancellationToken);
        var filled = await desk.FillAsync(run.Place, run.Source, past, now, cancellationToken);
        var late = run.IssuedAt > issuedAt ? new Text("，晚于起报时刻，留待下次使用", ", after the issue hour and kept for the next forecast") : new Text("", "");
        return (
            new(
                $"气象预报：{run.Source}，{run.IssuedAt}获取{late.Zh}；用其分析值补充实况天气{filled}小时。",
                $"Weather forecast: {run.Source}, fetched {run.IssuedAt}{late.En}; its analysis fills {filled} hours of observed weather."),
            past.Count == 0 ? Unobserved(newest, issuedAt) : Left(newest, past[0].Hour));
    }

    /// <summary>The service brought no past hours: how far observed weather reaches, when that is more than a day back.</summary>
    private static Text? Unobserved(Hour? newest, Hour issuedAt) => newest is { } hour
        ? issuedAt - hour <= 24 ? null : new($"实况天气只到{hour}。", $"Observed weather ends with {hour}.")
        : new("没有实况天气。", "No weather was observed.");

    /// <summary>A gap that the service's past days do not reach: null when there is none.</summary>
    private static Text? Left(Hour? newest, Hour first) => newest is { } hour && hour.Plus(1) < first
        ? new($"{hour.Plus(1)}至{first.Plus(-1)}没有实况天气，服务不再提供，请用 import weather 补充。", $"No weather is known from {hour.Plus(1)} to {first.Plus(-1)}, and the service does not reach back so far; bring it in with \"import weather\".")
        : null;
}
