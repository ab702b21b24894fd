namespace Emergency.Core.Refusals;

/// <summary>
/// A rule of the field said no. Not an exception: bad input and forbidden moves are expected, and the person must learn what to do next.
/// The web turns it into 4xx problem details, the command line into exit code 2 and one line on stderr.
/// </summary>
/// <param name="Code">Stable code, area and number, e.g. <c>ORDER-017</c>; never re-used for another meaning.</param>
/// <param name="Sentence">What was refused, with the facts (who, when, which number).</param>
/// <param name="Remedy">What to do next.</param>
public sealed record Refusal(string Code, Text Sentence, Text Remedy)
{
    /// <summary>Builds a refusal from its four sentences.</summary>
    public static Refusal Of(string code, string zh, string en, string remedyZh, string remedyEn) =>
        new(code, new Text(zh, en), new Text(remedyZh, remedyEn));

    /// <inheritdoc/>
    public override string ToString() => $"{Code} {Sentence.Zh} {Remedy.Zh}";
}
