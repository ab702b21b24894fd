using System.Globalization;
using Emergency.Core;
using Emergency.Core.Refusals;
using Emergency.Core.Time;
using Emergency.Forecasting.Weather;
using Emergency.Storage.Weather;

namespace Emergency.Web.Weather;

/// <summary>The weather forecast that an air forecast may use now, and what is to be said about it.</summary>
/// <param name="Run">The run; null when there is none, and the forecast then works without weather.</param>
/// <param name="Age">Time since it was issued; zero for a fresh one, null without a run.</param>
/// <param name="Failure">Why no fresh one came; null when it did.</param>
/// <param name="Said">One sentence for every output that uses it.</param>
public sealed record WeatherAnswer(WeatherRun? Run, TimeSpan? Age, Refusal? Failure, Text Said);

/// <summary>
/// The service first, what was kept when it fails: every good answer is stored, and the newest stored run (fetched or imported) stands in, with its age said, until
/// it is too old to be of use.
/// </summary>
public sealed class WeatherSource(OpenMeteoClient client, WeatherDesk desk, OpenMeteoOptions options, TimeProvider clock)
{
    /// <summary>The run to use for a place now. Fails only when the database does.</summary>
    /// <param name="place">City name.</param>
    /// <param name="longitude">Longitude [°].</param>
    /// <param name="latitude">Latitude [°].</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<WeatherAnswer> LatestAsync(string place, double longitude, double latitude, CancellationToken cancellationToken)
    {
        var fetched = await client.FetchAsync(place, longitude, latitude, cancellationToken);
        var now = clock.GetUtcNow();
        if (fetched.Ok)
        {
            await desk.SaveRunAsync(fetched.Value, now, cancellationToken);
            return new WeatherAnswer(
                fetched.Value,
                TimeSpan.Zero,
                null,
                new Text($"气象预报：{fetched.Value.Source}，{fetched.Value.IssuedAt}获取。", $"Weather forecast: {fetched.Value.Source}, fetched {fetched.Value.IssuedAt}."));
        }

        var failure = fetched.Refusal;
        if (await desk.LatestRunAsync(place, Hour.Containing(now), cancellationToken) is not { } kept)
        {
            return new WeatherAnswer(null, null, failure, None(failure, new Text("没有可用的历次预报", "no earlier run is kept")));
        }

        var age = now - kept.IssuedAt.Start;
        var hours = Math.Floor(age.TotalHours).ToString(CultureInfo.InvariantCulture);
        return age <= options.LongestUse
            ? new WeatherAnswer(
                kept,
                age,
                failure,
                new Text(
                    $"未能取得新的气象预报（{failure.Code}），使用{kept.IssuedAt}的{kept.Source}预报，已过{hours}小时。",
                    $"No fresh weather forecast ({failure.Code}); the {kept.Source} run of {kept.IssuedAt}, {hours} h old, is used."))
            : new WeatherAnswer(null, null, failure, None(failure, new Text($"最近一次预报已过{hours}小时，太旧", $"the last run is {hours} h old, too old to use")));
    }

    private static Text None(Refusal failure, Text why) =>
        new($"没有气象预报（{failure.Code}）：{why.Zh}，不使用气象。", $"No weather forecast ({failure.Code}): {why.En}; no weather is used.");
}
