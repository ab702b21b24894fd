using Emergency.Core;

namespace Emergency.Forecasting.Observing;

/// <summary>One thing wrong with an imported file, precise enough to mend it.</summary>
/// <param name="File">File name.</param>
/// <param name="Row">Line number, 1-based, header included; 0 for the file as a whole.</param>
/// <param name="Column">Column name or place.</param>
/// <param name="Value">The value found.</param>
/// <param name="Expected">What was expected.</param>
/// <param name="Remedy">What to do.</param>
/// <param name="Fatal">True when the file must not be imported; false for a remark (a duplicate hour resolved, an hour missing).</param>
public sealed record ImportProblem(string File, int Row, string Column, string Value, Text Expected, Text Remedy, bool Fatal = true);
