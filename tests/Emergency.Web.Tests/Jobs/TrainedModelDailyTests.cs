using Emergency.Core.Time;
using Emergency.Forecasting.Models;
using Emergency.Forecasting.Observing;
using Emergency.Storage.Calendar;
using Emergency.Storage.Chain;
using Emergency.Storage.Forecasts;
using Emergency.Storage.Observations;
using Emergency.Storage.Weather;
using Emergency.Testing;
using Emergency.Web.Jobs;
using Emergency.Web.Tests.Weather;
using Emergency.Web.Weather;
using Microsoft.Extensions.Logging.Abstractions;

namespace Emergency.Web.Tests.Jobs;

/// <summary>The model that ships, at home, through the daily run with nothing but a weather service beside it.</summary>
public sealed class TrainedModelDailyTests
{
    private const string Region = "110000";
    private const string Place = "北京";
    private const string Model = "starter-beijing";

    private static readonly LocalDay Today = LocalDay.Of(2019, 1, 11);
    private static readonly Lazy<ModelLibrary> Shipped = new(() => ModelLibrary.Load(Path.Combine(Repository.Root, "models")));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, BothDatabases]
    public async Task The_shipped_model_forecasts_with_the_weather_fetched_and_says_what_it_had(string provider)
    {
        var down = false;
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var server = await RecordingReceiver.StartAsync(
            Token, _ => down ? new ReceiverAnswer(503) : new ReceiverAnswer(Body: MadeUpAnswer.Of(Today.Plus(-10), 21 * 24, longitude: 116.4, latitude: 39.9)));

        var fresh = await RunAsync(database, server, Today);
        Assert.Equal((Model, WeatherSetting.Forecast, "open-meteo 2019-01-11T00:00+08:00"), (fresh.ModelId, fresh.Setting, fresh.WeatherSource));
        Assert.Equal(10, fresh.Days.Count);
        Assert.NotEmpty(fresh.Drivers[2].Drivers);
        Assert.Contains(fresh.Basis.Inputs, i => i.Name == "weather:北京");
        Assert.DoesNotContain(fresh.Remarks, r => r.En.Contains("WEATHER", StringComparison.Ordinal) || r.En.Contains("the setting \"none\"", StringComparison.Ordinal));

        // The service is down: yesterday's answer stands in, with its age.
        down = true;
        var kept = await RunAsync(database, server, Today.Plus(1));
        Assert.Equal((Model, WeatherSetting.Forecast, "open-meteo 2019-01-11T00:00+08:00"), (kept.ModelId, kept.Setting, kept.WeatherSource));
        Assert.Contains(kept.Remarks, r => r.En == "No fresh weather forecast (WEATHER-011). The open-meteo run of 2019-01-11T00:00+08:00, 24 h old, is used.");
        Assert.Contains(kept.Remarks, r => r.En == "Observed weather ends with 2019-01-10T23:00+08:00.");

        // A day later it is too old: the model falls back to what it can do without, and says so.
        var without = await RunAsync(database, server, Today.Plus(2));
        Assert.Equal((Model, WeatherSetting.None, null), (without.ModelId, without.Setting, without.WeatherSource));
        Assert.Contains(without.Remarks, r => r.En.EndsWith("The last run is 48 h old, too old to use: no weather forecast is used.", StringComparison.Ordinal));
        Assert.Contains(without.Remarks, r => r.En.StartsWith("No weather forecast: made in the setting \"none\"", StringComparison.Ordinal));

        // Back again, the hours that were missed come with the answer.
        down = false;
        var back = await RunAsync(database, server, Today.Plus(3));
        Assert.Equal((WeatherSetting.Forecast, "open-meteo 2019-01-14T00:00+08:00"), (back.Setting, back.WeatherSource));
        Assert.DoesNotContain(back.Remarks, r => r.En.Contains("weather", StringComparison.OrdinalIgnoreCase) && !r.En.StartsWith("Only 0 earlier weather runs", StringComparison.Ordinal));
    }

    /// <summary>The run of a day at 00:40, with the air observed up to midnight.</summary>
    private static async Task<Forecast> RunAsync(TestDatabase database, RecordingReceiver server, LocalDay day)
    {
        var clock = new FixedClock(day.Start.AddMinutes(40));
        await using var city = new ForecastCity(database, clock, Shipped.Value);
        IReadOnlyList<HourlyAir> hours = [.. ForecastCity.Hours(new HourRange(day.Plus(-40).FirstHour, day.FirstHour)).Select(h => h with { Place = Place })];
        await city.Desk<ObservationDesk>().ImportAsync("csv", [new ObservationReading("made-up.csv", hours, [])], "test", day.Start, null, Token);
        var authority = new ForecastAuthority { Region = Region, Longitude = 116.4, Latitude = 39.9 };
        var settings = new OpenMeteoOptions { Address = server.Address, Attempts = 1 };
        var job = new DailyForecast(
            city.Desk<ObservationDesk>(),
            city.Desk<ObservedAir>(),
            new WeatherSource(new OpenMeteoClient(OpenMeteoClient.CreateClient(settings), settings, clock), city.Desk<WeatherDesk>(), clock),
            city.Desk<ScoreDesk>(),
            city.Desk<ModelChoiceDesk>(),
            Shipped.Value,
            city.Desk<ForecastDesk>(),
            city.Desk<DailyRunDesk>(),
            new DailyForecastOptions { Authorities = [authority] },
            clock,
            NullLogger<DailyForecast>.Instance);
        Assert.True(await job.RunDueAsync(authority, Token));
        var run = (await city.Desk<DailyRunDesk>().LatestAsync(Region, Token))!;
        Assert.NotNull(run.ForecastId);
        return ChainDesk.Read<Forecast>((await city.Desk<ChainDesk>().FindAsync(run.ForecastId, Token))!);
    }
}
