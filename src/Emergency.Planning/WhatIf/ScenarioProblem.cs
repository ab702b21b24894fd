using Emergency.Core;

namespace Emergency.Planning.WhatIf;

/// <summary>One thing wrong with a scenarios file.</summary>
/// <param name="Code">WHATIF-001 (no JSON), -002 (unknown field), -003 (wrong value), -004 (missing field), -005 (given twice) or -006 (too many).</param>
/// <param name="File">File name.</param>
/// <param name="Path">Where: <c>$.scenarios[1].targets.so2</c>.</param>
/// <param name="Value">The value found, shortened.</param>
/// <param name="Expected">What was expected.</param>
/// <param name="Remedy">What to do.</param>
public sealed record ScenarioProblem(string Code, string File, string Path, string Value, Text Expected, Text Remedy)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Code} {File} {Path} = “{Value}”：应为{Expected.Zh}。{Remedy.Zh} / expected {Expected.En}. {Remedy.En}";
}
