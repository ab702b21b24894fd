using Emergency.Core;
using Emergency.Core.Refusals;
using Emergency.Core.Regions;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Planning.ReductionList;
using Emergency.Planning.Rulings;

namespace Emergency.Planning.Activation;

/// <summary>Why a unit is already down when the response begins.</summary>
public enum RunningControlKind
{
    /// <summary>Off-peak production (错峰生产).</summary>
    Season,

    /// <summary>Under repair.</summary>
    Repair,

    /// <summary>Stopped by its owner or by another order.</summary>
    Stopped,
}

/// <summary>A control that already runs: its cut is in the air before the response and must not be counted again (rules.md 4.7, 6.14, 6.15).</summary>
/// <param name="EnterpriseCode">Enterprise.</param>
/// <param name="UnitId">Unit.</param>
/// <param name="Kind">Why.</param>
/// <param name="StoppedShare">Share of the unit that is down [0–1]; 1 when it stands still.</param>
public sealed record RunningControl(string EnterpriseCode, string UnitId, RunningControlKind Kind, decimal StoppedShare = 1);

/// <summary>What is to be activated.</summary>
/// <param name="List">The list in force.</param>
/// <param name="Level">Warning level: yellow, orange or red.</param>
/// <param name="RegionCode">Region that responds: a city, or a county of it.</param>
/// <param name="StartDay">Day on which the response starts; the grades of that day count.</param>
/// <param name="Running">Controls that already run.</param>
/// <param name="DecidedBy">User name, or "system".</param>
/// <param name="DecidedAt">When.</param>
public sealed record ActivationRequest(
    EmergencyReductionList List,
    WarningLevel Level,
    string RegionCode,
    LocalDay StartDay,
    IReadOnlyList<RunningControl> Running,
    string DecidedBy,
    DateTimeOffset DecidedAt)
{
    /// <summary>
    /// Enterprises a planner lets go in a what-if: no measure of production holds for them, whatever list and grade say. Empty in every plan that is carried out.
    /// </summary>
    public IReadOnlySet<string> Exempt { get; init; } = new HashSet<string>();

    /// <summary>
    /// Enterprises a what-if supposes to have risen: where their grade chooses for itself, the binding rows of production filed for the former grade no longer hold.
    /// Empty in every plan that is carried out.
    /// </summary>
    public IReadOnlySet<string> Risen { get; init; } = new HashSet<string>();

    /// <summary>Decisions on single enterprises that hold for the response: exemptions and additions.</summary>
    public IReadOnlyList<Ruling> Rulings { get; init; } = [];
}

/// <summary>The rule editions and regions that an activation follows.</summary>
/// <param name="Regions">Region tree.</param>
/// <param name="Targets">Reduction targets.</param>
/// <param name="Grades">Grade schemes and treatments.</param>
/// <param name="Measures">General rules for measures.</param>
public sealed record ActivationRules(RegionTree Regions, TargetRules Targets, GradeRules Grades, MeasureRules Measures)
{
    /// <summary>The editions in force for a place on a day; refused when a book has none.</summary>
    public static Outcome<ActivationRules> InForce(RuleLibrary library, string regionCode, LocalDay day)
    {
        ArgumentNullException.ThrowIfNull(library);
        var targets = library.Targets(regionCode, day);
        var grades = library.Grades(regionCode, day);
        var measures = library.Measures(regionCode, day);
        return (targets.Refusal ?? grades.Refusal ?? measures.Refusal) is { } refusal ? refusal : new ActivationRules(library.Regions, targets.Value!, grades.Value!, measures.Value!);
    }
}
