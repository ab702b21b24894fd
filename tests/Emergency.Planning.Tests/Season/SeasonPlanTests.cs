using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Core.Time;
using Emergency.Planning.Activation;
using Emergency.Planning.ReductionList;
using Emergency.Planning.RunningControls;
using Emergency.Planning.Season;
using Emergency.Planning.Tests.Composing;
using static Emergency.Planning.Tests.Season.SmallSeasons;

namespace Emergency.Planning.Tests.Season;

/// <summary>The off-peak season (rules.md 10.1, 10.2, 6.13–6.18), one rule a test.</summary>
public sealed class SeasonPlanTests
{
    [Theory]
    [InlineData(2024, 13, 151)]
    [InlineData(2023, 14, 152)]
    public void A_season_has_ten_half_months_by_the_calendar(int year, int ofFebruary, int days)
    {
        var plan = Plan(SmallCity.Of(Plant(1)), year);
        Assert.Equal([15, 15, 15, 16, 15, 16, 15, ofFebruary, 15, 16], plan.Periods.Select(p => p.Period.Days));
        Assert.Equal((LocalDay.Of(year, 11, 1), LocalDay.Of(year + 1, 3, 31), days), (plan.First, plan.Last, plan.Last - plan.First + 1));
        Assert.Equal("11月上半月", plan.Periods[0].Period.Name.Zh);
    }

    [Fact]
    public void D_stops_and_C_and_non_leading_take_turns_and_the_others_are_exempt_with_their_reason()
    {
        var small = Plant(7);
        var plan = Make(Request(SmallCity.Of(
            Plant(1, PerformanceGrade.A), Plant(2, PerformanceGrade.B), Plant(3, PerformanceGrade.BMinus), Plant(4, PerformanceGrade.Leading), Plant(5, PerformanceGrade.D), Plant(6, PerformanceGrade.NonLeading),
            (small.Item1 with { SmallEmitter = true }, small.Item2, []), Plant(8, industry: "CoalWashing"), Plant(9), Plant(10))) with { GreenFactories = new HashSet<string> { SmallCity.Firm(9, PerformanceGrade.C).Code } }).OrThrow();
        Assert.Equal(
            [SeasonStanding.Exempt, SeasonStanding.Exempt, SeasonStanding.Exempt, SeasonStanding.Exempt, SeasonStanding.Stops, SeasonStanding.Rotates, SeasonStanding.Exempt, SeasonStanding.Exempt, SeasonStanding.Exempt, SeasonStanding.Rotates],
            Enumerable.Range(1, 10).Select(n => plan.Unit(n).Standing));
        Assert.Equal((151, 15_100m, 1_510_000m), (plan.Unit(5).OffDays, plan.Unit(5).CutKg.So2, plan.Unit(5).LossYuan));
        string[] words = ["A级，豁免", "B级，豁免", "B-级，豁免", "引领性，豁免", "D级", "非引领性", "小微", "不属于", "绿色工厂", "C级"];
        Assert.All(words.Select((w, i) => (Word: w, Number: i + 1)), x => Assert.Contains(x.Word, plan.Enterprises.Single(e => e.Code == SmallCity.Firm(x.Number, PerformanceGrade.C).Code).Why.Zh, StringComparison.Ordinal));
    }

