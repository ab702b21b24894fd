using Emergency.Core.Decisions;
using Emergency.Core.Time;

namespace Emergency.Core.Rules;

/// <summary>One edition of a rule book as loaded from <c>data/rules/&lt;authority&gt;/&lt;book&gt;/&lt;edition&gt;/book.json</c>.</summary>
/// <param name="Book">Book id: aqi, warning-triggers, reduction-targets, grade-schemes, measure-rules, report-deadlines, ozone-hours.</param>
/// <param name="Edition">Edition id, unique within its book and authority.</param>
/// <param name="Authority">Region code of the authority that decreed it ("cn", "140000", …).</param>
/// <param name="Title">Title of the text.</param>
/// <param name="DocumentNumber">Document number, e.g. 环大气〔2024〕6号.</param>
/// <param name="EffectiveFrom">First day on which it holds.</param>
/// <param name="EffectiveUntil">First day on which it no longer holds; null while open.</param>
/// <param name="Supersedes">Edition it replaces; null for the first.</param>
/// <param name="Values">Every value by its dotted key.</param>
/// <param name="Hash">Hash of the file's content without its end: white space and line ends do not matter, and closing an edition does not disown decisions made under it.</param>
public sealed record RuleEdition(
    string Book,
    string Edition,
    string Authority,
    Text Title,
    string DocumentNumber,
    LocalDay EffectiveFrom,
    LocalDay? EffectiveUntil,
    string? Supersedes,
    IReadOnlyDictionary<string, RuleValue> Values,
    ContentHash Hash)
{
    /// <summary>Where its dates come from and how sure they are.</summary>
    public SourceRef Dates { get; init; } = new(DocumentNumber, "施行日期");

    /// <summary>Its file below the folder of all books: <c>authority/book/edition/book.json</c>.</summary>
    public string File => $"{Authority}/{Book}/{Edition}/book.json";

    /// <summary>True when the edition is in force on the day.</summary>
    public bool HoldsOn(LocalDay day) => day >= EffectiveFrom && (EffectiveUntil is not { } until || day < until);

    /// <summary>The reference kept in a decision's basis.</summary>
    public EditionRef Ref => new(Book, Edition, Authority, Hash);
}
