using Emergency.Core.Time;
using Emergency.Forecasting.Models;
using Emergency.Forecasting.Verification.InService;
using Emergency.Storage.Forecasts;
using Emergency.Testing;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.Tests.Forecasts;

public sealed class ScoreDeskTests
{
    private static readonly LocalDay Issued = LocalDay.Of(2019, 1, 11);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, BothDatabases]
    public async Task A_day_that_is_over_is_scored_once_model_and_forecaster_apart(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var city = await CityAsync(database);
        var forecast = await IssueAsync(city);
        (await city.Desk<CorrectionDesk>().RecordAsync(new(forecast, Issued.Plus(1), CorrectedQuantity.Pm25, null, 111, null, null, "经验", "预报员", Issued.Start.AddHours(9)), Token)).OrThrow();
        await city.ObserveAsync(new HourRange(Issued.FirstHour, Issued.Plus(2).FirstHour));

        var first = await ScoreAsync(city, Issued.Plus(2));
        var again = await ScoreAsync(city, Issued.Plus(2));

        Assert.Equal((3, 0, 0), (first.Scored, first.Revised, first.Waiting.Count));
        Assert.Equal((0, 0, 0), (again.Scored, again.Revised, again.Waiting.Count));
        var rows = await city.Desk<ScoreDesk>().ScoresAsync(ForecastCity.Region, Issued, Issued.Plus(9), Token);
        Assert.Equal([(1, FigureSource.Model), (2, FigureSource.Model), (2, FigureSource.Forecaster)], rows.Select(r => (r.Lead, r.Source)));
        Assert.Equal((111.0, null, rows[1].ObservedPm25), (rows[2].Pm25, rows[2].Inside80, rows[2].ObservedPm25));
        var observed = Math.Round(new HourRange(Issued.FirstHour, Issued.Plus(1).FirstHour).Hours().Average(ForecastCity.Fine));
        Assert.Equal(observed, rows[0].ObservedPm25!.Value, 1.0);
        Assert.True(rows[0].ObservedAqi > 0 && rows[0].Climatology > 0);
        Assert.Equal(1, await city.AuditedAsync("forecast.score"));
    }

    [Theory, BothDatabases]
    public async Task A_day_that_becomes_valid_later_is_scored_later_and_a_revised_one_again_beside_the_old(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var city = await CityAsync(database);
        await IssueAsync(city);
        await city.ObserveAsync(new HourRange(Issued.FirstHour, Issued.FirstHour.Plus(12)));

        var waiting = await ScoreAsync(city, Issued.Plus(2));
        Assert.Equal((0, Issued, Issued.Plus(1)), (waiting.Scored, waiting.Waiting[0], waiting.Waiting[1]));

        await city.ObserveAsync(new HourRange(Issued.FirstHour, Issued.Plus(1).FirstHour));
        Assert.Equal((1, 0), (await ScoreAsync(city, Issued.Plus(5)) is var late ? (late.Scored, late.Revised) : default));

        await city.ObserveAsync(new HourRange(Issued.FirstHour, Issued.Plus(1).FirstHour), hour => ForecastCity.Fine(hour) + 10);
        Assert.Equal((0, 1), (await ScoreAsync(city, Issued.Plus(6)) is var revised ? (revised.Scored, revised.Revised) : default));
        await using var db = database.CreateDbContext();
        var rows = await db.ForecastScores.AsNoTracking().OrderBy(s => s.Revision).ToListAsync(Token);
        Assert.Equal([1, 2], rows.Select(r => r.Revision));
        Assert.Equal(rows[0].ObservedPm25 + 10, rows[1].ObservedPm25);
        Assert.Equal(rows[1].ObservedPm25, (await city.Desk<ScoreDesk>().ScoresAsync(ForecastCity.Region, Issued, Issued, Token)).Single().ObservedPm25);
    }

    [Theory, BothDatabases]
    public async Task Two_workers_at_once_score_a_day_once(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var city = await CityAsync(database);
        await IssueAsync(city);
        await city.ObserveAsync(new HourRange(Issued.FirstHour, Issued.Plus(3).FirstHour));
        var scored = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => ScoreAsync(city, Issued.Plus(3)), Token)));
        Assert.Equal([0, 0, 3], scored.Select(s => s.Scored).Order());
    }

    [Theory, BothDatabases]
    public async Task Weeks_of_a_model_that_says_half_are_drift_and_have_a_rolling_score(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var city = await CityAsync(database);
        await city.ObserveAsync(new HourRange(Issued.FirstHour, Issued.Plus(22).FirstHour), hour => 80 + (hour.Index / 24 % 7));
        for (var day = 0; day < 22; day++)
        {
            await IssueAsync(city, new EchoModel("half", 0.5), Issued.Plus(day));
        }

        await ScoreAsync(city, Issued.Plus(22));
        var cards = new Dictionary<string, IReadOnlyList<CardScore>>();
        var rolling = await city.Desk<ScoreDesk>().RollingAsync(ForecastCity.Region, Issued.Plus(21), cards, Token);
        var lead1 = rolling.Single(r => r.Lead == 1);
        Assert.Equal((22, FigureSource.Model, 0), (lead1.Days, lead1.Source, lead1.IssueHour));
        Assert.InRange(lead1.Bias, -55, -30);
        Assert.Contains(await city.Desk<ScoreDesk>().DriftAsync(ForecastCity.Region, Issued.Plus(21), cards, Token), d => d is { Kind: DriftKind.Bias, Lead: 1, ModelId: "half" });
    }

    [Theory, BothDatabases]
    public async Task Without_forecasts_there_is_nothing_to_score_and_an_unknown_region_is_refused(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var city = new ForecastCity(database, new FixedClock(Issued.Start));
        Assert.Equal((0, 0), (await ScoreAsync(city, Issued) is var s ? (s.Scored, s.Waiting.Count) : default));
        Assert.Equal("REGION-001", (await city.Desk<ScoreDesk>().ScoreDueAsync("999999", Issued, "test", Issued.Start, Token)).Refusal?.Code);
    }

    private static async Task<ForecastCity> CityAsync(TestDatabase database)
    {
        var city = new ForecastCity(database, new FixedClock(Issued.Start));
        await city.ObserveAsync(new HourRange(Issued.Plus(-100).FirstHour, Issued.FirstHour));
        return city;
    }

    private static async Task<string> IssueAsync(ForecastCity city, IForecastModel? model = null, LocalDay? day = null)
    {
        var (by, at) = (model ?? new PersistenceModel(), day ?? Issued);
        return (await city.Desk<ForecastDesk>().IssueAsync(ForecastCity.Region, by, at.FirstHour, "test", at.Start.AddMinutes(40), Token)).OrThrow().Id;
    }

    private static async Task<Scoring> ScoreAsync(ForecastCity city, LocalDay today) =>
        (await city.Desk<ScoreDesk>().ScoreDueAsync(ForecastCity.Region, today, "system", today.Start, Token)).OrThrow();
}
