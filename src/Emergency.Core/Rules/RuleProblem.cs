namespace Emergency.Core.Rules;

/// <summary>One thing that is wrong with the rule books. All of them are reported at once.</summary>
/// <param name="Code">Stable code, RULE-101 … RULE-116 (docs/rules.md).</param>
/// <param name="File">File or folder, relative to the folder of all books.</param>
/// <param name="Key">Dotted key of the value, or the header field; null when the whole file is meant.</param>
/// <param name="What">What is wrong, with the facts.</param>
/// <param name="Remedy">What to do about it.</param>
public sealed record RuleProblem(string Code, string File, string? Key, Text What, Text Remedy)
{
    /// <summary>Builds a problem from its four sentences.</summary>
    public static RuleProblem Of(string code, string file, string? key, string zh, string en, string remedyZh, string remedyEn) =>
        new(code, file, key, new Text(zh, en), new Text(remedyZh, remedyEn));

    /// <summary>One line: code, file, key, sentence, remedy.</summary>
    public override string ToString() => $"{Code} {File}{(Key is null ? "" : $" [{Key}]")}：{What.Zh}{Remedy.Zh}";
}
