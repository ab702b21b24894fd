using Emergency.Dispatch.Orders;
using Emergency.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace Emergency.Dispatch.Tests.Orders;

public sealed class StartStaggerTests
{
    private sealed record Case(decimal[] Ramps, int NoticeMinutes, int Step, int Slots)
    {
        public DateTimeOffset Earliest => DispatchCity.Start.AddMinutes(-NoticeMinutes);

        public TimeSpan Window => TimeSpan.FromMinutes(Step * (Slots - 1));

        public StartStagger Stagger() => new(
            "r1",
            DispatchCity.Start,
            Earliest,
            DispatchCity.Deadlines with { StaggerStepMinutes = Step, StaggerMaxMinutes = Step * (Slots - 1) },
            Ramps.Select((ramp, i) => (ramp, i)).ToDictionary(r => DispatchCity.Code(r.i), r => r.ramp));
    }

    private static Arbitrary<Case> Cases() => (
        from count in Gen.Choose(1, 40)
        from ramps in Gen.Choose(0, 96).Select(half => half / 2m).ArrayOf(count)
        from notice in Gen.Choose(-600, 6000)
        from step in Gen.Choose(5, 30)
        from slots in Gen.Choose(1, 9)
        select new Case(ramps, notice, step, slots)).ToArbitrary();

    private static IEnumerable<(decimal Ramp, DateTimeOffset RampDownAt, DateTimeOffset FullEffectAt)> Placed(Case some)
    {
        var stagger = some.Stagger();
        return some.Ramps.Select((ramp, i) =>
        {
            var (rampDownAt, fullEffectAt) = stagger.Place(DispatchCity.Code(i), ramp);
            return (ramp, rampDownAt, fullEffectAt);
        });
    }

    [Fact]
    public void Nothing_starts_before_the_order_leaves() =>
        Prop.ForAll(Cases(), some => Placed(some).All(p => p.RampDownAt >= some.Earliest)).QuickCheckThrowOnFailure();

    [Fact]
    public void Full_effect_is_reached_by_the_start_wherever_the_notice_allows_it() =>
        Prop.ForAll(Cases(), some => Placed(some).All(p =>
            DispatchCity.Start - StartStagger.Ramp(p.Ramp) - some.Window < some.Earliest || p.FullEffectAt <= DispatchCity.Start)).QuickCheckThrowOnFailure();

    [Fact]
    public void Spreading_never_delays_a_start_by_more_than_its_window() =>
        Prop.ForAll(Cases(), some => Placed(some).All(p =>
        {
            var unspread = DispatchCity.Start - StartStagger.Ramp(p.Ramp) is var just && just > some.Earliest ? just : some.Earliest;
            return p.RampDownAt <= unspread + some.Window;
        })).QuickCheckThrowOnFailure();

    [Fact]
    public void Slots_hold_the_same_number_of_enterprises_give_or_take_one_in_all_and_within_each_need() =>
        Prop.ForAll(Cases(), some =>
        {
            var stagger = some.Stagger();
            var slots = some.Ramps.Select((ramp, i) => (ramp, Slot: stagger.SlotOf(DispatchCity.Code(i)))).ToList();
            return Even(slots.Select(s => s.Slot), some.Slots) && slots.GroupBy(s => s.ramp).All(g => Even(g.Select(s => s.Slot), some.Slots));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_same_case_gives_the_same_times() =>
        Prop.ForAll(Cases(), some => Placed(some).SequenceEqual(Placed(some))).QuickCheckThrowOnFailure();

    [Fact]
    public void It_is_not_always_the_same_enterprise_that_goes_first()
    {
        var ramps = Enumerable.Range(0, 20).ToDictionary(DispatchCity.Code, _ => 6m);
        string First(string response) => ramps.Keys.First(c => new StartStagger(response, DispatchCity.Start, DispatchCity.Issued, DispatchCity.Deadlines, ramps).SlotOf(c) == 0);
        Assert.True(Enumerable.Range(0, 10).Select(i => First($"r{i}")).Distinct().Count() > 1);
    }

    [Fact]
    public void A_start_half_a_minute_past_is_rounded_up_to_the_minute()
    {
        var stagger = new StartStagger("r", DispatchCity.Start, DispatchCity.Start.AddSeconds(30), DispatchCity.Deadlines, new Dictionary<string, decimal> { ["a"] = 1.01m });
        Assert.Equal((DispatchCity.Start.AddMinutes(1), DispatchCity.Start.AddMinutes(62)), stagger.Place("a", 1.01m));
    }

    private static bool Even(IEnumerable<int> slots, int count)
    {
        var held = slots.CountBy(s => s).ToDictionary(s => s.Key, s => s.Value);
        var all = Enumerable.Range(0, count).Select(s => held.GetValueOrDefault(s)).ToList();
        return all.Max() - all.Min() <= 1;
    }
}
