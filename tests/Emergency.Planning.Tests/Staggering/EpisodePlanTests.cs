using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Planning.Activation;
using Emergency.Planning.Composing;
using Emergency.Planning.ReductionList;
using Emergency.Planning.Staggering;
using Emergency.Planning.Tests.Composing;

namespace Emergency.Planning.Tests.Staggering;

/// <summary>Plans over days from a list.</summary>
public sealed class EpisodePlanTests
{
    private static readonly WarningLevel[] ThreeOrange = [WarningLevel.Orange, WarningLevel.Orange, WarningLevel.Orange];

    private static EpisodePlan Plan(SmallCity city, WarningLevel[] levels, decimal share, StaggerRules? rules = null, PlanMode mode = PlanMode.Supplement, Dictionary<string, EarlierBurden>? earlier = null, CompositionSettings? settings = null) =>
        EpisodePlanner.Make(new(city.Request(mode, settings: settings ?? StopsOnly, share: share), levels) { Rules = rules ?? Quick, Earlier = earlier ?? [] }, Rules.ForPlans(), cancel: TestContext.Current.CancellationToken).OrThrow();

    private static StaggerRules Quick { get; } = new() { GapTarget = 0, RestartShare = 0, NoticeHours = 72 };

    private static CompositionSettings StopsOnly { get; } = SmallCity.Exact with { LoadSteps = [] };

    /// <summary>Two equal plants that each can stop for a cut of 100 kg of each pollutant.</summary>
    private static SmallCity Two(PerformanceGrade first = PerformanceGrade.C, PerformanceGrade second = PerformanceGrade.C) => SmallCity.Of(
        (SmallCity.Firm(1, first), [SmallCity.Unit(1, SmallCity.All(100))], [SmallCity.Row(1, EffectKind.Stop, null, SmallCity.All(100), 5_000, CountingUnit.None, origin: MeasureOrigin.Option)]),
        (SmallCity.Firm(2, second), [SmallCity.Unit(2, SmallCity.All(100))], [SmallCity.Row(2, EffectKind.Stop, null, SmallCity.All(100), 6_000, CountingUnit.None, origin: MeasureOrigin.Option)]));

    [Fact]
    public void One_day_costs_what_the_plan_of_one_day_costs() => Law.Holds(Law.Seeds, seed =>
    {
        var city = SmallCity.Random(seed);
        var one = city.Plan(PlanMode.Supplement, share: 0.1m);
        var days = Plan(city, [WarningLevel.Orange], 0.1m, Quick with { MostSteps = 14, MostSpells = 0 }, settings: SmallCity.Exact);
        return one.Optimum!.Shortage is not null || Math.Abs(one.LossYuanPerDay - days.LossYuan) <= 0.01m * Math.Max(1, one.LossYuanPerDay);
    }, 15);

