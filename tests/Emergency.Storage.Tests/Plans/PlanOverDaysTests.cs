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
using Emergency.Storage.Tests.Replays;
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

        // Issuing it again changes nothing.
        var again = await city.City.IssueAsync(row.Id, DispatchCity.Start.AddDays(2));
        Assert.Empty(again.Issued);
        Assert.Empty(again.Ended);
    }

    [Theory, BothDatabases]
    public async Task One_enterprise_is_exempted_on_the_second_day_and_given_back_on_the_third_and_nobody_else_is_written_to(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (city, plan) = await IssuedAsync(database);
        var before = await OrdersAsync(city);
        var spared = plan.Choices.First(c => c is { Binding: true, Days.Count: > 1 } && c.Days.Contains(First.Plus(3))).EnterpriseCode;
        var terms = new OrderTerms(DispatchCity.Deadlines, DispatchCity.Authority, "值班室 0356-2000000");
        var draft = new RulingDraft(RulingKind.Exemption, spared, "", "晋市气防办函〔2019〕9号", "供热抢修", null) { GroundCode = "headquarters" };
        var ask = new RulingAsk.Make(city.City.ResponseId, draft, terms, "headquarters", Noon(1));
        var preview = (await city.Rulings.PreviewAsync(ask, Token)).OrThrow();
        Assert.Equal([spared], preview.Orders.Issue.Select(o => o.EnterpriseCode).Concat(preview.Orders.Drop.Select(d => d.Order.EnterpriseCode)));
        Assert.Equal(CanonicalJson.Write(preview.Before!.OverDays!.Days[0]), CanonicalJson.Write(preview.After!.OverDays!.Days[0]));
        Assert.Contains(preview.Before.OverDays.Days.Zip(preview.After.OverDays.Days).Skip(1), d => d.Second.IndustryCut != d.First.IndustryCut);
        var ruled = (await city.Rulings.ConfirmAsync(ask, preview.Digest, Token)).OrThrow();

        var after = await OrdersAsync(city);
        Assert.Equal(Texts(before, spared), Texts(after, spared));
        Assert.DoesNotContain(after.GetValueOrDefault(spared)?.Lines ?? [], l => l.Windows is not null);
        Asks(await PlanAsync(city, ruled.PlanId!), after.Values, from: 1);

        // The plan in force can be issued again, after an extension too, and a plan over days made anew keeps to the decision.
        var again = await city.City.IssueAsync(ruled.PlanId!, Noon(1).AddHours(1));
        Assert.Empty(again.Issued);
        var anew = ChainDesk.Read<Plan>(await city.MakeAsync(Settings));
        Assert.NotNull(anew.OverDays);
        Assert.DoesNotContain(anew.Choices, c => c.EnterpriseCode == spared && c.Binding && c.Effect.Rule().Production);

        var revoke = new RulingAsk.Revoke(city.City.ResponseId, 1, "抢修完成", terms, "headquarters", Noon(2));
        (await city.Rulings.ConfirmAsync(revoke, (await city.Rulings.PreviewAsync(revoke, Token)).OrThrow().Digest, Token)).OrThrow();
        var back = await OrdersAsync(city);
        Assert.Equal(Texts(before, spared), Texts(back, spared));
        IEnumerable<string> Left(Order order) => order.Lines.Where(l => l.HoldsOn(First.Plus(2)) || l.HoldsOn(First.Plus(3))).Select(l => $"{l.UnitId} {l.MeasureText} {l.HoldsOn(First.Plus(2))} {l.HoldsOn(First.Plus(3))} {l.HoldsOn(First.Plus(9))}").Order();
        Assert.Equal(Left(before[spared]), Left(back[spared]));
    }

    [Theory, BothDatabases]
    public async Task What_is_not_carried_out_on_the_second_day_is_made_up_for_by_others_on_the_days_that_are_left_and_its_order_stands(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (city, plan) = await IssuedAsync(database);
        var before = await OrdersAsync(city);
        var gone = plan.Choices.Where(c => c is { Binding: true, Days: null } && before.ContainsKey(c.EnterpriseCode)).GroupBy(c => c.EnterpriseCode).MaxBy(g => g.Sum(c => c.Cut.Nox))!.Key;
        var asked = city.Ask(Noon(1), new MissingUnit(gone, "", MissingGround.Failure, "检查时仍在生产"));
        var preview = (await city.Replans.PreviewAsync(asked, Token)).OrThrow();
        Assert.Equal([First.Plus(2), First.Plus(3)], preview.Plan.Refill!.Days!);
        Assert.Contains(preview.Plan.Choices, c => c.Added);
        Assert.Equal(preview.Plan.Choices.Where(c => c.Added).Select(c => c.EnterpriseCode).Distinct().Order(), preview.Orders.Issue.Select(o => o.EnterpriseCode).Order());
        Assert.Empty(preview.Orders.Drop);
        var done = (await city.Replans.ConfirmAsync(asked, preview.Digest, Token)).OrThrow();
        Assert.Equal(preview.PredecessorId, done.Plan.PreviousId);
        await ReplayDeskTests.AssertAllSameAsync(database, 2);

        var after = await OrdersAsync(city);
        Assert.DoesNotContain(preview.Orders.Issue, o => o.EnterpriseCode == gone);
        Assert.All(before.Where(o => preview.Orders.Issue.All(i => i.EnterpriseCode != o.Key)), o => Assert.Equal(CanonicalJson.Write(o.Value), CanonicalJson.Write(after[o.Key])));
        Assert.All(preview.Orders.Issue, o => Assert.Contains(o.Lines, l => l.Windows is not null));

        // The days over stay; a line that ran before runs on in the same words.
        Assert.All(preview.Orders.Issue.Where(o => before.ContainsKey(o.EnterpriseCode)), o => Assert.Subset(o.Lines.Select(l => CanonicalJson.Write(l)).ToHashSet(), before[o.EnterpriseCode].Lines.Where(l => l.Windows is null && l.Except is null && o.Lines.All(n => n.UnitId != l.UnitId || n.Windows is null)).Select(l => CanonicalJson.Write(l)).ToHashSet()));
    }

    private static LocalDay First => DispatchCity.Start.ToLocalDay();

    private static DateTimeOffset Noon(int day) => First.Plus(day).Start.AddHours(12);

    private static async Task<(PlanCity City, Plan Plan)> IssuedAsync(TestDatabase database)
    {
        var city = await PlanCity.CreateAsync(database);
        await city.City.Lists.ImportAsync(SampleList.Make(60, 5, options: true), DispatchCity.Region, LocalDay.Of(2018, 10, 3), "planner", DispatchCity.Issued, Token);
        var row = await city.MakeAsync(Settings);
        await city.City.IssueAsync(row.Id);
        return (city, ChainDesk.Read<Plan>(row));
    }

    private static async Task<Plan> PlanAsync(PlanCity city, string id) => ChainDesk.Read<Plan>((await city.City.Chain.FindAsync(id, Token))!);

    /// <summary>The newest order of each enterprise that has not ended.</summary>
    private static async Task<Dictionary<string, Order>> OrdersAsync(PlanCity city)
    {
        await using var db = city.City.Database.CreateDbContext();
        var rows = await db.Orders.AsNoTracking().ToListAsync(Token);
        return rows.GroupBy(o => o.EnterpriseCode).Select(g => g.MaxBy(o => o.Revision)!).Where(o => o.EndedAt is null).ToDictionary(o => o.EnterpriseCode, o => CanonicalJson.Read<Order>(o.Json));
    }

    private static IEnumerable<string> Texts(Dictionary<string, Order> orders, string except) => orders.Where(o => o.Key != except).OrderBy(o => o.Key, StringComparer.Ordinal).Select(o => CanonicalJson.Write(o.Value));

    /// <summary>The orders ask on each day that is left what the plan asks.</summary>
    private static void Asks(Plan plan, IEnumerable<Order> orders, int from)
    {
        var all = orders.ToList();
        foreach (var day in plan.OverDays!.Days.Skip(from).Select(d => d.Day).Append(First.Plus(20)))
        {
            Assert.Equal(plan.Choices.Where(c => c.Binding && c.HoldsOn(day)).Aggregate(Emissions.Zero, (sum, c) => sum + c.Cut), OrderWindows.CutOn(all, day));
        }
    }
}
