using System.Text.Json;
using Emergency.Core;
using Emergency.Core.Time;
using Emergency.Forecasting.Observing;
using Emergency.Forecasting.Weather;
using Emergency.Storage.Audit;
using Emergency.Storage.Weather;
using Emergency.Testing;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.Tests.Weather;

public sealed class WeatherDeskTests
{
    private static readonly Hour First = Hour.Starting(new DateOnly(2019, 1, 11), 0);
    private static readonly DateTimeOffset Now = ChinaTime.At(new DateOnly(2019, 1, 12), 8);
    private static readonly HourRange TwoDays = new(First, First.Plus(48));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, BothDatabases]
    public async Task Importing_the_same_again_changes_nothing(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var file = File("a.csv", At("晋城", 0, temperature: -2.3, wind: 1.7), At("晋城", 5, temperature: -3), At("阳泉", 0, temperature: 1)) with { Runs = [Run("晋城", 0, 2)] };

        var first = await ImportAsync(database, file);
        Assert.Equal((4, 0, 0, 1, 0), (first.Inserted, first.Changed, first.Unchanged, first.NewRuns, first.KnownRuns));
        var everything = await RowsAsync(database);

        var second = await ImportAsync(database, file);
        Assert.Equal((0, 0, 4, 0, 1), (second.Inserted, second.Changed, second.Unchanged, second.NewRuns, second.KnownRuns));
        Assert.Equal(everything, await RowsAsync(database));
    }

    [Theory, BothDatabases]
    public async Task A_series_has_exactly_its_range_and_is_open_where_nothing_is_known(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await ImportAsync(database, File("a.csv", At("晋城", -1, temperature: 9), At("晋城", 0, temperature: -2.3), At("晋城", 2, wind: 1.7), At("晋城", 3, temperature: 9), At("阳泉", 1, temperature: 9)));

        var series = await Desk(database).LoadSeriesAsync("晋城", new HourRange(First, First.Plus(3)), Token);

        Assert.Equal((First, 3), (series.First, series.Count));
        Assert.Equal([-2.3f, float.NaN, float.NaN], series[WeatherVariable.Temperature]);
        Assert.Equal([float.NaN, float.NaN, 1.7f], series[WeatherVariable.WindSpeed]);
        Assert.All(Enum.GetValues<WeatherVariable>(), v => Assert.All(Desk(database).LoadSeriesAsync("长治", TwoDays, Token).Result[v], value => Assert.True(float.IsNaN(value))));
    }

    [Theory, BothDatabases]
    public async Task A_missing_value_never_erases_and_a_new_one_replaces_and_keeps_the_old(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var first = await ImportAsync(database, File("a.csv", At("晋城", 0, temperature: -2.5, wind: 1.5)));
        var second = await ImportAsync(database, File("b.csv", At("晋城", 0, temperature: -4)), File("c.csv", At("晋城", 0, rain: 0.5)));

        Assert.Equal((1, 1, 0), (second.Inserted, second.Changed, second.Unchanged));
        var series = await Desk(database).LoadSeriesAsync("晋城", TwoDays, Token);
        Assert.Equal((-4f, 1.5f, 0.5f), (series[WeatherVariable.Temperature][0], series[WeatherVariable.WindSpeed][0], series[WeatherVariable.Rain][0]));
        await using var db = database.CreateDbContext();
        var revision = await db.WeatherRevisions.SingleAsync(Token);
        Assert.Equal((First.Index, first.ImportId!.Value, second.ImportId!.Value), (revision.Hour, revision.ImportId, revision.ReplacedByImportId));
        Assert.Equal("""{"windEast":null,"windNorth":null,"windSpeed":1.5,"temperature":-2.5,"dewPoint":null,"pressure":null,"rain":null}""", revision.Json);
    }

    [Theory, BothDatabases]
    public async Task Fetched_hours_fill_what_nothing_is_known_of_and_change_nothing(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var desk = Desk(database);
        Assert.Equal(48, await FillAsync(desk, 0, 48, 10));
        // What was known first stays, whatever the service says of it later.
        Assert.Equal(2, await FillAsync(desk, 0, 50, 20));
        Assert.Equal(0, await FillAsync(desk, 3, 30, 30));
        var series = await desk.LoadSeriesAsync("晋城", new HourRange(First, First.Plus(50)), Token);
        Assert.Equal([.. Enumerable.Repeat(10f, 48), 20, 20], series[WeatherVariable.Temperature]);
        Assert.Equal((First.Plus(49), First.Plus(29), null), (await desk.NewestHourAsync("晋城", First.Plus(90), Token), await desk.NewestHourAsync("晋城", First.Plus(30), Token), await desk.NewestHourAsync("阳泉", First.Plus(90), Token)));
        await using var db = database.CreateDbContext();
        Assert.Equal([("weather-fetched", "open-meteo", 48 * 7L), ("weather-fetched", "open-meteo", 2 * 7L)], (await db.Imports.OrderBy(i => i.Id).ToListAsync(Token)).Select(i => (i.Kind, i.Format, i.Inserted)));
        Assert.Equal(2, await db.Audit.CountAsync(a => a.Action == "weather.fetch", Token));
        Assert.Empty(await db.WeatherRevisions.ToListAsync(Token));
    }

    [Theory, BothDatabases]
    public async Task Observations_go_before_fetched_hours_and_the_two_never_take_turns(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var desk = Desk(database);
        // Every three hours of the first day, as many stations report.
        await ImportAsync(database, File("a.csv", [.. Enumerable.Range(0, 8).Select(i => At("晋城", 3 * i, temperature: -3, wind: 1))]));
        Assert.Equal(40, await FillAsync(desk, 0, 48, 10));
        var temperature = (await desk.LoadSeriesAsync("晋城", TwoDays, Token))[WeatherVariable.Temperature];
        // The last report is that of hour 21: what was fetched counts from hour 28 on, with six hours between.
        Assert.Equal(Enumerable.Range(0, 48).Select(i => i < 24 && i % 3 == 0 ? -3 : i < 28 ? float.NaN : 10), temperature);

        // Reports that come late take the place of what was fetched; the former values are kept.
        await ImportAsync(database, File("b.csv", [.. Enumerable.Range(24, 24).Select(i => At("晋城", i, temperature: -4))]));
        temperature = (await desk.LoadSeriesAsync("晋城", TwoDays, Token))[WeatherVariable.Temperature];
        Assert.Equal(Enumerable.Range(0, 48).Select(i => i >= 24 ? -4 : i % 3 == 0 ? -3 : float.NaN), temperature);
        await using var db = database.CreateDbContext();
        Assert.Equal(24, await db.WeatherRevisions.CountAsync(Token));
    }

    [Theory, BothDatabases]
    public async Task An_hour_twice_in_one_file_ends_as_the_later(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var import = await ImportAsync(database, File("a.csv", At("晋城", 0, temperature: 1), At("晋城", 0, temperature: 2)));
        Assert.Equal((1, 1), (import.Inserted, import.Changed));
        Assert.Equal(2, (await Desk(database).LoadSeriesAsync("晋城", TwoDays, Token))[WeatherVariable.Temperature][0]);
    }

    [Theory, BothDatabases]
    public async Task One_broken_file_among_good_ones_changes_nothing(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var before = await RowsAsync(database);
        var import = await ImportAsync(
            database,
            File("good.csv", At("晋城", 0, temperature: 1)) with { Runs = [Run("晋城", 0, 1)] },
            new WeatherReading("broken.csv", [], [], [new ImportProblem("broken.csv", 17, "temperature_c", "12a", new Text("数字", "a number"), new Text("请更正", "correct it"))]),
            File("also.csv", At("晋城", 1, temperature: 1)));

        Assert.False(import.Accepted);
        Assert.Equal((3, 0, 0), (import.Files, import.Inserted, import.NewRuns));
        Assert.Equal(17, Assert.Single(import.Problems).Row);
        Assert.Equal(before, await RowsAsync(database));
    }

    [Theory, BothDatabases]
    public async Task The_import_and_its_audit_entry_are_on_record(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var import = await ImportAsync(database, File("a.csv", At("晋城", 0, temperature: 1)), File("b.csv", At("晋城", 1, temperature: 1)) with { Runs = [Run("晋城", 0, 1)] });

        await using var db = database.CreateDbContext();
        var row = await db.Imports.SingleAsync(Token);
        Assert.Equal(("weather", "csv", "a.csv\nb.csv", "张三", Now, 3L), (row.Kind, row.Format, row.Files, row.By, row.At, row.Inserted));
        var entry = await db.Audit.SingleAsync(Token);
        Assert.Equal(("weather.import", $"import:{import.ImportId}"), (entry.Action, entry.Subject));
        Assert.True((await AuditLog.VerifyAsync(db, Token)).Intact);
    }

    [Theory, BothDatabases]
    public async Task Imports_of_air_and_weather_at_once_both_arrive(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(
            () => i % 2 == 0
                ? (Task)ImportAsync(database, File($"{i}.csv", [.. Enumerable.Range(0, 300).Select(h => At("晋城", h, temperature: h)), At($"城{i}", 0, temperature: 1)]))
                : Observations.ObservationDeskTests.ImportAsync(database, Observations.ObservationDeskTests.File($"{i}.csv", Observations.ObservationDeskTests.Air("晋城", 0, pm25: 8))),
            Token)));

        await using var db = database.CreateDbContext();
        Assert.Equal(302, await db.WeatherHours.CountAsync(Token));
        Assert.Equal(1, await db.Places.CountAsync(p => p.Name == "晋城", Token));
    }

    [Theory, BothDatabases]
    public async Task The_latest_run_is_the_newest_one_that_was_known_at_the_hour(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var desk = Desk(database);
        Assert.Null(await desk.LatestRunAsync("晋城", First.Plus(100), Token));
        await desk.SaveRunAsync(Run("晋城", 0, 1), Now, Token);
        await desk.SaveRunAsync(Run("晋城", 12, 2), Now, Token);
        await desk.SaveRunAsync(Run("晋城", 12, 3), Now, Token);
        await desk.SaveRunAsync(Run("阳泉", 14, 4), Now, Token);
        await desk.SaveRunAsync(Run("晋城", 13, 5) with { Source = "draw1" }, Now, Token);

        Assert.Equal(1, await Temperature(11));
        Assert.Equal(3, await Temperature(12));
        Assert.Equal(5, await Temperature(99));
        Assert.Equal(3, await Temperature(99, "open-meteo"));
        Assert.Null(await desk.LatestRunAsync("晋城", First.Plus(-1), Token));

        async Task<float> Temperature(int notAfter, string? source = null) =>
            (await desk.LatestRunAsync("晋城", First.Plus(notAfter), Token, source))!.Hours[WeatherVariable.Temperature][0];
    }

    [Theory, BothDatabases]
    public async Task A_run_comes_back_as_it_was_received_and_is_kept_once(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var run = Run("晋城", 7, -3.7f);
        Assert.True(await Desk(database).SaveRunAsync(run, Now, Token));
        Assert.False(await Desk(database).SaveRunAsync(run, Now.AddHours(1), Token));

        var back = (await Desk(database).LatestRunAsync("晋城", First.Plus(7), Token))!;
        Assert.Equal((run.Place, run.IssuedAt, run.Source, run.Hours.First, run.Hours.Count), (back.Place, back.IssuedAt, back.Source, back.Hours.First, back.Hours.Count));
        Assert.All(Enum.GetValues<WeatherVariable>(), v => Assert.Equal(run.Hours[v], back.Hours[v]));
        await using var db = database.CreateDbContext();
        Assert.Equal(Now, (await db.WeatherRuns.SingleAsync(Token)).ReceivedAt);
    }

    [Theory, BothDatabases]
    public async Task The_same_run_kept_by_several_processes_at_once_is_kept_once(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var kept = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => Desk(database).SaveRunAsync(Run("晋城", 7, 1), Now, Token), Token)));
        Assert.Single(kept, true);
    }

    [Fact]
    public void Files_of_one_place_become_the_mean_of_its_stations()
    {
        var readings = WeatherReading.ForPlace("北京", [
            File("a.csv", At("A", 0, temperature: 1, wind: 2), At("A", 2, temperature: 5)) with { Runs = [Run("", 0, 1)] },
            File("b.csv", At("B", 0, temperature: 2)),
        ]);

        Assert.Equal([At("北京", 0, temperature: 1.5, wind: 2), At("北京", 2, temperature: 5)], readings.SelectMany(r => r.Hours));
        Assert.Equal("北京", Assert.Single(readings.SelectMany(r => r.Runs)).Place);
    }

    [Fact]
    public void Hours_said_to_be_a_forecast_become_a_run_from_its_issue_on()
    {
        var run = Assert.Single(File("a.json", At("晋城", 0, temperature: 1), At("晋城", 1, temperature: 2), At("晋城", 3, temperature: 4)).AsRuns("open-meteo", First.Plus(1)).Runs);
        Assert.Equal(("晋城", First.Plus(1), "open-meteo", First.Plus(1)), (run.Place, run.IssuedAt, run.Source, run.Hours.First));
        Assert.Equal([2f, float.NaN, 4f], run.Hours[WeatherVariable.Temperature]);
    }

    [Fact]
    public void A_file_that_cannot_be_opened_is_a_problem_of_that_file() =>
        Assert.True(WeatherReading.Of(Path.Combine(Path.GetTempPath(), "no-such-folder", "x.csv"), WeatherFormat.Find("csv").OrThrow()).Broken);

    private static WeatherHour At(string place, int hour, double? temperature = null, double? wind = null, double? rain = null) =>
        new(place, First.Plus(hour), null, null, wind, temperature, null, null, rain);

    private static WeatherRun Run(string place, int issued, float temperature)
    {
        var hours = new WeatherSeries(First.Plus(issued), 240);
        Array.Fill(hours[WeatherVariable.Temperature], temperature);
        return new WeatherRun(place, First.Plus(issued), "open-meteo", hours);
    }

    private static WeatherReading File(string name, params WeatherHour[] hours) => new(name, hours, [], []);

    /// <summary>What a service says of hours of 晋城, of one temperature.</summary>
    private static Task<int> FillAsync(WeatherDesk desk, int from, int until, double temperature) => desk.FillAsync(
        "晋城", "open-meteo", [.. Enumerable.Range(from, until - from).Select(i => new WeatherHour("", First.Plus(i), 1, 1, 1.5, temperature, -9, 931, 0))], Now, Token);

    private static WeatherDesk Desk(TestDatabase database) => new(database, database.Dialect, new AuditLog(database.Dialect));

    private static Task<WeatherImport> ImportAsync(TestDatabase database, params IEnumerable<WeatherReading> readings) =>
        Desk(database).ImportAsync("csv", readings, "张三", Now, null, Token);

    private static async Task<string> RowsAsync(TestDatabase database)
    {
        await using var db = database.CreateDbContext();
        return string.Join(
            '\n',
            [
                .. (await db.WeatherHours.AsNoTracking().OrderBy(w => w.PlaceId).ThenBy(w => w.Hour).ToListAsync(Token)).Select(row => JsonSerializer.Serialize(row)),
                .. await db.WeatherRuns.OrderBy(r => r.Id).Select(r => r.Hash).ToListAsync(Token),
                .. await db.WeatherRevisions.OrderBy(r => r.Id).Select(r => r.Json).ToListAsync(Token),
                .. await db.Places.OrderBy(p => p.Id).Select(p => p.Name).ToListAsync(Token),
            ]);
    }
}
