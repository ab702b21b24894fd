using Emergency.Core.Time;
using Emergency.Forecasting.Models;
using Emergency.Forecasting.Weather;
using Emergency.Storage.Chain;
using Emergency.Storage.Forecasts;
using Emergency.Storage.Weather;
using Emergency.Testing;

namespace Emergency.Storage.Tests.Forecasts;

public sealed class ForecastDeskTests
{
    private static readonly Hour Midnight = LocalDay.Of(2019, 1, 11).FirstHour;
    private static readonly DateTimeOffset Now = Midnight.Start.AddMinutes(40);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, BothDatabases]
    public async Task A_model_is_given_forty_five_days_of_air_and_weather_the_newest_run_and_twenty_earlier(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var city = await CityAsync(database, days: 60);
        await city.ObserveWeatherAsync(new HourRange(Midnight.Plus(-24 * 60), Midnight.Plus(5)));
        foreach (var hours in Enumerable.Range(0, 22).Select(days => -6 - (24 * days)).Concat([1, -31]))
        {
            await city.Desk<WeatherDesk>().SaveRunAsync(ForecastCity.Run(Midnight.Plus(hours)), Now, Token);
        }

        await city.Desk<WeatherDesk>().SaveRunAsync(ForecastCity.Run(Midnight.Plus(-54), "another"), Now, Token);
        var model = new EchoModel("echo", 1);
        var row = await IssueAsync(city, model);

        var given = model.Given!;
        Assert.Equal((Midnight.Plus(-24 * 45), Midnight.Plus(-1)), (given.Hours[0].Hour, given.Hours[^1].Hour));
        Assert.Equal((45, 60), (given.Days.Count, given.History.Count));
        Assert.Equal((Midnight.Plus(-24 * 45), Midnight), (given.ObservedWeather!.First, given.ObservedWeather.Until));
        Assert.Equal(Midnight.Plus(-6), given.WeatherForecast!.IssuedAt);
        Assert.Equal(Enumerable.Range(1, 20).Select(days => -6 - (24 * days)), given.EarlierRuns.Select(r => r.IssuedAt - Midnight));
        Assert.All(given.EarlierRuns, r => Assert.Equal("open-meteo", r.Source));
        Assert.Equal((500, "aqi"), (given.AqiCap, given.Aqi!.Edition.Ref.Book));

        var forecast = ChainDesk.Read<Forecast>(row);
        Assert.Equal((WeatherSetting.Forecast, "open-meteo 2019-01-10T18:00+08:00"), (forecast.Setting, forecast.WeatherSource));
        Assert.Equal((1, 1, 1), (forecast.Drivers.Count, forecast.Analogues.Count, forecast.Pm25Trajectories.Count));
        Assert.NotEmpty(forecast.AqiTrajectories);
        Assert.Equal(
            ["days:晋城", "history:晋城", "hours:晋城", "weather-run:open-meteo:2018-12-21T18:00+08:00"],
            forecast.Basis.Inputs.Select(i => i.Name).Take(4));
        Assert.Equal(("weather:晋城", WeatherBytes.HashOf(given.ObservedWeather)), (forecast.Basis.Inputs[^1].Name, forecast.Basis.Inputs[^1].Hash));
        Assert.Equal(25, forecast.Basis.Inputs.Count);
    }

    [Theory, BothDatabases]
    public async Task A_run_of_the_future_or_too_old_is_no_weather_and_a_gap_ends_the_earlier_runs(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var city = await CityAsync(database, days: 40);
        var (weather, model) = (city.Desk<WeatherDesk>(), new EchoModel("echo", 1));
        await weather.SaveRunAsync(ForecastCity.Run(Midnight.Plus(1)), Now, Token);
        await weather.SaveRunAsync(ForecastCity.Run(Midnight.Plus(-31)), Now, Token);
        var forecast = ChainDesk.Read<Forecast>(await IssueAsync(city, model));
        Assert.Equal((null, null), (model.Given!.WeatherForecast, model.Given.ObservedWeather));
        Assert.Equal((WeatherSetting.None, null, 3), (forecast.Setting, forecast.WeatherSource, forecast.Basis.Inputs.Count));

        await weather.SaveRunAsync(ForecastCity.Run(Midnight.Plus(-30)), Now, Token);
        await weather.SaveRunAsync(ForecastCity.Run(Midnight.Plus(-54)), Now, Token);
        await weather.SaveRunAsync(ForecastCity.Run(Midnight.Plus(-102)), Now, Token);
        var later = await IssueAsync(city, model);
        Assert.EndsWith("#2", later.Id, StringComparison.Ordinal);
        Assert.Equal((-30, -54), (model.Given.WeatherForecast!.IssuedAt - Midnight, model.Given.EarlierRuns.Single().IssuedAt - Midnight));
    }

    [Theory, BothDatabases]
    public async Task The_same_inputs_give_the_record_that_is_there(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var city = await CityAsync(database, days: 40);
        await city.Desk<WeatherDesk>().SaveRunAsync(ForecastCity.Run(Midnight), Now, Token);
        var first = await IssueAsync(city, new EchoModel("echo", 1));
        var again = (await city.Desk<ForecastDesk>().IssueAsync(ForecastCity.Region, new EchoModel("echo", 1), Midnight, "another", Now.AddHours(3), Token)).OrThrow();
        Assert.Equal((first.Id, first.Hash, "test"), (again.Id, again.Hash, again.By));
    }

    [Theory, BothDatabases]
    public async Task Late_and_missing_hours_are_said_and_the_forecast_is_issued_all_the_same(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var city = new ForecastCity(database, new FixedClock(Now));
        await city.ObserveAsync(new HourRange(Midnight.Plus(-24 * 40), Midnight.Plus(-5)), h => h < Midnight.Plus(-40) || h >= Midnight.Plus(-30) ? ForecastCity.Fine(h) : null);
        var forecast = ChainDesk.Read<Forecast>(await IssueAsync(city, new PersistenceModel()));
        Assert.Equal(10, forecast.Days.Count);
        Assert.Contains(forecast.Remarks, r => r.En.Contains("newest hourly PM2.5 is of 2019-01-10T18:00+08:00, the last 5 hours", StringComparison.Ordinal));
        Assert.Contains(forecast.Remarks, r => r.En.Contains("10 have no PM2.5 (between 2019-01-09T08:00+08:00 and 2019-01-09T17:00+08:00)", StringComparison.Ordinal));
        Assert.Contains(forecast.Remarks, r => r.Zh == "备注");
    }

    [Theory, BothDatabases]
    public async Task Nothing_observed_or_nothing_lately_is_refused_with_the_reason(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var city = new ForecastCity(database, new FixedClock(Now));
        var desk = city.Desk<ForecastDesk>();
        Assert.Equal("FORECAST-002", (await desk.IssueAsync(ForecastCity.Region, new FittedModel(), Midnight, "test", Now, Token)).Refusal?.Code);
        await city.ObserveAsync(new HourRange(Midnight.Plus(-24 * 100), Midnight.Plus(-24 * 46)));
        var refusal = (await desk.IssueAsync(ForecastCity.Region, new FittedModel(), Midnight, "test", Now, Token)).Refusal!;
        Assert.Equal("FORECAST-006", refusal.Code);
        Assert.Contains("2018-11-25T23:00+08:00", refusal.Sentence.En, StringComparison.Ordinal);
        Assert.Equal("REGION-001", (await desk.IssueAsync("999999", new FittedModel(), Midnight, "test", Now, Token)).Refusal?.Code);
    }

    private static async Task<ForecastCity> CityAsync(TestDatabase database, int days)
    {
        var city = new ForecastCity(database, new FixedClock(Now));
        await city.ObserveAsync(new HourRange(Midnight.Plus(-24 * days), Midnight.Plus(7)));
        return city;
    }

    private static async Task<ChainRow> IssueAsync(ForecastCity city, IForecastModel model) =>
        (await city.Desk<ForecastDesk>().IssueAsync(ForecastCity.Region, model, Midnight, "test", Now, Token, [new("备注", "a remark")])).OrThrow();
}
