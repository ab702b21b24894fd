using Emergency.Core;
using Emergency.Core.Decisions;
using Emergency.Core.Quantities;
using Emergency.Core.Refusals;
using Emergency.Core.Time;
using Emergency.Forecasting.Models;
using Emergency.Planning.Activation;
using Emergency.Planning.Composing;
using Emergency.Planning.ReductionList;
using Emergency.Planning.ReductionList.Making;
using Emergency.Planning.Replanning;
using Emergency.Planning.Rulings;
using Emergency.Planning.Staggering;
using Emergency.Storage.Chain;
using Emergency.Storage.Forecasts;
using Emergency.Storage.Replays;
using Emergency.Storage.Responses;
using Emergency.Storage.Rulings;
using Emergency.Storage.Tests.Plans;
using Emergency.Testing;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.Tests.Replays;

/// <summary>Recorded decisions made again from their basis.</summary>
public sealed class ReplayDeskTests
{
    private static readonly Hour Midnight = LocalDay.Of(2019, 1, 11).FirstHour;
    private static readonly DateTimeOffset Now = Midnight.Start.AddMinutes(40);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, BothDatabases]
    public async Task Forecast_and_advice_come_out_again_to_the_byte_and_late_observations_are_named(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var city = await AirAsync(database);
        var forecast = await ForecastAsync(city, "fitted");
        await city.Desk<ForecastDesk>().AdviseAsync(forecast.Id, "duty", Now, Token);
        await city.Desk<ForecastDesk>().AdviseLiftAsync(forecast.Id, WarningLevel.Orange, "duty", Now, Token);
        Assert.Equal([("forecast", ReplayVerdict.Same), ("advice", ReplayVerdict.Same), ("lift-advice", ReplayVerdict.Same)], Verdicts(await ReplayAsync(city)));

        // Making them again has recorded nothing.
        await using var db = database.CreateDbContext();
        Assert.Equal(3, await db.Chain.CountAsync(Token));

        await city.ObserveAsync(new HourRange(Midnight.Plus(-3), Midnight), _ => 300);
        var late = (await ReplayAsync(city))[0];
        Assert.Equal(ReplayVerdict.BasisChanged, late.Verdict);
        Assert.Contains("hours:晋城", late.Finding.Zh, StringComparison.Ordinal);
    }

    [Theory, BothDatabases]
    public async Task A_record_that_its_basis_does_not_give_differs_and_a_model_that_is_gone_is_said(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var city = await AirAsync(database);
        var forecast = await ForecastAsync(city, "fitted");
        await city.Desk<ForecastDesk>().AdviseAsync(forecast.Id, "duty", Now, Token);
        await using var db = database.CreateDbContext();
        await db.Chain.Where(c => c.Kind == ChainKinds.Advice).ExecuteUpdateAsync(s => s.SetProperty(c => c.Json, c => c.Json.Replace("\"place\":\"晋城\"", "\"place\":\"晋市\"")), Token);
        var differs = (await ReplayAsync(city, new ReplayScope(Kind: ChainKinds.Advice))).Single();
        Assert.Equal(ReplayVerdict.Differs, differs.Verdict);
        Assert.Contains("晋市", differs.Finding.Zh, StringComparison.Ordinal);

        (await city.Desk<ForecastDesk>().IssueAsync(ForecastCity.Region, new EchoModel("echo", 1), Midnight, "duty", Now, Token)).OrThrow();
        var gone = (await ReplayAsync(city)).Single(r => r.Id.EndsWith(":echo", StringComparison.Ordinal));
        Assert.Equal((ReplayVerdict.NotReplayed, "模型“echo”未安装"), (gone.Verdict, gone.Finding.Zh));
        Assert.Equal("REPLAY-001", (await city.Desk<ReplayDesk>().ReplayAsync(new ReplayScope("forecast:nowhere"), null, Token)).Refusal?.Code);
    }

    [Theory, BothDatabases]
    public async Task Plans_of_every_kind_come_out_again_with_the_decisions_that_held_when_they_were_made(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var city = await PlanCity.CreateAsync(database);
        await city.City.Lists.ImportAsync(SampleList.Make(60, 5, options: true), DispatchCity.Region, LocalDay.Of(2018, 10, 3), "planner", DispatchCity.Issued, Token);
        var issued = await city.IssuedAsync(PlanMode.Activate);
        await city.MakeAsync(new PlanSettings(PlanMode.Supplement) { ShortagePrice = 500 });
        await city.MakeAsync(new PlanSettings(PlanMode.Supplement) { Days = new([WarningLevel.Orange, WarningLevel.Yellow]), ShortagePrice = 500, GapTarget = 0.05, Targets = EmittedPollutants.All.ToDictionary(p => p, _ => 0.3m) });

        var spared = ChainDesk.Read<Plan>(issued).Choices.First(c => c.Binding && c.Effect.Rule().Production).EnterpriseCode;
        var draft = new RulingDraft(RulingKind.Exemption, spared, "", "晋市气防办函〔2019〕9号", "供热抢修", null) { GroundCode = "headquarters" };
        var ask = new RulingAsk.Make(city.City.ResponseId, draft, new OrderTerms(DispatchCity.Deadlines, DispatchCity.Authority, "值班室 0356-2000000"), "headquarters", DispatchCity.Issued.AddHours(2));
        (await city.Rulings.ConfirmAsync(ask, (await city.Rulings.PreviewAsync(ask, Token)).OrThrow().Digest, Token)).OrThrow();
        (await city.Plans.MakeAsync(city.City.ResponseId, new PlanSettings(PlanMode.Compose) { ShortagePrice = 500 }, "planner", DispatchCity.Issued.AddHours(3), Token)).OrThrow();

        // A newer list and a control that runs by now change nothing that was decided before.
        await city.City.Lists.ImportAsync(SampleList.Make(40, 6, options: true), DispatchCity.Region, LocalDay.Of(2018, 10, 4), "planner", DispatchCity.Issued.AddHours(4), Token);
        await AssertAllSameAsync(database, 5);
    }

    [Theory, BothDatabases]
    public async Task A_refill_comes_out_again_and_one_whose_record_does_not_keep_how_it_was_asked_is_said(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var city = await PlanCity.CreateAsync(database);
        await city.IssuedAsync(PlanMode.Activate);
        var ask = city.Ask(DispatchCity.Issued.AddHours(2), new MissingUnit(DispatchCity.Code(1), "", MissingGround.Silence, "电话无人接听")) with { ShortagePrice = 800 };
        await city.Replans.ConfirmAsync(ask, (await city.Replans.PreviewAsync(ask, Token)).OrThrow().Digest, Token);
        await AssertAllSameAsync(database, 2);

        await using var db = database.CreateDbContext();
        var row = await db.Chain.SingleAsync(c => c.PreviousId!.StartsWith("plan:"), Token);
        var plan = ChainDesk.Read<Plan>(row);
        row.Json = CanonicalJson.Write(plan with { Refill = plan.Refill! with { Asked = null } });
        await db.SaveChangesAsync(Token);
        await using var services = new ForecastCity(database, new FixedClock(DispatchCity.Issued.AddDays(1)));
        Assert.Equal((ReplayVerdict.NotReplayed, true), (await ReplayAsync(services)).Where(r => r.Id == row.Id).Select(r => (r.Verdict, r.Finding.Zh.Contains("提问", StringComparison.Ordinal))).Single());
    }

    /// <summary>Everything that is recorded comes out again a day later.</summary>
    internal static async Task AssertAllSameAsync(TestDatabase database, int records)
    {
        await using var services = new ForecastCity(database, new FixedClock(DispatchCity.Issued.AddDays(1)));
        var replayed = await ReplayAsync(services);
        Assert.Equal(records, replayed.Count);
        Assert.All(replayed, r => Assert.Equal((ReplayVerdict.Same, ""), (r.Verdict, r.Finding.En)));
    }

    private static async Task<ForecastCity> AirAsync(TestDatabase database)
    {
        var city = new ForecastCity(database, new FixedClock(Now));
        await city.ObserveAsync(new HourRange(Midnight.Plus(-24 * 60), Midnight));
        return city;
    }

    private static async Task<ChainRow> ForecastAsync(ForecastCity city, string model) =>
        (await city.Desk<ForecastDesk>().IssueAsync(ForecastCity.Region, Forecaster.Models[model], Midnight, "duty", Now, Token, [new Text("无天气预报", "no weather forecast")])).OrThrow();

    private static async Task<IReadOnlyList<ReplayedRecord>> ReplayAsync(ForecastCity city, ReplayScope? scope = null) =>
        (await city.Desk<ReplayDesk>().ReplayAsync(scope ?? new ReplayScope(), null, Token)).OrThrow();

    private static IEnumerable<(string, ReplayVerdict)> Verdicts(IReadOnlyList<ReplayedRecord> records) => records.OrderBy(r => r.Kind switch { "forecast" => 0, "advice" => 1, _ => 2 }).Select(r => (r.Kind, r.Verdict));
}
