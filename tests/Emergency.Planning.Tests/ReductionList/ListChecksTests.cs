using Emergency.Planning.ReductionList;
using Emergency.Planning.ReductionList.Files;
using Emergency.Planning.ReductionList.Making;

namespace Emergency.Planning.Tests.ReductionList;

/// <summary>One mistake at a time: one problem, at the right place. The twenty of <see cref="TwentyFaultsTests"/> are not repeated.</summary>
public sealed class ListChecksTests
{
    private readonly EditableList list = new(SampleList.Make(60, 20));

    [Fact]
    public void A_missing_sheet_is_one_problem_and_not_one_for_each_row_that_leans_on_it()
    {
        list.RemoveSheet("units");
        var problem = Only();
        Assert.Equal(("LIST-101", "生产单元", 0), (problem.Code, problem.Sheet, problem.Row));
    }

    [Fact]
    public void A_missing_column_is_one_problem()
    {
        list.RemoveColumn("units", "process");
        var problem = Only();
        Assert.Equal(("LIST-102", "工序", ""), (problem.Code, problem.Column, problem.Value));
    }

    [Fact]
    public void A_misspelt_header_is_one_problem_that_names_both_spellings()
    {
        list.Rename("enterprises", "name", "企业名");
        var problem = Only();
        Assert.Equal(("LIST-102", "企业名称", "企业名"), (problem.Code, problem.Column, problem.Value));
        Assert.Contains("改为“企业名称”", problem.Remedy.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_column_is_refused_because_its_content_would_be_lost()
    {
        list.AddColumn("enterprises", "备注");
        Assert.Equal(("LIST-103", "备注"), (Only().Code, Only().Column));
    }

    [Fact]
    public void A_column_given_twice_is_refused()
    {
        list.AddColumn("enterprises", "乡镇");
        Assert.Equal(("LIST-103", "乡镇"), (Only().Code, Only().Column));
    }

    [Fact]
    public void Duplicate_units_and_measures_are_found()
    {
        list.Copy("units", 2);
        list.Copy("measures", 2);
        Assert.Equal(["LIST-109", "LIST-109"], Problems().Select(p => p.Code));
    }

    [Fact]
    public void A_measure_of_a_unit_that_does_not_exist_is_found()
    {
        var row = list.Copy("measures", 2);
        list["measures", row, "unit"] = "U77";
        Assert.Equal(("LIST-110", row, "U77"), (Only().Code, Only().Row, Only().Value));
    }

    [Fact]
    public void A_unit_moved_to_an_unknown_enterprise_is_one_problem_with_its_measures_left_alone()
    {
        list["units", 2, "enterprise"] = SampleList.Code(8_888);
        Assert.Equal(("LIST-110", 2), (Only().Code, Only().Row));
    }

    [Fact]
    public void More_machines_stopped_than_there_are_is_found()
    {
        var row = list.Find("measures", c => c("effect") == "停产");
        list["measures", row, "effect"] = "停运台数";
        list["measures", row, "counted_in"] = "台";
        list["measures", row, "amount"] = "9";
        Assert.Equal(("LIST-115", "9"), (Only().Code, Only().Value));
    }

    [Fact]
    public void An_amount_counted_in_the_wrong_unit_is_found()
    {
        list["measures", list.Find("measures", c => c("effect") == "限产"), "counted_in"] = "小时";
        Assert.Equal(("LIST-126", "小时"), (Only().Code, Only().Value));
    }

    [Fact]
    public void One_coordinate_alone_is_found()
    {
        list["enterprises", 3, "latitude"] = "";
        Assert.Equal(("LIST-123", 3, "纬度"), (Only().Code, Only().Row, Only().Column));
    }

    [Fact]
    public void A_switch_without_a_next_row_is_found()
    {
        list["measures", list.Find("measures", c => c("effect") == "停产"), "switch_after"] = "120";
        Assert.Equal("LIST-127", Only().Code);
    }

    [Fact]
    public void A_level_left_out_above_a_milder_one_is_found()
    {
        var row = list.Find("measures", c => c("effect") == "停产" && c("level") == "红色");
        list.RemoveRow("measures", row);
        Assert.Equal(("LIST-119", "级别"), (Only().Code, Only().Column));
    }

    [Fact]
    public void A_graded_enterprise_without_a_date_is_found()
    {
        var row = list.Find("enterprises", c => c("grade") == "C");
        list["enterprises", row, "grade_valid_from"] = "";
        Assert.Equal(("LIST-113", row), (Only().Code, Only().Row));
    }

    [Fact]
    public void A_missing_denominator_is_found()
    {
        list.RemoveRow("society", 2);
        Assert.Equal("LIST-121", Only().Code);
    }

    [Fact]
    public void A_bad_address_and_an_unknown_industry_are_found()
    {
        list["enterprises", 2, "webhook"] = "www.example.com";
        list["enterprises", 3, "key_industry"] = "造船";
        Assert.Equal(["LIST-122", "LIST-107"], Problems().Select(p => p.Code));
    }

    [Fact]
    public void An_industry_may_be_named_in_Chinese_and_is_kept_by_its_code()
    {
        var row = list.Find("enterprises", c => c("key_industry") == "Ceramics");
        list["enterprises", row, "key_industry"] = "陶瓷";
        Assert.Equal(SampleList.Make(60, 20).Version(), list.Read(Rules.ForImport(), workbook: true).List!.Version());
    }

    [Fact]
    public void A_small_emitter_with_a_stop_is_a_remark_and_the_list_is_still_good()
    {
        list["enterprises", list.Find("enterprises", c => c("grade") == "C"), "small_emitter"] = "是";
        var reading = list.Read(Rules.ForImport(), workbook: true);
        Assert.Equal(("LIST-120", false), (Assert.Single(reading.Problems).Code, reading.Problems[0].Fatal));
        Assert.NotNull(reading.List);
    }

    [Fact]
    public void Grades_are_refused_before_there_were_grades()
    {
        Assert.All(list.Read(Rules.ForImport(day: Rules.BeforeGrades), workbook: false).Problems, p => Assert.Contains(p.Code, (string[])["LIST-111", "LIST-113"]));
        Assert.NotEmpty(list.Read(Rules.ForImport(day: Rules.BeforeGrades), workbook: false).Problems);
    }

    [Fact]
    public void A_county_may_not_import_the_list_of_its_city() =>
        Assert.Contains(list.Read(Rules.ForImport("140525"), workbook: false).Problems, p => p.Code == "LIST-124");

    private ListProblem Only() => Assert.Single(Problems());

    private IReadOnlyList<ListProblem> Problems() => list.Read(Rules.ForImport(), workbook: true).Problems;
}
