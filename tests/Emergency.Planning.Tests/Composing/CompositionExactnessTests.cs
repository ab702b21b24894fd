using Emergency.Core.Quantities;
using Emergency.Planning.Activation;
using Emergency.Planning.Composing;
using Emergency.Planning.Optimising;

namespace Emergency.Planning.Tests.Composing;

/// <summary>From list to plan and back, the loss is the least of all choices, rule by rule.</summary>
public sealed class CompositionExactnessTests
{
    private static readonly Dictionary<EmittedPollutant, decimal> Some = new() { [EmittedPollutant.Pm] = 0.1m, [EmittedPollutant.Nox] = 0.08m };

    [Theory]
    [InlineData(PlanMode.Supplement, OrderScope.None, true, false)]
    [InlineData(PlanMode.Supplement, OrderScope.District, true, false)]
    [InlineData(PlanMode.Supplement, OrderScope.Region, false, true)]
    [InlineData(PlanMode.Supplement, OrderScope.District, true, true)]
    [InlineData(PlanMode.Compose, OrderScope.None, false, false)]
    [InlineData(PlanMode.Compose, OrderScope.District, true, true)]
    [InlineData(PlanMode.Compose, OrderScope.Region, true, false)]
    public void The_loss_is_the_least_of_all_choices(PlanMode mode, OrderScope order, bool swap, bool zoned)
    {
        var (reached, impossible) = (0, 0);
        for (var seed = 1; seed <= 30; seed++)
        {
            var city = SmallCity.Random(seed);
            var share = 0.04m + (seed % 7 * 0.03m);
            var settings = SmallCity.Exact with { Order = order, Swap = swap };
            ZoneTarget[] zones = zoned ? [new("泽州县", Some)] : [];
            var plan = SinglePlan(city, mode, settings, share, zones);
            var all = new Enumerated(city, mode, settings, share);
            var least = all.Least(zones);
            var where = $"seed {seed}: plan {plan.LossYuanPerDay} {plan.Optimum!.Status}, enumeration {least} of {all.Combinations}";
            Assert.True(plan.LossYuanPerDay == least || (least is null && plan.Optimum.Status == PlanStatus.Infeasible), where);
            Assert.True(least is null || plan.Optimum.BoundYuanPerDay <= least, where);
            Assert.True(least is null || plan.Targets.All(t => t.MissingKgPerDay == 0), where);
            reached += least is null ? 0 : 1;
            impossible += least is null ? 1 : 0;
        }

        Assert.True(reached >= 10 && impossible >= 1, $"{reached} with a plan, {impossible} without");
    }

    /// <summary>One level alone: a composition at orange on top of a yellow plan that asks for nothing.</summary>
    private static Plan SinglePlan(SmallCity city, PlanMode mode, CompositionSettings settings, decimal share, ZoneTarget[] zones)
    {
        var rules = Rules.ForPlans();
        var nothing = rules with { Targets = rules.Targets with { Levels = [.. rules.Targets.Levels.Select(l => l.Level == Core.WarningLevel.Yellow ? l with { MinFraction = EmittedPollutants.All.ToDictionary(p => p, _ => 0m), SwapMinSum = 0 } : l)] } };
        return PlanComposer.Make(city.Request(mode, settings: settings, share: share, zones: zones), nothing, cancel: TestContext.Current.CancellationToken).OrThrow();
    }
}
