using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Core.Time;
using Emergency.Planning.Activation;
using Emergency.Planning.Composing;
using Emergency.Planning.ReductionList;
using Emergency.Planning.ReductionList.Making;
using Emergency.Planning.Tests.Composing;
using Emergency.Planning.WhatIf;

namespace Emergency.Planning.Tests.WhatIf;

/// <summary>Worked examples: figures that can be checked by hand.</summary>
public sealed class WhatIfExamplesTests
{
    /// <summary>Two ceramics works in one county that may stop half (an offer) or whole; 100 kg of 1,000 are asked, which is half of either.</summary>
    private static SmallCity TwoWorks(PerformanceGrade first = PerformanceGrade.B) => SmallCity.Of(
        (SmallCity.Firm(1, first), [SmallCity.Unit(1, SmallCity.All(200))], [SmallCity.Row(1, EffectKind.OutputLimit, 0.5m, SmallCity.All(100), 1_000, origin: MeasureOrigin.Option)]),
        (SmallCity.Firm(2, PerformanceGrade.C), [SmallCity.Unit(2, SmallCity.All(200))], [SmallCity.Row(2, EffectKind.OutputLimit, 0.5m, SmallCity.All(100), 5_000, origin: MeasureOrigin.Option)]));

    /// <summary>Without load steps, so that half or whole is all there is.</summary>
    private static WhatIfContext Works(PerformanceGrade first = PerformanceGrade.B) => Suppose.On(TwoWorks(first).List, SmallCity.Exact with { LoadSteps = [] });

