namespace Emergency.Core.Decisions;

/// <summary>
/// What a decision rests on, kept with it for good: with the same inputs, editions and model the decision must come out the same, byte for byte.
/// </summary>
/// <param name="Inputs">Content hash of each input by its name (observations, list version, forecast …), ordered by name.</param>
/// <param name="Editions">The rule-book editions applied.</param>
/// <param name="ModelId">Forecast model, when one took part.</param>
/// <param name="DecidedBy">User name, or "system".</param>
/// <param name="DecidedAt">When, to the second.</param>
public sealed record Basis(
    IReadOnlyList<InputRef> Inputs,
    IReadOnlyList<EditionRef> Editions,
    string? ModelId,
    string DecidedBy,
    DateTimeOffset DecidedAt);

/// <summary>One input of a decision.</summary>
/// <param name="Name">What it is, e.g. <c>observations:晋城</c>.</param>
/// <param name="Hash">Hash of its content as used.</param>
public sealed record InputRef(string Name, ContentHash Hash);

/// <summary>One rule-book edition that a decision applied.</summary>
/// <param name="Book">Book, e.g. <c>warning-triggers</c>.</param>
/// <param name="Edition">Edition id, e.g. <c>MEE-2024-6</c>.</param>
/// <param name="Authority">Region code of the authority whose book it is.</param>
/// <param name="Hash">Hash of the edition's file.</param>
public sealed record EditionRef(string Book, string Edition, string Authority, ContentHash Hash);
