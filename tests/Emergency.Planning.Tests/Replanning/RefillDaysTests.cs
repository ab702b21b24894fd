using Emergency.Core;
using Emergency.Core.Decisions;
using Emergency.Core.Quantities;
using Emergency.Core.Time;
using Emergency.Planning.Activation;
using Emergency.Planning.Composing;
using Emergency.Planning.ReductionList;
using Emergency.Planning.ReductionList.Making;
using Emergency.Planning.Replanning;
using Emergency.Planning.Staggering;
using FsCheck;
using FsCheck.Fluent;

namespace Emergency.Planning.Tests.Replanning;

/// <summary>What is missing within a plan over days is refilled on the days that are left, and only there.</summary>
public sealed class RefillDaysTests
{
    private static readonly EmergencyReductionList List = SampleList.Make(60, 5, options: true);

    private static readonly PlanSettings Loose = new(PlanMode.Supplement)
    {
        Days = new([WarningLevel.Orange, WarningLevel.Yellow, WarningLevel.Orange, WarningLevel.None, WarningLevel.Orange]),
        GapTarget = 0.05,
        ShortagePrice = 500,
        Targets = EmittedPollutants.All.ToDictionary(p => p, _ => 0.3m),
    };

    private static readonly Lazy<Plan> Plain = new(() => Make(Loose));

    private static readonly Lazy<Plan> Banded = new(() => Make(Loose with { Days = Loose.Days! with { FairDays = 1, MostStartsPerDay = 30 } }));

    [Fact]
    public void Nobody_is_asked_less_what_does_not_change_stays_word_for_word_and_the_days_add_up() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var plan = random.Next(3) == 0 ? Banded.Value : Plain.Value;
            var day = random.Next(5);
            var missing = Some(plan, day, random);
            var after = Refilled(plan, day, missing);
            var gone = missing.ToLookup(m => m.EnterpriseCode);
            var touched = after.Choices.Where(c => c.Added).Select(c => c.EnterpriseCode).ToHashSet();
            Assert.Equal(Text(Plainly(plan.Choices.Where(c => !gone.Contains(c.EnterpriseCode) && !touched.Contains(c.EnterpriseCode)))), Text(Plainly(after.Choices.Where(c => !gone.Contains(c.EnterpriseCode) && !touched.Contains(c.EnterpriseCode)))));
            Assert.DoesNotContain(touched, gone.Contains);
            for (var d = 0; d < 7; d++)
            {
                var on = Rules.Day.Plus(d);
                foreach (var c in Holding(plan, on).Where(c => d < day || !gone.Contains(c.EnterpriseCode)))
                {
                    Assert.True(Share(after, on, c) >= Share(plan, on, c), $"{c.EnterpriseCode} {c.UnitId} is asked less on day {d}.");
                    Assert.True(d > day || Share(after, on, c) == Share(plan, on, c), $"{c.EnterpriseCode} steps in on a day that has begun.");
                }
            }

            foreach (var d in after.OverDays!.Days.Skip(day))
            {
                Assert.Equal(Holding(after, d.Day).Sum(c => c.LossYuanPerDay), d.LossYuan);
            }