    [Fact]
    public void Sparing_in_the_order_costs_more_than_an_exception_and_an_exception_may_cost_less_than_nothing()
    {
        // Without an order B (1,000 yuan) would do; the order asks C first, so both are asked or C alone: C alone at 5,000.
        var context = Works();
        var ordered = Suppose.Share(0.1m, OrderScope.District);
        Assert.Equal(5_000, Suppose.Compare(context, ordered).Base.Plan.LossYuanPerDay);
        var why = Assert.Single(EnterpriseReasons.Of(ordered, context, [SampleList.Code(2)], cancel: TestContext.Current.CancellationToken).OrThrow());
        Assert.Equal((5_000m, 5_000m), (why.LossYuanPerDay, why.BeyondYuanPerDay));
        Assert.Null(why.LetOffs[0].All); // held in the order, B may do nothing either: out of reach
        Assert.Equal((-4_000m, 5_000m, 1_000m), (why.LetOffs[1].All!.Value, why.LetOffs[1].SavesYuanPerDay, why.LetOffs[1].OthersYuanPerDay));
        Assert.Equal(-4_000, why.LetOffs[2].All!.Value);
        var toA = why.Grades.Single(g => g.Grade == PerformanceGrade.A);
        Assert.Equal((5_000m, 1_000m), (toA.SavesYuanPerDay, toA.OthersYuanPerDay));
        Assert.Contains("少损失 5,000 元", toA.Explanation.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_an_order_there_is_one_way_to_spare_and_what_others_pay_is_the_next_best()
    {
        var why = Assert.Single(EnterpriseReasons.Of(Suppose.Share(0.1m), Works(), [], 5, cancel: TestContext.Current.CancellationToken).OrThrow());
        Assert.Equal(SampleList.Code(1), why.EnterpriseCode); // the cheaper one is asked, alone in the ranking
        Assert.Equal((4_000m, 1_000m, 5_000m), (why.LetOffs[0].All!.Value, why.LetOffs[0].SavesYuanPerDay, why.LetOffs[0].OthersYuanPerDay));
        Assert.Equal(2, why.LetOffs.Count);
        Assert.NotEmpty(why.Constraints);
    }

    [Fact]
    public void Bounds_that_contradict_the_order_are_refused()
    {
        var refused = Suppose.Refused(Works(), Suppose.Share(0.1m, OrderScope.District) with { Limits = [new(EnterpriseFilter.Of(SampleList.Code(1)), 0.5m, null), new(EnterpriseFilter.Of(SampleList.Code(2)), null, 0)] });
        Assert.Equal("PLAN-039", refused.Code);
    }

    [Fact]
    public void A_bound_that_nobody_can_keep_is_said()
    {
        var compared = Suppose.Compare(Works(PerformanceGrade.A), Suppose.Share(0.1m) with { Limits = [new(EnterpriseFilter.Of(SampleList.Code(1)), 0.9m, null)] });
        Assert.Contains(compared.Base.Notes, n => n.En.Contains("cannot be asked as much", StringComparison.Ordinal));
        Assert.Equal(1_000, compared.Base.Plan.LossYuanPerDay);
    }

    [Fact]
    public void A_lower_bound_is_kept_although_nothing_is_asked_for() =>
        Assert.Equal(2_000, Suppose.Compare(Works(), Suppose.Share(0) with { Limits = [new(EnterpriseFilter.Of(SampleList.Code(1)), 0.6m, null)] }).Base.Plan.LossYuanPerDay);

    [Fact]
    public void A_day_earlier_lasts_a_day_longer_and_takes_the_grades_of_its_own_day()
    {
        var city = TwoWorks();
        city = city with { Enterprises = [city.Enterprises[0] with { Grade = PerformanceGrade.D, GradeValidFrom = Rules.Day }, city.Enterprises[1]] };
        var start = Suppose.Share(0) with { Mode = PlanMode.Activate, Days = 3 };
        var compared = Suppose.Compare(Suppose.On(city), start, start with { Name = "提前", ShiftDays = -1 }, start with { Name = "推迟", ShiftDays = 5 });
        Assert.Equal([3, 4, 1], compared.All.Select(s => s.Days));
        Assert.Equal(Rules.Day.Plus(-1), compared.StartOf(compared.Scenarios[0]));
        Assert.Equal(PerformanceGrade.D, compared.Base.Plan.Choices[0].Grade);
        Assert.Equal(PerformanceGrade.Ungraded, compared.Scenarios[0].Plan.Choices[0].Grade); // D counts only from the base's day on
        Assert.Equal(3 * compared.Base.Plan.LossYuanPerDay, compared.Base.LossYuan);
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("code")]
    public void A_filter_without_enterprises_is_refused(string kind) => Assert.Equal("WHATIF-010", Suppose.Refused(Works(), Suppose.Share(0.1m) with
    {
        Exempt = [kind == "code" ? EnterpriseFilter.Of("911405007363170000") : new([], Industry: "Cement")],
    }).Code);

    [Fact]
    public void A_grade_the_industry_does_not_have_is_refused() => Assert.Equal("WHATIF-011", Suppose.Refused(Works(), Suppose.Share(0.1m) with { Grades = [new(EnterpriseFilter.Of(SampleList.Code(1)), PerformanceGrade.Leading)] }).Code);

    [Fact]
    public void An_activation_has_no_curve() => Assert.Equal("WHATIF-012", CostCurve.Of(Suppose.Share(0.1m) with { Mode = PlanMode.Activate }, Works(), cancel: TestContext.Current.CancellationToken).Refusal!.Code);

    [Fact]
    public void Reasons_for_a_stranger_are_refused() => Assert.Equal("WHATIF-013", EnterpriseReasons.Of(Suppose.Share(0.1m), Works(), [SampleList.Code(9)], cancel: TestContext.Current.CancellationToken).Refusal!.Code);

    [Fact]
    public void Filters_find_by_industry_name_county_grade_and_township()
    {
        var city = TwoWorks();
        city = city with { Enterprises = [city.Enterprises[0] with { Township = "示例一镇" }, city.Enterprises[1] with { RegionCode = SmallCity.Gaoping }] };
        string[] Codes(EnterpriseFilter filter) => [.. Suppose.Compare(Suppose.On(city), Suppose.Share(0) with { Exempt = [filter] }).Base.Plan.Choices.Where(c => c.Why.En.StartsWith("Let go by the scenario", StringComparison.Ordinal)).Select(c => c.EnterpriseCode).Distinct()];
        var (one, two) = (SampleList.Code(1), SampleList.Code(2));
        Assert.Equal([one, two], Codes(new([], Industry: "陶瓷")));
        Assert.Equal([one, two], Codes(new([], Industry: "ceramics")));
        Assert.Equal([two], Codes(new([], County: "高平市")));
        Assert.Equal([one], Codes(new([], Township: "示例一镇")));
        Assert.Equal([two], Codes(new([], Grade: PerformanceGrade.C)));
        Assert.Equal("WHATIF-010", Suppose.Refused(Suppose.On(city), Suppose.Share(0) with { Exempt = [new([one], Grade: PerformanceGrade.C)] }).Code);
    }

    [Fact]
    public void Wrong_base_data_move_the_shares_and_the_price_of_a_tonne_is_what_the_next_best_costs()
    {
        // 100 kg are asked and the first work gives exactly 100: with a larger society or a smaller cut the targets break, with a smaller one they hold.
        var context = Works();
        var study = Sensitivity.Of(Suppose.Share(0.1m), context, 3, cancel: TestContext.Current.CancellationToken).OrThrow();
        Assert.Equal([true, false, false, true], study.BaseData.Select(c => c.Reached.All(t => t.MissingKgPerDay == 0)));
        Assert.Equal(0.125m, study.BaseData[0].Reached[0].ReachedFraction);
        Assert.Equal([1_000m, 2_000m, 2_000m, 1_000m], study.BaseData.Select(c => c.ReplannedLossYuanPerDay));
        Assert.All(study.Prices, p => Assert.True(p.More!.Value == 1_000 * 1000 && p.More.Low == p.More.High)); // one kilogram more needs the whole stop: 1,000 yuan more for 0.001 t
        Assert.All(study.Spread, s => Assert.True(s.Low >= 0.08m && s.Low <= s.Median && s.Median <= s.High && s.High <= 0.12m && s.Met is > 0.4m and < 0.6m));
        Assert.Equal(study.Spread, Sensitivity.Of(Suppose.Share(0.1m), context, 3, cancel: TestContext.Current.CancellationToken).OrThrow().Spread);
        Assert.NotEqual(study.Spread, Sensitivity.Of(Suppose.Share(0.1m), context, 4, cancel: TestContext.Current.CancellationToken).OrThrow().Spread);
    }

    [Fact]
    public void The_workbook_has_a_sheet_for_each_part_and_its_figures()
    {
        var context = Works();
        var start = Suppose.Share(0.1m);
        var answer = WhatIfRunner.Answer(new(start, [start with { Name = "二倍", LossFactors = [new(null, 2)] }]), context, new() { CurvePoints = 4, SensitivitySeed = 1, Dearest = 1 }, cancel: TestContext.Current.CancellationToken).OrThrow();
        using var stream = new MemoryStream();
        WhatIfWorkbook.Write(answer, stream);
        stream.Position = 0;
        using var book = DocumentFormat.OpenXml.Packaging.SpreadsheetDocument.Open(stream, false);
        Assert.Equal(["情景比较", "与基准的差别", "公平性", "成本曲线", "敏感性", "单家理由"], book.WorkbookPart!.Workbook!.Descendants<DocumentFormat.OpenXml.Spreadsheet.Sheet>().Select(s => s.Name!.Value));
        var text = book.WorkbookPart.WorksheetParts.Select(p => p.Worksheet!.InnerText).ToList();
        Assert.Contains(text, t => t.Contains("日损失（元/天）", StringComparison.Ordinal) && t.Contains("二倍", StringComparison.Ordinal) && t.Contains("2000", StringComparison.Ordinal));
    }
}
