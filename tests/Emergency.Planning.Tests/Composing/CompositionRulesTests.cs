using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Core.Time;
using Emergency.Planning.Activation;
using Emergency.Planning.Composing;
using Emergency.Planning.Optimising;
using Emergency.Planning.ReductionList;
using static Emergency.Planning.Tests.Composing.SmallCity;

namespace Emergency.Planning.Tests.Composing;

/// <summary>Each rule by itself: two plants, of which the rule lets only the dearer one be asked, or less of it. The society emits 1000 kg/day of each pollutant.</summary>
public sealed class CompositionRulesTests
{
    /// <summary>A cheap plant of one grade and a dear one of another, each 200 kg/day, one line that can stop.</summary>
    private static SmallCity CheapAndDear(PerformanceGrade cheap, PerformanceGrade dear, string dearCounty = Zezhou) =>
        Of((Firm(1, cheap), [Unit(1, All(200), output: 1_000)], []), (Firm(2, dear, dearCounty), [Unit(2, All(200), output: 50_000)], []));

    private static decimal CutOf(Plan plan, int firm) => plan.Choices.Where(c => c.EnterpriseCode == Firm(firm, PerformanceGrade.A).Code).Sum(c => c.Cut.Pm);

    [Fact]
    public void The_cheaper_plant_is_asked()
    {
        var plan = CheapAndDear(PerformanceGrade.C, PerformanceGrade.C).Plan(share: 0.1m);
        Assert.Equal((100m, 0m), (CutOf(plan, 1), CutOf(plan, 2)));
        Assert.Equal(500, plan.LossYuanPerDay);
        Assert.InRange(plan.Optimum!.BoundYuanPerDay!.Value, 499.9m, 500);
    }

