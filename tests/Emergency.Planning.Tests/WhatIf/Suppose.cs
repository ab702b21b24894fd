using Emergency.Core.Refusals;
using Emergency.Planning.Activation;
using Emergency.Planning.Composing;
using Emergency.Planning.ReductionList;
using Emergency.Planning.Tests.Composing;
using Emergency.Planning.WhatIf;

namespace Emergency.Planning.Tests.WhatIf;

/// <summary>Questions on small cities, solved to the optimum.</summary>
internal static class Suppose
{
    public static WhatIfContext On(SmallCity city) => On(city.List) with { Running = city.Running };

    public static WhatIfContext On(EmergencyReductionList list, CompositionSettings? settings = null) =>
        new(list, "140500", Rules.Day, day => Rules.ForPlans(day: day), "planner", default) { Settings = settings ?? SmallCity.Exact };

    /// <summary>A scenario that asks the same share of every pollutant, without the grade order.</summary>
    public static Scenario Share(decimal share, OrderScope order = OrderScope.None) =>
        new() { Name = "基准", Order = order, Targets = Core.Quantities.EmittedPollutants.All.ToDictionary(p => p, _ => share) };

    public static WhatIfComparison Compare(WhatIfContext context, Scenario start, params IReadOnlyList<Scenario> scenarios) =>
        WhatIfRunner.Compare(new(start, scenarios), context, cancel: TestContext.Current.CancellationToken).OrThrow();

    public static Refusal Refused(WhatIfContext context, Scenario start) =>
        WhatIfRunner.Compare(new(start, []), context, cancel: TestContext.Current.CancellationToken).Refusal!;

    /// <summary>Whether a plan reaches everything.</summary>
    public static bool Reaches(this ScenarioOutcome outcome) => outcome.Plan.Optimum?.Shortage is null;
}
