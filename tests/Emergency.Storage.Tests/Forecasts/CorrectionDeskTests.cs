using Emergency.Core.Time;
using Emergency.Forecasting.Models;
using Emergency.Storage.Forecasts;
using Emergency.Testing;

namespace Emergency.Storage.Tests.Forecasts;

public sealed class CorrectionDeskTests
{
    private static readonly LocalDay Today = LocalDay.Of(2019, 1, 11);
    private static readonly DateTimeOffset Now = Today.Start.AddHours(9);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, BothDatabases]
    public async Task A_figure_is_kept_beside_the_model_and_a_second_thought_is_the_next_revision(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var city = new ForecastCity(database, new FixedClock(Now));
        var forecast = await IssueAsync(city);
        var desk = city.Desk<CorrectionDesk>();

        var first = (await desk.RecordAsync(Of(forecast, low: 90, middle: 120, high: 160), Token)).OrThrow();
        var again = (await desk.RecordAsync(Of(forecast, low: 90, middle: 120, high: 160), Token)).OrThrow();
        var second = (await desk.RecordAsync(Of(forecast, middle: 140, reason: "逆温加强"), Token)).OrThrow();
        var level = (await desk.RecordAsync(new Correction(forecast, Today.Plus(1), CorrectedQuantity.Aqi, null, null, null, 4, "静稳", "预报员", Now), Token)).OrThrow();

        Assert.Equal((first.Id, 1, 2), (again.Id, first.Revision, second.Revision));
        Assert.Equal((151.0, 175.5, 200.0, 4), (level.Low, level.Middle, level.High, level.Category));
        Assert.Equal([(CorrectedQuantity.Aqi, 1), (CorrectedQuantity.Pm25, 1), (CorrectedQuantity.Pm25, 2)], (await desk.ForForecastAsync(forecast, Token)).Select(c => (c.Quantity, c.Revision)));
        Assert.Equal(3, await city.AuditedAsync("forecast.correct"));
    }

    [Theory, BothDatabases]
    public async Task What_cannot_be_is_refused_and_leaves_no_trace(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var city = new ForecastCity(database, new FixedClock(Now));
        var forecast = await IssueAsync(city);
        async Task RefusedAsync(string code, Correction correction) => Assert.Equal(code, (await city.Desk<CorrectionDesk>().RecordAsync(correction, Token)).Refusal?.Code);

        await RefusedAsync("CORRECTION-001", Of("forecast:none", middle: 100));
        await RefusedAsync("CORRECTION-002", Of(forecast, middle: 100) with { Day = Today.Plus(-1) });
        await RefusedAsync("CORRECTION-002", Of(forecast, middle: 100) with { Day = Today.Plus(10) });
        await RefusedAsync("CORRECTION-003", Of(forecast, middle: 100) with { Day = Today, At = Today.End });
        await RefusedAsync("CORRECTION-004", Of(forecast));
        await RefusedAsync("CORRECTION-004", Of(forecast) with { Category = 4 });
        await RefusedAsync("CORRECTION-004", Of(forecast) with { Quantity = CorrectedQuantity.Aqi, Category = 7 });
        await RefusedAsync("CORRECTION-004", Of(forecast, middle: 160) with { Quantity = CorrectedQuantity.Aqi, Category = 4 });
        await RefusedAsync("CORRECTION-005", Of(forecast, middle: 501) with { Quantity = CorrectedQuantity.Aqi });
        await RefusedAsync("CORRECTION-005", Of(forecast, middle: -1) with { Quantity = CorrectedQuantity.Aqi });
        await RefusedAsync("CORRECTION-005", Of(forecast, middle: 1001));
        await RefusedAsync("CORRECTION-005", Of(forecast, middle: double.NaN));
        await RefusedAsync("CORRECTION-006", Of(forecast, low: 130, middle: 120));
        await RefusedAsync("CORRECTION-006", Of(forecast, middle: 120, high: 110));
        await RefusedAsync("CORRECTION-007", Of(forecast, middle: 120, reason: " "));
        await RefusedAsync("CORRECTION-007", Of(forecast, middle: 120, reason: new string('长', 1001)));
        Assert.Empty(await city.Desk<CorrectionDesk>().ForForecastAsync(forecast, Token));
        Assert.Equal(0, await city.AuditedAsync("forecast.correct"));
    }

    [Theory, BothDatabases]
    public async Task Two_forecasters_at_once_give_two_revisions(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var city = new ForecastCity(database, new FixedClock(Now));
        var forecast = await IssueAsync(city);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(() => city.Desk<CorrectionDesk>().RecordAsync(Of(forecast, middle: 100 + i), Token), Token)));
        Assert.Equal([1, 2, 3, 4], (await city.Desk<CorrectionDesk>().ForForecastAsync(forecast, Token)).Select(c => c.Revision));
    }

    private static async Task<string> IssueAsync(ForecastCity city)
    {
        await city.ObserveAsync(new HourRange(Today.Plus(-40).FirstHour, Today.FirstHour));
        return (await city.Desk<ForecastDesk>().IssueAsync(ForecastCity.Region, new PersistenceModel(), Today.FirstHour, "test", Now, Token)).OrThrow().Id;
    }

    private static Correction Of(string forecast, double? low = null, double? middle = null, double? high = null, string reason = "扩散条件转差") =>
        new(forecast, Today.Plus(1), CorrectedQuantity.Pm25, low, middle, high, null, reason, "预报员", Now);
}
