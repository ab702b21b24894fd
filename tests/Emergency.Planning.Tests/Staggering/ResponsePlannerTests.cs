using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Planning.Activation;
using Emergency.Planning.Composing;
using Emergency.Planning.ReductionList;
using Emergency.Planning.ReductionList.Making;
using Emergency.Planning.Staggering;

namespace Emergency.Planning.Tests.Staggering;

/// <summary>Plans over the days of a response: what binds stays on every day, what is added has its days.</summary>
public sealed class ResponsePlannerTests
{
    private static readonly WarningLevel[] Levels = [WarningLevel.Orange, WarningLevel.None, WarningLevel.Yellow, WarningLevel.Orange];

    private static readonly EmergencyReductionList List = SampleList.Make(60, 5, options: true);

    private static readonly PlanSettings Settings = new(PlanMode.Supplement) { Days = new(Levels) { FairDays = 1 }, GapTarget = 0.05, ShortagePrice = 500, Targets = EmittedPollutants.All.ToDictionary(p => p, _ => 0.3m) };

    [Fact]
    public void What_holds_on_a_day_is_what_the_days_were_counted_with_to_the_gram_and_the_yuan()
    {
        var plan = Make(Settings);
        var episode = EpisodePlanner.Make(new(Settings.For(Activation()), Levels) { Rules = Settings.Days!.Rules(Settings.GapTarget), Floor = WarningLevel.Orange }, Rules.ForPlans(), cancel: TestContext.Current.CancellationToken).OrThrow();
        Assert.Contains(plan.Choices, c => c.Days is { Count: > 0 and < 4 });
        for (var d = 0; d < Levels.Length; d++)
        {
            var day = plan.OverDays!.Days[d];
            var holds = plan.Choices.Where(c => c.Binding && c.HoldsOn(day.Day)).ToList();
            var counted = episode.Choices.Where(c => c.Choice.Binding && c.Days.Contains(d)).Select(c => c.Choice).ToList();
            Assert.Equal(day.LossYuan, holds.Sum(c => c.LossYuanPerDay));
            Assert.Equal(Sum(counted), Sum(holds));
            Assert.Equal(counted.Select(c => (c.EnterpriseCode, c.UnitId, c.MeasureText)).Order(), holds.Select(c => (c.EnterpriseCode, c.UnitId, c.MeasureText)).Order());
        }
    }

    [Fact]
    public void What_binds_at_the_level_of_the_response_is_never_asked_less_on_a_milder_day_and_nothing_is_added_on_a_day_without_a_level()
    {
        var plan = Make(Settings);
        var bound = ActivationPlanner.Activate(Activation(), Rules.ForPlans()).OrThrow().Choices.Where(c => c.Binding).ToList();
        foreach (var day in plan.OverDays!.Days)
        {
            var holds = plan.Choices.Where(c => c.Binding && c.HoldsOn(day.Day)).ToLookup(c => c.EnterpriseCode);
            Assert.All(bound, b => Assert.Contains(holds[b.EnterpriseCode], h => (h.UnitId == b.UnitId || h.UnitId.Length == 0 || b.UnitId.Length == 0) && h.StoppedShare >= b.StoppedShare));
        }

        // Two days apart a step may stay for its shortest stop: what is asked on the day without a level is asked on the day before or after too.
        Assert.All(plan.Choices.Where(c => c.Days is not null), c => Assert.Contains(c.Days!, d => plan.OverDays.Days.Single(x => x.Day == d).Level != WarningLevel.None));
        Assert.All(plan.OverDays.Days[1].Targets, t => Assert.Equal(0, t.RequiredFraction));
        Assert.Equal(Activation().Level, plan.Level);
        Assert.Contains(plan.Basis.Inputs, i => i.Name == "episode-floor");
    }

    [Fact]
    public void Targets_of_the_plan_are_those_of_the_day_that_is_shortest()
    {
        var plan = Make(Settings);
        var missing = plan.OverDays!.Days.Select(d => d.Targets.Sum(t => t.MissingKgPerDay) + d.Zones.Sum(z => z.MissingKgPerDay)).ToList();
        Assert.Equal(missing.Max(), missing[plan.OverDays.Shown]);
        Assert.Equal(plan.OverDays.Days[plan.OverDays.Shown].Targets, plan.Targets);
    }

    [Fact]
    public void Other_modes_and_days_above_the_response_are_refused()
    {
        Assert.Equal("PLAN-056", Refused(Settings with { Mode = PlanMode.Compose }));
        Assert.Equal("PLAN-057", Refused(Settings with { Days = new([WarningLevel.Orange, WarningLevel.Red]) }));
        Assert.Equal("PLAN-050", Refused(Settings with { Days = new([]) }));
        Assert.Equal("PLAN-050", Refused(Settings with { Days = new([.. Enumerable.Repeat(WarningLevel.Yellow, 11)]) }));
    }

    private static Plan Make(PlanSettings settings) => ResponsePlanner.Make(settings, Activation(), Rules.ForPlans(), cancel: TestContext.Current.CancellationToken).OrThrow();

    private static string? Refused(PlanSettings settings) => ResponsePlanner.Make(settings, Activation(), Rules.ForPlans(), cancel: TestContext.Current.CancellationToken).Refusal?.Code;

    private static ActivationRequest Activation() => new(List, WarningLevel.Orange, "140500", Rules.Day, [], "planner", default);

    private static Emissions Sum(IEnumerable<PlanChoice> choices) => choices.Aggregate(Emissions.Zero, (sum, c) => sum + c.Cut);
}
