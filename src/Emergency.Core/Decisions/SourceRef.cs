namespace Emergency.Core.Decisions;

/// <summary>How sure a fact of the law is (rules.md).</summary>
public enum Confidence
{
    /// <summary>Read in the source named.</summary>
    Seen,

    /// <summary>Common knowledge of the field, not found in a source read.</summary>
    Known,

    /// <summary>Doubtful or inferred; shown with its doubt wherever it is used.</summary>
    Unsure,
}

/// <summary>Where a value of the law comes from.</summary>
/// <param name="Document">Document number or title (环大气〔2024〕6号).</param>
/// <param name="Clause">Clause, table or section within it.</param>
/// <param name="Confidence">How sure the value is.</param>
/// <param name="Doubt">What is doubtful, in one Chinese sentence; null when sure.</param>
public sealed record SourceRef(string Document, string Clause, Confidence Confidence = Confidence.Seen, string? Doubt = null)
{
    /// <summary>The doubt in English; null when sure.</summary>
    public string? DoubtEn { get; init; }

    /// <summary>Where the fact was read (an id of the source table in docs/rules.md, e.g. S05); null when the document itself is enough.</summary>
    public string? Reference { get; init; }

    /// <summary>"document clause", with the doubt when there is one, which goes into sentences and so ends without its full stop.</summary>
    public override string ToString() => Doubt is null ? $"{Document} {Clause}" : $"{Document} {Clause}（存疑：{Doubt.TrimEnd('。')}）";
}
