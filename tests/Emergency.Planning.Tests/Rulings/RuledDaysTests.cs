using Emergency.Core;
using Emergency.Core.Decisions;
using Emergency.Core.Quantities;
using Emergency.Core.Time;
using Emergency.Planning.Activation;
using Emergency.Planning.Composing;
using Emergency.Planning.ReductionList;
using Emergency.Planning.ReductionList.Making;
using Emergency.Planning.Rulings;
using Emergency.Planning.Staggering;
using FsCheck;
using FsCheck.Fluent;

namespace Emergency.Planning.Tests.Rulings;

/// <summary>One enterprise exempted or added within a plan over days: the days that are over stay, the days that are left move by this enterprise alone.</summary>
public sealed class RuledDaysTests
{
    private static readonly EmergencyReductionList List = SampleList.Make(60, 5, options: true);

    private static readonly PlanSettings Settings = new(PlanMode.Supplement)
    {
        Days = new([WarningLevel.Orange, WarningLevel.None, WarningLevel.Yellow, WarningLevel.Orange, WarningLevel.Orange]) { FairDays = 1 },
        GapTarget = 0.05,
        ShortagePrice = 500,
        Targets = EmittedPollutants.All.ToDictionary(p => p, _ => 0.3m),
    };

    private static readonly Lazy<Plan> Before = new(() => ResponsePlanner.Make(Settings, At(0), Rules.ForPlans()).OrThrow());

    private static Plan Plan => Before.Value;

