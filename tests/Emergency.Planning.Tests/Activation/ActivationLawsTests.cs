using Emergency.Core;
using Emergency.Core.Decisions;
using Emergency.Core.Quantities;
using Emergency.Core.Time;
using Emergency.Planning.Activation;
using Emergency.Planning.ReductionList;
using Emergency.Planning.ReductionList.Making;

namespace Emergency.Planning.Tests.Activation;

/// <summary>Laws that hold for every list.</summary>
public sealed class ActivationLawsTests
{
    private static readonly DateTimeOffset At = ChinaTime.At(new DateOnly(2024, 12, 9), 17);
    private static readonly WarningLevel[] Levels = [WarningLevel.Yellow, WarningLevel.Orange, WarningLevel.Red];

    [Fact]
    public void The_total_is_the_sum_of_the_choices() => Law.Holds(Law.Seeds, seed =>
    {
        var plan = Plan(SampleList.Make(40, seed), WarningLevel.Orange);
        return plan.IndustryCut == plan.Choices.Aggregate(Emissions.Zero, (sum, c) => sum + c.Cut)
            && plan.LossYuanPerDay == plan.Choices.Sum(c => c.LossYuanPerDay)
            && plan.Targets.All(t => t.ReachedKgPerDay == (plan.IndustryCut + plan.MobileCut + plan.DustCut)[t.Pollutant]);
    });

    [Fact]
    public void A_stricter_level_never_asks_for_less() => Law.Holds(Law.Seeds, seed =>
    {
        var plans = Levels.Select(level => Plan(SampleList.Make(40, seed), level)).ToList();
        return plans.Zip(plans.Skip(1)).All(pair => pair.First.Choices.GroupBy(c => (c.EnterpriseCode, c.UnitId)).All(mild =>
        {
            var strict = pair.Second.Choices.Where(c => (c.EnterpriseCode, c.UnitId) == mild.Key).Aggregate(Emissions.Zero, (sum, c) => sum + c.Cut);
            var asked = mild.Aggregate(Emissions.Zero, (sum, c) => sum + c.Cut);
            return EmittedPollutants.All.All(p => strict[p] >= asked[p]);
        }));
    });

    [Fact]
    public void Nothing_is_cut_beyond_what_is_emitted_even_when_the_list_files_too_much() => Law.Holds(Law.Seeds, seed =>
    {
        var list = SampleList.Make(40, seed);
        var greedy = list with { Measures = [.. list.Measures.Select(m => m with { Cut = m.Cut * 3 }), .. list.Units.Select(u => new Measure(u.EnterpriseCode, u.UnitId, ListLevel.Orange, MeasureOrigin.PlantPlan, EffectKind.EmissionCap, 10, CountingUnit.Concentration, null, null, null, u.Daily, 0, "t"))] };
        return Plan(greedy, WarningLevel.Orange).Choices.GroupBy(c => (c.EnterpriseCode, c.UnitId)).All(unit =>
        {
            var cut = unit.Aggregate(Emissions.Zero, (sum, c) => sum + c.Cut);
            var daily = list.Units.Where(u => u.EnterpriseCode == unit.Key.EnterpriseCode && (unit.Key.UnitId.Length == 0 || u.UnitId == unit.Key.UnitId)).Aggregate(Emissions.Zero, (sum, u) => sum + u.Daily);
            return EmittedPollutants.All.All(p => cut[p] >= 0 && cut[p] <= daily[p]);
        });
    });

    [Fact]
    public void The_order_of_the_rows_changes_nothing() => Law.Holds(Law.Seeds, seed =>
    {
        var list = SampleList.Make(40, seed);
        var random = new Random(seed);
        var shuffled = new EmergencyReductionList(Shuffled(list.Enterprises), Shuffled(list.Units), Shuffled(list.Measures), Shuffled(list.Mobile), Shuffled(list.Dust), Shuffled(list.Society));
        return CanonicalJson.Write(Plan(list, WarningLevel.Red)) == CanonicalJson.Write(Plan(shuffled, WarningLevel.Red));

        T[] Shuffled<T>(IReadOnlyList<T> rows)
        {
            var copy = rows.ToArray();
            random.Shuffle(copy);
            return copy;
        }
    });