    [Fact]
    public void Two_equal_plants_take_turns_so_that_every_period_cuts_the_same()
    {
        var plan = Plan(SmallCity.Of(Plant(1), Plant(2)));
        Assert.All(plan.So2(), cut => Assert.Equal(100, cut));
        Assert.Equal(0, plan.Unevenness);
        Assert.Equal([1, 2], plan.Batches.Select(b => b.Number));
        Assert.Equal([[1, 2, 3, 4, 5], [6, 7, 8, 9, 10]], plan.Batches.Select(b => b.Periods));
        Assert.Equal([76, 75], plan.Enterprises.Select(e => e.Units[0].OffDays).OrderDescending());
        Assert.Contains("第 1 批，2024-11-01—2025-01-15，共 76 天", string.Concat(plan.Enterprises.Select(e => e.Why.Zh)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 0.5, new[] { 0, 1 }, 5)]
    [InlineData(2, 0.5, new[] { 1 }, 10)]
    [InlineData(3, 0.5, new[] { 1, 2 }, 15)]
    [InlineData(4, 0.3, new[] { 1, 2 }, 12)]
    [InlineData(4, 1, new[] { 4 }, 40)]
    public void Lines_of_one_process_take_turns_and_never_is_one_more_off_than_needed(int lines, double off, int[] offAtATime, int linePeriods)
    {
        var unit = Make(Request(SmallCity.Of(Plant(1, lines: lines))) with { OffShare = (decimal)off }).OrThrow().Unit(1);
        var stopped = unit.Shares.Select(s => (int)Math.Round(s * lines)).ToList();
        Assert.Equal(linePeriods, stopped.Sum());
        Assert.Equal(offAtATime, stopped.Distinct().Order());
    }

    [Fact]
    public void A_coke_oven_lengthens_its_coking_time_and_never_stops()
    {
        var unit = Plan(SmallCity.Of(Plant(1, industry: "Coking", canStop: CanStop.LoadOnly, lowestLoad: 0.5m, process: "焦炉", kind: UnitKind.Oven))).Unit(1);
        // Half of the output over half of the season: at half load all season.
        Assert.All(unit.Shares, s => Assert.Equal(0.5m, s));
        Assert.Contains("出焦时间至正常的2倍", unit.MeasureText, StringComparison.Ordinal);
        var lower = Make(Request(SmallCity.Of(Plant(1, industry: "Coking", canStop: CanStop.LoadOnly, lowestLoad: 0.5m))) with { OffShare = 0.2m }).OrThrow().Unit(1);
        Assert.Equal(4, lower.Shares.Count(s => s == 0.5m));
        Assert.Equal(6, lower.Shares.Count(s => s == 0));
    }

    [Theory]
    [InlineData(PerformanceGrade.C)]
    [InlineData(PerformanceGrade.D)]
    public void Who_supplies_heat_is_lowered_to_its_lowest_load_at_most_and_a_person_confirms(PerformanceGrade grade)
    {
        var boiler = Plant(1, grade, canStop: CanStop.Yes, lowestLoad: 0.7m);
        var unit = Plan(SmallCity.Of((boiler.Item1 with { Guarantee = GuaranteeKind.HeatDemand }, boiler.Item2, []))).Unit(1);
        Assert.All(unit.Shares, s => Assert.InRange(s, 0, 0.3m));
        Assert.Contains(unit.Shares, s => s == 0.3m);
        Assert.True(unit.NeedsDecision);
        // Without a lowest load on file nothing may be asked: to lower it to nothing would be a stop.
        var none = Plan(SmallCity.Of((boiler.Item1 with { Guarantee = GuaranteeKind.HeatDemand }, [boiler.Item2[0] with { LowestLoad = 0 }], []))).Unit(1);
        Assert.Equal((SeasonStanding.LeftToPerson, 0), (none.Standing, none.OffDays));
    }

    [Fact]
    public void Clinker_lines_of_Jincheng_stop_in_the_windows_of_2021_whatever_their_grade_and_the_others_fill_up_around_them()
    {
        var plan = Plan(SmallCity.Of(Plant(1, PerformanceGrade.A, 300, industry: "Cement", process: "熟料（回转窑）"), Plant(2), Plant(3), Plant(4), Plant(5)), 2021);
        var clinker = plan.Unit(1);
        Assert.Equal([(LocalDay.Of(2021, 10, 1), LocalDay.Of(2021, 10, 10)), (LocalDay.Of(2021, 11, 15), LocalDay.Of(2022, 3, 15))], clinker.Stops.Select(s => (s.From, s.Until)));
        Assert.Equal((SeasonStanding.Window, 121, 36_300m), (clinker.Standing, clinker.OffDays, clinker.CutKg.So2));
        Assert.Equal([20m, 300, 300, 300, 300, 300, 300, 300, 300, 0], Enumerable.Range(0, 10).Select(p => Math.Round(300 * clinker.Shares[p], 6)));
        // Twenty turns of 100 kg: the first and the last half month, where the windows hold little, take what single stops can give them.
        Assert.Equal(plan.So2()[9] + 20, plan.So2()[0], 6);
        Assert.Equal(200, plan.So2()[9]);
        Assert.DoesNotContain(plan.Decisions, d => d.Zh.Contains("没有本季节水泥熟料", StringComparison.Ordinal));
    }

    [Fact]
    public void In_a_season_without_dates_clinker_takes_its_turn_and_the_plan_says_what_is_missing()
    {
        var plan = Plan(SmallCity.Of(Plant(1, industry: "Cement", process: "熟料（回转窑）")));
        Assert.Equal(SeasonStanding.Rotates, plan.Unit(1).Standing);
        Assert.Contains(plan.Decisions, d => d.Zh.Contains("没有本季节水泥熟料", StringComparison.Ordinal));
        Assert.Contains(plan.Decisions, d => d.Zh.Contains("没有读到规定停多久", StringComparison.Ordinal));
    }

    [Fact]
    public void A_row_of_the_list_for_the_season_takes_the_place_of_the_turn_and_holds_all_season()
    {
        var plant = Plant(1, lines: 4);
        var unit = Plan(SmallCity.Of((plant.Item1, plant.Item2, [SmallCity.Row(1, EffectKind.OutputLimit, 0.3m, SmallCity.All(28), 900, level: ListLevel.Season)]))).Unit(1);
        Assert.Equal((SeasonStanding.Listed, 151, 151 * 28m, 151 * 900m), (unit.Standing, unit.OffDays, unit.CutKg.Nox, unit.LossYuan));
        Assert.Equal(0.3m, Assert.Single(unit.Stops).Share);
    }

    [Fact]
    public void What_is_down_all_season_stays_down_and_is_not_counted_and_a_shorter_repair_is_shown()
    {
        var code = SmallCity.Firm(1, PerformanceGrade.C).Code;
        RecordedControl Control(decimal share, LocalDay? until, RunningControlKind kind = RunningControlKind.Stopped) => new(code, "U1", kind, share, LocalDay.Of(2024, 9, 1), until, "");
        var city = SmallCity.Of(Plant(1, lines: 2));
        var down = Make(Request(city) with { Running = [Control(1, null)] }).OrThrow();
        Assert.Equal((SeasonStanding.Down, 0m, 0), (down.Unit(1).Standing, down.Periods.Sum(p => p.Cut.So2), down.Unit(1).Stops.Count));
        var half = Make(Request(city) with { Running = [Control(0.5m, null)] }).OrThrow();
        Assert.Equal(5, half.So2().Count(c => c == 50));
        Assert.Equal(1, Assert.Single(half.Unit(1).Stops).Share);
        var part = Make(Request(city) with { Running = [Control(1, LocalDay.Of(2024, 12, 1), RunningControlKind.Repair)] }).OrThrow();
        Assert.Equal(SeasonStanding.Rotates, part.Unit(1).Standing);
        Assert.Contains(part.Decisions, d => d.Zh.Contains("只占季节的一部分", StringComparison.Ordinal));
        var again = Make(Request(city) with { Running = [Control(1, null, RunningControlKind.Season)] }).OrThrow();
        Assert.Equal(SeasonStanding.Rotates, again.Unit(1).Standing);
    }

    [Fact]
    public void With_targets_every_period_reaches_its_share_and_the_cheaper_plant_is_off_longer()
    {
        var city = SmallCity.Of(Plant(1, output: 10_000), Plant(2, output: 30_000));
        var plan = Make(Request(city) with { OffShare = 0.3m, MostStops = 2, Targets = new Dictionary<EmittedPollutant, decimal> { [EmittedPollutant.So2] = 0.1m } }).OrThrow();
        Assert.All(plan.So2(), cut => Assert.True(cut >= 100));
        Assert.Equal((7, 3), (plan.Unit(1).Shares.Count(s => s > 0), plan.Unit(2).Shares.Count(s => s > 0)));
        Assert.Null(plan.Unevenness);
        // Thirteen days fewer than the longest periods: the dearer plant takes the three shortest that follow each other.
        Assert.Equal((151 * 10_000m) + (43 * 20_000m), plan.LossYuan);
        var missed = Make(Request(city) with { Targets = new Dictionary<EmittedPollutant, decimal> { [EmittedPollutant.So2] = 0.3m } }).OrThrow();
        Assert.All(missed.Periods, p => Assert.Equal(100, p.Missing.So2));
        Assert.Null(missed.BoundYuan);
    }

    [Fact]
    public void A_plan_in_January_with_the_controls_of_the_season_does_not_count_its_cut_twice()
    {
        // Plant 1 is off from November to mid-January or from then on; on 10 January exactly one of the two is.
        var rows = (int n) => new[] { SmallCity.Row(n, EffectKind.Stop, null, SmallCity.All(100), 5_000, CountingUnit.None) };
        var (one, two) = (Plant(1), Plant(2));
        var city = SmallCity.Of((one.Item1, one.Item2, rows(1)), (two.Item1, two.Item2, rows(2)));
        var season = Plan(city);
        var file = RunningControlFile.Read(new("season.csv", System.Text.Encoding.UTF8.GetBytes(SeasonControls.Csv(season))), city.List);
        Assert.Empty(file.Problems);
        Assert.Equal(SeasonControls.Of(season), file.Controls!);
        var day = LocalDay.Of(2025, 1, 10);
        var request = city.Request(PlanMode.Activate).Activation with { StartDay = day };
        var running = file.Controls!.Where(c => c.RunsOn(day)).Select(c => c.Running).ToList();
        Assert.Single(running);
        Assert.Equal(200, ActivationPlanner.Activate(request, Rules.ForPlans()).OrThrow().IndustryCut.So2);
        var plan = ActivationPlanner.Activate(request with { Running = running }, Rules.ForPlans()).OrThrow();
        Assert.Equal(100, plan.IndustryCut.So2);
        Assert.Equal(0, plan.Choices.Single(c => c.EnterpriseCode == running[0].EnterpriseCode).Cut.So2);
    }

    [Theory]
    [InlineData("140599", 2024, 0.5, 1, "REGION-001")]
    [InlineData("410100", 2024, 0.5, 1, "PLAN-004")]
    [InlineData("140500", 2024, 0.0, 1, "PLAN-071")]
    [InlineData("140500", 2024, 1.1, 1, "PLAN-071")]
    [InlineData("140500", 2024, 0.5, 3, "PLAN-071")]
    [InlineData("140500", 2024, 0.5, 0, "PLAN-071")]
    [InlineData("140500", 2024, 0.5, 2, null)]
    public void Requests_that_make_no_sense_are_refused(string region, int year, double off, int stops, string? code)
    {
        var rules = SeasonPlanRules.InForce(Emergency.Testing.ShippedRules.Library, "140500", year).OrThrow();
        var request = Request(SmallCity.Of(Plant(1)), year) with { RegionCode = region, OffShare = (decimal)off, MostStops = stops };
        Assert.Equal(code, SeasonPlanner.Make(request, rules, cancel: TestContext.Current.CancellationToken).Refusal?.Code);
    }

    [Theory]
    [InlineData(1999, "PLAN-070")]
    [InlineData(2019, "RULE-001")]
    public void A_year_without_a_season_is_refused(int year, string code) =>
        Assert.Equal(code, SeasonPlanRules.InForce(Emergency.Testing.ShippedRules.Library, "140500", year).Refusal?.Code);

    [Fact]
    public void Targets_need_a_whole_society_emission_and_a_season_no_more_than_ten_half_months()
    {
        var city = SmallCity.Of(Plant(1));
        var targets = new Dictionary<EmittedPollutant, decimal> { [EmittedPollutant.So2] = 0.1m };
        var request = Request(city) with { Targets = targets };
        Assert.Equal("PLAN-003", Make(request with { List = city.List with { Society = [] } }).Refusal?.Code);
        var rules = SeasonPlanRules.InForce(Emergency.Testing.ShippedRules.Library, "140500", 2024).OrThrow();
        Assert.Equal("PLAN-072", SeasonPlanner.Make(request, rules with { Season = rules.Season with { LastMonth = 4, LastDay = 1 } }, cancel: TestContext.Current.CancellationToken).Refusal?.Code);
    }

    [Fact]
    public void Nothing_to_turn_is_a_plan_with_its_reasons()
    {
        var plan = Plan(SmallCity.Of(Plant(1, PerformanceGrade.A)));
        Assert.Equal((0m, 0m, 0), (plan.ValueYuan, plan.LossYuan, plan.Batches.Count));
        Assert.Null(plan.Unevenness);
    }
}
