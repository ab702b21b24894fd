using Emergency.Core.Decisions;
using Emergency.Core.Time;
using Emergency.Forecasting.Models;
using Emergency.Forecasting.Observing;
using Emergency.Forecasting.Weather;
using Emergency.Storage;
using Emergency.Storage.Observations;
using Emergency.Storage.Weather;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Emergency.Testing;

/// <summary>A city with air and weather in a database, and the product's own desks over it.</summary>
public sealed class ForecastCity : IAsyncDisposable
{
    /// <summary>Region of the city.</summary>
    public const string Region = "140500";

    /// <summary>Place observed.</summary>
    public const string Place = "晋城";

    private readonly ServiceProvider services;

    /// <summary>Opens the desks over a database.</summary>
    /// <param name="database">The database.</param>
    /// <param name="clock">Their clock.</param>
    /// <param name="models">Trained models; none unless given.</param>
    public ForecastCity(TestDatabase database, TimeProvider clock, ModelLibrary? models = null)
    {
        Database = database;
        services = new ServiceCollection()
            .AddSingleton(clock)
            .AddSingleton(models ?? ModelLibrary.Empty)
            .AddSingleton(ShippedRules.Regions)
            .AddSingleton(ShippedRules.Library)
            .AddEmergencyStorage(database.Dialect, database.ConnectionString)
            .BuildServiceProvider();
    }

    /// <summary>The database.</summary>
    public TestDatabase Database { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A desk.</summary>
    public T Desk<T>()
        where T : notnull => services.GetRequiredService<T>();

    /// <summary>PM2.5 of an hour that no two days share: a slow swing of weeks and a daily one.</summary>
    public static double Fine(Hour hour) => Math.Round(80 + (40 * Math.Sin(hour.Index / 150.0)) + (15 * Math.Sin(hour.HourOfDay * Math.PI / 12)));

    /// <summary>Hours of the city.</summary>
    /// <param name="range">Which.</param>
    /// <param name="fine">PM2.5; <see cref="Fine"/> unless given; null leaves the hour out.</param>
    public static IReadOnlyList<HourlyAir> Hours(HourRange range, Func<Hour, double?>? fine = null) =>
    [
        .. from hour in range.Hours()
           let value = fine is null ? Fine(hour) : fine(hour)
           where value is not null
           select new HourlyAir(Place, hour, value, Math.Round(value.Value * 1.4), 20, 45, 40, 1.1),
    ];

    /// <summary>Imports hours.</summary>
    public Task<ObservationImport> ObserveAsync(HourRange range, Func<Hour, double?>? fine = null) =>
        Desk<ObservationDesk>().ImportAsync("csv", [new ObservationReading("made-up.csv", Hours(range, fine), [])], "test", range.Until.Start, null, Token);

    /// <summary>Imports observed weather of a range.</summary>
    public Task<WeatherImport> ObserveWeatherAsync(HourRange range) =>
        Desk<WeatherDesk>().ImportAsync("csv", [new WeatherReading("weather.csv", [.. range.Hours().Select(Weather)], [], [])], "test", range.Until.Start, null, Token);

    /// <summary>A weather run of ten days.</summary>
    public static WeatherRun Run(Hour issuedAt, string source = "open-meteo") =>
        new(Place, issuedAt, source, WeatherSeries.Of([.. new HourRange(issuedAt, issuedAt.Plus(240)).Hours().Select(Weather)]));

    /// <summary>Number of entries of an action in the audit log.</summary>
    public async Task<int> AuditedAsync(string action)
    {
        await using var db = Database.CreateDbContext();
        return await db.Audit.CountAsync(a => a.Action == action, Token);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => services.DisposeAsync();

    private static WeatherHour Weather(Hour hour) => new(Place, hour, 1, -1, 1.5, Math.Round(5 * Math.Sin(hour.HourOfDay * Math.PI / 12), 1), -9, 931, 0);
}

/// <summary>A model that says what it was given: PM2.5 of every day is the mean of the last day times a factor, the AQI twice that.</summary>
/// <param name="id">Id.</param>
/// <param name="factor">Factor.</param>
public sealed class EchoModel(string id, double factor) : IForecastModel
{
    /// <inheritdoc/>
    public string Id => id;

    /// <inheritdoc/>
    public bool UsesObservedWeather => true;

    /// <summary>What it was given last.</summary>
    public ForecastInput? Given { get; private set; }

    /// <inheritdoc/>
    public ModelOutput Predict(ForecastInput input, int seed)
    {
        Given = input;
        var output = Forecaster.Models["persistence"].Predict(input, seed);
        IReadOnlyList<IReadOnlyList<double>> courses = [[.. output.Days.Select(d => d.Pm25 * factor)]];
        return output with
        {
            Setting = input.WeatherForecast is null ? WeatherSetting.None : WeatherSetting.Forecast,
            Days = [.. output.Days.Select(d => d with { Pm25 = d.Pm25 * factor, Pm25Low = d.Pm25Low * factor, Pm25High = d.Pm25High * factor })],
            AqiTrajectories = output.Trajectories,
            Pm25Trajectories = courses,
            Drivers = [new(1, output.Days[0].Day, [new("start-level", 0.3, new("起报前偏高", "a high start"))])],
            Analogues = [new(1, output.Days[0].Day.Plus(-365), 0.5, 120, 158)],
        };
    }
}
