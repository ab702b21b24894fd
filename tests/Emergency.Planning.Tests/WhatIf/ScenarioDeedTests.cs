using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Planning.Activation;
using Emergency.Planning.Composing;
using Emergency.Planning.ReductionList.Making;
using Emergency.Planning.WhatIf;

namespace Emergency.Planning.Tests.WhatIf;

public sealed class ScenarioDeedTests
{
    private static readonly WhatIfContext Context = Suppose.On(SampleList.Make(60, 5, options: true), new CompositionSettings());

    private static readonly Scenario Orange = new()
    {
        Name = "橙", Level = WarningLevel.Orange, Mode = PlanMode.Compose, Targets = new Dictionary<EmittedPollutant, decimal> { [EmittedPollutant.Nox] = 0.12m }, Order = OrderScope.Region, ShortagePrice = 800,
        Limits = [new(new([], Grade: PerformanceGrade.B), null, 0.3m)],
    };

    [Theory]
    [InlineData(PlanMode.Activate)]
    [InlineData(PlanMode.Supplement)]
    [InlineData(PlanMode.Compose)]
    public void The_settings_of_a_scenario_give_its_plan_to_the_gram_and_the_yuan(PlanMode mode)
    {
        var scenario = Orange with { Mode = mode };
        var outcome = Suppose.Compare(Context, new() { Name = "基准", ShortagePrice = 500 }, scenario).Scenarios[0];

        var settings = ScenarioDeed.Settings(scenario, Context).OrThrow();
        var plan = PlanComposer.Make(settings.For(Activation(WarningLevel.Orange)), Rules.ForPlans(day: Rules.Day), cancel: TestContext.Current.CancellationToken).OrThrow();

        Assert.Equal(outcome.Plan.Choices, plan.Choices, (a, b) => (a.EnterpriseCode, a.UnitId, a.Cut, a.LossYuanPerDay, a.MeasureText) == (b.EnterpriseCode, b.UnitId, b.Cut, b.LossYuanPerDay, b.MeasureText));
        Assert.True(new ScenarioSource(1, "", "", outcome.Plan.IndustryCut, outcome.Plan.LossYuanPerDay, []).SameAs(plan));
    }

    [Fact]
    public void A_list_composed_for_a_scenario_has_its_plan_at_its_level_and_nobody_is_asked_less_at_a_stricter_one()
    {
        var outcome = Suppose.Compare(Context, Orange).Base;
        var settings = ScenarioDeed.Settings(Orange, Context).OrThrow();

        var composed = ComposedList.Make((settings with { TargetsAt = WarningLevel.Orange }).For(Activation(WarningLevel.Red)), Rules.ForPlans(day: Rules.Day), cancel: TestContext.Current.CancellationToken).OrThrow();

        var plan = composed.Plans.Single(p => p.Level == WarningLevel.Orange);
        Assert.Equal((outcome.Plan.IndustryCut, outcome.Plan.LossYuanPerDay), (plan.IndustryCut, plan.LossYuanPerDay));
        var activated = ActivationPlanner.Activate(Activation(WarningLevel.Orange) with { List = composed.List }, Rules.ForPlans(day: Rules.Day)).OrThrow();
        Assert.Equal((plan.IndustryCut, plan.LossYuanPerDay), (activated.IndustryCut, activated.LossYuanPerDay));
        Assert.Equal(0.12m, plan.Targets.Single(t => t.Pollutant == EmittedPollutant.Nox).RequiredFraction);
        Assert.NotEqual(0.12m, composed.Plans[^1].Targets.Single(t => t.Pollutant == EmittedPollutant.Nox).RequiredFraction);
        var red = composed.Plans[^1].Choices.ToLookup(c => (c.EnterpriseCode, c.UnitId));
        Assert.All(plan.Choices.Where(c => c is { Binding: true, UnitId.Length: > 0 }), c => Assert.True(red[(c.EnterpriseCode, c.UnitId)].Max(r => r.StoppedShare) >= c.StoppedShare));
    }

    [Fact]
    public void What_supposes_something_of_the_world_is_refused_and_named()
    {
        Scenario[] supposing =
        [
            Orange with { LossFactors = [new(null, 2)] }, Orange with { SocietyFactor = 1.1m }, Orange with { EmissionFactors = [new(null, 2)] },
            Orange with { Exempt = [new([], Grade: PerformanceGrade.C)] }, Orange with { Grades = [new(new([], Grade: PerformanceGrade.C), PerformanceGrade.B)] },
        ];
        Assert.All(supposing, s => Assert.Equal("WHATIF-030", ScenarioDeed.Settings(s, Context).Refusal?.Code));
        Assert.Empty(ScenarioDeed.Supposed(Orange with { ShiftDays = -1, Days = 3 }));
    }

    [Fact]
    public void Day_list_running_controls_and_editions_that_changed_are_named_and_nothing_else()
    {
        var outcome = Suppose.Compare(Context, Orange).Base;
        var rules = Rules.ForPlans(day: Rules.Day);
        var now = Activation(WarningLevel.Orange);
        Assert.Empty(ScenarioDeed.Differences(outcome, Rules.Day, now, rules));

        var unit = now.List.Units[0];
        var other = now with { StartDay = Rules.Day.Plus(1), List = now.List with { Mobile = [] , Dust = [], Measures = [.. now.List.Measures.Skip(1)] }, Running = [new(unit.EnterpriseCode, unit.UnitId, RunningControlKind.Repair)] };
        var edition = rules with { Targets = rules.Targets with { Edition = rules.Targets.Edition with { Hash = Core.Decisions.ContentHash.Of("other") } } };
        Assert.Equal(["启动日", "清单版本", "已在执行的控制", $"规则册 {rules.Targets.Edition.Book}"], ScenarioDeed.Differences(outcome, Rules.Day, other, edition).Select(d => d.What.Zh));
    }

    private static ActivationRequest Activation(WarningLevel level) => new(Context.List, level, Context.RegionCode, Rules.Day, [], "planner", default);
}
