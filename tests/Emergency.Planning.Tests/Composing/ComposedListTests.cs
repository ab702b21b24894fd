using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Planning.Activation;
using Emergency.Planning.Composing;
using Emergency.Planning.ReductionList;
using Emergency.Planning.ReductionList.Files;
using Emergency.Planning.ReductionList.Making;

namespace Emergency.Planning.Tests.Composing;

/// <summary>A composed plan written as a list is the same plan.</summary>
public sealed class ComposedListTests
{
    [Fact]
    public void Activating_a_composed_list_gives_the_composed_plan_to_the_gram_and_the_yuan()
    {
        var asked = 0;
        for (var seed = 1; seed <= 60; seed++)
        {
            var city = SmallCity.Random(seed) with { Running = [] };
            asked += Same(city.Request(PlanMode.Compose, WarningLevel.Red, SmallCity.Ordered).Activation, new CompositionSettings());
        }

        Assert.True(asked > 200, $"only {asked} units are asked: the cities show too little");
    }

    [Fact]
    public void A_made_list_of_two_hundred_composes_into_a_list_that_passes_every_check()
    {
        var list = SampleList.Make(200, 3);
        var activation = new ActivationRequest(list, WarningLevel.Red, "140500", Rules.Day, [], "planner", default);
        Assert.True(Same(activation, new CompositionSettings { GapTarget = 0.01 }) > 200);

        var composed = ComposedList.Make(new CompositionRequest(activation, PlanMode.Compose) { Settings = new CompositionSettings { GapTarget = 0.01 } }, Rules.ForPlans(), cancel: TestContext.Current.CancellationToken).OrThrow();
        var reading = ListImport.Read("composed", ListExport.ToCsv(composed.List), Rules.ForImport());
        Assert.DoesNotContain(reading.Problems, p => p.Fatal);
        Assert.Equal(composed.List.Version(), reading.List!.Version());
    }

    [Fact]
    public void Caps_offers_and_guarantee_loads_stay_and_the_old_production_rows_go()
    {
        var guarantee = SmallCity.Firm(2, PerformanceGrade.B) with { Guarantee = GuaranteeKind.HeatDemand };
        var city = SmallCity.Of(
            (SmallCity.Firm(1, PerformanceGrade.C), [SmallCity.Unit(1, SmallCity.All(200))],
                [SmallCity.Row(1, EffectKind.OutputLimit, 0.9m, SmallCity.All(180), 1), SmallCity.Row(1, EffectKind.EmissionCap, 30, SmallCity.All(1), 0, CountingUnit.Concentration), SmallCity.Row(1, EffectKind.OutputLimit, 0.2m, SmallCity.All(40), 9, origin: MeasureOrigin.Option)]),
            (guarantee, [SmallCity.Unit(2, SmallCity.All(50))], [SmallCity.Row(2, EffectKind.OutputLimit, 0.1m, SmallCity.All(5), 1)]));

        var list = ComposedList.Make(city.Request(PlanMode.Compose, WarningLevel.Red), Rules.ForPlans(), cancel: TestContext.Current.CancellationToken).OrThrow().List;

        Assert.DoesNotContain(city.Measures[0], list.Measures);
        Assert.Contains(list.Measures, m => m.Effect == EffectKind.EmissionCap);
        Assert.Contains(list.Measures, m => m.Origin == MeasureOrigin.Option);
        Assert.Contains(list.Measures, m => m.EnterpriseCode == guarantee.Code && m.Amount == 0.1m);
    }

    private static int Same(ActivationRequest activation, CompositionSettings settings)
    {
        var rules = Rules.ForPlans();
        var composed = ComposedList.Make(new CompositionRequest(activation, PlanMode.Compose) { Settings = settings }, rules, cancel: TestContext.Current.CancellationToken).OrThrow();
        foreach (var plan in composed.Plans)
        {
            var activated = ActivationPlanner.Activate(activation with { List = composed.List, Level = plan.Level }, rules).OrThrow();
            Assert.Equal(Asked(plan), Asked(activated));
            Assert.Equal((plan.IndustryCut, plan.LossYuanPerDay), (activated.IndustryCut, activated.LossYuanPerDay));
            Assert.Equal(plan.Targets.Select(t => t.ReachedKgPerDay), activated.Targets.Select(t => t.ReachedKgPerDay));
        }

        return composed.Plans.Sum(p => Asked(p).Count);
    }

    private static List<(string, string, Emissions, decimal, decimal, int?, string)> Asked(Plan plan) =>
        [.. plan.Choices.Where(c => c.Binding && c.UnitId.Length > 0).Select(c => (c.EnterpriseCode, c.UnitId, c.Cut, c.LossYuanPerDay, c.StoppedShare, c.LinesStopped, c.MeasureText)).Order()];
}
