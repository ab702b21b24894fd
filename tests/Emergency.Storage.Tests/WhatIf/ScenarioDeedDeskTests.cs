using Emergency.Core;
using Emergency.Core.Time;
using Emergency.Planning.Activation;
using Emergency.Planning.Composing;
using Emergency.Planning.ReductionList.Making;
using Emergency.Planning.RunningControls;
using Emergency.Planning.WhatIf;
using Emergency.Storage.Chain;
using Emergency.Storage.Tests.Plans;
using Emergency.Storage.WhatIf;
using Emergency.Testing;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.Tests.WhatIf;

public sealed class ScenarioDeedDeskTests
{
    private static readonly LocalDay Day = DispatchCity.Start.ToLocalDay();

    /// <summary>A day on which a list is in force that an import would accept.</summary>
    private static readonly LocalDay Winter = LocalDay.Of(2024, 12, 10);

    private static readonly WhatIfQuestion Question = new(
        new() { Name = "基准", Mode = PlanMode.Supplement, ShortagePrice = 500 },
        [
            new() { Name = "编制", Mode = PlanMode.Compose, ShortagePrice = 800, Order = OrderScope.None }, new() { Name = "红", Mode = PlanMode.Supplement, Level = WarningLevel.Red },
            new() { Name = "假设", Mode = PlanMode.Supplement, SocietyFactor = 1.2m },
        ]);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, BothDatabases]
    public async Task A_scenario_becomes_a_plan_of_the_response_with_the_same_figures_and_orders_nothing(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (city, deeds, answer) = await CityAsync(database);
        var ground = (await deeds.ForResponseAsync(1, 0, city.City.ResponseId, "planner", DispatchCity.Issued, Token)).OrThrow();
        Assert.Empty(ground.Source.Differences);

        var row = (await deeds.UseAsync(1, 0, city.City.ResponseId, ground.Digest, "planner", DispatchCity.Issued, Token)).OrThrow();

        var plan = ChainDesk.Read<Plan>(row);
        Assert.Equal((answer.Comparison.Base.Plan.IndustryCut, answer.Comparison.Base.Plan.LossYuanPerDay), (plan.IndustryCut, plan.LossYuanPerDay));
        Assert.Equal((1, "基准", PlanMode.Supplement, (decimal?)500m), (plan.Source!.Number, plan.Source.Scenario, plan.Mode, plan.Settings!.ShortagePrice));
        await using var db = database.CreateDbContext();
        Assert.Contains(await db.Audit.Where(a => a.Action == "what-if.use").Select(a => a.Subject).ToListAsync(Token), s => s == "what-if:1");
        Assert.Empty(await db.Orders.ToListAsync(Token));
        Assert.Null((await db.Responses.SingleAsync(Token)).PlanId);

        // The same settings made by hand are the same plan.
        Assert.Equal(row.Id, (await city.MakeAsync(ground.Settings)).Id);
    }

    [Theory, BothDatabases]
    public async Task What_changed_is_shown_and_what_was_not_shown_is_refused(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (city, deeds, answer) = await CityAsync(database);
        var before = (await deeds.ForResponseAsync(1, 0, city.City.ResponseId, "planner", DispatchCity.Issued, Token)).OrThrow();
        await city.Running.RecordAsync(DispatchCity.Region, [new RecordedControl(DispatchCity.Code(1), "D1", RunningControlKind.Repair, 1, Day, null, "")], "planner", DispatchCity.Issued, Token);

        Assert.Equal("WHATIF-034", (await deeds.UseAsync(1, 0, city.City.ResponseId, before.Digest, "planner", DispatchCity.Issued, Token)).Refusal?.Code);
        var now = (await deeds.ForResponseAsync(1, 0, city.City.ResponseId, "planner", DispatchCity.Issued, Token)).OrThrow();
        Assert.Equal(["已在执行的控制"], now.Source.Differences.Select(d => d.What.Zh));
        var plan = ChainDesk.Read<Plan>((await deeds.UseAsync(1, 0, city.City.ResponseId, now.Digest, "planner", DispatchCity.Issued, Token)).OrThrow());
        Assert.Single(plan.Source!.Differences);
        Assert.False(plan.Source.SameAs(plan));
        Assert.Equal(answer.Comparison.Base.Plan.LossYuanPerDay, plan.Source.LossYuanPerDay);
    }

    [Theory, BothDatabases]
    public async Task A_composing_scenario_becomes_a_draft_and_a_version_that_carries_it_out(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (city, deeds, answer) = await CityAsync(database, Winter);
        var ground = (await deeds.ForListAsync(1, 1, DispatchCity.Region, Winter, "planner", DispatchCity.Issued, Token)).OrThrow();
        var draft = (await deeds.ComposeAsync(1, 1, DispatchCity.Region, Winter, ground.Digest, "planner", DispatchCity.Issued, Token)).OrThrow();

        var expected = answer.Comparison.Scenarios[0].Plan;
        var plan = draft.Composed.Plans.Single(p => p.Level == draft.SourceLevel);
        Assert.Equal((expected.IndustryCut, expected.LossYuanPerDay), (plan.IndustryCut, plan.LossYuanPerDay));
        Assert.True(draft.Source!.SameAs(plan));

        var version = await city.Composed.AcceptAsync(draft, "planner", DispatchCity.Issued, Token);
        Assert.Equal(draft.Hash.Hex, version.Hash);
        var (_, list) = (await city.City.Lists.InForceAsync(DispatchCity.Region, Winter, Token)).OrThrow();
        var activated = ActivationPlanner.Activate(new ActivationRequest(list, WarningLevel.Orange, DispatchCity.Region, Winter, [], "planner", default), ActivationRules.InForce(ShippedRules.Library, DispatchCity.Region, Day).OrThrow()).OrThrow();
        Assert.Equal((expected.IndustryCut, expected.LossYuanPerDay), (activated.IndustryCut, activated.LossYuanPerDay));
        await using var db = database.CreateDbContext();
        Assert.Contains("what-if:1 编制", (await db.Audit.SingleAsync(a => a.Action == "list.compose", Token)).Detail, StringComparison.Ordinal);
    }

    [Theory, BothDatabases]
    public async Task What_cannot_be_carried_out_is_refused_with_the_reason(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (city, deeds, _) = await CityAsync(database);
        async Task<string?> UseAsync(int number, int scenario, string response) => (await deeds.ForResponseAsync(number, scenario, response, "planner", DispatchCity.Issued, Token)).Refusal?.Code;
        async Task<string?> ListAsync(int scenario, string region) => (await deeds.ForListAsync(1, scenario, region, Day, "planner", DispatchCity.Issued, Token)).Refusal?.Code;
        Assert.Equal("WHATIF-021", await UseAsync(9, 0, city.City.ResponseId));
        Assert.Equal("WHATIF-033", await UseAsync(1, 4, city.City.ResponseId));
        Assert.Equal("WHATIF-031", await UseAsync(1, 2, city.City.ResponseId));
        Assert.Equal("WHATIF-030", await UseAsync(1, 3, city.City.ResponseId));
        Assert.Equal("PLAN-010", await UseAsync(1, 0, "none"));
        Assert.Equal("WHATIF-032", await ListAsync(0, DispatchCity.Region));
        Assert.Equal("WHATIF-035", await ListAsync(1, "140525"));
        Assert.Equal("WHATIF-034", (await deeds.ComposeAsync(1, 1, DispatchCity.Region, Day, "", "planner", DispatchCity.Issued, Token)).Refusal?.Code);
    }

    private static async Task<(PlanCity City, ScenarioDeedDesk Deeds, WhatIfAnswer Answer)> CityAsync(TestDatabase database, LocalDay? winter = null)
    {
        var city = await PlanCity.CreateAsync(database);
        await city.City.Lists.ImportAsync(SampleList.Make(40, 5), DispatchCity.Region, LocalDay.Of(2024, 10, 1), "planner", DispatchCity.Issued, Token);
        var whatIfs = new WhatIfDesk(database, new Storage.Audit.AuditLog(database.Dialect), city.City.Lists, ShippedRules.Library);
        (await whatIfs.SaveAsync(Question, "冬防", DispatchCity.Region, winter ?? Day, "planner", DispatchCity.Issued, Token)).OrThrow();
        var answer = (await whatIfs.AnswerAsync(1, DispatchCity.Issued, null, Token)).OrThrow();
        return (city, new ScenarioDeedDesk(whatIfs, city.Inputs, city.City.Lists, city.Plans, city.Composed), answer);
    }
}
