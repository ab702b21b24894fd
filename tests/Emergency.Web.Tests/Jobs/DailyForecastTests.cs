using Emergency.Core.Time;
using Emergency.Forecasting.Models;
using Emergency.Storage.Calendar;
using Emergency.Storage.Chain;
using Emergency.Storage.Forecasts;
using Emergency.Storage.Observations;
using Emergency.Storage.Weather;
using Emergency.Testing;
using Emergency.Web.Jobs;
using Emergency.Web.Tests.Weather;
using Emergency.Web.Weather;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace Emergency.Web.Tests.Jobs;

public sealed class DailyForecastTests
{
    private const string Header = "place,hour,pm25_ug_m3,pm10_ug_m3,so2_ug_m3,no2_ug_m3,o3_ug_m3,co_mg_m3\n";

    private static readonly LocalDay Today = LocalDay.Of(2019, 1, 11);
    private static readonly DateTimeOffset Due = Today.Start.AddMinutes(40);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, BothDatabases]
    public async Task A_run_imports_fetches_scores_issues_advises_and_reports(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        using var folder = new TempFolder();
        await using var server = await RecordingReceiver.StartAsync(Token, _ => new ReceiverAnswer(Body: MadeUpAnswer.Of(Today.Plus(-10), hours: 21 * 24)));
        await using var city = new ForecastCity(database, new FixedClock(Due));
        await city.ObserveAsync(new HourRange(Today.Plus(-40).FirstHour, Today.Plus(-1).FirstHour));
        (await city.Desk<ForecastDesk>().IssueAsync(ForecastCity.Region, new PersistenceModel(), Today.Plus(-1).FirstHour, "test", Due.AddDays(-1), Token)).OrThrow();
        WriteDay(folder, "new.csv", Today.Plus(-1));

        Assert.True(await Job(city, folder, server.Address).RunDueAsync(Jincheng(folder), Token));

        var run = (await city.Desk<DailyRunDesk>().LatestAsync(ForecastCity.Region, Token))!;
        Assert.Equal(
            [("import", CalendarStepState.Done), ("observations", CalendarStepState.Done), ("weather", CalendarStepState.Done), ("score", CalendarStepState.Done), ("forecast", CalendarStepState.Done), ("advice", CalendarStepState.Done)],
            run.Steps.Select(s => (s.Step, s.State)));
        Assert.Equal((CalendarRunState.Done, Due.ToUniversalTime()), (run.State, run.ScheduledAt.ToUniversalTime()));
        Assert.Contains("1 figures scored", run.Steps[3].Said.En, StringComparison.Ordinal);
        var forecast = ChainDesk.Read<Forecast>((await city.Desk<ChainDesk>().FindAsync(run.ForecastId!, Token))!);
        Assert.Equal((Today.Start, Today), (forecast.IssuedAt, forecast.Days[0].Day));
        Assert.NotNull(await city.Desk<ChainDesk>().FindAsync(run.AdviceId!, Token));
        Assert.NotNull(await city.Desk<WeatherDesk>().LatestRunAsync(ForecastCity.Place, Today.FirstHour, Token));
        Assert.Equal(Today.FirstHour.Plus(-1), await city.Desk<WeatherDesk>().NewestHourAsync(ForecastCity.Place, Today.Plus(9).FirstHour, Token));
        Assert.Equal(1, await city.AuditedAsync("forecast.daily"));
        Assert.False(await Job(city, folder, server.Address).RunDueAsync(Jincheng(folder), Token));
    }

    [Theory, BothDatabases]
    public async Task Two_workers_woken_at_once_make_one_run(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        using var folder = new TempFolder();
        await using var city = new ForecastCity(database, new FixedClock(Due));
        await city.ObserveAsync(new HourRange(Today.Plus(-40).FirstHour, Today.FirstHour));
        var made = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => Job(city, folder, null).SweepAsync(Token), Token)));
        Assert.Equal([0, 0, 1], made.Order());
        Assert.Equal(1, await city.AuditedAsync("forecast.daily"));
        Assert.Equal(1, await city.AuditedAsync("chain.forecast"));
    }

    [Theory, BothDatabases]
    public async Task A_worker_killed_in_the_middle_is_replaced_and_nothing_happens_twice(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        using var folder = new TempFolder();
        await using var city = new ForecastCity(database, new FixedClock(Due));
        await city.ObserveAsync(new HourRange(Today.Plus(-40).FirstHour, Today.Plus(-1).FirstHour));
        WriteDay(folder, "new.csv", Today.Plus(-1));
        using (var killed = new CancellationTokenSource())
        {
            await using var stalled = await RecordingReceiver.StartAsync(Token, _ => new ReceiverAnswer(Stall: true));
            var running = Job(city, folder, stalled.Address).RunDueAsync(Jincheng(folder), killed.Token);
            while (stalled.Requests.Count == 0)
            {
                await Task.Delay(10, Token);
            }

            // It holds the run, has imported, and is gone.
            await killed.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        }

        Assert.Equal(0, await Job(city, folder, null).SweepAsync(Token));
        await using (var db = database.CreateDbContext())
        {
            await db.CalendarRuns.ExecuteUpdateAsync(set => set.SetProperty(r => r.LeaseUntil, DateTimeOffset.UnixEpoch), Token);
        }

        Assert.Equal(1, await Job(city, folder, null).SweepAsync(Token));
        var run = (await city.Desk<DailyRunDesk>().LatestAsync(ForecastCity.Region, Token))!;
        Assert.Equal((CalendarRunState.Done, 2), (run.State, run.Attempts));
        Assert.Equal(1, await city.AuditedAsync("observations.import") - 1);
        Assert.Equal(1, await city.AuditedAsync("chain.forecast"));
    }

    [Fact]
    public async Task Nothing_observed_is_a_failed_run_with_the_reason_and_no_forecast()
    {
        await using var database = await TestDatabase.CreateAsync("sqlite");
        using var folder = new TempFolder();
        await using var city = new ForecastCity(database, new FixedClock(Due));
        Assert.True(await Job(city, folder, null).RunDueAsync(Jincheng(folder), Token));
        var run = (await city.Desk<DailyRunDesk>().LatestAsync(ForecastCity.Region, Token))!;
        Assert.Equal((CalendarRunState.Failed, null), (run.State, run.ForecastId));
        Assert.Contains("FORECAST-002", run.Steps.Single(s => s.Step == "forecast").Said.En, StringComparison.Ordinal);
        Assert.Equal(CalendarStepState.Skipped, run.Steps.Single(s => s.Step == "advice").State);
    }

    [Fact]
    public async Task A_broken_file_late_hours_and_no_weather_are_said_and_the_forecast_is_issued()
    {
        await using var database = await TestDatabase.CreateAsync("sqlite");
        using var folder = new TempFolder();
        await using var server = await RecordingReceiver.StartAsync(Token, _ => new ReceiverAnswer(404));
        await using var city = new ForecastCity(database, new FixedClock(Due));
        await city.ObserveAsync(new HourRange(Today.Plus(-40).FirstHour, Today.Plus(-2).FirstHour));
        WriteDay(folder, "good.csv", Today.Plus(-2));
        folder.Write("broken.csv", Header + "晋城,yesterday,1,1,1,1,1,1\n");

        Assert.True(await Job(city, folder, server.Address).RunDueAsync(Jincheng(folder), Token));

        var run = (await city.Desk<DailyRunDesk>().LatestAsync(ForecastCity.Region, Token))!;
        Assert.Equal(CalendarRunState.Troubled, run.State);
        Assert.Equal(["import", "observations", "weather"], run.Steps.Where(s => s.State == CalendarStepState.Troubled).Select(s => s.Step));
        Assert.Contains("broken.csv", run.Steps[0].Said.En, StringComparison.Ordinal);
        var remarks = ChainDesk.Read<Forecast>((await city.Desk<ChainDesk>().FindAsync(run.ForecastId!, Token))!).Remarks;
        Assert.Contains(remarks, r => r.En.Contains("the last 24 hours before the issue time are missing", StringComparison.Ordinal));
        Assert.Contains(remarks, r => r.En.Contains("WEATHER-011", StringComparison.Ordinal));
        Assert.Equal(new Hour(Today.Plus(-1).FirstHour.Index - 1), await city.Desk<ObservationDesk>().LatestHourAsync(ForecastCity.Place, Token));
    }

    [Fact]
    public async Task The_last_good_weather_stands_in_and_its_age_is_said_with_the_forecast()
    {
        await using var database = await TestDatabase.CreateAsync("sqlite");
        using var folder = new TempFolder();
        await using var server = await RecordingReceiver.StartAsync(Token, _ => new ReceiverAnswer(404));
        await using var city = new ForecastCity(database, new FixedClock(Due));
        await city.ObserveAsync(new HourRange(Today.Plus(-40).FirstHour, Today.FirstHour));
        await city.Desk<WeatherDesk>().SaveRunAsync(ForecastCity.Run(Today.Plus(-1).FirstHour), Due.AddDays(-1), Token);
        Assert.True(await Job(city, folder, server.Address).RunDueAsync(Jincheng(folder), Token));
        var run = (await city.Desk<DailyRunDesk>().LatestAsync(ForecastCity.Region, Token))!;
        Assert.Contains("24 h old, is used", run.Steps.Single(s => s.Step == "weather").Said.En, StringComparison.Ordinal);
        Assert.Contains(ChainDesk.Read<Forecast>((await city.Desk<ChainDesk>().FindAsync(run.ForecastId!, Token))!).Remarks, r => r.En.Contains("24 h old", StringComparison.Ordinal));
    }

    [Fact]
    public void A_run_is_due_in_Beijing_time_and_made_up_for_half_a_day()
    {
        var options = new DailyForecastOptions();
        Assert.Equal(Due, options.LastDue(new ForecastAuthority(), Due));
        Assert.Equal(Due, options.LastDue(new ForecastAuthority(), Due.AddHours(11.9)));
        Assert.Null(options.LastDue(new ForecastAuthority(), Due.AddHours(12.1)));
        Assert.Equal(Due.AddHours(6), options.LastDue(new ForecastAuthority { Cron = "0 40 0/6 * * ?" }, Due.AddHours(7)));
    }

    [Theory]
    [InlineData("999999", "0 40 0 * * ?", "csv", "SETTING-002")]
    [InlineData("140500", "every day at 00:40", "csv", "SETTING-002")]
    [InlineData("140500", "0 40 0 * * ?", "aqistudy", "SETTING-002")]
    [InlineData("140500", "0 40 0 * * ?", "xml", "OBSERVATION-001")]
    public async Task A_setting_without_meaning_stops_the_start(string region, string cron, string format, string code)
    {
        string[] args = ["--Forecast:Authorities:0:Region", region, "--Forecast:Authorities:0:Cron", cron, "--Forecast:Authorities:0:ImportFormat", format];
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => Site.StartAsync(new FixedClock(Due), accounts: false, args));
        Assert.Contains(code, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_calendar_of_a_started_site_makes_up_for_the_run_that_was_missed()
    {
        await using var site = await Site.StartAsync(new FixedClock(Due.AddHours(3)), accounts: false, "--Forecast:Authorities:0:Region", ForecastCity.Region);
        var runs = (DailyRunDesk)site.Services.GetService(typeof(DailyRunDesk))!;
        DailyRun? run;
        while ((run = await runs.LatestAsync(ForecastCity.Region, Token))?.FinishedAt is null)
        {
            await Task.Delay(50, Token);
        }

        Assert.Equal((CalendarRunState.Failed, Due.ToUniversalTime()), (run.State, run.ScheduledAt.ToUniversalTime()));
        Assert.Equal("Degraded", await site.Anonymous().GetStringAsync(new Uri("/health/ready", UriKind.Relative), Token));
    }

    private static ForecastAuthority Jincheng(TempFolder folder) => new() { Region = ForecastCity.Region, ImportFolder = folder.Path, Longitude = 112.87, Latitude = 35.48 };

    /// <summary>The job of one process.</summary>
    private static DailyForecast Job(ForecastCity city, TempFolder folder, Uri? weather)
    {
        var clock = city.Desk<TimeProvider>();
        var settings = new OpenMeteoOptions { Address = weather, Attempts = 1 };
        return new DailyForecast(
            city.Desk<ObservationDesk>(),
            city.Desk<ObservedAir>(),
            new WeatherSource(new OpenMeteoClient(OpenMeteoClient.CreateClient(settings), settings, clock), city.Desk<WeatherDesk>(), clock),
            city.Desk<ScoreDesk>(),
            city.Desk<ModelChoiceDesk>(),
            ModelLibrary.Empty,
            city.Desk<ForecastDesk>(),
            city.Desk<DailyRunDesk>(),
            new DailyForecastOptions { Authorities = [Jincheng(folder)] },
            clock,
            NullLogger<DailyForecast>.Instance);
    }

    private static void WriteDay(TempFolder folder, string name, LocalDay day)
    {
        var lines = ForecastCity.Hours(day.Hours).Select(h => FormattableString.Invariant($"{h.Place},{h.Hour},{h.Pm25},{h.Pm10},{h.So2},{h.No2},{h.O3},{h.Co}"));
        File.SetLastWriteTimeUtc(folder.Write(name, Header + string.Join("\n", lines) + "\n"), Due.UtcDateTime.AddMinutes(-5));
    }
}
