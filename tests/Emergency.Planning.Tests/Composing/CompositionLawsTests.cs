using Emergency.Core;
using Emergency.Core.Decisions;
using Emergency.Core.Quantities;
using Emergency.Planning.Activation;
using Emergency.Planning.Composing;
using Emergency.Planning.ReductionList;
using Emergency.Planning.ReductionList.Making;

namespace Emergency.Planning.Tests.Composing;

/// <summary>Laws that hold for every list.</summary>
public sealed class CompositionLawsTests
{
    private static readonly CompositionSettings Ordered = SmallCity.Ordered;

    [Theory]
    [InlineData(PlanMode.Supplement)]
    [InlineData(PlanMode.Compose)]
    public void The_total_is_the_sum_of_the_choices_and_nothing_is_cut_beyond_what_is_emitted(PlanMode mode) => Law.Holds(Law.Seeds, seed =>
    {
        var city = SmallCity.Random(seed);
        var plan = city.Plan(mode, settings: Ordered, share: 0.1m);
        return plan.IndustryCut == plan.Choices.Aggregate(Emissions.Zero, (sum, c) => sum + c.Cut)
            && plan.LossYuanPerDay == plan.Choices.Sum(c => c.LossYuanPerDay)
            && plan.Optimum!.BoundYuanPerDay is null or >= 0 && !(plan.Optimum.BoundYuanPerDay > plan.LossYuanPerDay)
            && plan.Choices.Where(c => c.UnitId.Length > 0).All(c => city.Units.Single(u => u.EnterpriseCode == c.EnterpriseCode && u.UnitId == c.UnitId).Daily.Min(c.Cut) == c.Cut);
    });

    [Fact]
    public void A_composition_at_a_stricter_level_never_asks_a_unit_for_less() => Law.Holds(Law.Seeds, seed =>
    {
        var city = SmallCity.Random(seed);
        city = city with { Measures = [.. city.Measures, .. city.Measures.Where(m => m.Origin == MeasureOrigin.Guide).Select(m => m with { Level = ListLevel.Yellow, Cut = m.Cut * 0.9m, Text = m.Text + "y" })] };
        var plans = PlanComposer.MakeLevels(city.Request(PlanMode.Compose, WarningLevel.Red, Ordered), Rules.ForPlans(), cancel: TestContext.Current.CancellationToken).OrThrow();
        return plans.Select(p => p.Level).SequenceEqual([WarningLevel.Yellow, WarningLevel.Orange, WarningLevel.Red]) && plans.Zip(plans.Skip(1)).All(pair => pair.First.Choices.Where(c => c.UnitId.Length > 0).All(mild =>
        {
            var strict = pair.Second.Choices.SingleOrDefault(c => (c.EnterpriseCode, c.UnitId) == (mild.EnterpriseCode, mild.UnitId));
            return strict is null ? mild is { StoppedShare: 0, Cut.IsZero: true } : strict.StoppedShare >= mild.StoppedShare && strict.Cut.Min(mild.Cut) == mild.Cut;
        }));
    });

    [Fact]
    public void To_spare_an_enterprise_never_lowers_the_loss() => Law.Holds(Law.Seeds, seed =>
    {
        var city = SmallCity.Random(seed);
        var all = city.Plan(settings: SmallCity.Exact, share: 0.08m);
        return city.Enterprises.Where(e => e.Grade != PerformanceGrade.D && !city.Measures.Any(m => m.EnterpriseCode == e.Code && m.Binds())).All(e =>
        {
            var spared = city with { Enterprises = [.. city.Enterprises.Select(x => x == e ? x with { SmallEmitter = true } : x)] };
            var plan = spared.Plan(settings: SmallCity.Exact, share: 0.08m);
            return plan.Optimum!.BoundYuanPerDay is null || (all.Optimum!.BoundYuanPerDay is not null && plan.LossYuanPerDay >= all.LossYuanPerDay);
        });
    });

