using System.Text;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Planning.ReductionList;
using Emergency.Planning.ReductionList.Files;
using Emergency.Planning.ReductionList.Making;
using Emergency.Testing;
using FsCheck.Fluent;

namespace Emergency.Planning.Tests.ReductionList;

public sealed class ListFilesTests
{
    [Fact]
    public void A_list_written_as_a_workbook_reads_back_the_same() =>
        Law.Holds(Law.Seeds, seed => ReadsBack(SampleList.Make(12, seed), workbook: true));

    [Fact]
    public void A_list_written_as_CSV_reads_back_the_same() =>
        Law.Holds(Law.Seeds, seed => ReadsBack(SampleList.Make(12, seed), workbook: false));

    [Fact]
    public void Texts_with_commas_quotes_line_breaks_and_formula_signs_survive() =>
        Law.Holds(
            Gen.ListOf(Gen.Elements(',', '"', '\n', '=', '+', ';', '|', '、', '<', '&', '甲', ' ', 'a')).Select(c => "甲" + string.Concat(c) + "乙"),
            text =>
            {
                var list = SampleList.Make(2, 7);
                var measures = list.Measures.Select(m => m with { Text = text }).ToList();
                var spoilt = (list with { Measures = measures, Enterprises = [.. list.Enterprises.Select(e => e with { ContactName = text })] }).InOrder();
                return ReadsBack(spoilt, workbook: true) && ReadsBack(spoilt, workbook: false);
            },
            cases: 60);

    [Fact]
    public void Workbook_and_CSV_of_one_list_have_the_same_version()
    {
        var list = SampleList.Make(30, 5);
        Assert.Equal(Read(list, true).List!.Version(), Read(list, false).List!.Version());
        Assert.Equal(list.Version(), Read(list, true).List!.Version());
    }

    [Fact]
    public void Path_of_a_workbook_and_of_a_folder_both_work()
    {
        using var folder = new TempFolder();
        var list = SampleList.Make(10, 3);
        ListExport.Write(list, folder["list.xlsx"]);
        ListExport.Write(list, folder["csv"]);
        Assert.Equal(list.Version(), ListImport.Read(folder["list.xlsx"], Rules.ForImport()).List!.Version());
        Assert.Equal(list.Version(), ListImport.Read(folder["csv"], Rules.ForImport()).List!.Version());
    }

    [Fact]
    public void CSV_saved_by_Chinese_Excel_in_GB18030_is_read()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var list = SampleList.Make(5, 3);
        var reading = ListImport.Read("清单", new EditableList(list).Csv(Encoding.GetEncoding("GB18030")), Rules.ForImport());
        Assert.Empty(reading.Problems);
        Assert.Equal(list.Version(), reading.List!.Version());
    }

    [Fact]
    public void Identifiers_are_accepted_for_headers_sheets_and_values()
    {
        var list = new EditableList(SampleList.Make(5, 3));
        list.Rename("measures", "effect", "effect");
        list["measures", 2, "level"] = "yellow";
        list.Rename("units", "count", "COUNT");
        Assert.Empty(list.Read(Rules.ForImport(), workbook: true).Problems);
    }

    [Fact]
    public void Office_finds_nothing_wrong_with_template_and_list()
    {
        foreach (var list in (EmergencyReductionList[])[new([], [], [], [], [], []), SampleList.Make(20, 9)])
        {
            using var stream = new MemoryStream();
            ListExport.WriteWorkbook(list, stream);
            using var document = SpreadsheetDocument.Open(stream, isEditable: false);
            Assert.Empty(new OpenXmlValidator().Validate(document, TestContext.Current.CancellationToken).Select(e => $"{e.Path?.XPath}: {e.Description}"));
            Assert.Equal(["说明", "企业", "生产单元", "减排措施", "移动源", "扬尘源", "全社会排放量"], document.WorkbookPart!.Workbook.Sheets!.Select(s => ((DocumentFormat.OpenXml.Spreadsheet.Sheet)s).Name!.Value));
        }
    }

    [Fact]
    public void The_template_itself_lacks_only_content()
    {
        using var stream = new MemoryStream();
        ListExport.WriteTemplate(stream);
        var problem = Assert.Single(ListImport.Read("模板.xlsx", [new ListFile("模板.xlsx", stream.ToArray())], Rules.ForImport()).Problems);
        Assert.Equal("LIST-121", problem.Code); // no whole-society emission yet
    }

    [Fact]
    public void A_file_that_is_no_workbook_is_refused_by_name()
    {
        var reading = ListImport.Read("x.xlsx", [new ListFile("x.xlsx", Encoding.UTF8.GetBytes("PDF"))], Rules.ForImport());
        Assert.Equal(("LIST-125", "x.xlsx"), (Assert.Single(reading.Problems).Code, reading.Problems[0].File));
        Assert.Null(reading.List);
    }

    [Fact]
    public void An_unclosed_quote_names_its_line()
    {
        var files = new EditableList(SampleList.Make(2, 1)).Csv();
        var units = files.FindIndex(f => f.Name == "units.csv");
        files[units] = new ListFile("units.csv", Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(files[units].Content.Span) + "\r\n\"x"));
        var problem = Assert.Single(ListImport.Read("清单", files, Rules.ForImport()).Problems);
        Assert.Equal(("LIST-125", "units.csv"), (problem.Code, problem.File));
        Assert.True(problem.Row > 1);
    }

    [Fact]
    public void A_row_after_a_quoted_line_break_is_named_by_its_line()
    {
        var list = SampleList.Make(4, 3);
        var editable = new EditableList(list);
        editable["enterprises", 2, "contact_name"] = "第一行\n第二行";
        editable["enterprises", 3, "small_emitter"] = "或许";
        Assert.Equal(4, Assert.Single(editable.Read(Rules.ForImport(), workbook: false).Problems).Row);
        Assert.Equal(3, Assert.Single(editable.Read(Rules.ForImport(), workbook: true).Problems).Row);
    }

    private static bool ReadsBack(EmergencyReductionList list, bool workbook)
    {
        var reading = Read(list, workbook);
        Assert.Empty(reading.Problems);
        var back = reading.List!;
        return list.Enterprises.SequenceEqual(back.Enterprises) && list.Units.SequenceEqual(back.Units) && list.Measures.SequenceEqual(back.Measures)
            && list.Mobile.SequenceEqual(back.Mobile) && list.Dust.SequenceEqual(back.Dust) && list.Society.SequenceEqual(back.Society);
    }

    private static ListReading Read(EmergencyReductionList list, bool workbook)
    {
        if (!workbook)
        {
            return ListImport.Read("清单", ListExport.ToCsv(list), Rules.ForImport());
        }

        using var stream = new MemoryStream();
        ListExport.WriteWorkbook(list, stream);
        return ListImport.Read("清单.xlsx", [new ListFile("清单.xlsx", stream.ToArray())], Rules.ForImport());
    }
}