    [Fact]
    public void Ten_times_the_emission_and_cut_give_ten_times_the_plan_and_the_same_shares() => Law.Holds(Law.Seeds, seed =>
    {
        var list = SampleList.Make(40, seed);
        var tenfold = new EmergencyReductionList(
            list.Enterprises,
            [.. list.Units.Select(u => u with { Daily = u.Daily * 10 })],
            [.. list.Measures.Select(m => m with { Cut = m.Cut * 10 })],
            [.. list.Mobile.Select(m => m with { Daily = m.Daily * 10, Cut = m.Cut * 10 })],
            [.. list.Dust.Select(d => d with { Daily = d.Daily * 10, Cut = d.Cut * 10 })],
            [.. list.Society.Select(s => s with { Daily = s.Daily * 10 })]);
        var (one, ten) = (Plan(list, WarningLevel.Orange), Plan(tenfold, WarningLevel.Orange));
        return one.Targets.Zip(ten.Targets).All(t => Math.Abs((t.First.ReachedKgPerDay * 10) - t.Second.ReachedKgPerDay) < 0.01m * one.Choices.Count && Math.Abs(t.First.ReachedFraction - t.Second.ReachedFraction) < 0.0001m)
            && one.Choices.Select(c => c.Why).SequenceEqual(ten.Choices.Select(c => c.Why));
    });

    [Fact]
    public void Controls_that_already_run_never_raise_the_cut() => Law.Holds(Law.Seeds, seed =>
    {
        var list = SampleList.Make(30, seed);
        var running = list.Units.Where((_, i) => i % 3 == 0).Select((u, i) => new RunningControl(u.EnterpriseCode, u.UnitId, RunningControlKind.Season, (i % 5) / 4m)).ToList();
        var (free, held) = (Plan(list, WarningLevel.Orange), Plan(list, WarningLevel.Orange, running));
        return EmittedPollutants.All.All(p => held.IndustryCut[p] <= free.IndustryCut[p]) && held.LossYuanPerDay <= free.LossYuanPerDay;
    });

    [Fact]
    public void The_counties_of_a_city_together_make_the_plan_of_the_city()
    {
        var list = SampleList.Make(120, 4);
        var city = Plan(list, WarningLevel.Orange);
        var counties = list.Society.Where(s => s.RegionCode != SampleList.City).Select(s => Plan(list, WarningLevel.Orange, region: s.RegionCode)).ToList();
        Assert.Equal(city.IndustryCut, counties.Aggregate(Emissions.Zero, (sum, p) => sum + p.IndustryCut));
        Assert.Equal(city.MobileCut, counties.Aggregate(Emissions.Zero, (sum, p) => sum + p.MobileCut));
    }

    [Fact]
    public void The_basis_names_the_list_the_running_controls_and_the_three_editions()
    {
        var list = SampleList.Make(10, 4);
        var basis = Plan(list, WarningLevel.Orange).Basis;
        Assert.Equal(["list:140500", "running-controls"], basis.Inputs.Select(i => i.Name));
        Assert.Equal(list.Version(), basis.Inputs[0].Hash);
        Assert.Equal(["reduction-targets", "grade-schemes", "measure-rules"], basis.Editions.Select(e => e.Book));
        Assert.NotEqual(basis.Inputs[1].Hash, Plan(list, WarningLevel.Orange, [new("a", "b", RunningControlKind.Repair)]).Basis.Inputs[1].Hash);
    }

    private static Plan Plan(EmergencyReductionList list, WarningLevel level, IReadOnlyList<RunningControl>? running = null, string region = SampleList.City) =>
        ActivationPlanner.Activate(new(list, level, region, Rules.Day, running ?? [], "planner", At), Rules.ForPlans(region)).OrThrow();
}
