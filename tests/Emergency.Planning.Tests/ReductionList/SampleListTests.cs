using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Core.Time;
using Emergency.Planning.Activation;
using Emergency.Planning.ReductionList;
using Emergency.Planning.ReductionList.Files;
using Emergency.Planning.ReductionList.Making;

namespace Emergency.Planning.Tests.ReductionList;

public sealed class SampleListTests
{
    [Fact]
    public void The_same_seed_gives_the_same_list_and_another_seed_another() =>
        Assert.True(SampleList.Make(50, 1).Version() == SampleList.Make(50, 1).Version() && SampleList.Make(50, 1).Version() != SampleList.Make(50, 2).Version());

    [Fact]
    public void It_says_everywhere_that_it_is_made_up()
    {
        var list = SampleList.Make(240, 1);
        Assert.All(list.Enterprises, e => Assert.StartsWith("晋南示例", e.Name, StringComparison.Ordinal));
        Assert.All(list.Society, s => Assert.Contains("不对应任何真实企业", s.Source, StringComparison.Ordinal));
    }

    [Fact]
    public void It_passes_every_check_graded_and_ungraded()
    {
        Assert.Empty(ListImport.Read("x", ListExport.ToCsv(SampleList.Make(240, 1)), Rules.ForImport()).Problems);
        Assert.Empty(ListImport.Read("x", ListExport.ToCsv(SampleList.Make(240, 1, graded: false)), Rules.ForImport(day: Rules.BeforeGrades)).Problems);
    }

    [Fact]
    public void Two_hundred_and_forty_enterprises_show_every_grade_kind_and_industry()
    {
        var list = SampleList.Make(240, 1);
        Assert.Equal(240, list.Enterprises.Count);
        Assert.Equal(SampleIndustryCount, list.Enterprises.Select(e => (e.KeyIndustry, e.GradeScheme)).Distinct().Count());
        Assert.Equal([PerformanceGrade.A, PerformanceGrade.Leading, PerformanceGrade.B, PerformanceGrade.C, PerformanceGrade.NonLeading, PerformanceGrade.D, PerformanceGrade.Ungraded], list.Enterprises.Select(e => e.Grade).Distinct().Order());
        Assert.Contains(list.Enterprises, e => e.Guarantee != GuaranteeKind.None);
        Assert.Contains(list.Enterprises, e => e.SmallEmitter);
        Assert.Equal(6, list.Enterprises.Select(e => e.RegionCode).Distinct().Count());
        Assert.True(list.Measures.Select(m => m.Effect).Distinct().Count() >= 6);
    }

    [Fact]
    public void At_orange_it_shows_a_swap_a_met_target_and_an_open_gap()
    {
        var plan = ActivationPlanner.Activate(new(SampleList.Make(240, 1), WarningLevel.Orange, SampleList.City, Rules.Day, [], "p", ChinaTime.At(new DateOnly(2024, 12, 9), 17)), Rules.ForPlans()).OrThrow();
        var targets = plan.Targets.ToDictionary(t => t.Pollutant);
        Assert.True(targets[EmittedPollutant.So2].MetBySwap, targets[EmittedPollutant.So2].Explanation.Zh);
        Assert.Equal(0, targets[EmittedPollutant.Pm].MissingKgPerDay);
        Assert.True(targets[EmittedPollutant.Vocs].MissingKgPerDay > 0, targets[EmittedPollutant.Vocs].Explanation.Zh);
        Assert.NotEmpty(plan.Decisions);
    }

    private const int SampleIndustryCount = 13;
}