    [Fact]
    public void Every_day_reaches_its_target_and_a_band_makes_the_two_take_turns()
    {
        var (free, fair) = (Plan(Two(), ThreeOrange, 0.1m), Plan(Two(), ThreeOrange, 0.1m, Quick with { FairDays = 1 }));
        Assert.All(free.Days.Concat(fair.Days), d => Assert.All(d.Targets, t => Assert.Equal(0, t.MissingKgPerDay)));
        Assert.Equal((15_000, 16_000), (free.LossYuan, fair.LossYuan));
        Assert.Equal([3, 0], free.Courses.Select(c => c.BurdenDays));
        Assert.Equal([2, 1], fair.Courses.Select(c => c.BurdenDays));
        var burden = Assert.Single(fair.Burdens);
        Assert.Equal((1, 2, 2, 16_000), (burden.LeastDays, burden.MostDays, burden.Units, burden.LossYuan));
        Assert.Contains("各承担", fair.Courses[0].Why.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_carried_days_earlier_is_spared_now()
    {
        var plan = Plan(Two(), ThreeOrange, 0.1m, Quick with { FairDays = 1 }, earlier: new() { [Two().Enterprises[0].Code] = new(4, 20_000) });
        Assert.Equal([0, 3], plan.Courses.Select(c => c.BurdenDays));
        Assert.Equal((4, 20_000), (plan.Burdens[0].MostDays, plan.Burdens[0].EarlierYuan));
    }

    [Fact]
    public void A_stop_arrives_by_its_ramp_and_costs_its_restart()
    {
        // Two hours down: 1/24 of a day is lost on the first day; four hours up: a sixth of the output value of 10,000.
        var plan = Plan(Two(), [WarningLevel.Orange, WarningLevel.Orange], 0.09m, new() { GapTarget = 0 });
        var course = plan.Courses.Single(c => c.BurdenDays > 0);
        Assert.Equal((2, 1_666, 11_666), (course.BurdenDays, course.RestartYuan, course.LossYuan));
        Assert.Equal(95.8333m, plan.Days[0].IndustryCut.So2);
        Assert.Equal(100, plan.Days[1].IndustryCut.So2);
    }

    [Fact]
    public void What_binds_follows_the_level_of_the_day()
    {
        var city = SmallCity.Of((SmallCity.Firm(1, PerformanceGrade.C), [SmallCity.Unit(1, SmallCity.All(100))],
        [
            SmallCity.Row(1, EffectKind.OutputLimit, 0.2m, SmallCity.All(20), 900, level: ListLevel.Orange),
            SmallCity.Row(1, EffectKind.Stop, null, SmallCity.All(100), 5_000, CountingUnit.None, level: ListLevel.Red),
        ]));
        var plan = Plan(city, [WarningLevel.Orange, WarningLevel.Red, WarningLevel.Orange], 0m);
        Assert.Equal([20, 100, 20], plan.Days.Select(d => d.IndustryCut.So2));
        Assert.Equal((6_800, 6_800), (plan.LossYuan, plan.BindingYuan));
        Assert.Equal([[0, 2], [1]], plan.Choices.Where(c => c.Choice.Binding).Select(c => c.Days).OrderBy(d => d[0]));
        Assert.Equal(0, plan.Courses.Sum(c => c.BurdenDays));
        var more = Plan(city, [WarningLevel.Orange, WarningLevel.Red, WarningLevel.Orange], 0.1m);
        Assert.All(more.Days, d => Assert.True(d.IndustryCut.So2 >= 100));

        // It stands on all three days, but only two are asked beyond what binds.
        Assert.Equal((2, "", 3), (more.Courses[0].BurdenDays, more.Courses[0].Measures[1], more.Courses[0].Shares.Count(s => s == 1)));
    }

    [Fact]
    public void What_stands_still_stays_down_and_has_no_choice()
    {
        var city = Two() with { Running = [new(Two().Enterprises[0].Code, "U1", RunningControlKind.Season)] };
        var plan = Plan(city, ThreeOrange, 0.1m);
        Assert.Equal(Two().Enterprises[1].Code, Assert.Single(plan.Courses).EnterpriseCode);
        Assert.Equal([0, 1, 2], plan.Choices.Single(c => c.Choice.EnterpriseCode == Two().Enterprises[0].Code).Days);
        Assert.Equal(18_000, plan.LossYuan);
    }

    [Fact]
    public void What_nothing_can_reach_is_said_day_by_day()
    {
        var plan = Plan(Two(), ThreeOrange, 0.3m);
        Assert.Null(plan.BoundYuan);
        Assert.Equal([0, 1, 2], plan.Shortages.Select(s => s.Day).Distinct());
        Assert.All(plan.Shortages, s => Assert.True(s.OutOfReach));
    }

    [Fact]
    public void No_more_units_start_on_a_day_than_may()
    {
        var plan = Plan(Two(), [WarningLevel.Orange, WarningLevel.Orange, WarningLevel.Orange, WarningLevel.Orange], 0.1m, Quick with { FairDays = 0, MostStartsPerDay = 1 });
        Assert.All(plan.Days, d => Assert.True(d.Steps <= 1));
        Assert.All(Plan(Two(), ThreeOrange, 0.2m).Days.Take(1), d => Assert.Equal(2, d.Steps));
    }

    [Fact]
    public void The_order_of_rows_and_the_number_of_threads_do_not_matter() => Law.Holds(Law.Seeds, seed =>
    {
        var city = SmallCity.Random(seed);
        var turned = new SmallCity([.. city.Enterprises.Reverse()], [.. city.Units.Reverse()], [.. city.Measures.Reverse()]) { Running = city.Running };
        WarningLevel[] levels = [WarningLevel.Yellow, WarningLevel.Orange, WarningLevel.Red];
        var rules = new StaggerRules { FairDays = 1 };
        var (one, two) = (Plan(city, levels, 0.1m, rules), Plan(turned, levels, 0.1m, rules));
        return one.LossYuan == two.LossYuan && one.Courses.Select(c => string.Join('|', c.Measures)).SequenceEqual(two.Courses.Select(c => string.Join('|', c.Measures)));
    }, 15);

    [Theory]
    [InlineData(0, "PLAN-050")]
    [InlineData(11, "PLAN-050")]
    public void As_many_days_as_nobody_can_plan_are_refused(int days, string code) =>
        Assert.Equal(code, EpisodePlanner.Make(new(Two().Request(PlanMode.Supplement), [.. Enumerable.Repeat(WarningLevel.Orange, days)]), Rules.ForPlans(), cancel: TestContext.Current.CancellationToken).Refusal?.Code);

    [Fact]
    public void Activation_and_settings_that_make_no_sense_are_refused()
    {
        string? Code(PlanMode mode, StaggerRules rules) => EpisodePlanner.Make(new(Two().Request(mode), ThreeOrange) { Rules = rules }, Rules.ForPlans(), cancel: TestContext.Current.CancellationToken).Refusal?.Code;
        Assert.Equal("PLAN-052", Code(PlanMode.Activate, new()));
        Assert.Equal("PLAN-051", Code(PlanMode.Supplement, new() { FairDays = -1 }));
        Assert.Equal("PLAN-051", Code(PlanMode.Supplement, new() { MostStartsPerDay = 0 }));
        Assert.Equal("PLAN-051", Code(PlanMode.Supplement, new() { RestartShare = -1 }));
    }
}
