using Emergency.Core;
using Emergency.Core.Regions;
using Emergency.Planning.Activation;
using Emergency.Planning.ReductionList;

namespace Emergency.Web.Features.Plans;

/// <summary>Where the enterprises of a plan are and what they make, by code.</summary>
/// <param name="Enterprises">Enterprises of the list of the plan.</param>
/// <param name="Counties">Counties among them, with names.</param>
/// <param name="Industries">Industries among them.</param>
public sealed record ChoicePlaces(IReadOnlyDictionary<string, Enterprise> Enterprises, IReadOnlyList<(string Code, string Name)> Counties, IReadOnlyList<string> Industries)
{
    /// <summary>Nothing known.</summary>
    public static ChoicePlaces None { get; } = new(new Dictionary<string, Enterprise>(), [], []);

    /// <summary>The places of a list.</summary>
    public static ChoicePlaces Of(EmergencyReductionList? list, RegionTree regions) => list is null ? None : new(
        list.Enterprises.ToDictionary(e => e.Code, StringComparer.Ordinal),
        [.. list.Enterprises.Select(e => e.RegionCode).Distinct().Order(StringComparer.Ordinal).Select(c => (c, regions.Find(c)?.Name ?? c))],
        [.. list.Enterprises.Select(e => e.Industry).Distinct().Order(StringComparer.Ordinal)]);

    /// <summary>The enterprise's county by name; empty when unknown.</summary>
    public string CountyOf(string enterprise) => Enterprises.TryGetValue(enterprise, out var found) ? Counties.First(c => c.Code == found.RegionCode).Name : "";
}

/// <summary>Which choices of a plan are looked for.</summary>
public sealed class ChoiceFilter
{
    /// <summary>Words searched for.</summary>
    public string? Q { get; set; }

    /// <summary>Empty, binding, added, spared, decide or missing.</summary>
    public string? Show { get; set; }

    /// <summary>County code.</summary>
    public string? County { get; set; }

    /// <summary>Industry as the list writes it.</summary>
    public string? Industry { get; set; }

    /// <summary>Grade.</summary>
    public PerformanceGrade? Grade { get; set; }

    /// <summary>True when a choice is looked for.</summary>
    public bool Matches(PlanChoice choice, ChoicePlaces places)
    {
        var enterprise = places.Enterprises.GetValueOrDefault(choice.EnterpriseCode);
        return Show switch { "binding" => choice.Binding, "added" => choice.Added, "spared" => !choice.Binding, "decide" => choice.NeedsDecision, "missing" => choice.Missing is not null, _ => true }
            && (string.IsNullOrEmpty(County) || enterprise?.RegionCode == County)
            && (string.IsNullOrEmpty(Industry) || enterprise?.Industry == Industry)
            && (Grade is null || choice.Grade == Grade)
            && (string.IsNullOrWhiteSpace(Q)
                || choice.EnterpriseName.Contains(Q, StringComparison.OrdinalIgnoreCase)
                || choice.EnterpriseCode.Contains(Q, StringComparison.OrdinalIgnoreCase)
                || choice.Process.Contains(Q, StringComparison.OrdinalIgnoreCase));
    }
}
