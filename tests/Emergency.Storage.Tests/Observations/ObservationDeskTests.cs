using System.Text.Json;
using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Core.Time;
using Emergency.Forecasting.Observing;
using Emergency.Storage.Audit;
using Emergency.Storage.Observations;
using Emergency.Testing;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.Tests.Observations;

public sealed class ObservationDeskTests
{
    private static readonly Hour First = Hour.Starting(new DateOnly(2019, 1, 11), 0);
    private static readonly DateTimeOffset Now = ChinaTime.At(new DateOnly(2019, 1, 12), 8);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, BothDatabases]
    public async Task Importing_the_same_again_changes_nothing(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var file = File("a.csv", Air("晋城", 0, pm25: 80, co: 1.25), Air("晋城", 1, pm25: 81.5), Air("阳泉", 0, pm25: 60) with { PublishedAqi = 83 });

        var first = await ImportAsync(database, file);
        Assert.Equal((4, 0, 0), (first.Inserted, first.Changed, first.Unchanged));
        var rows = await RowsAsync(database);

        var second = await ImportAsync(database, file);
        Assert.Equal((0, 0, 4), (second.Inserted, second.Changed, second.Unchanged));
        Assert.Equal(rows, await RowsAsync(database));
        Assert.Empty(await RevisionsAsync(database));
    }

    [Theory, BothDatabases]
    public async Task Files_that_complete_each_other_give_one_row_and_no_revision(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await ImportAsync(database, File("a.csv", Air("晋城", 0, pm25: 80)));
        var second = await ImportAsync(database, File("b.csv", Air("晋城", 0, co: 1.25)));

        Assert.Equal((1, 0, 0), (second.Inserted, second.Changed, second.Unchanged));
        Assert.Equal(Air("晋城", 0, pm25: 80, co: 1.25), Assert.Single(await LoadAsync(database, "晋城")));
        Assert.Empty(await RevisionsAsync(database));
    }

    [Theory, BothDatabases]
    public async Task A_revised_value_replaces_the_old_one_which_is_kept(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var first = await ImportAsync(database, File("a.csv", Air("晋城", 0, pm25: 80, co: 1.25) with { PublishedAqi = 107 }));
        var second = await ImportAsync(database, File("b.csv", Air("晋城", 0, pm25: 75)));

        Assert.Equal((0, 1, 0), (second.Inserted, second.Changed, second.Unchanged));
        Assert.Equal(Air("晋城", 0, pm25: 75, co: 1.25) with { PublishedAqi = 107 }, Assert.Single(await LoadAsync(database, "晋城")));
        var revision = Assert.Single(await RevisionsAsync(database));
        Assert.Equal((First.Index, first.ImportId!.Value, second.ImportId!.Value), (revision.Hour, revision.ImportId, revision.ReplacedByImportId));
        Assert.Equal(
            """{"pm25":80,"pm10":null,"so2":null,"no2":null,"o3":null,"co":1.25,"publishedAqi":107}""", revision.Json);
    }

    [Theory, BothDatabases]
    public async Task An_hour_twice_in_one_import_with_different_values_ends_as_the_later_and_keeps_the_earlier(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var import = await ImportAsync(database, File("a.csv", Air("晋城", 0, pm25: 80, co: 1), Air("晋城", 0, co: 1), Air("晋城", 0, pm25: 75)));

        Assert.Equal((2, 1, 1), (import.Inserted, import.Changed, import.Unchanged));
        Assert.Equal(Air("晋城", 0, pm25: 75, co: 1), Assert.Single(await LoadAsync(database, "晋城")));
        Assert.Equal(80, JsonDocument.Parse(Assert.Single(await RevisionsAsync(database)).Json).RootElement.GetProperty("pm25").GetDouble());
    }

    [Theory, BothDatabases]
    public async Task One_broken_file_among_good_ones_changes_nothing_and_every_problem_of_every_file_is_told(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await ImportAsync(database, File("before.csv", Air("晋城", 0, pm25: 80)));
        var before = await EverythingAsync(database);

        var import = await ImportAsync(
            database,
            File("good.csv", Air("晋城", 0, pm25: 75), Air("长治", 0, pm25: 50)),
            Broken("broken.csv", 17),
            File("also-good.csv", Air("太原", 0, pm25: 50)),
            Broken("broken-too.csv", 4));

        Assert.False(import.Accepted);
        Assert.Equal((0, 0, 0), (import.Inserted, import.Changed, import.Unchanged));
        Assert.Equal([("broken.csv", 17), ("broken-too.csv", 4)], import.Problems.Select(p => (p.File, p.Row)));
        Assert.Equal(before, await EverythingAsync(database));
    }

    [Theory, BothDatabases]
    public async Task An_import_that_dies_half_way_leaves_nothing_and_the_next_one_works(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var before = await EverythingAsync(database);
        var good = File("good.csv", Air("晋城", 0, pm25: 75));

        await Assert.ThrowsAsync<InsufficientMemoryException>(() => ImportAsync(database, Dying()));
        Assert.Equal(before, await EverythingAsync(database));
        Assert.Equal(1, (await ImportAsync(database, good)).Inserted);

        IEnumerable<ObservationReading> Dying()
        {
            yield return good;
            throw new InsufficientMemoryException("the machine fails here");
        }
    }

    [Theory, BothDatabases]
    public async Task A_writer_closed_without_a_commit_leaves_nothing(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using (var db = database.CreateDbContext())
        await using (await db.Database.BeginTransactionAsync(Token))
        {
            db.Places.Add(new PlaceRow { Id = 7, Name = "晋城" });
            await db.SaveChangesAsync(Token);
            await using var writer = await database.Dialect.OpenObservationWriterAsync(db, 1, Token);
            await writer.WriteAsync(7, Air("晋城", 0, pm25: 80), Token);
            Assert.Equal((1, 0, 0), await writer.CompleteAsync(Token));
        }

        Assert.Empty(await RowsAsync(database));
    }

    [Theory, BothDatabases]
    public async Task Readers_go_on_during_an_import_and_see_all_of_it_or_nothing(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await ImportAsync(database, File("before.csv", Air("晋城", 0, pm25: 80)));
        var seen = new List<HourlyAir>();

        await ImportAsync(database, WithAReaderBetween());

        Assert.Equal(3, seen.Count);
        Assert.All(seen, hour => Assert.Equal(80, hour.Pm25));
        Assert.Equal(60, Assert.Single(await LoadAsync(database, "晋城")).Pm25);

        IEnumerable<ObservationReading> WithAReaderBetween()
        {
            // More than a batch: by the time a third file is asked for, the first has gone to the database.
            yield return File("large.csv", [Air("晋城", 0, pm25: 60), .. Enumerable.Range(0, 50_000).Select(i => Air("阳泉", i, pm25: 1))]);
            for (var file = 0; file < 3; file++)
            {
                yield return File("small.csv", Air("晋城", 0, pm25: 60));
                seen.AddRange(LoadAsync(database, "晋城").GetAwaiter().GetResult());
            }
        }
    }

    [Theory, BothDatabases]
    public async Task Two_imports_at_once_both_arrive(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var imports = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(
            () => ImportAsync(database, File($"{i}.csv", [.. Enumerable.Range(0, 500).Select(h => Air("晋城", h, pm25: h)), Air($"城{i}", 0, pm25: 1)])), Token)));

        Assert.Equal(500 + 4, imports.Sum(i => i.Inserted));
        Assert.Equal(3 * 500, imports.Sum(i => i.Unchanged));
        Assert.Equal(500, (await LoadAsync(database, "晋城")).Count);
    }

    [Theory, BothDatabases]
    public async Task The_import_and_its_audit_entry_are_on_record(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var remark = new ImportProblem("a.csv", 3, "", "晋城", new Text("每小时一行", "one row an hour"), new Text("计一次", "counted once"), Fatal: false);
        var import = await ImportAsync(database, File("a.csv", Air("晋城", 0, pm25: 80)) with { Problems = [remark] }, File("b.csv", Air("晋城", 1, pm25: 80)));

        Assert.Equal([remark], import.Problems);
        await using var db = database.CreateDbContext();
        var row = await db.Imports.SingleAsync(Token);
        Assert.Equal(("observations", "cnemc-cities", "a.csv\nb.csv", "张三", Now), (row.Kind, row.Format, row.Files, row.By, row.At));
        Assert.Equal((2L, 0L, 0L), (row.Inserted, row.Changed, row.Unchanged));
        Assert.Contains("counted once", row.RemarksJson, StringComparison.Ordinal);
        var entry = await db.Audit.SingleAsync(Token);
        Assert.Equal(("observations.import", $"import:{row.Id}", "张三"), (entry.Action, entry.Subject, entry.By));
        Assert.True((await AuditLog.VerifyAsync(db, Token)).Intact);
    }

    [Theory, BothDatabases]
    public async Task Hours_come_in_order_and_ranges_are_half_open(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await ImportAsync(database, File("a.csv", Air("晋城", 3, pm25: 3), Air("晋城", 1, pm25: 1), Air("晋城", 2, pm25: 2), Air("阳泉", 2, pm25: 9)));

        var hours = await Desk(database).LoadHoursAsync("晋城", new HourRange(First.Plus(1), First.Plus(3)), Token);
        Assert.Equal([1, 2], hours.Select(h => h.Pm25!.Value));
        Assert.Empty(await Desk(database).LoadHoursAsync("晋城", new HourRange(First, First.Plus(1)), Token));
    }

    [Theory, BothDatabases]
    public async Task Doubtful_values_are_marked_from_the_hours_before_across_imports_but_never_from_hours_after_the_range(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var limit = QualityLimits.Defaults[Pollutant.Pm25].StuckHours;
        await ImportAsync(database, File("a.csv", [.. Enumerable.Range(0, limit - 1).Select(h => Air("晋城", h, pm25: 80))]));
        var last = new HourRange(First.Plus(limit - 2), First.Plus(limit - 1));
        var before = Assert.Single(await Desk(database).LoadHoursAsync("晋城", last, Token));
        Assert.Equal(Quality.None, before.QualityOf(Pollutant.Pm25));

        await ImportAsync(database, File("b.csv", Air("晋城", limit - 1, pm25: 80)));

        Assert.Equal(before, Assert.Single(await Desk(database).LoadHoursAsync("晋城", last, Token)));
        var next = Assert.Single(await Desk(database).LoadHoursAsync("晋城", new HourRange(First.Plus(limit - 1), First.Plus(limit)), Token));
        Assert.Equal(Quality.Stuck, next.QualityOf(Pollutant.Pm25));
    }

    [Theory, BothDatabases]
    public async Task Places_are_listed_with_their_first_and_last_hour(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var desk = Desk(database);
        Assert.Empty(await desk.PlacesAsync(Token));
        Assert.Null(await desk.LatestHourAsync(null, Token));

        await ImportAsync(database, File("a.csv", Air("阳泉", 5, pm25: 3), Air("晋城", 1, pm25: 1), Air("晋城", 2, pm25: 2)));

        Assert.Equal([new ObservedPlace("晋城", First.Plus(1), First.Plus(2)), new("阳泉", First.Plus(5), First.Plus(5))], await desk.PlacesAsync(Token));
        Assert.Equal(First.Plus(5), await desk.LatestHourAsync(null, Token));
        Assert.Equal(First.Plus(2), await desk.LatestHourAsync("晋城", Token));
        Assert.Null(await desk.LatestHourAsync("长治", Token));
        Assert.Equal(First.Plus(1), (await desk.FindPlaceAsync("晋城", Token)).OrThrow().First);
        Assert.Equal("OBSERVATION-010", (await desk.FindPlaceAsync("长治", Token)).Refusal?.Code);
    }

    [Theory, BothDatabases]
    public async Task A_national_file_comes_back_as_it_was_read(string provider)
    {
        var path = Path.Combine(SharedData.Path("air-quality/city-hourly-national/201901"), "china_cities_20190111.csv.gz");
        await using var database = await TestDatabase.CreateAsync(provider);
        var reading = ObservationReading.Of(path, ObservationFormat.Find("cnemc-cities").OrThrow().Hours!);

        var import = await ImportAsync(database, reading);

        Assert.Equal(reading.Hours.Sum(h => h.Count), import.Inserted);
        // The means published beside an hour serve checks of the index on files and are not stored.
        var expected = QualityFlags.Mark([.. reading.Hours.Where(h => h.Place == "晋城").Select(h => h with { Published = null }).OrderBy(h => h.Hour)]);
        Assert.Equal(expected, await LoadAsync(database, "晋城"));
        Assert.Equal(24, expected.Count);
    }

    [Fact]
    public void A_file_that_cannot_be_opened_is_a_problem_of_that_file()
    {
        var reading = ObservationReading.Of(Path.Combine(Path.GetTempPath(), "no-such-folder", "x.csv"), ObservationFormat.Find("csv").OrThrow().Hours!);
        Assert.True(reading.Broken);
        Assert.Equal("x.csv", Assert.Single(reading.Problems).File);
    }

    internal static HourlyAir Air(string place, int hour, double? pm25 = null, double? co = null) =>
        new(place, First.Plus(hour), pm25, null, null, null, null, co);

    internal static ObservationReading File(string name, params HourlyAir[] hours) => new(name, hours, []);

    internal static Task<ObservationImport> ImportAsync(TestDatabase database, params IEnumerable<ObservationReading> readings) =>
        Desk(database).ImportAsync("cnemc-cities", readings, "张三", Now, null, Token);

    internal static Task<IReadOnlyList<HourlyAir>> LoadAsync(TestDatabase database, string place) =>
        Desk(database).LoadHoursAsync(place, new HourRange(First.Plus(-100_000), First.Plus(200_000)), Token);

    private static ObservationReading Broken(string name, int row) =>
        new(name, [], [new ImportProblem(name, row, "PM2.5", "12a", new Text("数字", "a number"), new Text("请更正", "correct it"))]);

    private static ObservationDesk Desk(TestDatabase database) => new(database, database.Dialect, new AuditLog(database.Dialect));

    private static async Task<List<string>> RowsAsync(TestDatabase database)
    {
        await using var db = database.CreateDbContext();
        return (await db.Observations.AsNoTracking().OrderBy(o => o.PlaceId).ThenBy(o => o.Hour).ToListAsync(Token)).ConvertAll(row => JsonSerializer.Serialize(row));
    }

    private static async Task<List<ObservationRevisionRow>> RevisionsAsync(TestDatabase database)
    {
        await using var db = database.CreateDbContext();
        return await db.ObservationRevisions.AsNoTracking().OrderBy(r => r.Id).ToListAsync(Token);
    }

    private static async Task<string> EverythingAsync(TestDatabase database)
    {
        await using var db = database.CreateDbContext();
        return string.Join(
            '\n',
            [
                .. await RowsAsync(database),
                .. (await RevisionsAsync(database)).Select(r => r.Json),
                .. await db.Places.OrderBy(p => p.Id).Select(p => p.Name).ToListAsync(Token),
                .. await db.Imports.OrderBy(i => i.Id).Select(i => i.Files).ToListAsync(Token),
                .. await db.Audit.OrderBy(a => a.Sequence).Select(a => a.Hash).ToListAsync(Token),
            ]);
    }
}