    [Theory]
    [InlineData(PerformanceGrade.A)]
    [InlineData(PerformanceGrade.Leading)]
    public void A_and_leading_are_asked_only_what_they_offer(PerformanceGrade grade)
    {
        var city = CheapAndDear(grade, PerformanceGrade.C);
        Assert.Equal((0m, 100m), (CutOf(city.Plan(share: 0.1m), 1), CutOf(city.Plan(share: 0.1m), 2)));

        // A stricter row of another level is no offer; an option row of the level is.
        var offered = city with { Measures = [Row(1, EffectKind.OutputLimit, 0.3m, All(60), 300, origin: MeasureOrigin.Option), Row(1, EffectKind.Stop, null, All(200), 900, CountingUnit.None, ListLevel.Red)] };
        var plan = offered.Plan(share: 0.1m);
        Assert.Equal(60, CutOf(plan, 1));
        Assert.Contains("自报", plan.Choices.First(c => c.Added && c.Grade == grade).Why.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void A_guarantee_enterprise_keeps_its_load()
    {
        var city = CheapAndDear(PerformanceGrade.B, PerformanceGrade.C) with { Measures = [Row(1, EffectKind.OutputLimit, 0.1m, All(20), 100), Row(1, EffectKind.OutputLimit, 0.5m, All(100), 200, origin: MeasureOrigin.Option)] };
        var guaranteed = city with { Enterprises = [city.Enterprises[0] with { Guarantee = GuaranteeKind.HeatDemand }, city.Enterprises[1]] };
        Assert.True(CutOf(city.Plan(share: 0.1m), 1) > 20);
        Assert.Equal(20, CutOf(guaranteed.Plan(share: 0.1m), 1));
        Assert.Equal(20, CutOf(guaranteed.Plan(PlanMode.Compose, share: 0.1m), 1));
    }

    [Fact]
    public void A_small_emitter_is_left_alone()
    {
        var city = CheapAndDear(PerformanceGrade.C, PerformanceGrade.C);
        var small = city with { Enterprises = [city.Enterprises[0] with { SmallEmitter = true }, city.Enterprises[1]] };
        Assert.Equal((0m, 100m), (CutOf(small.Plan(share: 0.1m), 1), CutOf(small.Plan(share: 0.1m), 2)));
    }

    [Fact]
    public void Of_two_grades_of_an_industry_and_county_the_worse_is_asked_as_much()
    {
        var city = CheapAndDear(PerformanceGrade.B, PerformanceGrade.C);
        Assert.Equal(0, CutOf(city.Plan(share: 0.1m), 2));
        var plan = city.Plan(settings: Ordered, share: 0.1m);
        Assert.True(CutOf(plan, 2) >= 60, $"{CutOf(plan, 1)} and {CutOf(plan, 2)}");
    }

    [Fact]
    public void The_order_holds_across_counties_only_when_asked()
    {
        var city = CheapAndDear(PerformanceGrade.B, PerformanceGrade.C, Gaoping);
        Assert.Equal(0, CutOf(city.Plan(settings: Ordered, share: 0.1m), 2));
        Assert.True(CutOf(city.Plan(settings: Ordered with { Order = OrderScope.Region }, share: 0.1m), 2) >= 60);
    }

    [Fact]
    public void One_measure_for_all_of_a_grade_when_uniform()
    {
        var city = CheapAndDear(PerformanceGrade.C, PerformanceGrade.C);
        var plan = city.Plan(settings: Ordered with { Order = OrderScope.Uniform }, share: 0.1m);
        Assert.Equal((60m, 60m), (CutOf(plan, 1), CutOf(plan, 2)));
        Assert.Equal(0, CutOf(city.Plan(settings: Ordered, share: 0.1m), 2));
    }

    [Fact]
    public void The_ungraded_are_free_of_the_order()
    {
        var city = CheapAndDear(PerformanceGrade.B, PerformanceGrade.Ungraded);
        Assert.Equal(0, CutOf(city.Plan(settings: Ordered, share: 0.1m), 2));
    }

    [Fact]
    public void A_grade_not_yet_valid_counts_as_none()
    {
        var city = CheapAndDear(PerformanceGrade.A, PerformanceGrade.C);
        var early = city with { Enterprises = [city.Enterprises[0] with { GradeValidFrom = LocalDay.Of(2025, 1, 1) }, city.Enterprises[1]] };
        Assert.Equal(100, CutOf(early.Plan(share: 0.1m), 1));
    }

    [Fact]
    public void SO2_may_stand_in_for_NOx_where_the_edition_has_the_swap()
    {
        var city = Of((Firm(1, PerformanceGrade.C), [Unit(1, new(500, 0, 400, 400), output: 1_000)], []), (Firm(2, PerformanceGrade.C), [Unit(2, new(0, 400, 0, 0), output: 50_000)], []));
        Assert.Equal(0, CutOf(city.Plan(), 2) + city.Plan().Choices.Where(c => c.Binding && c.Cut.Nox > 0).Sum(c => c.Cut.Nox));
        Assert.True(city.Plan().Targets.Single(t => t.Pollutant == EmittedPollutant.Nox).MetBySwap);
        Assert.Equal(200, city.Plan(settings: Exact with { Swap = false }).Choices.Sum(c => c.Cut.Nox));
    }

    [Fact]
    public void Where_an_edition_asks_a_larger_sum_each_share_alone_will_do_too()
    {
        var rules = Rules.ForPlans();
        var strange = rules with { Targets = rules.Targets with { Levels = [.. rules.Targets.Levels.Select(l => l with { SwapMinSum = 0.6m })] } };
        var city = Of((Firm(1, PerformanceGrade.C), [Unit(1, All(400), count: 2)], []));
        var plan = PlanComposer.Make(city.Request(PlanMode.Supplement), strange, cancel: TestContext.Current.CancellationToken).OrThrow();
        Assert.Equal(200, plan.IndustryCut.So2);
        Assert.True(plan.Optimum!.BoundYuanPerDay <= plan.LossYuanPerDay);
    }

    [Fact]
    public void A_zone_with_its_own_target_is_served_from_within()
    {
        var city = CheapAndDear(PerformanceGrade.C, PerformanceGrade.C, Gaoping);
        var free = city.Plan(share: 0.1m);
        var zoned = city.Plan(share: 0.1m, zones: new ZoneTarget("高平市", new Dictionary<EmittedPollutant, decimal> { [EmittedPollutant.Pm] = 0.2m }));
        Assert.Equal((0m, 100m), (CutOf(free, 2), CutOf(zoned, 2)));
        var reached = Assert.Single(zoned.Optimum!.Zones);
        Assert.Equal((0.2m, 0.25m, 0m), (reached.RequiredFraction, reached.ReachedFraction, reached.MissingKgPerDay));
    }

    [Fact]
    public void Zones_that_overlap_or_hold_nobody_and_shares_beyond_one_are_refused()
    {
        var city = CheapAndDear(PerformanceGrade.C, PerformanceGrade.C) with { };
        city = city with { Enterprises = [.. city.Enterprises.Select(e => e with { Zone = "重点管控区" })] };
        var some = new Dictionary<EmittedPollutant, decimal> { [EmittedPollutant.Pm] = 0.1m };
        string? CodeOf(CompositionRequest request) => PlanComposer.Make(request, Rules.ForPlans(), cancel: TestContext.Current.CancellationToken).Refusal?.Code;
        string? Code(params ZoneTarget[] zones) => CodeOf(city.Request(PlanMode.Supplement, zones: zones));
        Assert.Equal("PLAN-033", Code(new("重点管控区", some), new(Zezhou, some)));
        Assert.Equal("PLAN-032", Code(new ZoneTarget("高平市", some)));
        Assert.Equal("PLAN-034", Code(new ZoneTarget(Zezhou, new Dictionary<EmittedPollutant, decimal> { [EmittedPollutant.Pm] = 1.1m })));
        Assert.Equal("PLAN-034", CodeOf(city.Request(PlanMode.Supplement, share: 1.1m)));
        Assert.Equal("PLAN-035", CodeOf(city.Request(PlanMode.Supplement, settings: Exact with { GapTarget = 1 })));
        Assert.Equal("PLAN-001", CodeOf(city.Request(PlanMode.Compose, WarningLevel.Blue)));
    }

    [Theory]
    [InlineData(3, 0.1, 133.333)] // of three lines two, of 200 kg: 100 asked
    [InlineData(4, 0.1, 100)]
    [InlineData(1, 0.09, 100)] // a single line lowers its load in steps: 20, 30, 50 %
    public void Several_lines_stop_whole_and_one_lowers_its_load(int lines, double share, double cut)
    {
        var city = Of((Firm(1, PerformanceGrade.C), [Unit(1, All(200), lines)], []));
        var plan = city.Plan(share: (decimal)share);
        Assert.Equal((decimal)cut, plan.IndustryCut.Pm);
        Assert.Equal(lines > 1, plan.Choices.Single().LinesStopped is not null);
    }

    [Fact]
    public void A_single_line_that_the_plan_stops_goes_to_a_person()
    {
        var plan = Of((Firm(1, PerformanceGrade.C), [Unit(1, All(200))], [])).Plan(share: 0.2m);
        Assert.True(Assert.Single(plan.Choices).NeedsDecision);
        Assert.Contains("只有一条生产线", Assert.Single(plan.Decisions).Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_stop_goes_down_to_its_lowest_load_and_no_further()
    {
        var city = Of((Firm(1, PerformanceGrade.C), [Unit(1, All(200), 2, CanStop.LoadOnly, 0.6m)], []));
        var plan = city.Plan(share: 0.2m);
        Assert.Equal(80, plan.IndustryCut.Pm);
        Assert.Equal(PlanStatus.Infeasible, plan.Optimum!.Status);
        Assert.Equal(0, Of((Firm(1, PerformanceGrade.C), [Unit(1, All(200), 2, CanStop.No)], [])).Plan(share: 0.2m).IndustryCut.Pm);
    }

    [Fact]
    public void What_already_runs_is_not_counted_again_and_what_is_down_stays_down()
    {
        var city = CheapAndDear(PerformanceGrade.C, PerformanceGrade.C);
        RunningControl Control(decimal down) => new(city.Enterprises[0].Code, "U1", RunningControlKind.Season, down);
        var partly = (city with { Running = [Control(0.5m)] }).Plan(share: 0.1m);
        Assert.Equal((100m, 500m), (CutOf(partly, 1), partly.LossYuanPerDay)); // the other half of it
        var wholly = (city with { Running = [Control(1)] }).Plan(share: 0.1m);
        Assert.Equal((0m, 100m), (CutOf(wholly, 1), CutOf(wholly, 2)));
        Assert.Contains("不得恢复", wholly.Choices.First(c => c.EnterpriseCode == city.Enterprises[0].Code).Why.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void A_supplement_keeps_what_binds_and_a_composition_starts_from_the_guide()
    {
        var city = CheapAndDear(PerformanceGrade.C, PerformanceGrade.C) with { Measures = [Row(2, EffectKind.OutputLimit, 0.5m, All(100), 25_000, level: ListLevel.Yellow), Row(2, EffectKind.OutputLimit, 0.2m, All(40), 10_000, level: ListLevel.Yellow, origin: MeasureOrigin.Guide)] };
        var (supplement, composition) = (city.Plan(level: WarningLevel.Yellow), city.Plan(PlanMode.Compose, WarningLevel.Yellow));
        Assert.Equal((0m, 100m), (CutOf(supplement, 1), CutOf(supplement, 2)));
        Assert.Equal((60m, 40m), (CutOf(composition, 1), CutOf(composition, 2)));
    }

    [Fact]
    public void A_measure_for_the_whole_enterprise_is_asked_of_all_its_units_together()
    {
        var city = Of((Firm(1, PerformanceGrade.C), [Unit(1, All(100)), Unit(1, All(100), id: "U2")], [Row(1, EffectKind.OutputLimit, 0.25m, All(50), 100, origin: MeasureOrigin.Option, unit: "")]));
        var plan = city.Plan(share: 0.05m);
        Assert.Equal([25m, 25m], plan.Choices.Select(c => c.Cut.Pm));
        Assert.Equal((100m, 1), (plan.LossYuanPerDay, plan.Optimum!.Options));
    }

    [Fact]
    public void A_cap_counts_only_on_what_the_chosen_measure_leaves()
    {
        var city = Of((Firm(1, PerformanceGrade.C), [Unit(1, All(200), 2)], [Row(1, EffectKind.EmissionCap, 35, All(150), 10, CountingUnit.Concentration)]));
        Assert.Equal((150m, 10m), (city.Plan(share: 0.1m).IndustryCut.Pm, city.Plan(share: 0.1m).LossYuanPerDay));
        var plan = city.Plan(share: 0.18m); // one of two lines down: 100 by the stop, 100 by the cap
        Assert.Equal([100m, 100m], plan.Choices.Select(c => c.Cut.Pm));
    }

    [Fact]
    public void A_cap_on_a_unit_that_is_down_counts_nothing()
    {
        var city = Of((Firm(1, PerformanceGrade.C), [Unit(1, All(100)), Unit(1, All(100), id: "U2")], [Row(1, EffectKind.EmissionCap, 35, All(60), 0, CountingUnit.Concentration)])) with { Running = [new(Firm(1, PerformanceGrade.C).Code, "U1", RunningControlKind.Stopped)] };
        Assert.Equal(0, city.Plan(share: 0).IndustryCut.Pm);
    }

    [Fact]
    public void What_cannot_be_reached_names_the_clash_the_most_and_the_limits()
    {
        var city = Of(
            (Firm(1, PerformanceGrade.A), [Unit(1, All(300))], []),
            (Firm(2, PerformanceGrade.C), [Unit(2, All(100), 2, CanStop.LoadOnly, 0.6m)], []),
            (Firm(3, PerformanceGrade.C) with { SmallEmitter = true }, [Unit(3, All(5))], []));
        var plan = city.Plan();
        var shortage = plan.Optimum!.Shortage!;
        Assert.Equal((PlanStatus.Infeasible, null), (plan.Optimum.Status, plan.Optimum.BoundYuanPerDay));
        Assert.Contains("PM", shortage.Clash);
        var pm = shortage.Rows.Single(r => r.Target == "PM");
        Assert.Equal((40m, 160m), (pm.AttainableKgPerDay, Math.Round(pm.MissingKgPerDay)));
        Assert.Equal([405m, 5m, 300m, 60m], shortage.Limits.Select(l => l.Takes.Pm));
        Assert.Equal(40, shortage.Limits[0].Takes.Pm - shortage.Limits.Skip(1).Sum(l => l.Takes.Pm));
        Assert.Equal(40, plan.IndustryCut.Pm);
        Assert.Contains(shortage.Explanation, t => t.Zh.Contains("最多能减 40", StringComparison.Ordinal));
        Assert.Contains(shortage.Explanation, t => t.Zh.StartsWith("超出可达量，须分别放宽", StringComparison.Ordinal));
    }

    [Fact]
    public void What_has_no_choice_counts_towards_what_the_industry_must_and_can_cut()
    {
        var city = Of((Firm(1, PerformanceGrade.D), [Unit(1, All(50))], []), (Firm(2, PerformanceGrade.C), [Unit(2, All(100), 2)], []));
        var pm = city.Plan().Optimum!.Shortage!.Rows.Single(r => r.Target == "PM");
        Assert.Equal((200m, 150m, 50m), (Math.Round(pm.RequiredKgPerDay), pm.AttainableKgPerDay, Math.Round(pm.MissingKgPerDay)));
    }

    [Fact]
    public void A_price_for_what_is_missing_keeps_the_last_kilograms_from_costing_everything()
    {
        var city = CheapAndDear(PerformanceGrade.C, PerformanceGrade.C);
        Assert.Equal(400, city.Plan(share: 0.5m).IndustryCut.Pm);
        var capped = city.Plan(settings: Exact with { ShortagePrice = 10 }, share: 0.5m);
        Assert.Equal((200m, 0m), (CutOf(capped, 1), CutOf(capped, 2)));
        Assert.Equal(300, Math.Round(capped.Optimum!.Shortage!.Rows.Single(r => r.Target == "PM").MissingKgPerDay));
        Assert.Contains(capped.Optimum.Shortage.Explanation, t => t.Zh.Contains("最多能减 400", StringComparison.Ordinal));
        Assert.Contains("价格上限", capped.Choices.Single(c => c.EnterpriseCode == city.Enterprises[1].Code).Why.Zh, StringComparison.Ordinal);
        Assert.Equal("PLAN-038", PlanComposer.Make(city.Request(PlanMode.Supplement, settings: Exact with { ShortagePrice = 0 }), Rules.ForPlans(), cancel: TestContext.Current.CancellationToken).Refusal!.Code);
    }

    [Fact]
    public void A_derived_step_loses_as_the_unit_files_or_its_output_value()
    {
        var city = CheapAndDear(PerformanceGrade.C, PerformanceGrade.C);
        Assert.Contains("产值计（上限）", city.Plan(share: 0.1m).Choices.Single(c => c.Added).Why.Zh, StringComparison.Ordinal);
        var filed = city with { Measures = [Row(1, EffectKind.Stop, null, All(200), 300, CountingUnit.None, ListLevel.Red)] };
        var plan = filed.Plan(share: 0.1m);
        Assert.Equal(150, plan.LossYuanPerDay);
        Assert.Contains("清单所列损失与停产份额折算", plan.Choices.Single(c => c.Added).Why.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void The_reasons_carry_the_numbers_and_the_stand_ins_are_ranked()
    {
        var city = Of(
            (Firm(1, PerformanceGrade.C), [Unit(1, All(200), output: 1_000)], []),
            (Firm(2, PerformanceGrade.C, industry: "BrickKiln"), [Unit(2, All(200), output: 2_000)], []),
            (Firm(3, PerformanceGrade.C, Gaoping), [Unit(3, All(200), output: 50_000)], []));
        var plan = city.Plan(share: 0.24m);
        Assert.Equal([200m, 40m, 0m], ((int[])[1, 2, 3]).Select(f => CutOf(plan, f)));
        Assert.Contains("多减 SO2 200 NOx 200 PM 200 VOCs 200 kg/d，多损失 1,000 元/天", plan.Choices[0].Why.Zh, StringComparison.Ordinal);
        Assert.Contains("却多损失", plan.Choices[2].Why.Zh, StringComparison.Ordinal);
        Assert.False(plan.Choices[2].Binding);
        var first = plan.Optimum!.StandIns.First(s => s.Pollutant == EmittedPollutant.Pm);
        Assert.Equal((city.Enterprises[1].Code, 20m), (first.EnterpriseCode, first.Cut.Pm));
    }

    [Fact]
    public void The_clerk_asks_worst_grades_first_and_pays_more()
    {
        var city = CheapAndDear(PerformanceGrade.B, PerformanceGrade.C);
        var plan = city.Plan(settings: Exact with { CompareClerk = true }, share: 0.1m);
        Assert.Equal((true, 25_000m, 24_500m), (plan.Optimum!.Clerk!.Reaches, plan.Optimum.Clerk.LossYuanPerDay, plan.Optimum.Clerk.SavedYuanPerDay));
        Assert.Equal([(PerformanceGrade.B, 1, 0), (PerformanceGrade.C, 0, 1)], plan.Optimum.Clerk.Grades.Select(g => (g.Grade, g.Asked, g.AskedByClerk)));
    }

    [Fact]
    public void A_plan_that_only_activates_stays_as_it_was()
    {
        var city = SmallCity.Random(5);
        var activated = PlanComposer.Make(city.Request(PlanMode.Activate), Rules.ForPlans(), cancel: TestContext.Current.CancellationToken).OrThrow();
        Assert.DoesNotContain("optimum", Core.Decisions.CanonicalJson.Write(activated), StringComparison.Ordinal);
        Assert.DoesNotContain("added", Core.Decisions.CanonicalJson.Write(activated), StringComparison.Ordinal);
    }
}
