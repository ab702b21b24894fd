using System.Text.Json;
using Emergency.Core.Decisions;

namespace Emergency.Core.Rules;

/// <summary>One value of a rule book.</summary>
/// <param name="Key">Dotted key, e.g. <c>trigger.orange.2.1.threshold</c>.</param>
/// <param name="Value">The value: number, text, truth or list of these.</param>
/// <param name="Unit">Its unit ("AQI", "h", "µg/m³", "1" for a fraction, "-" for names).</param>
/// <param name="Source">Document, clause, confidence and doubt.</param>
public sealed record RuleValue(string Key, JsonElement Value, string Unit, SourceRef Source);
