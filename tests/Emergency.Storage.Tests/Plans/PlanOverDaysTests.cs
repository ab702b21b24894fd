using Emergency.Core;
using Emergency.Core.Decisions;
using Emergency.Core.Quantities;
using Emergency.Core.Time;
using Emergency.Dispatch.Orders;
using Emergency.Planning.Activation;
using Emergency.Planning.Composing;
using Emergency.Planning.ReductionList.Making;
using Emergency.Planning.ReductionList;
using Emergency.Planning.Replanning;
using Emergency.Planning.Rulings;
using Emergency.Planning.Staggering;
using Emergency.Storage.Chain;
using Emergency.Storage.Responses;
using Emergency.Storage.Rulings;
using Emergency.Testing;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.Tests.Plans;

/// <summary>A plan over the days of a response, from the settings to what the orders in the database ask on each day.</summary>
public sealed class PlanOverDaysTests
{
    private static readonly PlanSettings Settings = new(PlanMode.Supplement)
    {
        Days = new([WarningLevel.Orange, WarningLevel.Yellow, WarningLevel.None, WarningLevel.Orange]) { FairDays = 1 },
        GapTarget = 0.05,
        ShortagePrice = 500,
        Targets = EmittedPollutants.All.ToDictionary(p => p, _ => 0.3m),
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, BothDatabases]
    public async Task Its_orders_counted_back_give_the_plan_of_every_day_to_the_gram(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var city = await PlanCity.CreateAsync(database);
        await city.City.Lists.ImportAsync(SampleList.Make(60, 5, options: true), DispatchCity.Region, LocalDay.Of(2018, 10, 3), "planner", DispatchCity.Issued, Token);

        var row = await city.MakeAsync(Settings);
        var plan = ChainDesk.Read<Plan>(row);
        Assert.Equal(row.Id, (await city.MakeAsync(Settings)).Id);
        Assert.Contains(plan.Choices, c => c.Days is not null);
        await city.City.IssueAsync(row.Id);

        await using var db = database.CreateDbContext();
        var orders = (await db.Orders.Select(o => o.Json).ToListAsync(Token)).ConvertAll(CanonicalJson.Read<Order>);
        foreach (var day in plan.OverDays!.Days)
        {
            Assert.Equal(plan.Choices.Where(c => c.Binding && c.HoldsOn(day.Day)).Aggregate(Emissions.Zero, (sum, c) => sum + c.Cut), OrderWindows.CutOn(orders, day.Day));
        }

        var bound = ChainDesk.Read<Plan>(await city.MakeAsync(new PlanSettings(PlanMode.Activate)));
        Assert.Equal(bound.IndustryCut, OrderWindows.CutOn(orders, DispatchCity.Start.ToLocalDay().Plus(20))); // after the days what binds still holds

        // Issuing it again changes nothing, and single enterprises cannot be refilled in it.
        var again = await city.City.IssueAsync(row.Id, DispatchCity.Start.AddDays(2));
        Assert.Empty(again.Issued);
        Assert.Empty(again.Ended);
        var order = orders[0];
        var missing = new MissingUnit(order.EnterpriseCode, "", MissingGround.Silence, "");
        Assert.Equal("PLAN-047", (await city.Replans.PreviewAsync(city.Ask(DispatchCity.Start.AddDays(1), missing), Token)).Refusal?.Code);
    }

    [Theory, BothDatabases]
    public async Task One_enterprise_is_exempted_in_a_plan_of_equal_days_and_the_next_plan_over_days_keeps_to_it(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var city = await PlanCity.CreateAsync(database);
        await city.City.Lists.ImportAsync(SampleList.Make(60, 5, options: true), DispatchCity.Region, LocalDay.Of(2018, 10, 3), "planner", DispatchCity.Issued, Token);
        var overDays = await city.MakeAsync(Settings);
        await city.City.IssueAsync(overDays.Id);
        var spared = ChainDesk.Read<Plan>(overDays).Choices.First(c => c is { Binding: true, Days: null }).EnterpriseCode;
        var terms = new OrderTerms(DispatchCity.Deadlines, DispatchCity.Authority, "值班室 0356-2000000");
        var draft = new RulingDraft(RulingKind.Exemption, spared, "", "晋市气防办函〔2019〕9号", "供热抢修", null) { GroundCode = "headquarters" };
        var ask = new RulingAsk.Make(city.City.ResponseId, draft, terms, "headquarters", DispatchCity.Issued.AddHours(2));
        Assert.Equal("RULING-012", (await city.Rulings.PreviewAsync(ask, Token)).Refusal?.Code);

        await city.City.IssueAsync((await city.MakeAsync(new PlanSettings(PlanMode.Activate))).Id);
        (await city.Rulings.ConfirmAsync(ask, (await city.Rulings.PreviewAsync(ask, Token)).OrThrow().Digest, Token)).OrThrow();
        var anew = await city.MakeAsync(Settings);
        await city.City.IssueAsync(anew.Id);
        var plan = ChainDesk.Read<Plan>(anew);
        Assert.NotNull(plan.OverDays);
        Assert.DoesNotContain(plan.Choices, c => c.EnterpriseCode == spared && c.Binding && c.Effect.Rule().Production);
    }
}