            Assert.Equal(Text(plan.OverDays!.Days.Take(day)), Text(after.OverDays.Days.Take(day)));
            Assert.Equal(after.OverDays.Days.Sum(d => d.LossYuan) + after.OverDays.RestartYuan, after.OverDays.LossYuan);
            Reaches(plan, after, day);
            Stops(plan, after);
        }).QuickCheckThrowOnFailure();

    /// <summary>What the rows say is missing still is what the days, counted by the choices, are short of the plan before.</summary>
    private static void Reaches(Plan plan, Plan after, int day)
    {
        var refill = after.Refill!;
        Assert.Equal(4 - day, refill.Days!.Count);
        Assert.All(refill.Rows, r => Assert.Contains(r.Day!.Value, refill.Days));
        foreach (var (was, now) in plan.OverDays!.Days.Zip(after.OverDays!.Days).Skip(day + 1))
        {
            var rows = refill.Rows.Where(r => r.Day == now.Day).ToList();
            if (rows.TrueForAll(r => r.StillMissingKgPerDay == 0))
            {
                // SO2 and NOx stand in for each other; the others by themselves. A gap that was accepted before is not filled.
                foreach (var pair in was.Targets.Zip(now.Targets).GroupBy(t => t.First.Pollutant is EmittedPollutant.So2 or EmittedPollutant.Nox ? "sum" : t.First.Pollutant.Code()))
                {
                    var (reached, before, asked) = (pair.Sum(t => t.Second.ReachedFraction), pair.Sum(t => t.First.ReachedFraction), pair.Sum(t => t.First.RequiredFraction));
                    Assert.True(reached >= Math.Min(before, asked) - 0.000003m, $"{now.Day} {pair.Key}: {reached} after {before} of {asked}");
                }
            }
        }
    }

    /// <summary>A unit that steps in stays down for its shortest stop, is not started and stopped more than the rules let, and no day has more steps than the limit.</summary>
    private static void Stops(Plan plan, Plan after)
    {
        foreach (var course in after.OverDays!.Courses)
        {
            var before = plan.OverDays!.Courses.Single(c => c.EnterpriseCode == course.EnterpriseCode && c.UnitIds.SequenceEqual(course.UnitIds));
            if (!after.Choices.Any(c => c.Added && c.EnterpriseCode == course.EnterpriseCode && course.UnitIds.Contains(c.UnitId)))
            {
                continue;
            }

            var down = course.Measures.Select(m => m.Length > 0).ToList();
            var shortest = List.Units.Where(u => u.EnterpriseCode == course.EnterpriseCode && course.UnitIds.Contains(u.UnitId)).Max(u => Math.Max(1, (int)Math.Ceiling(Math.Max(u.MinimumStopHours, u.RampDownHours) / 24)));
            var runs = string.Concat(down.Select(b => b ? 'x' : '.')).Split('.', StringSplitOptions.RemoveEmptyEntries);
            Assert.True(runs.Length <= 2, string.Concat(down));
            Assert.All(runs, r => Assert.True(r.Length >= shortest, $"{r} for {shortest} days"));
            Assert.True(course.RestartYuan >= before.RestartYuan || course.BurdenDays > before.BurdenDays);
        }

        if (plan.Settings!.Days!.MostStartsPerDay is { } most)
        {
            Assert.All(after.OverDays.Days, d => Assert.True(d.Steps <= Math.Max(most, plan.OverDays!.Days.Single(x => x.Day == d.Day).Steps)));
        }
    }

    [Fact]
    public void An_order_that_is_silent_keeps_its_days_and_words_and_an_objection_releases_from_the_day_on()
    {
        var plan = Plain.Value;
        var asked = plan.Choices.Where(c => c.Days is { Count: > 2 } days && days[0] == Rules.Day).MaxBy(c => c.Cut.Nox)!.EnterpriseCode;
        string Orders(Plan p) => Text(p.Choices.Where(c => c.Binding && c.EnterpriseCode == asked).Select(c => (c.UnitId, c.MeasureText, c.Amount, c.Days, c.ExceptDays)));
        var silent = Refilled(plan, 1, new MissingUnit(asked, "", MissingGround.Silence));
        Assert.Equal(Orders(plan), Orders(silent));
        Assert.All(silent.Choices.Where(c => c.Binding && c.EnterpriseCode == asked), c => Assert.True(c.Cut.IsZero));

        var released = Refilled(plan, 1, new MissingUnit(asked, "", MissingGround.Objection));
        Assert.All(released.Choices.Where(c => c.Binding && c.EnterpriseCode == asked), c => Assert.Equal([Rules.Day], c.Days!));
        Assert.Equal(Holding(plan, Rules.Day).Count(c => c.EnterpriseCode == asked), Holding(released, Rules.Day).Count(c => c.EnterpriseCode == asked));
        Assert.All(released.Refill!.Missing, m => Assert.DoesNotContain(Rules.Day, m.Days!));

        // Who steps in has its days and the reason; the plan mended once can be mended again.
        var taken = Assert.IsType<PlanChoice>(released.Choices.FirstOrDefault(c => c.Added));
        Assert.All(taken.Days!, d => Assert.True(d > Rules.Day.Plus(1)));
        Assert.Contains("补位", taken.Why.Zh, StringComparison.Ordinal);
        Assert.Contains(released.OverDays!.Courses, c => c.EnterpriseCode == taken.EnterpriseCode && c.Why == taken.Why);
        var again = Refilled(released, 2, new MissingUnit(taken.EnterpriseCode, "", MissingGround.Silence));
        Assert.DoesNotContain(again.Choices, c => c.Added && (c.EnterpriseCode == asked || c.EnterpriseCode == taken.EnterpriseCode));
    }

    [Fact]
    public void When_no_day_can_be_reached_any_more_an_objection_is_still_accepted_and_the_gap_is_said()
    {
        var asked = Plain.Value.Choices.First(c => c.Days?.Contains(Rules.Day.Plus(4)) == true).EnterpriseCode;
        var after = Refilled(Plain.Value, 4, new MissingUnit(asked, "", MissingGround.Objection));
        Assert.Empty(after.Refill!.Days!);
        Assert.Empty(after.Refill.Rows);
        Assert.DoesNotContain(after.Choices, c => c.Added);
        Assert.Contains(after.OverDays!.Shortages, s => s.Day == 4);

        // Who was asked on a day that is over alone can no longer be missing.
        var over = Plain.Value.Choices.GroupBy(c => c.EnterpriseCode).FirstOrDefault(g => g.Any(c => c.Binding) && g.All(c => !c.Binding || (c.Days is { } days && days.All(d => d < Rules.Day.Plus(4)))))?.Key ?? SampleList.Code(999);
        Assert.Equal("PLAN-041", Replanner.Refill(Request(Plain.Value, 4, [new MissingUnit(over, "", MissingGround.Objection)]), Rules.ForPlans(), cancel: TestContext.Current.CancellationToken).Refusal?.Code);
    }

    [Fact]
    public void The_same_request_gives_the_same_bytes()
    {
        var asked = Banded.Value.Choices.First(c => c.Days is not null).EnterpriseCode;
        Assert.Equal(Text(Refilled(Banded.Value, 0, new MissingUnit(asked, "", MissingGround.Silence))), Text(Refilled(Banded.Value, 0, new MissingUnit(asked, "", MissingGround.Silence))));
    }

    private static MissingUnit[] Some(Plan plan, int day, Random random)
    {
        var asked = plan.Choices.Where(c => c.Binding && (c.Days is null || c.Days.Any(d => d >= Rules.Day.Plus(day)))).ToList();
        return [.. Enumerable.Range(0, 1 + random.Next(3)).Select(_ => asked[random.Next(asked.Count)]).DistinctBy(c => c.EnterpriseCode)
            .Select(c => new MissingUnit(c.EnterpriseCode, random.Next(3) == 0 ? c.UnitId : "", (MissingGround)random.Next(3)))];
    }

    private static Plan Make(PlanSettings settings) => ResponsePlanner.Make(settings, At(0), Rules.ForPlans()).OrThrow();

    private static ActivationRequest At(int day) => new(List, WarningLevel.Orange, "140500", Rules.Day, [], "headquarters", Rules.Day.Plus(day).Start.AddHours(10));

    private static ReplanRequest Request(Plan plan, int day, MissingUnit[] missing) => new(plan, "plan:1", At(day), missing);

    private static Plan Refilled(Plan plan, int day, params MissingUnit[] missing) => Replanner.Refill(Request(plan, day, missing), Rules.ForPlans(), cancel: TestContext.Current.CancellationToken).OrThrow();

    private static IEnumerable<PlanChoice> Holding(Plan plan, LocalDay day) => plan.Choices.Where(c => c.Binding && c.HoldsOn(day));

    private static decimal Share(Plan plan, LocalDay day, PlanChoice like) => Holding(plan, day).Where(c => c.EnterpriseCode == like.EnterpriseCode && c.UnitId == like.UnitId).Max(c => (decimal?)c.StoppedShare) ?? -1;

    private static IEnumerable<PlanChoice> Plainly(IEnumerable<PlanChoice> choices) => choices.Select(c => c with { Added = false });

    private static string Text(object? value) => ContentHash.OfJson(value ?? "").Hex;
}
