using Emergency.Core.Time;
using Emergency.Forecasting.Models;
using Emergency.Storage.Forecasts;
using Emergency.Testing;

namespace Emergency.Storage.Tests.Forecasts;

public sealed class ServiceReportDeskTests
{
    private static readonly LocalDay Today = LocalDay.Of(2019, 1, 11);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, BothDatabases]
    public async Task Reports_are_held_until_something_they_rest_on_changes(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var city = new ForecastCity(database, new FixedClock(Today.Start));
        await city.ObserveAsync(new HourRange(Today.Plus(-60).FirstHour, Today.Plus(-1).FirstHour));
        await IssueAsync(city, Today.Plus(-5));

        var first = await MakeAsync(city);
        Assert.Single(first.Reports[0].Forecasts);
        Assert.Equal(Today.Plus(-2), first.Observed[^1].Day);
        Assert.Same(first, await MakeAsync(city));

        // Another ratio, another day.
        Assert.NotSame(first, await MakeAsync(city, ratio: 0.5));
        Assert.Equal(Today, (await MakeAsync(city, Today.Plus(1))).To);

        // An import, a forecast.
        Assert.Equal(Today.Plus(-2), (await MakeAsync(city)).Observed[^1].Day);
        await city.ObserveAsync(Today.Plus(-1).Hours);
        var later = await MakeAsync(city);
        Assert.Equal(Today.Plus(-1), later.Observed[^1].Day);
        await IssueAsync(city, Today.Plus(-4));
        Assert.Equal(2, (await MakeAsync(city)).Reports[0].Forecasts.Count);
    }

    private static Task<ServiceReports> MakeAsync(ForecastCity city, LocalDay? today = null, double ratio = 0.2) =>
        city.Desk<ServiceReportDesk>().MakeAsync(ShippedRules.Regions.Find(ForecastCity.Region)!, today ?? Today, ratio, Token);

    private static async Task IssueAsync(ForecastCity city, LocalDay day) =>
        (await city.Desk<ForecastDesk>().IssueAsync(ForecastCity.Region, new PersistenceModel(), day.FirstHour, "test", day.Start.AddMinutes(40), Token)).OrThrow();
}
