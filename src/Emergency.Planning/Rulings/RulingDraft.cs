using Emergency.Planning.ReductionList;

namespace Emergency.Planning.Rulings;

/// <summary>What an officer wants to decide about one enterprise.</summary>
/// <param name="Kind">Exemption or addition.</param>
/// <param name="EnterpriseCode">Enterprise.</param>
/// <param name="UnitId">Unit; empty for the whole enterprise.</param>
/// <param name="Document">Number of the document that decides it.</param>
/// <param name="Why">Why, in words.</param>
/// <param name="Until">When it runs out; null for the end of the response.</param>
public sealed record RulingDraft(RulingKind Kind, string EnterpriseCode, string UnitId, string Document, string Why, DateTimeOffset? Until)
{
    /// <summary>Since when it holds; null for now. Not later than now.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The document itself, uploaded before; null when only its number is given. Callers set it from what they kept, never from what a sender says.</summary>
    public RulingFile? File { get; init; }

    /// <summary>Code of the ground, for an exemption.</summary>
    public string GroundCode { get; init; } = "";

    /// <summary>Largest load, for an exemption: share of normal running above 0 and below 1.</summary>
    public decimal? MaximumLoad { get; init; }

    /// <summary>Row of the list that an addition takes, as <see cref="RulingDecisions.RowKey"/> names it; empty for a text of one's own.</summary>
    public string Row { get; init; } = "";

    /// <summary>Effect of a text of one's own.</summary>
    public EffectKind Effect { get; init; } = EffectKind.Stop;

    /// <summary>Amount of it: share, number, mg/m³ or vehicles by the effect.</summary>
    public decimal? Amount { get; init; }

    /// <summary>The text of one's own.</summary>
    public string Text { get; init; } = "";
}
