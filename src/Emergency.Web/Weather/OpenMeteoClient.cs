using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Emergency.Core.Refusals;
using Emergency.Core.Time;
using Emergency.Forecasting.Observing;
using Emergency.Forecasting.Weather;

namespace Emergency.Web.Weather;

/// <summary>A good answer of the weather service.</summary>
/// <param name="Run">The forecast, from the present hour on.</param>
/// <param name="Past">Hours before it of which every quantity is known, oldest first: analysis and the first hours of former runs of the service's model, in place of observations.</param>
public sealed record FetchedWeather(WeatherRun Run, IReadOnlyList<WeatherHour> Past);

/// <summary>
/// Asks a service with the interface of Open-Meteo for the next ten days and the last ones at a place, one request a place. An answer counts only when it can be read whole, is
/// of the place asked for and reaches into the future; whatever passes is tried again with growing delays, the rest is refused at once.
/// </summary>
public sealed class OpenMeteoClient(HttpClient http, OpenMeteoOptions options, TimeProvider clock)
{
    /// <summary>Source of the runs.</summary>
    public const string Source = "open-meteo";

    /// <summary>Length of a run [h].</summary>
    private const int TenDays = 240;

    /// <summary>Fewest hours from now on in which every quantity must be known.</summary>
    private const int Needed = 24;

    /// <summary>Farthest that a grid point may lie from the place [°]: global models have 0.1 to 0.4.</summary>
    private const double Nearby = 0.5;

    private const string Fields = "temperature_2m,dew_point_2m,relative_humidity_2m,surface_pressure,precipitation,wind_speed_10m,wind_direction_10m";

