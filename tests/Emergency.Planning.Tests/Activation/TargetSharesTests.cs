using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Planning.Activation;
using Emergency.Planning.ReductionList;

namespace Emergency.Planning.Tests.Activation;

/// <summary>Targets at orange (20 % each, SO2 + NOx together 40 %) on a base of 1000 kg/day, reached by one unit.</summary>
public sealed class TargetSharesTests
{
    [Fact]
    public void Exactly_the_asked_share_is_enough()
    {
        var targets = Targets(new(200, 200, 200, 200));
        Assert.All(targets, t => Assert.Equal((0m, false, 0.2m), (t.MissingKgPerDay, t.MetBySwap, t.ReachedFraction)));
    }

    [Fact]
    public void SO2_short_and_NOx_in_excess_is_met_by_the_swap_when_the_sum_suffices()
    {
        var targets = Targets(new(150, 250, 200, 200));
        Assert.True(targets[0].MetBySwap);
        Assert.Equal(0, targets[0].MissingKgPerDay);
        Assert.Contains("40%", targets[0].Explanation.Zh, StringComparison.Ordinal);
        Assert.False(targets[1].MetBySwap);
    }

    [Fact]
    public void The_swap_works_the_other_way_round_too() => Assert.True(Targets(new(300, 100, 200, 200))[1].MetBySwap);

    [Fact]
    public void A_sum_below_the_minimum_leaves_what_the_excess_does_not_cover()
    {
        var targets = Targets(new(150, 230, 200, 200)); // 15 % + 23 % = 38 %: two points are missing, not five
        Assert.Equal((20m, false), (targets[0].MissingKgPerDay, targets[0].MetBySwap));
        Assert.Equal(0, targets[1].MissingKgPerDay);
    }

    [Fact]
    public void Both_short_leaves_each_its_own_gap()
    {
        var targets = Targets(new(150, 180, 200, 200));
        Assert.Equal([50m, 20m], targets.Take(2).Select(t => t.MissingKgPerDay));
    }

    [Fact]
    public void PM_and_VOCs_are_never_swapped()
    {
        var targets = Targets(new(900, 900, 150, 100));
        Assert.Equal([50m, 100m], targets.Skip(2).Select(t => t.MissingKgPerDay));
        Assert.Contains("缺口 100", targets[3].Explanation.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void Before_2019_there_was_no_swap_and_VOCs_asked_for_less()
    {
        var targets = Targets(new(150, 250, 200, 150), Rules.ForPlans(day: Rules.BeforeGrades));
        Assert.Equal((50m, false), (targets[0].MissingKgPerDay, targets[0].MetBySwap));
        Assert.Equal((0.15m, 0m), (targets[3].RequiredFraction, targets[3].MissingKgPerDay));
    }

    [Fact]
    public void A_pollutant_nobody_emits_asks_for_nothing_and_lends_nothing()
    {
        var list = (new MadeList() with { Society = new(0, 1000, 1000, 1000), Units = [MadeList.Unit("U1") with { Daily = new(0, 100, 1000, 1000) }] }).With(MadeList.Row(EffectKind.Stop, cut: 1000));
        var targets = list.Plan().Targets;
        Assert.Equal(0, targets[0].MissingKgPerDay);
        Assert.Equal((100m, false), (targets[1].MissingKgPerDay, targets[1].MetBySwap));
    }

    private static IReadOnlyList<TargetReached> Targets(Emissions cut, ActivationRules? rules = null)
    {
        var made = new MadeList() with { Units = [MadeList.Unit("U1") with { Daily = new(1000, 1000, 1000, 1000) }] };
        return made.With(MadeList.Row(EffectKind.OutputLimit, 0.5m, 0, CountingUnit.Output) with { Cut = cut }).Plan(rules: rules).Targets;
    }
}
