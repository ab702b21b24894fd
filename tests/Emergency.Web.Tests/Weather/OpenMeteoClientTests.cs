using Emergency.Core.Time;
using Emergency.Forecasting.Weather;
using Emergency.Storage.Audit;
using Emergency.Storage.Weather;
using Emergency.Testing;
using Emergency.Web.Weather;

namespace Emergency.Web.Tests.Weather;

/// <summary>The client against a real server on this machine.</summary>
public sealed class OpenMeteoClientTests
{
    private static readonly LocalDay Today = LocalDay.Of(2026, 1, 5);
    private static readonly DateTimeOffset Now = ChinaTime.At(Today.Date, 9, 40);
    private static readonly string Good = MadeUpAnswer.Of(Today);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_good_answer_becomes_ten_days_from_the_present_hour()
    {
        await using var server = await RecordingReceiver.StartAsync(Token, _ => new ReceiverAnswer(Body: Good));
        var run = (await FetchAsync(server, new WaitingClock(Now))).OrThrow().Run;

        Assert.Equal(("晋城", Today.FirstHour.Plus(9), "open-meteo", Today.FirstHour.Plus(9), 240), (run.Place, run.IssuedAt, run.Source, run.Hours.First, run.Hours.Count));
        Assert.All(Enum.GetValues<WeatherVariable>(), v => Assert.DoesNotContain(float.NaN, run.Hours[v]));
        // Label 9: wind of 1 + 9 mod 7 = 3 m/s from 135°. Rain of 0.3 at label 50 fell in hour 49.
        Assert.Equal(-3 * MathF.Sin(135 * MathF.PI / 180), run.Hours[WeatherVariable.WindEast][0], 5);
        Assert.Equal(0.3f, run.Hours.At(WeatherVariable.Rain, Today.FirstHour.Plus(49)));
    }

