using Emergency.Planning.ReductionList;
using Emergency.Planning.ReductionList.Making;

namespace Emergency.Planning.Tests.ReductionList;

public sealed class AddedColumnsTests
{
    private static readonly EmergencyReductionList List = SampleList.Make(6, 3);

    [Fact]
    public void A_list_from_before_the_columns_reads_as_before_and_keeps_its_version()
    {
        var old = new EditableList(List);
        old.RemoveColumn("enterprises", "cap");
        old.RemoveColumn("enterprises", "email");
        var read = old.Read(Rules.ForImport(), workbook: false);
        Assert.Empty(read.Problems);
        Assert.Equal(List.Version(), read.List!.Version());
        Assert.DoesNotContain("\"email\"", Emergency.Core.Decisions.CanonicalJson.Write(List), StringComparison.Ordinal);
    }

    [Fact]
    public void Addresses_come_through_import_and_export_and_make_a_new_version()
    {
        var sheet = new EditableList(List);
        sheet["enterprises", 2, "email"] = "duty@plant1.example";
        sheet["enterprises", 2, "cap"] = "https://plant1.example/cap";
        var read = sheet.Read(Rules.ForImport(), workbook: false).List!;
        Assert.Equal(("duty@plant1.example", "https://plant1.example/cap"), (read.Enterprises[0].Email, read.Enterprises[0].CapUrl));
        Assert.NotEqual(List.Version(), read.Version());
        Assert.Equal(read.Version(), new EditableList(read).Read(Rules.ForImport(), workbook: true).List!.Version());
    }

    [Theory]
    [InlineData("email", "duty")]
    [InlineData("email", "a@b")]
    [InlineData("email", "a b@plant.example")]
    [InlineData("email", "a@plant.example, b@plant.example")]
    [InlineData("email", "张工 <a@plant.example>")]
    [InlineData("cap", "plant1.example/cap")]
    public void A_faulty_address_is_named_with_its_cell(string column, string value)
    {
        var sheet = new EditableList(List);
        sheet["enterprises", 2, column] = value;
        var problem = Assert.Single(sheet.Read(Rules.ForImport(), workbook: false).Problems);
        Assert.Equal(("LIST-122", 2, value), (problem.Code, problem.Row, problem.Value));
    }

    [Fact]
    public void A_misspelt_header_is_named_instead_of_taken_for_absent()
    {
        var sheet = new EditableList(List);
        sheet.Rename("enterprises", "email", "emial");
        Assert.NotEmpty(sheet.Read(Rules.ForImport(), workbook: false).Problems);
    }
}
