using Emergency.Core;

namespace Emergency.Planning.ReductionList.Files;

/// <summary>One row of the reference page of the list: the dictionary in words.</summary>
/// <param name="SheetId">Identifier of the sheet.</param>
/// <param name="Sheet">Name of the sheet.</param>
/// <param name="Id">Identifier of the column.</param>
/// <param name="Column">Name of the column.</param>
/// <param name="Required">True when no cell may be empty.</param>
/// <param name="Unit">Unit; empty when it has none.</param>
/// <param name="Expected">What a cell may hold.</param>
/// <param name="Description">Meaning.</param>
public sealed record DictionaryRow(string SheetId, Text Sheet, string Id, Text Column, bool Required, string Unit, Text Expected, Text Description);

/// <summary>The dictionary as the web reference page and the first worksheet of every workbook show it.</summary>
public static class DictionaryPage
{
    /// <summary>All columns of all sheets, in order.</summary>
    public static IEnumerable<DictionaryRow> Rows() =>
        from sheet in ListDefinition.Sheets
        from column in sheet.Columns
        select new DictionaryRow(sheet.Id, sheet.Name, column.Id, column.Name, column.Required, column.Unit == "-" ? "" : column.Unit, column.Expectation, column.Description);
}