    [Fact]
    public async Task One_request_asks_for_one_place_in_metres_a_second_and_keeps_the_key_of_the_address()
    {
        await using var server = await RecordingReceiver.StartAsync(Token, _ => new ReceiverAnswer(Body: Good));
        await Client(new UriBuilder(server.Address) { Query = "apikey=k%26y" }.Uri, new WaitingClock(Now)).FetchAsync("晋城", 112.87001, 35.48, Token);

        var path = Assert.Single(server.Requests).Path;
        Assert.Contains("?apikey=k%26y&latitude=35.48&longitude=112.87&hourly=temperature_2m,dew_point_2m", path, StringComparison.Ordinal);
        Assert.Contains("&wind_speed_unit=ms&timezone=Asia%2FShanghai&forecast_days=11&past_days=10", path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hours_before_the_present_one_are_kept_apart_from_the_run_and_only_whole()
    {
        var body = MadeUpAnswer.Of(Today.Plus(-9), hours: 20 * 24).Replace(",0.3,", ",null,", StringComparison.Ordinal);
        await using var server = await RecordingReceiver.StartAsync(Token, _ => new ReceiverAnswer(Body: body));
        var fetched = (await FetchAsync(server, new WaitingClock(Now))).OrThrow();
        // The hour before the first label has its rain alone, and label 50 tells no rain of hour 49, nor every fiftieth after it.
        Assert.Equal(Today.Plus(-9).FirstHour, fetched.Past[0].Hour);
        Assert.Equal(Today.FirstHour.Plus(8), fetched.Past[^1].Hour);
        Assert.Equal((9 * 24) + 9 - 4, fetched.Past.Count);
        Assert.Equal(Today.FirstHour.Plus(9), fetched.Run.Hours.First);
        // Label 00 of the ninth day before: 1 m/s from 0° blows to the south; its pressure is the first of the answer.
        Assert.Equal((-1.0, 931.0, "晋城"), (Math.Round(fetched.Past[0].WindNorth!.Value, 6), fetched.Past[0].Pressure, fetched.Past[0].Place));
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(408)]
    public async Task A_failure_that_may_pass_is_tried_again_after_growing_delays(int status)
    {
        var count = 0;
        await using var server = await RecordingReceiver.StartAsync(Token, _ => ++count < 4 ? new ReceiverAnswer(status) : new ReceiverAnswer(Body: Good));
        var clock = new WaitingClock(Now);

        Assert.True((await FetchAsync(server, clock)).Ok);
        Assert.Equal(4, server.Requests.Count);
        Assert.Equal(3, clock.Waits.Count);
        Assert.All(clock.Waits, (wait, i) => Assert.InRange(wait, TimeSpan.Zero, TimeSpan.FromSeconds(2 << i)));
        var again = new WaitingClock(Now);
        count = 0;
        await FetchAsync(server, again);
        Assert.Equal(clock.Waits, again.Waits);
    }

    [Fact]
    public async Task After_the_last_attempt_the_failure_is_told()
    {
        await using var server = await RecordingReceiver.StartAsync(Token, _ => new ReceiverAnswer(502));
        var refusal = (await FetchAsync(server, new WaitingClock(Now))).Refusal!;
        Assert.Equal("WEATHER-011", refusal.Code);
        Assert.Contains("attempt 4", refusal.Sentence.En, StringComparison.Ordinal);
        Assert.Contains("HTTP 502", refusal.Sentence.En, StringComparison.Ordinal);
        Assert.Equal(4, server.Requests.Count);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task A_service_that_asks_to_wait_is_heard(int status)
    {
        await using var server = await RecordingReceiver.StartAsync(Token, r => r.Attempt == 1 ? new ReceiverAnswer(status, TimeSpan.FromSeconds(40)) : new ReceiverAnswer(Body: Good));
        var clock = new WaitingClock(Now);
        Assert.True((await FetchAsync(server, clock)).Ok);
        Assert.Equal([TimeSpan.FromSeconds(40)], clock.Waits);
    }

    [Fact]
    public async Task A_service_that_asks_for_too_long_a_wait_is_not_asked_again()
    {
        await using var server = await RecordingReceiver.StartAsync(Token, _ => new ReceiverAnswer(429, TimeSpan.FromHours(1)));
        Assert.Equal("WEATHER-011", (await FetchAsync(server, new WaitingClock(Now))).Refusal?.Code);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(301)]
    public async Task A_failure_that_stays_is_not_tried_again(int status)
    {
        await using var server = await RecordingReceiver.StartAsync(Token, _ => new ReceiverAnswer(status, Body: """{"error": true, "reason": "no"}""", Location: "/other"));
        Assert.Equal("WEATHER-011", (await FetchAsync(server, new WaitingClock(Now))).Refusal?.Code);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_body_cut_short_is_asked_for_again()
    {
        await using var server = await RecordingReceiver.StartAsync(Token, r => new ReceiverAnswer(Body: Good, CutAfter: r.Attempt < 3 ? 2000 : null));
        Assert.True((await FetchAsync(server, new WaitingClock(Now))).Ok);
        Assert.Equal(3, server.Requests.Count);
    }

    [Theory]
    [InlineData("<html><body>Log in first</body></html>")]
    [InlineData("{\"latitude\": 35.4")]
    [InlineData("[]")]
    [InlineData("null")]
    public async Task What_is_no_document_is_asked_for_again(string body)
    {
        await using var server = await RecordingReceiver.StartAsync(Token, r => new ReceiverAnswer(Body: r.Attempt == 1 ? body : Good));
        Assert.True((await FetchAsync(server, new WaitingClock(Now))).Ok);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task A_server_that_never_answers_is_left()
    {
        await using var server = await RecordingReceiver.StartAsync(Token, _ => new ReceiverAnswer(Stall: true));
        var options = new OpenMeteoOptions { Address = server.Address, Timeout = TimeSpan.FromMilliseconds(300), Attempts = 2 };
        var refusal = (await new OpenMeteoClient(OpenMeteoClient.CreateClient(options), options, new WaitingClock(Now)).FetchAsync("晋城", 112.87, 35.48, Token)).Refusal!;
        Assert.Contains("no answer within 0.3 s", refusal.Sentence.En, StringComparison.Ordinal);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task Nobody_listening_is_a_refusal_not_a_fault() =>
        Assert.Equal("WEATHER-011", (await Client(new Uri("http://127.0.0.1:1/"), new WaitingClock(Now)).FetchAsync("晋城", 112.87, 35.48, Token)).Refusal?.Code);

    [Fact]
    public async Task An_answer_beyond_the_limit_is_not_read_and_not_asked_for_again()
    {
        await using var server = await RecordingReceiver.StartAsync(Token, _ => new ReceiverAnswer(Body: Good));
        var options = new OpenMeteoOptions { Address = server.Address, LargestAnswer = 1000 };
        Assert.Equal("WEATHER-011", (await new OpenMeteoClient(OpenMeteoClient.CreateClient(options), options, new WaitingClock(Now)).FetchAsync("晋城", 112.87, 35.48, Token)).Refusal?.Code);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_wrong_answer_is_refused_with_what_is_wrong_and_not_asked_for_again()
    {
        await RefusedAsync(MadeUpAnswer.Of(Today, windUnit: "Bft"), "WEATHER-012", "Bft");
        await RefusedAsync(MadeUpAnswer.Of(Today, hours: 0), "WEATHER-012", "time");
        await RefusedAsync("""{"error": true, "reason": "Daily limit exceeded."}""", "WEATHER-012", "Daily limit exceeded.");
        await RefusedAsync(MadeUpAnswer.Of(Today, longitude: 116.4), "WEATHER-013", "116.4");
        await RefusedAsync(MadeUpAnswer.Of(Today, latitude: 39.9), "WEATHER-013", "39.9");
        await RefusedAsync(Good.Replace("\"latitude\"", "\"lat\"", StringComparison.Ordinal), "WEATHER-013", "35.48");
        await RefusedAsync(MadeUpAnswer.Of(Today.Plus(-20)), "WEATHER-014", "2026-01-05T09:00+08:00");
        await RefusedAsync(MadeUpAnswer.Of(Today, hours: 30), "WEATHER-014", "Temperature");
        await RefusedAsync(Good.Replace("dew_point_2m", "dew", StringComparison.Ordinal).Replace("relative_humidity_2m", "humid", StringComparison.Ordinal), "WEATHER-014", "DewPoint");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("ftp://weather.example/")]
    public async Task Without_an_address_nothing_is_asked(string? address) => Assert.Equal(
        "WEATHER-010", (await Client(address is null ? null : new Uri(address), new WaitingClock(Now)).FetchAsync("晋城", 112.87, 35.48, Token)).Refusal?.Code);

    [Fact]
    public async Task The_last_good_answer_stands_in_with_its_age_until_it_is_too_old()
    {
        var body = Good;
        await using var database = await TestDatabase.CreateAsync("sqlite");
        await using var server = await RecordingReceiver.StartAsync(Token, _ => body.Length > 0 ? new ReceiverAnswer(Body: body) : new ReceiverAnswer(404));

        var fresh = await LatestAsync(Now);
        Assert.Equal((TimeSpan.Zero, null), (fresh.Age, fresh.Failure));

        body = MadeUpAnswer.Of(Today, windUnit: "Bft");
        var wrong = await LatestAsync(Now.AddHours(6));
        Assert.Equal((fresh.Run!.IssuedAt, "WEATHER-012"), (wrong.Run!.IssuedAt, wrong.Failure?.Code));
        Assert.Equal(fresh.Run.Hours[WeatherVariable.Temperature], wrong.Run.Hours[WeatherVariable.Temperature]);

        body = "";
        var old = await LatestAsync(Now.AddHours(30));
        Assert.Equal((fresh.Run.IssuedAt, TimeSpan.FromHours(30)), (old.Run!.IssuedAt, old.Age));
        Assert.Contains("30 h old", old.Said.En, StringComparison.Ordinal);

        var tooOld = await LatestAsync(Now.AddHours(31));
        Assert.Null(tooOld.Run);
        Assert.Contains("too old", tooOld.Said.En, StringComparison.Ordinal);

        async Task<WeatherAnswer> LatestAsync(DateTimeOffset now)
        {
            var clock = new WaitingClock(now);
            var options = new OpenMeteoOptions { Address = server.Address };
            var desk = new WeatherDesk(database, database.Dialect, new AuditLog(database.Dialect));
            return await new WeatherSource(new OpenMeteoClient(OpenMeteoClient.CreateClient(options), options, clock), desk, clock).LatestAsync("晋城", 112.87, 35.48, Hour.Containing(now), Token);
        }
    }

    [Fact]
    public async Task Past_hours_of_the_service_stand_in_for_observed_weather_and_a_gap_that_they_do_not_reach_is_said()
    {
        var (first, hours, status) = (Today.Plus(-10), 21 * 24, 200);
        await using var database = await TestDatabase.CreateAsync("sqlite");
        await using var server = await RecordingReceiver.StartAsync(Token, _ => new ReceiverAnswer(status, Body: MadeUpAnswer.Of(first, hours)));
        var desk = new WeatherDesk(database, database.Dialect, new AuditLog(database.Dialect));

        var fresh = await LatestAsync(Now);
        Assert.Contains("fills 249 hours of observed weather", fresh.Said.En, StringComparison.Ordinal);
        Assert.Null(fresh.Gap);
        var known = await desk.LoadSeriesAsync("晋城", new HourRange(first.FirstHour.Plus(-1), Today.Plus(1).FirstHour), Token);
        Assert.Equal((1, 249), (Array.FindIndex(known[WeatherVariable.WindEast], v => !float.IsNaN(v)), known[WeatherVariable.Rain].Count(v => !float.IsNaN(v))));

        // Asked again in the same hour nothing is new, and the values that were known first stay.
        Assert.Contains("fills 0 hours", (await LatestAsync(Now.AddMinutes(10))).Said.En, StringComparison.Ordinal);

        // No answer for two days: how far the weather reaches is said.
        status = 404;
        Assert.Null((await LatestAsync(Now.AddHours(23))).Gap);
        Assert.Equal("Observed weather ends with 2026-01-05T08:00+08:00.", (await LatestAsync(Now.AddDays(2))).Gap?.En);

        // Back after twelve days: two of them are out of the service's reach.
        (first, status) = (Today.Plus(2), 200);
        Assert.StartsWith("No weather is known from 2026-01-05T09:00+08:00 to 2026-01-06T23:00+08:00", (await LatestAsync(Now.AddDays(12))).Gap?.En, StringComparison.Ordinal);

        // A service that knows no past days.
        (first, hours) = (Today.Plus(20), 264);
        Assert.Equal("Observed weather ends with 2026-01-17T08:00+08:00.", (await LatestAsync(Today.Plus(20).Start.AddMinutes(5))).Gap?.En);

        async Task<WeatherAnswer> LatestAsync(DateTimeOffset now)
        {
            var (clock, options) = (new WaitingClock(now), new OpenMeteoOptions { Address = server.Address });
            return await new WeatherSource(new OpenMeteoClient(OpenMeteoClient.CreateClient(options), options, clock), desk, clock).LatestAsync("晋城", 112.87, 35.48, Hour.Containing(now), Token);
        }
    }

    [Fact]
    public async Task A_run_fetched_after_the_issue_hour_is_kept_and_not_used_and_that_is_said()
    {
        await using var database = await TestDatabase.CreateAsync("sqlite");
        await using var server = await RecordingReceiver.StartAsync(Token, _ => new ReceiverAnswer(Body: Good));
        var (desk, clock) = (new WeatherDesk(database, database.Dialect, new AuditLog(database.Dialect)), new WaitingClock(Now));
        var answer = await new WeatherSource(Client(server.Address, clock), desk, clock).LatestAsync("晋城", 112.87, 35.48, Today.FirstHour, Token);
        Assert.Equal((null, null, null), (answer.Run, answer.Age, answer.Failure));
        Assert.Contains("fetched 2026-01-05T09:00+08:00, after the issue hour and kept for the next forecast", answer.Said.En, StringComparison.Ordinal);
        Assert.EndsWith("No earlier run is kept: no weather forecast is used.", answer.Said.En, StringComparison.Ordinal);
        Assert.NotNull(await desk.LatestRunAsync("晋城", Today.FirstHour.Plus(9), Token));
    }

    [Fact]
    public async Task Without_any_run_it_is_said_that_no_weather_is_used()
    {
        await using var database = await TestDatabase.CreateAsync("sqlite");
        var clock = new WaitingClock(Now);
        var source = new WeatherSource(Client(null, clock), new WeatherDesk(database, database.Dialect, new AuditLog(database.Dialect)), clock);
        var answer = await source.LatestAsync("晋城", 112.87, 35.48, Hour.Containing(Now), Token);
        Assert.Equal((null, null, "WEATHER-010"), (answer.Run, answer.Age, answer.Failure?.Code));
        Assert.Contains("no weather forecast is used", answer.Said.En, StringComparison.Ordinal);
    }

    private static async Task RefusedAsync(string body, string code, string said)
    {
        await using var server = await RecordingReceiver.StartAsync(Token, _ => new ReceiverAnswer(Body: body));
        var refusal = (await FetchAsync(server, new WaitingClock(Now))).Refusal!;
        Assert.Equal(code, refusal.Code);
        Assert.Contains(said, refusal.Sentence.En, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    private static Task<Core.Refusals.Outcome<FetchedWeather>> FetchAsync(RecordingReceiver server, TimeProvider clock) => Client(server.Address, clock).FetchAsync("晋城", 112.87, 35.48, Token);

    private static OpenMeteoClient Client(Uri? address, TimeProvider clock)
    {
        var options = new OpenMeteoOptions { Address = address };
        return new OpenMeteoClient(OpenMeteoClient.CreateClient(options), options, clock);
    }

    /// <summary>Stands still, notes how long it is asked to wait, and waits no time at all.</summary>
    private sealed class WaitingClock(DateTimeOffset now) : TimeProvider
    {
        public List<TimeSpan> Waits { get; } = [];

        public override DateTimeOffset GetUtcNow() => now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Waits.Add(dueTime);
            return System.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
