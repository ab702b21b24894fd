using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Planning.Activation;
using Emergency.Planning.Composing;

namespace Emergency.Planning.WhatIf;

/// <summary>Enterprises by what they are; every mark that is given must hold.</summary>
/// <param name="Codes">Unified social credit codes; empty for any.</param>
/// <param name="Industry">Key industry code or national industry name; null for any.</param>
/// <param name="County">County code or name; null for any.</param>
/// <param name="Township">Township or control zone; null for any.</param>
/// <param name="Grade">Grade in the list; null for any.</param>
public sealed record EnterpriseFilter(IReadOnlyList<string> Codes, string? Industry = null, string? County = null, string? Township = null, PerformanceGrade? Grade = null)
{
    /// <summary>These enterprises.</summary>
    public static EnterpriseFilter Of(params IReadOnlyList<string> codes) => new(codes);
}

/// <summary>A factor on the figures of an industry.</summary>
/// <param name="Industry">Key industry code or national industry name; null for all enterprises.</param>
/// <param name="Factor">Factor, above 0.</param>
public sealed record IndustryFactor(string? Industry, decimal Factor);

/// <summary>Enterprises that are asked at least or at most so much.</summary>
/// <param name="Who">Enterprises.</param>
/// <param name="AtLeast">Least share of activity to take away [0–1]; null for none.</param>
/// <param name="AtMost">Largest share [0–1], on top of which stays what binds anyway; null for none.</param>
public sealed record LimitChange(EnterpriseFilter Who, decimal? AtLeast, decimal? AtMost);

/// <summary>Enterprises that stand at another grade.</summary>
/// <param name="Who">Enterprises.</param>
/// <param name="To">Grade, valid on the start day.</param>
public sealed record GradeChange(EnterpriseFilter Who, PerformanceGrade To);

/// <summary>A supposition: what is decided, and what is supposed of the world. One with nothing changed is the list as it stands.</summary>
public sealed record Scenario
{
    /// <summary>Name, to be recognised by.</summary>
    public required string Name { get; init; }

    /// <summary>Level: yellow, orange or red.</summary>
    public WarningLevel Level { get; init; } = WarningLevel.Orange;

    /// <summary>How the plan is made.</summary>
    public PlanMode Mode { get; init; } = PlanMode.Supplement;

    /// <summary>Days the response lasts when it starts on its day; each is planned like the first.</summary>
    public int Days { get; init; } = 1;

    /// <summary>Days by which the start moves; −1 is a day earlier. The end stays, so an earlier start lasts longer.</summary>
    public int ShiftDays { get; init; }

    /// <summary>Shares in place of the edition's [0–1].</summary>
    public IReadOnlyDictionary<EmittedPollutant, decimal> Targets { get; init; } = new Dictionary<EmittedPollutant, decimal>();

    /// <summary>Targets of zones.</summary>
    public IReadOnlyList<ZoneTarget> Zones { get; init; } = [];

    /// <summary>Scope of the grade order.</summary>
    public OrderScope Order { get; init; } = OrderScope.District;

    /// <summary>Whether the edition's swap of SO2 and NOx may be used.</summary>
    public bool Swap { get; init; } = true;

    /// <summary>Most that a missing kilogram is worth [yuan/kg]; null for the least shortage.</summary>
    public decimal? ShortagePrice { get; init; }

    /// <summary>Factors on losses and output values.</summary>
    public IReadOnlyList<IndustryFactor> LossFactors { get; init; } = [];

    /// <summary>Enterprises let go altogether: no measure of production holds for them.</summary>
    public IReadOnlyList<EnterpriseFilter> Exempt { get; init; } = [];

    /// <summary>Enterprises asked at least or at most so much.</summary>
    public IReadOnlyList<LimitChange> Limits { get; init; } = [];

    /// <summary>Enterprises that stand at another grade.</summary>
    public IReadOnlyList<GradeChange> Grades { get; init; } = [];

    /// <summary>Factor on the whole-society emission; above 1 when it is larger than the base says.</summary>
    public decimal SocietyFactor { get; init; } = 1;

    /// <summary>Factors on what enterprises emit and cut.</summary>
    public IReadOnlyList<IndustryFactor> EmissionFactors { get; init; } = [];

    /// <summary>Days of response, with those by which it starts earlier; at least 1.</summary>
    public int Lasting => Math.Max(1, Days - ShiftDays);
}

/// <summary>A question: a base, and up to four scenarios to set beside it.</summary>
/// <param name="Base">Base.</param>
/// <param name="Scenarios">Scenarios.</param>
public sealed record WhatIfQuestion(Scenario Base, IReadOnlyList<Scenario> Scenarios)
{
    /// <summary>Most scenarios beside the base.</summary>
    public const int MostScenarios = 4;
}
