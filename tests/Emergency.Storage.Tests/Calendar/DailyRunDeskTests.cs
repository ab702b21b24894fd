using Emergency.Storage.Calendar;
using Emergency.Testing;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.Tests.Calendar;

public sealed class DailyRunDeskTests
{
    private static readonly DateTimeOffset Due = Core.Time.ChinaTime.At(new DateOnly(2019, 1, 11), 0, 40);
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);
    private static readonly CalendarStep Step = new("import", CalendarStepState.Done, new("完成", "done"));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, BothDatabases]
    public async Task Of_many_workers_one_makes_a_run_and_none_makes_it_again(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var city = new ForecastCity(database, new FixedClock(Due));
        var desk = city.Desk<DailyRunDesk>();
        var claims = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(() => ClaimAsync(desk, $"worker{i}"), Token)));
        Assert.Single(claims, claimed => claimed);
        var winner = $"worker{Array.IndexOf(claims, true)}";

        Assert.True(await desk.ProgressAsync(ForecastCity.Region, Due, winner, Lease, [Step], Token));
        Assert.False(await desk.ProgressAsync(ForecastCity.Region, Due, "another", Lease, [], Token));
        Assert.True(await desk.CompleteAsync(ForecastCity.Region, Due, winner, CalendarRunState.Done, [Step], "f", "a", Token));
        Assert.False(await ClaimAsync(desk, "late"));

        var run = (await desk.LatestAsync(ForecastCity.Region, Token))!;
        Assert.Equal((Due.ToUniversalTime(), CalendarRunState.Done, 1, "f", "a"), (run.ScheduledAt.ToUniversalTime(), run.State, run.Attempts, run.ForecastId, run.AdviceId));
        Assert.Equal(Step, run.Steps.Single());
        Assert.Equal(1, await city.AuditedAsync("forecast.daily"));
        Assert.Null(await desk.LatestAsync("110000", Token));
    }

    [Theory, BothDatabases]
    public async Task A_killed_workers_run_is_taken_over_and_its_late_report_changes_nothing(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var city = new ForecastCity(database, new FixedClock(Due));
        var desk = city.Desk<DailyRunDesk>();
        Assert.True(await ClaimAsync(desk, "killed"));
        Assert.Empty(await desk.AbandonedAsync(Token));
        await ExpireAsync(database);

        Assert.Equal(Due.ToUniversalTime(), (await desk.AbandonedAsync(Token)).Single().ScheduledAt.ToUniversalTime());
        Assert.True(await ClaimAsync(desk, "second"));
        Assert.False(await desk.CompleteAsync(ForecastCity.Region, Due, "killed", CalendarRunState.Done, [Step], "f", "a", Token));
        Assert.Equal((CalendarRunState.Running, 2), (await desk.LatestAsync(ForecastCity.Region, Token) is { } run ? (run.State, run.Attempts) : default));
        Assert.True(await desk.CompleteAsync(ForecastCity.Region, Due, "second", CalendarRunState.Failed, [Step], null, null, Token));
        Assert.Equal(1, await city.AuditedAsync("forecast.daily"));
    }

    [Theory, BothDatabases]
    public async Task A_run_that_kills_its_workers_is_given_up_and_says_so(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var city = new ForecastCity(database, new FixedClock(Due));
        var desk = city.Desk<DailyRunDesk>();
        for (var i = 0; i < DailyRunDesk.MostAttempts; i++)
        {
            Assert.True(await ClaimAsync(desk, $"worker{i}"));
            await ExpireAsync(database);
        }

        Assert.False(await ClaimAsync(desk, "last"));
        var run = (await desk.LatestAsync(ForecastCity.Region, Token))!;
        Assert.Equal(CalendarRunState.Failed, run.State);
        Assert.Contains("5", run.Steps[^1].Said.En, StringComparison.Ordinal);
        Assert.Empty(await desk.AbandonedAsync(Token));
    }

    private static Task<bool> ClaimAsync(DailyRunDesk desk, string token) => desk.ClaimAsync(ForecastCity.Region, Due, token, Lease, Token);

    // As if the time had passed: works with the database's clock too.
    private static async Task ExpireAsync(TestDatabase database)
    {
        await using var db = database.CreateDbContext();
        await db.CalendarRuns.ExecuteUpdateAsync(set => set.SetProperty(r => r.LeaseUntil, DateTimeOffset.UnixEpoch), Token);
    }
}
