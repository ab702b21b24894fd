using Emergency.Core;
using Emergency.Planning.ReductionList;
using Emergency.Planning.ReductionList.Files;

namespace Emergency.Planning.Tests.ReductionList;

public sealed class ListDefinitionTests
{
    [Theory]
    [InlineData("enterprises", "grade", typeof(PerformanceGrade))]
    [InlineData("enterprises", "guarantee", typeof(GuaranteeKind))]
    [InlineData("units", "kind", typeof(UnitKind))]
    [InlineData("units", "can_stop", typeof(CanStop))]
    [InlineData("measures", "level", typeof(ListLevel))]
    [InlineData("mobile", "level", typeof(ListLevel))]
    [InlineData("dust", "level", typeof(ListLevel))]
    [InlineData("measures", "origin", typeof(MeasureOrigin))]
    [InlineData("measures", "effect", typeof(EffectKind))]
    [InlineData("measures", "counted_in", typeof(CountingUnit))]
    public void The_dictionary_allows_exactly_the_values_the_program_knows(string sheet, string column, Type values) =>
        Assert.Equal(Enum.GetNames(values), ListDefinition.Sheet(sheet)[column].Allowed.Select(a => a.Id));

    [Fact]
    public void Grades_are_written_as_everywhere_else() =>
        Assert.All(ListDefinition.Sheet("enterprises")["grade"].Allowed, a => Assert.Equal(Enum.Parse<PerformanceGrade>(a.Id).Name().Zh, a.Zh));

    [Fact]
    public void Every_column_is_described_in_both_languages_and_every_number_has_a_unit()
    {
        var rows = DictionaryPage.Rows().ToList();
        Assert.Equal(20 + 18 + 16 + 13 + 13 + 7, rows.Count);
        Assert.All(rows, r => Assert.True(r.Description.Zh.Length > 0 && r.Description.En.Length > 0 && r.Column.Zh.Length > 0 && r.Column.En.Length > 0));
        Assert.All(from s in ListDefinition.Sheets from c in s.Columns where c.Type is CellType.Number or CellType.Integer select c, c => Assert.NotEqual("-", c.Unit));
    }

    [Fact]
    public void The_sheets_of_a_workbook_carry_the_columns_of_the_dictionary_in_its_order()
    {
        foreach (var file in ListExport.ToCsv(new([], [], [], [], [], [])))
        {
            var sheet = ListDefinition.Sheet(Path.GetFileNameWithoutExtension(file.Name));
            var header = System.Text.Encoding.UTF8.GetString(file.Content.Span[3..]).TrimEnd('\n');
            Assert.Equal(string.Join(',', sheet.Columns.Select(c => c.Name.Zh)), header);
        }
    }
}
