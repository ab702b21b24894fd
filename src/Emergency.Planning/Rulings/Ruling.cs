using System.Text.Json.Serialization;
using Emergency.Core;
using Emergency.Core.Decisions;
using Emergency.Core.Time;
using Emergency.Planning.Activation;
using Emergency.Planning.ReductionList;

namespace Emergency.Planning.Rulings;

/// <summary>What a ruling does.</summary>
public enum RulingKind
{
    /// <summary>The enterprise or unit is not stopped or limited, or only down to a largest load (豁免).</summary>
    Exemption,

    /// <summary>The enterprise or unit is named with a measure of its own (增列、点名).</summary>
    Addition,
}

/// <summary>
/// A decision on one enterprise, or one of its units, for one response (个案决定): who, why, on what ground, from when to when. It never changes; it is revoked, or runs out. Every plan of
/// the response honours it while it holds.
/// </summary>
/// <param name="Id">Response and number.</param>
/// <param name="Number">1, 2, … within the response.</param>
/// <param name="Kind">Exemption or addition.</param>
/// <param name="EnterpriseCode">Enterprise.</param>
/// <param name="EnterpriseName">Its name.</param>
/// <param name="UnitId">Unit; empty for the whole enterprise.</param>
/// <param name="Process">Process of the unit; empty for the whole enterprise.</param>
/// <param name="GroundCode">Code of the ground of an exemption; empty for an addition.</param>
/// <param name="Ground">The ground in words.</param>
/// <param name="Source">Where the ground stands, with its doubt.</param>
/// <param name="Document">Number of the document that decided it.</param>
/// <param name="Why">Why, in the officer's words.</param>
/// <param name="From">Since when it holds.</param>
/// <param name="Until">When it runs out; null for the end of the response.</param>
public sealed record Ruling(
    string Id,
    int Number,
    RulingKind Kind,
    string EnterpriseCode,
    string EnterpriseName,
    string UnitId,
    string Process,
    string GroundCode,
    Text Ground,
    SourceRef Source,
    string Document,
    string Why,
    DateTimeOffset From,
    DateTimeOffset? Until)
{
    /// <summary>Largest load of an exemption, share of normal running above 0 and below 1; null (and not written) when it is not limited.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public decimal? MaximumLoad { get; init; }

    /// <summary>What an addition asks, at whatever level the response stands; null (and not written) for an exemption.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Measure? Measure { get; init; }

    /// <summary>The document itself, as it was uploaded; null (and not written) when only its number was given.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RulingFile? File { get; init; }

    /// <summary>True when it is about a unit: its own, or one of the whole enterprise.</summary>
    public bool Covers(string unitId) => UnitId.Length == 0 || UnitId == unitId;

    /// <summary>True when it and another decision on the same enterprise are about the same unit.</summary>
    public bool Overlaps(string unitId) => UnitId.Length == 0 || unitId.Length == 0 || UnitId == unitId;

    /// <summary>The ruling in one sentence: why this enterprise is spared, or asked.</summary>
    public Text Sentence()
    {
        var (until, untilEn) = Until is { } end ? ($"，至{end.ToNoticeZh()}止", $", until {end.ToIso()}") : ("", "");
        var (load, loadEn) = MaximumLoad is { } most ? ($"，负荷不超过{Percents.Of(most)}", $", load at most {Percents.Of(most)}") : ("", "");
        return Kind == RulingKind.Exemption
            ? new($"个案豁免（{Document}）：{Ground.Zh}，{Why}{load}{until}；排放不得高于平时，依据{Source}。", $"Exempted by a decision of its own ({Document}): {Ground.En}; {Why}{loadEn}{untilEn}; it may not emit more than before ({Source.Document}).")
            : new($"个案增列（{Document}）：{Why}{until}，依据{Source}。", $"Named by a decision of its own ({Document}): {Why}{untilEn} ({Source.Document}).");
    }
}

/// <summary>The document that a ruling rests on, kept by its content: the record of the ruling holds its hash.</summary>
/// <param name="Name">Cleaned name, offered for saving.</param>
/// <param name="ContentType">Kind by its content.</param>
/// <param name="Bytes">Length [bytes].</param>
/// <param name="Sha256">Hash of the content, 64 hexadecimal digits.</param>
public sealed record RulingFile(string Name, string ContentType, long Bytes, string Sha256);

/// <summary>What the rulings on one enterprise changed in a plan.</summary>
/// <param name="EnterpriseCode">Enterprise.</param>
/// <param name="Rulings">The rulings that the plan honours.</param>
/// <param name="Without">What the plan would ask, or why it would spare, if there were none: what comes back when they end.</param>
public sealed record RuledEnterprise(string EnterpriseCode, IReadOnlyList<Ruling> Rulings, IReadOnlyList<PlanChoice> Without);

/// <summary>Names.</summary>
public static class RulingNames
{
    /// <summary>The kind in words.</summary>
    public static Text Name(this RulingKind kind) => kind switch
    {
        RulingKind.Exemption => new("豁免", "exemption"),
        RulingKind.Addition => new("增列", "addition"),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <summary>The rulings on an enterprise that a plan honours; empty when there are none.</summary>
    public static IReadOnlyList<Ruling> RulingsOn(this Plan plan, string enterpriseCode) =>
        plan.Ruled?.FirstOrDefault(r => r.EnterpriseCode == enterpriseCode)?.Rulings ?? [];

    /// <summary>Ids of all rulings that a plan honours, in order.</summary>
    public static IReadOnlyList<string> RulingIds(this Plan plan) =>
        [.. (plan.Ruled ?? []).SelectMany(r => r.Rulings).Select(r => r.Id).Order(StringComparer.Ordinal)];
}
