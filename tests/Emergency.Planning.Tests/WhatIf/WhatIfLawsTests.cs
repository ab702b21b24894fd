using Emergency.Core;
using Emergency.Core.Decisions;
using Emergency.Core.Quantities;
using Emergency.Planning.Activation;
using Emergency.Planning.Composing;
using Emergency.Planning.ReductionList;
using Emergency.Planning.ReductionList.Making;
using Emergency.Planning.Tests.Composing;
using Emergency.Planning.WhatIf;

namespace Emergency.Planning.Tests.WhatIf;

/// <summary>Laws that hold whatever is supposed.</summary>
public sealed class WhatIfLawsTests
{
    [Theory]
    [InlineData(PlanMode.Activate)]
    [InlineData(PlanMode.Supplement)]
    [InlineData(PlanMode.Compose)]
    public void A_scenario_that_changes_nothing_gives_the_plan_of_the_base_and_the_plan_command_the_same(PlanMode mode) => Law.Holds(Law.Seeds, seed =>
    {
        var city = SmallCity.Random(seed);
        var start = Suppose.Share(0.08m, OrderScope.District) with { Mode = mode };
        var both = Suppose.Compare(Suppose.On(city), start, start with { Name = "同" });
        var direct = PlanComposer.Make(city.Request(mode, settings: SmallCity.Ordered, share: 0.08m) with { Activation = city.Request(mode).Activation with { DecidedAt = default } }, Rules.ForPlans(), cancel: TestContext.Current.CancellationToken).OrThrow();
        return both.Scenarios[0].Changes.Count == 0
            && CanonicalJson.Write(both.Scenarios[0].Plan) == CanonicalJson.Write(both.Base.Plan)
            && CanonicalJson.Write(direct) == CanonicalJson.Write(both.Base.Plan);
    }, 12);

    [Theory]
    [InlineData(OrderScope.None)]
    [InlineData(OrderScope.District)]
    public void To_hold_an_enterprise_to_what_binds_it_never_lowers_the_loss_with_or_without_the_order(OrderScope order) => Law.Holds(Law.Seeds, seed =>
    {
        var city = SmallCity.Random(seed);
        var compared = Suppose.Compare(Suppose.On(city), Suppose.Share(0.08m, order), [.. city.Enterprises.Select(e => Suppose.Share(0.08m, order) with { Name = e.Code, Limits = [new(EnterpriseFilter.Of(e.Code), null, 0)] })]);
        return compared.Scenarios.All(s => !s.Reaches() || (compared.Base.Reaches() && s.Plan.LossYuanPerDay >= compared.Base.Plan.LossYuanPerDay));
    });

    [Fact]
    public void To_ask_an_enterprise_at_least_so_much_never_lowers_the_loss() => Law.Holds(Law.Seeds, seed =>
    {
        var city = SmallCity.Random(seed);
        var compared = Suppose.Compare(Suppose.On(city), Suppose.Share(0.05m), [.. city.Enterprises.Select(e => Suppose.Share(0.05m) with { Name = e.Code, Limits = [new(EnterpriseFilter.Of(e.Code), 0.3m, null)] })]);
        return compared.Scenarios.All(s => !s.Reaches() || !compared.Base.Reaches() || s.Plan.LossYuanPerDay >= compared.Base.Plan.LossYuanPerDay);
    });

    [Fact]
    public void A_factor_on_all_losses_scales_the_loss_and_changes_no_choice() => Law.Holds(Law.Seeds, seed =>
    {
        var city = SmallCity.Random(seed);
        var start = Suppose.Share(0.08m, OrderScope.District);
        var compared = Suppose.Compare(Suppose.On(city), start, start with { Name = "三倍", LossFactors = [new(null, 3)] });
        var (one, three) = (compared.Base, compared.Scenarios[0]);
        if (!one.Reaches())
        {
            return !three.Reaches();
        }

        // Derived losses are whole yuan: three times a rounded figure differs by less than three yuan a choice, and so may the optimum.
        return Math.Abs((3 * one.Plan.LossYuanPerDay) - three.Plan.LossYuanPerDay) <= 3 * one.Plan.Choices.Count && (three.Changes.All(c => c.Kind is ChangeKind.More) || Math.Abs((3 * one.Plan.LossYuanPerDay) - three.Plan.LossYuanPerDay) <= 3);
    });

    [Fact]
    public void Who_rises_to_A_is_asked_for_its_own_offers_only() => Law.Holds(Law.Seeds, seed =>
    {
        var city = SmallCity.Random(seed);
        var all = city.Enterprises.Where(e => e is { SmallEmitter: false, Guarantee: GuaranteeKind.None }).Select(e => e.Code).ToList();
        if (all.Count == 0)
        {
            return true;
        }

        var start = Suppose.Share(0.08m, OrderScope.District);
        var risen = Suppose.Compare(Suppose.On(city), start, start with { Name = "升A", Grades = [new(EnterpriseFilter.Of(all), PerformanceGrade.A)] }).Scenarios[0].Plan;
        var offers = city.Measures.Where(m => m.Origin == MeasureOrigin.Option).Select(m => m.Text).ToHashSet();
        return risen.Choices.Where(c => all.Contains(c.EnterpriseCode)).All(c => c.Grade == PerformanceGrade.A && (c.LossYuanPerDay == 0 || offers.Contains(c.MeasureText)));
    });

