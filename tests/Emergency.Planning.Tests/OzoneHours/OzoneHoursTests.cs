using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Core.Refusals;
using Emergency.Core.Time;
using Emergency.Planning.Activation;
using Emergency.Planning.OzoneHours;
using Emergency.Planning.ReductionList;
using Emergency.Planning.Tests.Composing;
using Emergency.Testing;

namespace Emergency.Planning.Tests.OzoneHours;

/// <summary>Shifting VOC processes out of 10:00–16:00 (rules.md 10.5), one rule a test; 240 kg of VOCs a day are 60 in the window.</summary>
public sealed class OzoneHoursTests
{
    private static readonly LocalDay July = LocalDay.Of(2025, 7, 10);

    private static (Enterprise, ProductionUnit[], Measure[]) Coating(int number, PerformanceGrade grade = PerformanceGrade.C, decimal vocs = 240, decimal output = 24_000, CanStop canStop = CanStop.Yes, decimal lowestLoad = 0, decimal shortest = 0, string industry = "IndustrialCoating") =>
        (SmallCity.Firm(number, grade, industry: industry), [SmallCity.Unit(number, new(0, 0, 0, vocs), output: output, canStop: canStop, lowestLoad: lowestLoad) with { RampDownHours = 0, RampUpHours = 0, MinimumStopHours = shortest }], []);

    private static Outcome<OzoneHoursPlan> Make(SmallCity city, decimal? share = null, LocalDay? day = null, params RunningControl[] running) =>
        OzoneHoursPlanner.Make(
            new(city.List, "140500", day ?? July, running, "planner", ChinaTime.At(new DateOnly(2025, 7, 9), 17)) { Share = share, GapTarget = 0 },
            new(Rules.ForPlans(day: July), ShippedRules.Library.OzoneHours("140500", day ?? July).OrThrow()),
            TestContext.Current.CancellationToken);

    private static OzoneHoursPlan Plan(SmallCity city, decimal? share = null, params RunningControl[] running) => Make(city, share, null, running).OrThrow();

    [Fact]
    public void Without_a_share_only_the_rows_of_the_list_are_asked_and_the_rest_says_what_it_could_shift()
    {
        var (firm, units, _) = Coating(1);
        var row = SmallCity.Row(1, EffectKind.StopWindow, null, new(0, 0, 0, 50), 700, CountingUnit.Hour, ListLevel.OzoneHours) with { FromHour = 9, ToHour = 17 };
        var plan = Plan(SmallCity.Of((firm, units, [row]), Coating(2)));
        var shift = Assert.Single(plan.Shifts);
        Assert.Equal((true, 9, 17, 50m, 700m), (shift.Listed, shift.FromHour, shift.ToHour, shift.VocsKg, shift.LossYuan));
        Assert.Equal(120, plan.WindowVocsKg);
        Assert.Contains("可移 60 千克", Assert.Single(plan.Spared).Why.Zh, StringComparison.Ordinal);
        Assert.Null(plan.BoundYuan);
    }

