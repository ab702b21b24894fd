using Emergency.Core;
using Emergency.Core.Decisions;
using Emergency.Core.Quantities;
using Emergency.Planning.Activation;
using Emergency.Planning.Composing;
using Emergency.Planning.Optimising;
using Emergency.Planning.ReductionList;
using Emergency.Planning.ReductionList.Making;
using Emergency.Planning.Replanning;
using Emergency.Planning.Tests.Composing;
using static Emergency.Planning.Tests.Composing.SmallCity;

namespace Emergency.Planning.Tests.Replanning;

/// <summary>What happens when somebody whom the plan counts on does not give what was asked.</summary>
public sealed class ReplannerTests
{
    // Firm 1 must stop half (100 kg), firms 2 to 4 may be asked: 2 is the cheapest for each kilogram, then 3, then 4.
    private static SmallCity City(PerformanceGrade fourth = PerformanceGrade.C) => SmallCity.Of(
        (Firm(1, PerformanceGrade.C), [Unit(1, All(200))], [Row(1, EffectKind.OutputLimit, 0.5m, All(100), 1_000)]),
        (Firm(2, PerformanceGrade.C), [Unit(2, All(100), output: 4_000)], []),
        (Firm(3, PerformanceGrade.C), [Unit(3, All(100), output: 8_000)], []),
        (Firm(4, fourth), [Unit(4, All(100), output: 20_000)], []));

    [Fact]
    public void An_accepted_objection_releases_the_unit_and_the_cheapest_stand_in_refills_exactly_what_is_missing()
    {
        var before = City().Plan(PlanMode.Activate);
        var after = Refill(City(), before, new MissingUnit(SampleList.Code(1), "U1", MissingGround.Objection, "在保供"));

        Assert.Equal((false, Emissions.Zero, MissingGround.Objection), (Of(after, 1).Binding, Of(after, 1).Cut, Of(after, 1).Missing));
        Assert.Contains("异议已采纳（在保供）", Of(after, 1).Why.Zh, StringComparison.Ordinal);
        Assert.Equal((true, All(100), true), (Of(after, 2).Binding, Of(after, 2).Cut, Of(after, 2).Added));
        Assert.Contains("晋南示例企业1异议已采纳", Of(after, 2).Why.Zh, StringComparison.Ordinal);
        Assert.Equal(before.IndustryCut, after.IndustryCut);
        Assert.Equal((1, 4_000m, PlanStatus.WithinGap), (after.Refill!.UnitsAdded, after.Refill.ExtraLossYuanPerDay, after.Refill.Status));
        Assert.Equal("plan:1", after.Refill.PredecessorId);
        Assert.Equal(4_000, after.Refill.Bound);
        Assert.Equal([SampleList.Code(2), SampleList.Code(3), SampleList.Code(4)], after.Refill.StandIns.Select(s => s.EnterpriseCode));
        Assert.Equal([true, false, false], after.Refill.StandIns.Select(s => s.Taken));
        Assert.Equal(1, after.Refill.StandIns[0].Covers);
    }

    [Theory]
    [InlineData(MissingGround.Silence)]
    [InlineData(MissingGround.Failure)]
    public void Whoever_is_silent_or_fails_keeps_the_order_word_for_word_and_only_its_kilograms_go(MissingGround ground)
    {
        var before = City().Plan(PlanMode.Activate);
        var after = Refill(City(), before, new MissingUnit(SampleList.Code(1), "", ground));

        var (was, now) = (Of(before, 1), Of(after, 1));
        Assert.Equal((was.Binding, was.Effect, was.Amount, was.MeasureText, was.LossYuanPerDay), (now.Binding, now.Effect, now.Amount, now.MeasureText, now.LossYuanPerDay));
        Assert.Equal((Emissions.Zero, ground), (now.Cut, now.Missing));
        Assert.Equal(before.IndustryCut, after.IndustryCut);
    }

