using Emergency.Core.Quantities;
using Emergency.Core.Time;

namespace Emergency.Planning.ReductionList.Files;

/// <summary>Values of one row by column identifier, already parsed by the dictionary; a cell that was empty or faulty is null.</summary>
internal sealed class CellRow(IReadOnlyDictionary<string, object?> cells)
{
    public string Text(string column) => cells[column] as string ?? "";

    public string? TextOrNull(string column) => cells[column] as string;

    public decimal Number(string column) => cells[column] as decimal? ?? 0;

    public decimal? NumberOrNull(string column) => cells[column] as decimal?;

    public double? DoubleOrNull(string column) => (double?)(cells[column] as decimal?);

    public int Integer(string column) => IntegerOrNull(column) ?? 0;

    public int? IntegerOrNull(string column) => cells[column] is decimal number ? (int)number : null;

    public LocalDay? DayOrNull(string column) => cells[column] as LocalDay?;

    public bool YesNo(string column) => Text(column) == "Yes";

    public T Choice<T>(string column)
        where T : struct, Enum => cells[column] is string id ? Enum.Parse<T>(id) : default;

    public Emissions Emissions(string prefix = "") =>
        new(Number(prefix + "so2"), Number(prefix + "nox"), Number(prefix + "pm"), Number(prefix + "vocs"));
}

/// <summary>How a record becomes the cells of a sheet.</summary>
internal interface ISheetMap
{
    /// <summary>The sheet.</summary>
    ListSheet Sheet { get; }

    /// <summary>Rows of the list as values in column order: text, number, day, truth, enum or null.</summary>
    IEnumerable<IReadOnlyList<object?>> Rows(EmergencyReductionList list);
}

/// <summary>The two directions between a record and the cells of its sheet: one line a column.</summary>
internal sealed class SheetMap<T>(
    string sheet,
    Func<EmergencyReductionList, IReadOnlyList<T>> rows,
    Func<CellRow, T> read,
    params (string Column, Func<T, object?> Value)[] columns) : ISheetMap
{
    public ListSheet Sheet { get; } = ListDefinition.Sheet(sheet);

    public IEnumerable<string> MappedColumns => columns.Select(c => c.Column);

    public T Read(CellRow row) => read(row);

    public IEnumerable<IReadOnlyList<object?>> Rows(EmergencyReductionList list) =>
        rows(list).Select(row => (IReadOnlyList<object?>)[.. columns.Select(c => c.Value(row))]);
}