    [Fact]
    public void The_share_is_reached_by_the_cheapest_kilograms_and_the_dearer_one_is_spared()
    {
        var plan = Plan(SmallCity.Of(Coating(1, output: 96_000), Coating(2, output: 24_000), Coating(3, output: 48_000)), 0.6m);
        Assert.Equal([SmallCity.Firm(2, PerformanceGrade.C).Code, SmallCity.Firm(3, PerformanceGrade.C).Code], plan.Shifts.Select(s => s.EnterpriseCode));
        Assert.Equal((108m, 120m, 0m, 18_000m), (plan.RequiredVocsKg, plan.ShiftedVocsKg, plan.MissingVocsKg, plan.LossYuan));
        Assert.InRange(plan.BoundYuan!.Value, 17_999.9m, 18_000m);
        Assert.Contains("更便宜", Assert.Single(plan.Spared).Why.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void A_and_small_and_guarantee_enterprises_and_other_industries_are_not_asked_even_when_the_share_is_missed()
    {
        var small = Coating(2);
        var guarantee = Coating(3, PerformanceGrade.B);
        var plan = Plan(SmallCity.Of(
            Coating(1, PerformanceGrade.A), (small.Item1 with { SmallEmitter = true }, small.Item2, []), (guarantee.Item1 with { Guarantee = GuaranteeKind.Livelihood }, guarantee.Item2, []), Coating(4, industry: "Foundry"), Coating(5)), 1);
        Assert.Equal(SmallCity.Firm(5, PerformanceGrade.C).Code, Assert.Single(plan.Shifts).EnterpriseCode);
        Assert.Equal(240, plan.MissingVocsKg);
        Assert.Null(plan.BoundYuan);
        Assert.Equal(["自主减排", "小微", "保障类", "不属于"], plan.Spared.Select(s => new[] { "自主减排", "小微", "保障类", "不属于" }.Single(w => s.Why.Zh.Contains(w, StringComparison.Ordinal))));
    }

    [Fact]
    public void A_unit_whose_shortest_stop_is_longer_stops_longer_loses_more_and_a_person_confirms()
    {
        var shift = Assert.Single(Plan(SmallCity.Of(Coating(1, shortest: 8)), 1).Shifts);
        Assert.Equal((10, 18, 8_000m, true), (shift.FromHour, shift.ToHour, shift.LossYuan, shift.NeedsDecision));
    }

    [Fact]
    public void A_unit_that_cannot_stop_runs_at_its_lowest_load_in_the_window()
    {
        var shift = Assert.Single(Plan(SmallCity.Of(Coating(1, canStop: CanStop.LoadOnly, lowestLoad: 0.4m)), 1).Shifts);
        Assert.Equal((EffectKind.LowestLoad, 36m, 3_600m, true), (shift.Effect, shift.VocsKg, shift.LossYuan, shift.NeedsDecision));
        Assert.Empty(Plan(SmallCity.Of(Coating(1, canStop: CanStop.No)), 1).Shifts);
    }

    [Fact]
    public void What_is_down_already_is_not_shifted_again()
    {
        var code = SmallCity.Firm(1, PerformanceGrade.C).Code;
        var half = Assert.Single(Plan(SmallCity.Of(Coating(1)), 1, new RunningControl(code, "U1", RunningControlKind.Repair, 0.5m)).Shifts);
        Assert.Equal((30m, 3_000m), (half.VocsKg, half.LossYuan));
        var whole = Plan(SmallCity.Of(Coating(1)), 1, new RunningControl(code, "U1", RunningControlKind.Repair));
        Assert.Equal((0m, 0), (whole.WindowVocsKg, whole.Shifts.Count));
        Assert.Contains("已经停产", Assert.Single(whole.Spared).Why.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void Ramping_down_begins_before_the_window()
    {
        var (firm, units, _) = Coating(1);
        var shift = Assert.Single(Plan(SmallCity.Of((firm, [units[0] with { RampDownHours = 2 }], [])), 1).Shifts);
        Assert.Equal((10, 8m), (shift.FromHour, shift.ReadyFromHour));
    }

    [Fact]
    public void D_does_what_the_list_says_because_its_stop_belongs_to_warnings()
    {
        Assert.Empty(Plan(SmallCity.Of(Coating(1, PerformanceGrade.D))).Shifts);
    }

    [Theory]
    [InlineData("2025-04-30", "PLAN-060")]
    [InlineData("2025-10-01", "PLAN-060")]
    [InlineData("2025-05-01", null)]
    [InlineData("2025-09-30", null)]
    public void A_day_outside_the_season_is_refused(string day, string? code) =>
        Assert.Equal(code, Make(SmallCity.Of(Coating(1)), null, LocalDay.Parse(day)).Refusal?.Code);

    [Theory]
    [InlineData(-0.01)]
    [InlineData(1.01)]
    public void A_share_outside_0_to_1_is_refused(double share) => Assert.Equal("PLAN-061", Make(SmallCity.Of(Coating(1)), (decimal)share).Refusal?.Code);

    [Fact]
    public void The_least_loss_equals_complete_enumeration_and_the_order_of_the_rows_does_not_matter()
    {
        for (var seed = 1; seed <= 60; seed++)
        {
            var random = new Random(seed);
            var firms = Enumerable.Range(1, 8).Select(n => Coating(n, vocs: 24 * random.Next(1, 40), output: 100 * random.Next(1, 500), shortest: random.Next(0, 12))).ToArray();
            var share = random.Next(1, 10) / 10m;
            var plan = Plan(SmallCity.Of(firms), share);
            var offers = Plan(SmallCity.Of(firms), 1).Shifts;
            var best = Enumerable.Range(0, 1 << offers.Count)
                .Select(mask => offers.Where((_, i) => (mask >> i & 1) == 1).ToList())
                .Where(chosen => chosen.Sum(c => c.VocsKg) >= plan.RequiredVocsKg).Min(chosen => chosen.Sum(c => c.LossYuan));
            Assert.Equal(best, plan.LossYuan);
            Assert.Equal(plan.LossYuan, Plan(SmallCity.Of([.. firms.Reverse()]), share).LossYuan);
        }
    }
}
