using System.Text;
using Emergency.Core;
using Emergency.Core.Time;
using Emergency.Planning.Activation;
using Emergency.Planning.ReductionList;
using Emergency.Planning.ReductionList.Files;
using Emergency.Planning.ReductionList.Making;
using Emergency.Planning.RunningControls;
using Emergency.Planning.Tests.Composing;

namespace Emergency.Planning.Tests.RunningControls;

/// <summary>Reading which units are down already.</summary>
public sealed class RunningControlFileTests
{
    private static readonly EmergencyReductionList List = SmallCity.Of(
        (SmallCity.Firm(1, PerformanceGrade.C), [SmallCity.Unit(1, SmallCity.All(10))], []),
        (SmallCity.Firm(2, PerformanceGrade.C), [SmallCity.Unit(2, SmallCity.All(10))], [])).List;

    [Fact]
    public void A_file_reads_in_either_language_and_with_gaps()
    {
        var reading = Read($"统一社会信用代码,生产单元,类型,停产比例,开始日期,结束日期,说明\n{SampleList.Code(1)},U1,错峰生产,50%,2024-11-15,2025-03-15,晋环发〔2024〕1号\n{SampleList.Code(2)},U1,repair,,2024-12-01,,\n");

        Assert.Empty(reading.Problems);
        Assert.Equal(
            [
                new RecordedControl(SampleList.Code(1), "U1", RunningControlKind.Season, 0.5m, LocalDay.Of(2024, 11, 15), LocalDay.Of(2025, 3, 15), "晋环发〔2024〕1号"),
                new(SampleList.Code(2), "U1", RunningControlKind.Repair, 1, LocalDay.Of(2024, 12, 1), null, ""),
            ],
            reading.Controls);
    }

    [Theory]
    [InlineData("91140500000000000X,U1,season,1,2024-11-15,,", "CONTROL-001", "enterprise")]
    [InlineData("{0},U9,season,1,2024-11-15,,", "CONTROL-002", "unit")]
    [InlineData("{0},U1,holiday,1,2024-11-15,,", "CONTROL-102", "kind")]
    [InlineData("{0},U1,season,2,2024-11-15,,", "CONTROL-003", "share")]
    [InlineData("{0},U1,season,half,2024-11-15,,", "CONTROL-102", "share")]
    [InlineData("{0},U1,season,1,15.11.2024,,", "CONTROL-102", "from")]
    [InlineData("{0},U1,season,1,2024-11-15,2024-11-14,", "CONTROL-004", "until")]
    [InlineData("{0},U1,season,1,2024-11-15,,\n{0},U1,season,1,2024-11-15,,", "CONTROL-103", "unit")]
    public void One_wrong_row_is_named_and_nothing_is_taken(string rows, string code, string column)
    {
        var reading = Read(RunningControlFile.Header + "\n" + rows.Replace("{0}", SampleList.Code(1), StringComparison.Ordinal) + "\n");

        var problem = Assert.Single(reading.Problems);
        Assert.Equal((code, column), (problem.Code, problem.Column));
        Assert.True(problem.Row >= 2 && problem.Remedy.En.Length > 0);
        Assert.Null(reading.Controls);
    }

    [Fact]
    public void A_missing_column_is_named() =>
        Assert.Equal(["unit", "from"], Read("enterprise,kind\n").Problems.Select(p => p.Column));

    [Fact]
    public void A_control_runs_from_its_first_to_its_last_day()
    {
        var control = new RecordedControl("", "", RunningControlKind.Stopped, 1, LocalDay.Of(2024, 11, 15), LocalDay.Of(2024, 11, 16), "");

        Assert.Equal([false, true, true, false], Enumerable.Range(14, 4).Select(d => control.RunsOn(LocalDay.Of(2024, 11, d))));
        Assert.True((control with { Until = null }).RunsOn(LocalDay.Of(2030, 1, 1)));
    }

    private static RunningControlReading Read(string text) => RunningControlFile.Read(new ListFile("running.csv", Encoding.UTF8.GetBytes(text)), List);
}