    [Fact]
    public void Nobody_else_is_changed_and_every_day_that_is_left_moves_by_what_the_enterprise_does_differently() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var (day, ruling) = (random.Next(6), Some(random));
            var after = Ruled(Plan, day, ruling);
            bool Other(PlanChoice c) => c.EnterpriseCode != ruling.EnterpriseCode;
            Assert.Equal(Text(Plan.Choices.Where(Other)), Text(after.Choices.Where(Other)));
            Assert.Equal(Text(Plan.OverDays!.Courses.Where(c => c.EnterpriseCode != ruling.EnterpriseCode)), Text(after.OverDays!.Courses.Where(c => c.EnterpriseCode != ruling.EnterpriseCode)));
            foreach (var (was, now, d) in Plan.OverDays.Days.Zip(after.OverDays.Days).Select((p, d) => (p.First, p.Second, d)))
            {
                if (d < day)
                {
                    Assert.Equal(Text(was), Text(now));
                    Assert.Equal(Said(Plan, was.Day, ruling), Said(after, was.Day, ruling));
                    continue;
                }

                Assert.Equal(Holding(after, now.Day).Sum(c => c.LossYuanPerDay), now.LossYuan);
                var units = Holding(after, now.Day).Where(c => c.EnterpriseCode == ruling.EnterpriseCode && ruling.Covers(c.UnitId) && c.UnitId.Length > 0 && c.Effect.Rule().Production).ToList();
                Assert.All(units, c => Assert.True(ruling.Kind == RulingKind.Exemption ? c.StoppedShare <= 1 - (ruling.MaximumLoad ?? 1) : c.StoppedShare >= 0.35m || c.NeedsDecision));
                foreach (var (a, b) in was.Targets.Zip(now.Targets))
                {
                    Assert.Equal(now.IndustryCut[a.Pollutant] - was.IndustryCut[a.Pollutant], b.ReachedKgPerDay - a.ReachedKgPerDay);
                }
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_decision_that_ends_gives_back_word_for_word_what_the_plan_asked_on_the_days_that_are_left() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var (made, ruling) = (random.Next(6), Some(random));
            var ended = made + random.Next(6 - made);
            var after = Ruled(Ruled(Plan, made, ruling), ended);
            Assert.Null(after.Ruled);
            foreach (var day in Enumerable.Range(ended, 8 - ended).Select(Rules.Day.Plus))
            {
                Assert.Equal(Said(Plan, day, ruling), Said(after, day, ruling));
            }

            if (made == ended)
            {
                Assert.Equal(Text(Plan.Choices), Text(after.Choices));
                Assert.Equal(Text(Plan.OverDays!.Days.Select(d => (d.IndustryCut, d.LossYuan, d.Targets, d.Zones, d.Steps))), Text(after.OverDays!.Days.Select(d => (d.IndustryCut, d.LossYuan, d.Targets, d.Zones, d.Steps))));
                Assert.Equal((Plan.OverDays.LossYuan, Plan.OverDays.RestartYuan, Plan.OverDays.BindingYuan), (after.OverDays.LossYuan, after.OverDays.RestartYuan, after.OverDays.BindingYuan));
            }
        }).QuickCheckThrowOnFailure();

    /// <summary>If what arrives of a step on its first days were counted otherwise than by the search, something would be left over.</summary>
    [Fact]
    public void With_everybody_exempt_before_the_first_day_each_day_cuts_what_is_left_to_the_gram_and_no_restart_is_due()
    {
        Assert.Contains(Plan.OverDays!.Days, d => d.IndustryCut != Sum(Holding(Plan, d.Day))); // Some step is still arriving.
        var codes = Plan.Choices.Select(c => c.EnterpriseCode).Distinct().ToList();
        var after = Ruled(Plan, 0, [.. codes.Select((code, i) => Make(i + 1, Exemption(code, "", null)))]);
        Assert.All(after.OverDays!.Days, d => Assert.Equal(Sum(Holding(after, d.Day)), d.IndustryCut));
        Assert.Equal((0, after.OverDays.Days.Sum(d => d.LossYuan)), (after.OverDays.RestartYuan, after.OverDays.LossYuan));
        Assert.All(after.OverDays.Courses, c => Assert.Equal((0, 0m), (c.BurdenDays, c.LossYuan)));
        Assert.True(after.OverDays.Changed);
        Assert.Null(after.OverDays.BoundYuan);
        Assert.Contains("没有重新寻优", after.OverDays.Proof().Zh, StringComparison.Ordinal);
        Assert.Contains(after.OverDays.Shortages, s => s.Explanation.Zh.StartsWith("第1天 ", StringComparison.Ordinal));
    }

    [Fact]
    public void An_exemption_on_the_second_day_leaves_the_first_as_it_was_ordered_and_says_why_on_the_others()
    {
        var rotating = Plan.Choices.First(c => c.Days is { Count: > 1 } days && days[0] == Rules.Day);
        var after = Ruled(Plan, 1, Make(1, Exemption(rotating.EnterpriseCode, "", null)));
        var own = after.Choices.Where(c => c.EnterpriseCode == rotating.EnterpriseCode && c is { Binding: true, Effect: not EffectKind.Voluntary } && c.Effect.Rule().Production).ToList();
        Assert.All(own, c => Assert.Equal([Rules.Day], c.Days!));
        Assert.Contains(own, c => c.MeasureText == rotating.MeasureText);
        Assert.Contains(after.Choices, c => c.EnterpriseCode == rotating.EnterpriseCode && !c.Binding && c.Days is null && c.Why.Zh.Contains("个案豁免", StringComparison.Ordinal));
        var course = after.OverDays!.Courses.First(c => c.EnterpriseCode == rotating.EnterpriseCode && c.UnitIds.Contains(rotating.UnitId));
        Assert.All(course.Measures.Skip(1), m => Assert.Empty(m));
        Assert.Contains("个案豁免", course.Why.Zh, StringComparison.Ordinal);
        Assert.DoesNotContain("））", course.Why.Zh, StringComparison.Ordinal);
    }

    private static Ruling Some(Random random)
    {
        var codes = Plan.Choices.Where(c => c.UnitId.Length > 0).Select(c => (c.EnterpriseCode, c.UnitId)).Distinct().ToList();
        var (code, unit) = codes[random.Next(codes.Count)];
        unit = random.Next(2) == 0 ? "" : unit;
        return Make(1, random.Next(3) switch
        {
            0 => Exemption(code, unit, null),
            1 => Exemption(code, unit, 0.7m),
            _ => new RulingDraft(RulingKind.Addition, code, unit, "文1号", "理由", null) { Effect = EffectKind.OutputLimit, Amount = 0.35m, Text = "限产35%" },
        });
    }

    private static RulingDraft Exemption(string code, string unit, decimal? load) => new(RulingKind.Exemption, code, unit, "文1号", "理由", null) { GroundCode = "headquarters", MaximumLoad = load };

    private static Ruling Make(int number, RulingDraft draft) => RulingDecisions.Decide(draft, "r", number, At(0), Rules.ForPlans(), At(0).DecidedAt).OrThrow();

    /// <summary>At ten in the morning of a day of the response.</summary>
    private static ActivationRequest At(int day) => new(List, WarningLevel.Orange, "140500", Rules.Day, [], "headquarters", Rules.Day.Plus(day).Start.AddHours(10));

    private static Plan Ruled(Plan plan, int day, params Ruling[] rulings) => RuledPlan.Of(plan, At(day) with { Rulings = rulings }, Rules.ForPlans()).OrThrow();

    private static IEnumerable<PlanChoice> Holding(Plan plan, LocalDay day) => plan.Choices.Where(c => c.Binding && c.HoldsOn(day));

    private static string Said(Plan plan, LocalDay day, Ruling ruling) =>
        Text(Holding(plan, day).Where(c => c.EnterpriseCode == ruling.EnterpriseCode).Select(c => c with { Days = null, ExceptDays = null }));

    private static Emissions Sum(IEnumerable<PlanChoice> choices) => choices.Aggregate(Emissions.Zero, (sum, c) => sum + c.Cut);

    private static string Text(object? value) => ContentHash.OfJson(value ?? "").Hex;
}