    [Fact]
    public void The_cuts_of_all_zones_sum_to_the_total() => Law.Holds(Law.Seeds, seed =>
    {
        var some = new Dictionary<EmittedPollutant, decimal> { [EmittedPollutant.Pm] = 0.05m };
        var city = SmallCity.Random(seed);
        var names = city.Enterprises.Select(e => e.RegionCode).Distinct().ToList();
        var plan = city.Plan(settings: Ordered, share: 0.05m, zones: [.. names.Select(n => new ZoneTarget(n, some))]);
        return plan.Optimum!.Zones.Sum(z => z.ReachedKgPerDay) == plan.IndustryCut.Pm;
    });

    [Fact]
    public void Another_unit_of_mass_or_money_changes_nothing() => Law.Holds(Law.Seeds, seed =>
    {
        var city = SmallCity.Random(seed);
        var scaled = city with
        {
            Society = city.Society * 1000,
            Units = [.. city.Units.Select(u => u with { Daily = u.Daily * 1000, OutputYuanPerDay = u.OutputYuanPerDay * 100 })],
            Measures = [.. city.Measures.Select(m => m with { Cut = m.Cut * 1000, LossYuanPerDay = m.LossYuanPerDay * 100 })],
        };
        var (one, other) = (city.Plan(settings: Ordered, share: 0.08m), scaled.Plan(settings: Ordered, share: 0.08m));
        return one.Optimum!.BoundYuanPerDay is null == other.Optimum!.BoundYuanPerDay is null
            && (one.Optimum.BoundYuanPerDay is null || Math.Abs((one.LossYuanPerDay * 100) - other.LossYuanPerDay) <= 100 * one.Choices.Count);
    });

    [Fact]
    public void The_order_of_the_rows_changes_nothing() => Law.Holds(Law.Seeds, seed =>
    {
        var list = SampleList.Make(30, seed, options: true);
        var random = new Random(seed);
        var shuffled = new EmergencyReductionList(Shuffled(list.Enterprises), Shuffled(list.Units), Shuffled(list.Measures), Shuffled(list.Mobile), Shuffled(list.Dust), Shuffled(list.Society));
        return Written(list) == Written(shuffled);

        T[] Shuffled<T>(IReadOnlyList<T> rows)
        {
            var copy = rows.ToArray();
            random.Shuffle(copy);
            return copy;
        }
    }, 8);

    [Fact]
    public void A_made_list_has_something_to_choose_in_both_modes()
    {
        var list = SampleList.Make(120, 3, options: true);
        foreach (var mode in (PlanMode[])[PlanMode.Supplement, PlanMode.Compose])
        {
            var plan = Make(list, mode, 2);
            Assert.True(plan.Optimum!.Gap <= 0.001);
            Assert.InRange(plan.Optimum.Options, 50, 250);
            Assert.Contains(plan.Choices, c => c.Added);
            Assert.True(mode == PlanMode.Supplement || plan.Choices.Any(c => !c.Binding && c.UnitId.Length > 0)); // the made list asks something of almost everybody
            Assert.All(plan.Choices, c => Assert.True(c.Why.Zh.Length > 10 && c.Why.En.Length > 10));
            Assert.Equal(CanonicalJson.Write(plan), CanonicalJson.Write(Make(list, mode, 1))); // any number of threads
        }
    }

    [Fact]
    public void The_basis_names_the_settings()
    {
        var list = SampleList.Make(20, 3, options: true);
        var basis = Make(list, PlanMode.Supplement, 1).Basis;
        Assert.Equal(["list:140500", "running-controls", "plan-settings"], basis.Inputs.Select(i => i.Name));
        Assert.NotEqual(basis.Inputs[2].Hash, Make(list, PlanMode.Compose, 1).Basis.Inputs[2].Hash);
    }

    private static string Written(EmergencyReductionList list) => CanonicalJson.Write(Make(list, PlanMode.Compose, 2));

    private static Plan Make(EmergencyReductionList list, PlanMode mode, int threads) =>
        PlanComposer.Make(new(new(list, WarningLevel.Orange, SampleList.City, Rules.Day, [], "planner", default), mode) { Settings = new() { Threads = threads } }, Rules.ForPlans(), cancel: TestContext.Current.CancellationToken).OrThrow();
}