    [Fact]
    public void A_gap_that_was_accepted_before_is_not_filled_now()
    {
        // 100 of 1000 kg where the level asks 200: the list was activated with a gap, and only the 100 that went missing come back.
        var before = City().Plan(PlanMode.Activate);
        Assert.True(before.Targets[0].MissingKgPerDay > 0);

        var after = Refill(City(), before, new MissingUnit(SampleList.Code(1), "U1", MissingGround.Failure));

        Assert.Equal(before.Targets.Select(t => t.MissingKgPerDay), after.Targets.Select(t => t.MissingKgPerDay));
    }

    [Fact]
    public void What_a_target_does_not_need_is_not_refilled()
    {
        // Ten per cent is asked and fifteen are cut: five per cent may go missing.
        var city = SmallCity.Of(
            (Firm(1, PerformanceGrade.C), [Unit(1, All(50))], [Row(1, EffectKind.Stop, null, All(50), 1_000, CountingUnit.None)]),
            (Firm(2, PerformanceGrade.C), [Unit(2, All(100))], [Row(2, EffectKind.Stop, null, All(100), 1_000, CountingUnit.None)]),
            (Firm(3, PerformanceGrade.C), [Unit(3, All(100))], []));
        var before = city.Plan(PlanMode.Supplement, share: 0.1m);

        var after = Refill(city, before, new MissingUnit(SampleList.Code(1), "U1", MissingGround.Objection));

        Assert.Equal((0, 0m), (after.Refill!.UnitsAdded, after.Refill.ExtraLossYuanPerDay));
        Assert.All(after.Targets, t => Assert.Equal(0, t.MissingKgPerDay));
    }

    [Fact]
    public void What_cannot_be_refilled_is_said_with_the_most_that_can_be_had()
    {
        var city = SmallCity.Of(
            (Firm(1, PerformanceGrade.C), [Unit(1, All(200))], [Row(1, EffectKind.OutputLimit, 0.5m, All(100), 1_000)]),
            (Firm(2, PerformanceGrade.C), [Unit(2, All(60))], []));
        var after = Refill(city, city.Plan(PlanMode.Activate), new MissingUnit(SampleList.Code(1), "U1", MissingGround.Objection));

        Assert.Equal((PlanStatus.Infeasible, (decimal?)null), (after.Refill!.Status, after.Refill.Bound));
        var row = after.Refill.Rows.Single(r => r.Target == "PM");
        Assert.Equal((60m, 40m), (row.AttainableKgPerDay!.Value, Math.Round(row.StillMissingKgPerDay)));
        Assert.Equal(All(60), Of(after, 2).Cut);
    }

    [Fact]
    public void The_enterprise_that_is_missing_does_not_step_in_for_itself()
    {
        var city = SmallCity.Of(
            (Firm(1, PerformanceGrade.C), [Unit(1, All(100)), Unit(1, All(100), output: 1, id: "U2")], [Row(1, EffectKind.Stop, null, All(100), 1_000, CountingUnit.None)]),
            (Firm(2, PerformanceGrade.C), [Unit(2, All(100))], []));
        var after = Refill(city, city.Plan(PlanMode.Activate), new MissingUnit(SampleList.Code(1), "U1", MissingGround.Failure));

        Assert.DoesNotContain(after.Choices, c => c.EnterpriseCode == SampleList.Code(1) && c.Added);
        Assert.True(Of(after, 2).Added);
    }

