using Emergency.Core.Decisions;
using Emergency.Core.Quantities;
using Emergency.Core.Time;
using Emergency.Planning.Activation;
using Emergency.Planning.Composing;
using Emergency.Planning.ReductionList;
using Emergency.Planning.ReductionList.Making;
using Emergency.Planning.RunningControls;
using Emergency.Storage.Chain;
using Emergency.Testing;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.Tests.Plans;

public sealed class PlanDeskTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, BothDatabases]
    public async Task Plans_in_other_modes_stand_beside_each_other_and_the_same_settings_give_the_same_one(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var city = await PlanCity.CreateAsync(database);

        var activated = await city.MakeAsync(new PlanSettings(PlanMode.Activate));
        var supplemented = await city.MakeAsync(new PlanSettings(PlanMode.Supplement));
        var wider = await city.MakeAsync(new PlanSettings(PlanMode.Supplement) { Targets = new Dictionary<EmittedPollutant, decimal> { [EmittedPollutant.Nox] = 0.25m } });

        var root = $"plan:{city.City.ResponseId}:Orange";
        Assert.Equal([root, root + "#2", root + "#3"], [activated.Id, supplemented.Id, wider.Id]);
        Assert.Equal(activated.Id, (await city.MakeAsync(new PlanSettings(PlanMode.Activate), "another")).Id);
        Assert.Equal(supplemented.Id, (await city.MakeAsync(new PlanSettings(PlanMode.Supplement))).Id);
        var revisions = await city.Plans.RevisionsAsync(await city.ResponseAsync(), Token);
        Assert.Equal([(3, PlanMode.Supplement), (2, PlanMode.Supplement), (1, PlanMode.Activate)], revisions.Select(r => (r.Number, r.Mode)));
        Assert.Equal(0.25m, ChainDesk.Read<Plan>(wider).Settings!.Targets[EmittedPollutant.Nox]);
    }

    [Theory, BothDatabases]
    public async Task Controls_that_run_on_the_start_day_are_not_counted_twice_and_the_basis_has_their_hash(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var city = await PlanCity.CreateAsync(database);
        var before = ChainDesk.Read<Plan>(await city.MakeAsync(new PlanSettings(PlanMode.Activate)));
        var day = DispatchCity.Start.ToLocalDay();
        RecordedControl[] controls =
        [
            new(DispatchCity.Code(1), "D1", RunningControlKind.Season, 1, day.Plus(-30), null, "错峰方案"),
            new(DispatchCity.Code(2), "D1", RunningControlKind.Repair, 0.25m, day, day, ""),
            new(DispatchCity.Code(3), "D1", RunningControlKind.Stopped, 1, day.Plus(1), null, ""),
        ];
        Assert.Equal(3, (await city.Running.RecordAsync(DispatchCity.Region, controls, "planner", DispatchCity.Issued, Token)).OrThrow().Added);

        var row = await city.MakeAsync(new PlanSettings(PlanMode.Activate));
        var after = ChainDesk.Read<Plan>(row);

        Assert.EndsWith("#2", row.Id, StringComparison.Ordinal);
        Assert.Equal([(DispatchCity.Code(1), 1m), (DispatchCity.Code(2), 0.25m)], after.Running!.Select(r => (r.EnterpriseCode, r.StoppedShare)));
        Assert.Equal((80m, 30m), (before.IndustryCut.Nox, after.IndustryCut.Nox));
        Assert.Contains("保持停产", after.Choices.Single(c => c.EnterpriseCode == DispatchCity.Code(1)).MeasureText, StringComparison.Ordinal);
        Assert.Equal(ContentHash.OfJson(after.Running!), after.Basis.Inputs.Single(i => i.Name == "running-controls").Hash);

        // The hash is the same on both databases: no trailing zeros from the column's type.
        Assert.Equal("0.25", CanonicalJson.Write(after.Running![1].StoppedShare));
    }

    [Theory, BothDatabases]
    public async Task A_search_that_was_stopped_keeps_nothing(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var city = await PlanCity.CreateAsync(database);

        var made = await city.Plans.MakeAsync(city.City.ResponseId, new PlanSettings(PlanMode.Supplement), "planner", DispatchCity.Issued, Token, stop: new CancellationToken(canceled: true));

        Assert.Equal("PLAN-023", made.Refusal?.Code);
        Assert.Empty(await city.Plans.RevisionsAsync(await city.ResponseAsync(), Token));
    }

    [Theory, BothDatabases]
    public async Task A_composed_list_becomes_a_version_whose_activation_is_the_composed_plan(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var city = await PlanCity.CreateAsync(database);
        var day = LocalDay.Of(2024, 12, 10);
        await city.City.Lists.ImportAsync(SampleList.Make(60, 5), DispatchCity.Region, LocalDay.Of(2024, 10, 1), "planner", DispatchCity.Issued, Token);

        var draft = (await city.Composed.ComposeAsync(DispatchCity.Region, day, new PlanSettings(PlanMode.Compose) { GapTarget = 0.01 }, "planner", DispatchCity.Issued, Token)).OrThrow();
        var version = await city.Composed.AcceptAsync(draft, "planner", DispatchCity.Issued, Token);

        Assert.Equal((4, draft.Hash.Hex), (version.Number, version.Hash));
        var (inForce, list) = (await city.City.Lists.InForceAsync(DispatchCity.Region, day, Token)).OrThrow();
        Assert.Equal(version.Id, inForce.Id);
        var library = ShippedRules.Library;
        var rules = new ActivationRules(library.Regions, library.Targets(DispatchCity.Region, day).OrThrow(), library.Grades(DispatchCity.Region, day).OrThrow(), library.Measures(DispatchCity.Region, day).OrThrow());
        Assert.All(draft.Composed.Plans, plan =>
        {
            var activated = ActivationPlanner.Activate(new ActivationRequest(list, plan.Level, DispatchCity.Region, day, [], "planner", default), rules).OrThrow();
            Assert.Equal((plan.IndustryCut, plan.LossYuanPerDay), (activated.IndustryCut, activated.LossYuanPerDay));
        });
        await using var db = database.CreateDbContext();
        Assert.Single(await db.Audit.Where(a => a.Action == "list.compose").ToListAsync(Token));
    }
}