    [Fact]
    public void Who_is_exempt_is_asked_for_no_production() => Law.Holds(Law.Seeds, seed =>
    {
        var city = SmallCity.Random(seed);
        var start = Suppose.Share(0.05m);
        foreach (var mode in Enum.GetValues<PlanMode>())
        {
            var compared = Suppose.Compare(Suppose.On(city), start with { Mode = mode, Exempt = [.. city.Enterprises.Select(e => EnterpriseFilter.Of(e.Code))] });
            if (compared.Base.Plan.LossYuanPerDay != 0 || !compared.Base.Plan.IndustryCut.IsZero)
            {
                return false;
            }
        }

        return true;
    }, 12);

    [Fact]
    public void The_cost_curve_rises_bends_upwards_within_the_gaps_and_ends_where_nothing_more_can_be_reached()
    {
        var list = SampleList.Make(200, 5, options: true);
        var scenario = new Scenario { Name = "编制", Mode = PlanMode.Compose, Level = WarningLevel.Yellow, Order = OrderScope.None };
        var curve = CostCurve.Of(scenario, Suppose.On(list, new()), 25, cancel: TestContext.Current.CancellationToken).OrThrow();
        Assert.Equal(25, curve.Points.Count);
        Assert.Contains(curve.Points, p => p.Factor == 1);
        Assert.Equal(0, curve.Points[0].Factor);
        Assert.Equal(curve.Attainable, curve.Points[^1].Factor);
        Assert.Equal(curve.BindingYuanPerDay, curve.Points[0].LossYuanPerDay);
        foreach (var (low, high) in curve.Points.Zip(curve.Points.Skip(1)))
        {
            Assert.True(low.LossYuanPerDay <= high.LossYuanPerDay && low.BoundYuanPerDay <= high.BoundYuanPerDay && low.BoundYuanPerDay <= low.LossYuanPerDay);
        }

        // Whole plans bend only as far as their steps are small: the bound of a point may not lie above the chord of plans around it by more than one plant's largest step.
        for (var i = 4; i + 4 < curve.Points.Count; i++)
        {
            var (a, b, c) = (curve.Points[i - 4], curve.Points[i], curve.Points[i + 4]);
            var chord = a.LossYuanPerDay + ((c.LossYuanPerDay - a.LossYuanPerDay) * (b.Factor - a.Factor) / (c.Factor - a.Factor));
            Assert.True(b.BoundYuanPerDay <= chord * 1.01m, $"{b.Factor}: {b.BoundYuanPerDay} above the chord {chord}");
        }

        var beyond = Suppose.Compare(Suppose.On(list, new()), scenario with { Targets = curve.Points[^1].Required.ToDictionary(r => r.Key, r => Math.Min(1, r.Value * 1.02m)), Swap = false }).Base;
        Assert.False(beyond.Reaches());
    }

    [Fact]
    public void The_same_question_gives_the_same_answer_with_any_number_of_threads()
    {
        var list = SampleList.Make(60, 3, options: true);
        var question = new WhatIfQuestion(new() { Name = "基准" }, [new() { Name = "红", Level = WarningLevel.Red }]);
        var parts = new WhatIfParts { CurvePoints = 5, SensitivitySeed = 7, Dearest = 2 };
        string Answer(int threads) => CanonicalJson.Write(WhatIfRunner.Answer(question, Suppose.On(list, new() { Threads = threads }), parts, cancel: TestContext.Current.CancellationToken).OrThrow());
        Assert.Equal(Answer(1), Answer(2));
    }

    [Fact]
    public void A_burden_shared_evenly_has_no_Gini_and_one_that_a_single_one_carries_nearly_one()
    {
        Assert.Equal(0, FairnessReading.Gini([0.2, 0.2, 0.2]), 12);
        Assert.Equal(0.75, FairnessReading.Gini([0, 0, 0, 1]), 12); // (n − 1) ÷ n
        Assert.Equal(0.25, FairnessReading.Gini([1, 2, 3, 4]), 12);
        Assert.Equal(0, FairnessReading.Gini([]));
    }

    [Fact]
    public void Fairness_adds_up_to_the_plan_in_every_grouping() => Law.Holds(Law.Seeds, seed =>
    {
        var outcome = Suppose.Compare(Suppose.On(SmallCity.Random(seed)), Suppose.Share(0.06m)).Base;
        return WhatIfWords.Groups(outcome.Fairness).All(g => g.Rows.Sum(r => r.LossYuanPerDay) == outcome.Plan.LossYuanPerDay && g.Rows.Sum(r => r.UnitsAsked) == outcome.Units && g.Rows.Sum(r => r.Enterprises) == 4);
    }, 10);
}