    [Fact]
    public void The_grade_order_holds_for_who_steps_in()
    {
        // The B plant is cheaper, but it may not be asked more than the C plant that stands at nothing.
        var city = SmallCity.Of(
            (Firm(1, PerformanceGrade.Ungraded), [Unit(1, All(100))], [Row(1, EffectKind.Stop, null, All(100), 1_000, CountingUnit.None)]),
            (Firm(2, PerformanceGrade.B), [Unit(2, All(100), output: 4_000)], []),
            (Firm(3, PerformanceGrade.C), [Unit(3, All(100), output: 8_000)], []));
        var before = city.Plan(settings: Ordered, share: 0.1m);
        var free = city.Plan(share: 0.1m);
        var missing = new MissingUnit(SampleList.Code(1), "U1", MissingGround.Objection);

        Assert.True(Of(Refill(city, free, missing), 2).Added);
        var after = Refill(city, before, missing);
        Assert.True(Of(after, 3).Added);
        Assert.DoesNotContain(after.Refill!.StandIns, s => s.EnterpriseCode == SampleList.Code(2));
    }

    [Fact]
    public void A_unit_that_is_down_by_now_cannot_step_in()
    {
        var before = City().Plan(PlanMode.Activate);
        var city = City() with { Running = [new(SampleList.Code(2), "U1", RunningControlKind.Repair)] };

        Assert.True(Of(Refill(city, before, new MissingUnit(SampleList.Code(1), "U1", MissingGround.Objection)), 3).Added);
    }

    [Fact]
    public void A_second_refill_keeps_the_first_and_leaves_both_missing()
    {
        var first = Refill(City(), City().Plan(PlanMode.Activate), new MissingUnit(SampleList.Code(1), "U1", MissingGround.Objection));
        var second = Refill(City(), first, new MissingUnit(SampleList.Code(2), "U1", MissingGround.Silence));

        Assert.Equal((MissingGround.Objection, MissingGround.Silence), (Of(second, 1).Missing!.Value, Of(second, 2).Missing!.Value));
        Assert.Equal([SampleList.Code(2)], second.Refill!.Missing.Select(m => m.EnterpriseCode));
        Assert.Equal([SampleList.Code(3)], second.Choices.Where(c => c.Added).Select(c => c.EnterpriseCode));
        Assert.Equal(first.IndustryCut, second.IndustryCut);
    }

    [Fact]
    public void Whoever_is_not_asked_cannot_be_missing_and_somebody_must_be()
    {
        var before = City().Plan(PlanMode.Activate);
        Assert.Equal("PLAN-041", Outcome(City(), before, new MissingUnit(SampleList.Code(2), "U1", MissingGround.Silence)).Refusal!.Code);
        Assert.Equal("PLAN-040", Outcome(City(), before).Refusal!.Code);
        var other = City() with { Society = All(900) };
        Assert.Equal("PLAN-042", Outcome(other, before, new MissingUnit(SampleList.Code(1), "U1", MissingGround.Silence)).Refusal!.Code);
    }

    [Fact]
    public void Of_two_ways_that_cost_the_same_the_one_that_changes_fewer_units_is_taken()
    {
        var city = SmallCity.Of(
            (Firm(1, PerformanceGrade.C), [Unit(1, All(100))], [Row(1, EffectKind.Stop, null, All(100), 1_000, CountingUnit.None)]),
            (Firm(2, PerformanceGrade.C), [Unit(2, All(50), output: 2_500)], []),
            (Firm(3, PerformanceGrade.C), [Unit(3, All(50), output: 2_500)], []),
            (Firm(4, PerformanceGrade.C), [Unit(4, All(100), output: 5_000)], []));

        var after = Replanner.Refill(new ReplanRequest(city.Plan(PlanMode.Activate), "plan:1", city.Request(PlanMode.Activate).Activation, [new(SampleList.Code(1), "U1", MissingGround.Objection)]), Rules.ForPlans(), cancel: TestContext.Current.CancellationToken).OrThrow();

        Assert.Equal([SampleList.Code(4)], after.Choices.Where(c => c.Added).Select(c => c.EnterpriseCode));
    }

