using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Planning.Activation;
using Emergency.Planning.ReductionList;
using Emergency.Planning.ReductionList.Making;

namespace Emergency.Planning.Tests.Activation;

/// <summary>One test a rule, on a list of one enterprise.</summary>
public sealed class ActivationRulesTests
{
    private static readonly MadeList Made = new();

    [Fact]
    public void Only_rows_of_the_level_that_the_list_or_the_plant_plan_orders_are_binding()
    {
        var plan = Made.With(
            MadeList.Row(EffectKind.OutputLimit, 0.2m, 20, CountingUnit.Output),
            MadeList.Row(EffectKind.OutputLimit, 0.6m, 60, CountingUnit.Output, level: ListLevel.Red),
            MadeList.Row(EffectKind.OutputLimit, 0.7m, 70, CountingUnit.Output, origin: MeasureOrigin.Option)).Plan();
        var choice = Assert.Single(plan.Choices);
        Assert.Equal((true, 0.2m, 20m), (choice.Binding, choice.Amount, choice.Cut.So2));
        Assert.Contains("C级", choice.Why.Zh, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(WarningLevel.Yellow, 10)]
    [InlineData(WarningLevel.Orange, 20)]
    [InlineData(WarningLevel.Red, 30)]
    public void Each_warning_level_activates_its_own_rows(WarningLevel level, decimal cut)
    {
        var list = Made.With(
            MadeList.Row(EffectKind.OutputLimit, 0.1m, 10, CountingUnit.Output, level: ListLevel.Yellow),
            MadeList.Row(EffectKind.OutputLimit, 0.2m, 20, CountingUnit.Output, level: ListLevel.Orange),
            MadeList.Row(EffectKind.OutputLimit, 0.3m, 30, CountingUnit.Output, level: ListLevel.Red),
            MadeList.Row(EffectKind.OutputLimit, 0.9m, 90, CountingUnit.Output, level: ListLevel.Season));
        Assert.Equal(cut, list.Plan(level).IndustryCut.Nox);
    }

    [Theory]
    [InlineData(PerformanceGrade.APlus)]
    [InlineData(PerformanceGrade.A)]
    [InlineData(PerformanceGrade.Leading)]
    public void A_and_leading_choose_their_own_reductions_and_their_offers_are_noted_not_counted(PerformanceGrade grade)
    {
        var plan = Made.Graded(grade).With(MadeList.Row(EffectKind.Voluntary), MadeList.Row(EffectKind.OutputLimit, 0.1m, 10, CountingUnit.Output, origin: MeasureOrigin.Option)).Plan();
        var choice = Assert.Single(plan.Choices);
        Assert.False(choice.Binding);
        Assert.Equal(Emissions.Zero, plan.IndustryCut);
        Assert.Contains("自主减排", choice.Why.Zh, StringComparison.Ordinal);
        Assert.Contains("自报措施1项（SO2 10", choice.Why.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_that_orders_an_A_enterprise_expressly_is_carried_out_and_says_so()
    {
        var choice = Assert.Single(Made.Graded(PerformanceGrade.A).With(MadeList.Row(EffectKind.OutputLimit, 0.1m, 10, CountingUnit.Output)).Plan().Choices);
        Assert.True(choice.Binding);
        Assert.Contains("严于自主减排", choice.Why.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void D_stops_every_unit_even_where_the_list_asks_for_less_or_nothing()
    {
        var plan = (Made.Graded(PerformanceGrade.D) with { Units = [MadeList.Unit("U1"), MadeList.Unit("U2")] })
            .With(MadeList.Row(EffectKind.OutputLimit, 0.2m, 20, CountingUnit.Output)).Plan();
        Assert.Equal(2, plan.Choices.Count);
        Assert.All(plan.Choices, c => Assert.Equal((EffectKind.Stop, 100m, true), (c.Effect, c.Cut.Pm, c.Binding)));
        Assert.Contains("从严", plan.Choices[0].Why.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void D_was_no_reason_to_stop_before_grades_existed()
    {
        var plan = Made.Graded(PerformanceGrade.D).With(MadeList.Row(EffectKind.OutputLimit, 0.2m, 20, CountingUnit.Output)).Plan(rules: Rules.ForPlans(day: Rules.BeforeGrades));
        Assert.Equal(20, plan.IndustryCut.So2);
    }

    [Fact]
    public void A_D_kiln_that_cannot_stop_runs_at_its_lowest_load_and_a_person_confirms()
    {
        var plan = (Made.Graded(PerformanceGrade.D) with { Units = [MadeList.Unit("U1", canStop: CanStop.LoadOnly, lowestLoad: 0.6m)] }).Plan();
        var choice = Assert.Single(plan.Choices);
        Assert.Equal((EffectKind.LowestLoad, 40m, true), (choice.Effect, choice.Cut.Pm, choice.NeedsDecision));
        Assert.Single(plan.Decisions);
    }

    [Fact]
    public void A_unit_that_can_do_nothing_is_not_ordered_and_goes_to_a_person()
    {
        var plan = (Made with { Units = [MadeList.Unit("U1", canStop: CanStop.No, lowestLoad: 1)] }).With(MadeList.Row(EffectKind.OutputLimit, 0.2m, 20, CountingUnit.Output)).Plan();
        var choice = Assert.Single(plan.Choices);
        Assert.Equal((false, 0m, true), (choice.Binding, choice.Cut.So2, choice.NeedsDecision));
        Assert.Single(plan.Decisions);
    }

    [Fact]
    public void A_grade_that_is_not_yet_valid_on_the_start_day_does_not_count()
    {
        var list = Made.Graded(PerformanceGrade.A) with { Enterprise = Made.Enterprise with { Grade = PerformanceGrade.A, GradeValidFrom = Rules.Day.Plus(1) } };
        var plan = list.With(MadeList.Row(EffectKind.OutputLimit, 0.2m, 20, CountingUnit.Output)).Plan();
        Assert.Equal(PerformanceGrade.Ungraded, Assert.Single(plan.Choices).Grade);
        Assert.Contains("尚未生效", Assert.Single(plan.Decisions).Zh, StringComparison.Ordinal);
        Assert.Equal(PerformanceGrade.A, Assert.Single(list.Plan(day: Rules.Day.Plus(1)).Choices).Grade);
    }

    [Fact]
    public void A_small_emitter_is_neither_stopped_nor_limited_but_keeps_its_vehicle_ban()
    {
        var plan = (Made with { Enterprise = Made.Enterprise with { SmallEmitter = true } })
            .With(MadeList.Row(EffectKind.Stop, cut: 100), MadeList.Row(EffectKind.VehicleBan, 4, countedIn: CountingUnit.Vehicle, unit: "")).Plan();
        Assert.Equal(Emissions.Zero, plan.IndustryCut);
        Assert.Contains(plan.Choices, c => !c.Binding && c.Why.Zh.Contains("小微涉气", StringComparison.Ordinal));
        Assert.Contains(plan.Choices, c => c.Binding && c.Effect == EffectKind.VehicleBan);
    }

    [Fact]
    public void A_guarantee_enterprise_runs_at_the_load_the_list_fixes()
    {
        var plan = (Made.Graded(PerformanceGrade.B) with { Enterprise = Made.Enterprise with { Grade = PerformanceGrade.B, Guarantee = GuaranteeKind.HeatDemand } })
            .With(MadeList.Row(EffectKind.OutputLimit, 0.1m, 10, CountingUnit.Output)).Plan();
        var choice = Assert.Single(plan.Choices);
        Assert.Equal((true, 10m), (choice.Binding, choice.Cut.So2));
        Assert.Contains("保障任务", choice.Why.Zh, StringComparison.Ordinal);
        Assert.Empty(plan.Decisions);
    }

    [Fact]
    public void A_guarantee_enterprise_without_a_fixed_load_goes_to_a_person()
    {
        var plan = (Made with { Enterprise = Made.Enterprise with { Grade = PerformanceGrade.B, Guarantee = GuaranteeKind.HeatDemand } }).Plan();
        Assert.True(Assert.Single(plan.Choices).NeedsDecision);
        Assert.Contains("未核定其最大负荷", Assert.Single(plan.Decisions).Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void A_guarantee_below_B_is_not_honoured()
    {
        var plan = (Made with { Enterprise = Made.Enterprise with { Grade = PerformanceGrade.D, Guarantee = GuaranteeKind.OrderVolume } }).Plan();
        Assert.Equal(EffectKind.Stop, Assert.Single(plan.Choices).Effect);
        Assert.Contains("不按保障类处理", plan.Decisions[0].Zh, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, 0.5, 1, 50)]
    [InlineData(3, 0.5, 2, 66.666)] // counted in whole lines, rounded down to the gram
    [InlineData(4, 0.3, 2, 50)]
    [InlineData(5, 0.2, 1, 20)] // exactly one line: nothing to round up
    [InlineData(3, 1, 3, 100)]
    public void Lines_are_stopped_whole_and_rounded_up(int lines, double share, int stopped, double cut)
    {
        var plan = (Made with { Units = [MadeList.Unit("U1", lines)] }).With(MadeList.Row(EffectKind.StopLines, (decimal)share, 100 * (decimal)share, CountingUnit.Line)).Plan();
        var choice = Assert.Single(plan.Choices);
        Assert.Equal((stopped, lines, (decimal)cut), (choice.LinesStopped, choice.LinesTotal, choice.Cut.So2));
        Assert.Empty(plan.Decisions);
    }

    [Theory]
    [InlineData(SingleLineRule.StopAndFlag, EffectKind.StopLines, 100)]
    [InlineData(SingleLineRule.LowerLoadAndFlag, EffectKind.OutputLimit, 50)]
    public void A_single_line_follows_the_named_setting_and_a_person_confirms(SingleLineRule rule, EffectKind effect, decimal cut)
    {
        var rules = Rules.ForPlans();
        var plan = (Made with { Units = [MadeList.Unit("U1", 1)] }).With(MadeList.Row(EffectKind.StopLines, 0.5m, 50, CountingUnit.Line))
            .Plan(rules: rules with { Measures = rules.Measures with { SingleLine = rule } });
        var choice = Assert.Single(plan.Choices);
        Assert.Equal((effect, cut, true), (choice.Effect, choice.Cut.So2, choice.NeedsDecision));
        Assert.Contains("只有一条生产线", Assert.Single(plan.Decisions).Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_several_measures_on_one_unit_the_strictest_holds_and_is_counted_once()
    {
        var plan = Made.With(
            MadeList.Row(EffectKind.OutputLimit, 0.3m, 30, CountingUnit.Output, loss: 3),
            MadeList.Row(EffectKind.OutputLimit, 0.5m, 50, CountingUnit.Output, origin: MeasureOrigin.PlantPlan, loss: 5),
            MadeList.Row(EffectKind.OutputLimit, 0.2m, 20, CountingUnit.Output, unit: "", loss: 2)).Plan();
        var choice = Assert.Single(plan.Choices);
        Assert.Equal((50m, 5m), (choice.Cut.So2, choice.LossYuanPerDay));
        Assert.Contains("一厂一策", choice.Why.Zh, StringComparison.Ordinal);
        Assert.Contains("同时适用3项措施", choice.Why.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void A_measure_for_the_whole_enterprise_is_shared_out_to_its_units_by_emission()
    {
        var plan = (Made with { Units = [MadeList.Unit("U1") with { Daily = new(30, 0, 0, 0) }, MadeList.Unit("U2") with { Daily = new(10, 50, 0, 0) }] })
            .With(MadeList.Row(EffectKind.OutputLimit, 0.5m, 20, CountingUnit.Output, unit: "")).Plan();
        Assert.Equal(new Emissions(15, 0, 0, 0), plan.Choices[0].Cut);
        Assert.Equal(new Emissions(5, 20, 0, 0), plan.Choices[1].Cut);
    }

    [Fact]
    public void A_cut_filed_above_the_emission_counts_only_up_to_it()
    {
        var plan = Made.With(MadeList.Row(EffectKind.Stop, cut: 250)).Plan();
        Assert.Equal(MadeList.Hundred, plan.IndustryCut);
    }

    [Fact]
    public void An_emission_cap_beside_a_limit_cuts_only_what_is_left()
    {
        var plan = Made.With(MadeList.Row(EffectKind.OutputLimit, 0.8m, 80, CountingUnit.Output), MadeList.Row(EffectKind.EmissionCap, 35, 60, CountingUnit.Concentration)).Plan();
        Assert.Equal([80m, 20m], plan.Choices.Select(c => c.Cut.So2));
    }

    [Fact]
    public void Vehicle_measures_are_ordered_but_counted_in_the_mobile_list()
    {
        var plan = Made.With(MadeList.Row(EffectKind.VehicleBan, 4, 50, CountingUnit.Vehicle, unit: "")).Plan();
        Assert.Equal((EffectKind.VehicleBan, 0m), (Assert.Single(plan.Choices).Effect, plan.IndustryCut.Nox));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)] // the list asks nothing of it: it must stay down all the same
    public void A_unit_already_down_for_the_season_stays_down_and_is_not_counted_again(bool limited)
    {
        var list = limited ? Made.With(MadeList.Row(EffectKind.OutputLimit, 0.2m, 20, CountingUnit.Output, loss: 9)) : Made;
        var choice = Assert.Single(list.Plan(running: [new(SampleList.Code(1), "U1", RunningControlKind.Season)]).Choices);
        Assert.Equal((EffectKind.Stop, true, 0m, 0m), (choice.Effect, choice.Binding, choice.Cut.So2, choice.LossYuanPerDay));
        Assert.Contains("错峰生产", choice.Why.Zh, StringComparison.Ordinal);
        Assert.Contains("不得恢复生产", choice.Why.Zh, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.3, 20)] // 50 asked, 30 down already: 20 more
    [InlineData(0.5, 0)]
    [InlineData(0.7, 0)]
    public void Of_a_unit_that_is_partly_down_only_the_rest_counts(double down, decimal cut)
    {
        var plan = Made.With(MadeList.Row(EffectKind.OutputLimit, 0.5m, 50, CountingUnit.Output)).Plan(running: [new(SampleList.Code(1), "U1", RunningControlKind.Season, (decimal)down)]);
        Assert.Equal(cut, plan.IndustryCut.So2);
    }

    [Fact]
    public void A_measure_that_switches_keeps_its_later_phase_and_the_plan_counts_the_first()
    {
        var plan = Made.With(
            MadeList.Row(EffectKind.StopLines, 0.5m, 50, CountingUnit.Line),
            MadeList.Row(EffectKind.StopLines, 1, 100, CountingUnit.Line, switchAfter: 120)).Plan();
        var choice = Assert.Single(plan.Choices);
        Assert.Equal(100, choice.Cut.So2);
        var later = Assert.Single(choice.LaterPhases);
        Assert.Equal((120, 1, 50m), (later.AfterHours, later.LinesStopped, later.Cut.So2));
    }

    [Fact]
    public void A_list_weaker_than_the_guide_is_carried_out_and_reported()
    {
        var plan = Made.With(
            MadeList.Row(EffectKind.OutputLimit, 0.2m, 20, CountingUnit.Output),
            MadeList.Row(EffectKind.OutputLimit, 0.5m, 50, CountingUnit.Output, origin: MeasureOrigin.Guide)).Plan();
        Assert.Equal(20, plan.IndustryCut.So2);
        Assert.Contains("弱于指南", Assert.Single(plan.Decisions).Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void An_enterprise_for_which_the_list_has_nothing_is_spared_with_the_reason()
    {
        var choice = Assert.Single(Made.Plan().Choices);
        Assert.False(choice.Binding);
        Assert.Contains("没有约束性措施", choice.Why.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void Mobile_and_dust_rows_of_the_level_and_region_are_added()
    {
        var list = Made with
        {
            Mobile = [new("M1", "a", "140525", ListLevel.Orange, new(0, 50, 0, 0), new(0, 30, 0, 0), "t"), new("M1", "a", "140525", ListLevel.Red, new(0, 50, 0, 0), new(0, 40, 0, 0), "t"), new("M2", "b", "140581", ListLevel.Orange, new(0, 50, 0, 0), new(0, 7, 0, 0), "t")],
            Dust = [new("D1", "d", "140525", ListLevel.Orange, new(0, 0, 20, 0), new(0, 0, 25, 0), "t")],
        };
        var city = list.Plan();
        Assert.Equal((37m, 20m), (city.MobileCut.Nox, city.DustCut.Pm));
        Assert.Equal(30, list.Plan(region: "140525").MobileCut.Nox);
    }

    [Theory]
    [InlineData(WarningLevel.None, "140500", "PLAN-001")]
    [InlineData(WarningLevel.Blue, "140500", "PLAN-001")]
    [InlineData(WarningLevel.Orange, "999999", "REGION-001")]
    [InlineData(WarningLevel.Orange, "140581", "PLAN-003")]
    [InlineData(WarningLevel.Orange, "140300", "PLAN-003")]
    public void What_cannot_be_planned_is_refused(WarningLevel level, string region, string code) =>
        Assert.Equal(code, ActivationPlanner.Activate(new(Made.List, level, region, Rules.Day, [], "p", default), Rules.ForPlans()).Refusal!.Code);

    [Fact]
    public void An_edition_without_the_level_and_a_region_without_enterprises_are_refused()
    {
        var rules = Rules.ForPlans();
        var request = new ActivationRequest(Made.List, WarningLevel.Red, "140500", Rules.Day, [], "p", default);
        Assert.Equal("PLAN-002", ActivationPlanner.Activate(request, rules with { Targets = rules.Targets with { Levels = [rules.Targets.Levels[0]] } }).Refusal!.Code);
        Assert.Equal("PLAN-004", ActivationPlanner.Activate(request with { List = Made.List with { Enterprises = [] } }, rules).Refusal!.Code);
    }
}
