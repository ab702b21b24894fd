using Emergency.Core;

namespace Emergency.Planning.ReductionList.Files;

/// <summary>A row as far as it was understood.</summary>
/// <typeparam name="T">Record of the sheet.</typeparam>
/// <param name="number">Row number in the file.</param>
/// <param name="record">The record; faulty cells hold the default value.</param>
/// <param name="raw">Cell texts by column identifier.</param>
internal sealed class ListRow<T>(int number, T record, IReadOnlyDictionary<string, string> raw)
{
    private readonly HashSet<string> faulty = [];

    public int Number { get; } = number;

    public T Record { get; set; } = record;

    public string Raw(string column) => raw.GetValueOrDefault(column, "");

    public void MarkFaulty(string column) => faulty.Add(column);

    /// <summary>True when none of these columns has a problem: a check must not report what follows from another problem.</summary>
    public bool Sound(params ReadOnlySpan<string> columns)
    {
        foreach (var column in columns)
        {
            if (faulty.Contains(column))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>True when the row has no problem at all.</summary>
    public bool FullySound => faulty.Count == 0;
}

/// <summary>The rows of one sheet with what is needed to report on them.</summary>
internal sealed class SheetRows<T>(ListSheet sheet, string file, string name, IReadOnlyDictionary<string, string> headers, List<ListProblem> problems)
{
    public ListSheet Sheet { get; } = sheet;

    /// <summary>False when the file has no such sheet, or lacks a required column: nothing that leans on it can be judged.</summary>
    public bool Complete { get; init; } = true;

    public List<ListRow<T>> Rows { get; } = [];

    public IEnumerable<T> Records => Rows.Select(r => r.Record);

    /// <summary>Reports a problem of one cell and marks the cell.</summary>
    public void Report(ListRow<T> row, string column, string code, Text expected, Text remedy, bool fatal = true, string? value = null)
    {
        problems.Add(new(code, file, name, row.Number, headers.GetValueOrDefault(column, Sheet[column].Name.Zh), value ?? row.Raw(column), expected, remedy, fatal));
        row.MarkFaulty(column);
    }

    /// <summary>Reports a problem of the sheet as a whole.</summary>
    public void Report(string column, string code, string value, Text expected, Text remedy) =>
        problems.Add(new(code, file, name, 0, column, value, expected, remedy));
}