    /// <summary>A client for the service: no redirects, no cookies, packed answers, an upper limit of their unpacked size.</summary>
    public static HttpClient CreateClient(OpenMeteoOptions options) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.All,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        MaxResponseContentBufferSize = options.LargestAnswer,
    };

    /// <summary>
    /// The run for a place, issued in the present hour, and the hours before it. Refused when nothing is configured (WEATHER-010), the service does not answer (WEATHER-011), the answer
    /// cannot be used (WEATHER-012), is of another place (WEATHER-013) or ends too soon (WEATHER-014).
    /// </summary>
    /// <param name="place">City name; also the seed of the delays, so that cities do not come back together.</param>
    /// <param name="longitude">Longitude [°], east positive.</param>
    /// <param name="latitude">Latitude [°], north positive.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<Outcome<FetchedWeather>> FetchAsync(string place, double longitude, double latitude, CancellationToken cancellationToken)
    {
        if (options.Address is not { IsAbsoluteUri: true } address || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
        {
            return Refusal.Of(
                "WEATHER-010", "没有配置气象预报服务。", "No weather service is configured.", "请设置 Weather:Address，或用 import weather 导入预报。", "Set Weather:Address, or bring forecasts in with \"import weather\".");
        }

        for (var attempt = 1; ; attempt++)
        {
            var asked = await AskAsync(Request(address, longitude, latitude), cancellationToken);
            if (asked.Body is { } body)
            {
                return Read(body, place, longitude, latitude);
            }

            if (!asked.MayPass || attempt >= options.Attempts || asked.RetryAfter > options.LongestRetry)
            {
                return Refusal.Of(
                    "WEATHER-011",
                    $"气象预报服务没有给出“{place}”的数据（第{attempt}次）：{asked.Failure}。",
                    $"The weather service gave nothing for \"{place}\" (attempt {attempt}): {asked.Failure}.",
                    "请检查网络和 Weather:Address；在此期间使用最近一次收到的预报。",
                    "Check the network and Weather:Address; the last run received is used meanwhile.");
            }

            await Task.Delay(options.Backoff.After(place, attempt, asked.RetryAfter), clock, cancellationToken);
        }
    }

    private async Task<Asked> AskAsync(Uri address, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(options.Timeout);
        try
        {
            using var answer = await http.GetAsync(address, HttpCompletionOption.ResponseContentRead, patience.Token);
            if (!answer.IsSuccessStatusCode)
            {
                var status = (int)answer.StatusCode;
                return new Asked(null, $"HTTP {status.ToString(CultureInfo.InvariantCulture)}", status is 408 or 429 or >= 500, RetryAfter(answer.Headers.RetryAfter));
            }

            var body = await answer.Content.ReadAsByteArrayAsync(patience.Token);
            // A page of a proxy or half a document may be the whole answer next time.
            return IsObject(body) ? new Asked(body, "", false, null) : new Asked(null, "no JSON", true, null);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new Asked(null, $"no answer within {options.Timeout.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s", true, null);
        }
        catch (HttpRequestException failure)
        {
            return new Asked(null, failure.Message, failure.HttpRequestError != HttpRequestError.ConfigurationLimitExceeded, null);
        }
    }

    private Outcome<FetchedWeather> Read(byte[] body, string place, double longitude, double latitude)
    {
        var problems = new List<ImportProblem>();
        using var stream = new MemoryStream(body);
        var answer = OpenMeteoReader.Read(stream, Source, place, problems);
        if (problems.FirstOrDefault(p => p.Fatal) is { } fatal)
        {
            return Refusal.Of(
                "WEATHER-012",
                $"“{place}”的气象预报不能使用：{fatal.Column} 第{fatal.Row}个值“{fatal.Value}”，应为{fatal.Expected.Zh}。",
                $"The weather forecast for \"{place}\" cannot be used: {fatal.Column} value {fatal.Row} \"{fatal.Value}\", expected {fatal.Expected.En}.",
                fatal.Remedy.Zh,
                fatal.Remedy.En);
        }

        if (answer.Latitude is not { } north || answer.Longitude is not { } east || Math.Abs(north - latitude) > Nearby || Math.Abs(east - longitude) > Nearby)
        {
            return Refusal.Of(
                "WEATHER-013",
                FormattableString.Invariant($"收到的是另一地点（{answer.Longitude}, {answer.Latitude}）的预报，要的是“{place}”（{longitude}, {latitude}）。"),
                FormattableString.Invariant($"The forecast received is of another place ({answer.Longitude}, {answer.Latitude}) than \"{place}\" ({longitude}, {latitude})."),
                "请检查 Weather:Address 后面的服务或代理。",
                "Check the service or proxy behind Weather:Address.");
        }

        var issued = Hour.Containing(clock.GetUtcNow());
        var known = WeatherSeries.Of([.. answer.Hours]);
        var hours = known.Within(new HourRange(issued, Min(issued.Plus(TenDays), Max(issued, known.Until))));
        return Enum.GetValues<WeatherVariable>().Where(v => hours[v].Count(value => !float.IsNaN(value)) < Needed).Select(v => v.ToString()).ToList() is { Count: > 0 } lacking
            ? Refusal.Of(
                "WEATHER-014",
                $"“{place}”的气象预报从{issued}起不足{Needed}小时：{string.Join("、", lacking)}。",
                $"The weather forecast for \"{place}\" has less than {Needed} hours from {issued} on: {string.Join(", ", lacking)}.",
                "请检查服务是否停更；在此期间使用最近一次收到的预报。",
                "Check whether the service stands still; the last run received is used meanwhile.")
            : new FetchedWeather(new WeatherRun(place, issued, Source, hours), [.. answer.Hours.Where(h => h.Hour < issued && Enum.GetValues<WeatherVariable>().All(v => h[v] is not null))]);
    }

    /// <summary>Eleven local days from midnight: ten days from any hour of today, and the hour after, which tells the rain of the last; and the days before.</summary>
    private Uri Request(Uri address, double longitude, double latitude)
    {
        var query = FormattableString.Invariant(
            $"latitude={latitude:0.####}&longitude={longitude:0.####}&hourly={Fields}&wind_speed_unit=ms&timezone=Asia%2FShanghai&forecast_days=11&past_days={options.PastDays}");
        return new UriBuilder(address) { Query = address.Query.Length > 1 ? $"{address.Query[1..]}&{query}" : query }.Uri;
    }

    private static bool IsObject(byte[] body)
    {
        try
        {
            using var document = System.Text.Json.JsonDocument.Parse(body);
            return document.RootElement.ValueKind == System.Text.Json.JsonValueKind.Object;
        }
        catch (System.Text.Json.JsonException)
        {
            return false;
        }
    }

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header) =>
        header?.Delta ?? (header?.Date is { } date && date - clock.GetUtcNow() is var wait && wait > TimeSpan.Zero ? wait : null);

    private static Hour Min(Hour one, Hour other) => one < other ? one : other;

    private static Hour Max(Hour one, Hour other) => one > other ? one : other;

    /// <summary>One request: the body, or what went wrong, whether it may pass, and what the service asked for.</summary>
    private sealed record Asked(byte[]? Body, string Failure, bool MayPass, TimeSpan? RetryAfter);
}
