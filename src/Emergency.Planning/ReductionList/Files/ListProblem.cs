using Emergency.Core;

namespace Emergency.Planning.ReductionList.Files;

/// <summary>One thing wrong with an imported list, precise enough to mend it.</summary>
/// <param name="Code">Stable code, <c>LIST-nnn</c> (docs/reduction-list.md lists them).</param>
/// <param name="File">File name.</param>
/// <param name="Sheet">Worksheet as the file names it; the file's own name for CSV.</param>
/// <param name="Row">Row as Excel numbers it, or the line of a CSV file at which the row begins; the header is row 1. 0 for the sheet as a whole.</param>
/// <param name="Column">Header as the file writes it; empty for the row or sheet as a whole.</param>
/// <param name="Value">The value found.</param>
/// <param name="Expected">What was expected.</param>
/// <param name="Remedy">What to do.</param>
/// <param name="Fatal">True when the list must not be imported; false for a remark.</param>
public sealed record ListProblem(string Code, string File, string Sheet, int Row, string Column, string Value, Text Expected, Text Remedy, bool Fatal = true)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Code} {File} [{Sheet}] {Row} {Column} = “{Value}”：应为{Expected.Zh}。{Remedy.Zh}";
}