    [Fact]
    public void On_random_cities_nobody_is_softened_and_nothing_but_the_missing_and_the_added_changes()
    {
        var refilled = 0;
        for (var seed = 1; seed <= 120; seed++)
        {
            var city = Random(seed);
            foreach (var mode in (PlanMode[])[PlanMode.Activate, PlanMode.Supplement, PlanMode.Compose])
            {
                var before = city.Plan(mode, settings: seed % 2 == 0 ? Ordered : Exact);
                if (before.Choices.FirstOrDefault(c => c.Binding && !c.Cut.IsZero) is not { } lost)
                {
                    continue;
                }

                var after = Refill(city, before, new MissingUnit(lost.EnterpriseCode, lost.UnitId, MissingGround.Objection));
                refilled += after.Refill!.UnitsAdded;
                foreach (var was in before.Choices.Where(c => c.Binding && c.Effect.Rule().Production && !(c.EnterpriseCode == lost.EnterpriseCode && (lost.UnitId.Length == 0 || c.UnitId == lost.UnitId))))
                {
                    var now = after.Choices.Single(c => c.EnterpriseCode == was.EnterpriseCode && c.UnitId == was.UnitId && c.Effect.Rule().Production);
                    Assert.True(now.Binding && now.StoppedShare >= was.StoppedShare && now.Cut.Min(was.Cut) == was.Cut, $"seed {seed} {mode}: {was.EnterpriseCode} {was.UnitId} softened");
                    Assert.True(now.Added || CanonicalJson.Write(now) == CanonicalJson.Write(was with { Added = false }), $"seed {seed} {mode}: {was.EnterpriseCode} {was.UnitId} changed without being marked");
                }

                Assert.Equal(after.Choices.Select(c => c.Cut).Aggregate(Emissions.Zero, (a, b) => a + b), after.IndustryCut);
                Assert.Equal(after.Choices.Sum(c => c.LossYuanPerDay), after.LossYuanPerDay);
                Assert.Equal(after.Refill.Status == PlanStatus.Infeasible, after.Refill.Rows.Any(r => r.StillMissingKgPerDay > 0));
                if (after.Refill.Status != PlanStatus.Infeasible && before.Targets.All(t => t.MissingKgPerDay == 0))
                {
                    Assert.All(after.Targets, t => Assert.Equal(0, t.MissingKgPerDay));
                }
            }
        }

        Assert.True(refilled > 50, $"only {refilled} units stepped in: the cities show too little");
    }

    [Fact]
    public void The_refilled_plan_reads_back_from_its_document_and_an_old_document_still_reads()
    {
        var after = Refill(City(), City().Plan(), new MissingUnit(SampleList.Code(1), "U1", MissingGround.Silence, "电话无人接听"));
        var json = CanonicalJson.Write(after);
        Assert.Equal(json, CanonicalJson.Write(CanonicalJson.Read<Plan>(json)));

        var old = CanonicalJson.Write(City().Plan(PlanMode.Activate));
        Assert.DoesNotContain("refill", old, StringComparison.Ordinal);
        Assert.DoesNotContain("settings", old, StringComparison.Ordinal);
        Assert.Null(CanonicalJson.Read<Plan>(old).Refill);
    }

    private static Core.Refusals.Outcome<Plan> Outcome(SmallCity city, Plan before, params MissingUnit[] missing) =>
        Replanner.Refill(new ReplanRequest(before, "plan:1", city.Request(PlanMode.Activate).Activation, missing) { ChangeYuan = 0.001m }, Rules.ForPlans(), cancel: TestContext.Current.CancellationToken);

    private static Plan Refill(SmallCity city, Plan before, params MissingUnit[] missing)
    {
        var after = Outcome(city, before, missing).OrThrow();
        return after with { Refill = after.Refill! with { Bound = after.Refill.Bound is { } bound ? Math.Round(bound) : null } };
    }

    private static PlanChoice Of(Plan plan, int firm) => plan.Choices.First(c => c.EnterpriseCode == SampleList.Code(firm) && (c.UnitId == "U1" || c.UnitId.Length == 0));
}
