using Emergency.Core;
using Emergency.Planning.Activation;
using Emergency.Planning.ReductionList;

namespace Emergency.Planning.WhatIf;

/// <summary>Who carries how much of a plan.</summary>
/// <param name="All">All enterprises together.</param>
/// <param name="ByGrade">By grade on the start day.</param>
/// <param name="ByIndustry">By key industry, or national industry where there is none.</param>
/// <param name="ByTownship">By township; where the list has none, by county.</param>
public sealed record FairnessTable(Burden All, IReadOnlyList<Burden> ByGrade, IReadOnlyList<Burden> ByIndustry, IReadOnlyList<Burden> ByTownship);

/// <summary>What a group carries.</summary>
/// <param name="Name">Group.</param>
/// <param name="Enterprises">Enterprises of the list.</param>
/// <param name="Asked">Of these, asked to lower production.</param>
/// <param name="Units">Units of the list.</param>
/// <param name="UnitsAsked">Of these, asked to lower production.</param>
/// <param name="LossYuanPerDay">Loss [yuan/day].</param>
/// <param name="OutputYuanPerDay">Daily output value [yuan/day].</param>
/// <param name="Gini">
/// Gini coefficient of loss ÷ output value over the group's enterprises with output, each counted once: 0 when all carry the same share of what they make, near 1
/// when one carries all.
/// </param>
public sealed record Burden(Text Name, int Enterprises, int Asked, int Units, int UnitsAsked, decimal LossYuanPerDay, decimal OutputYuanPerDay, double Gini)
{
    /// <summary>Loss ÷ output value [0–1, above 1 where a loss is larger than the output]; 0 without output.</summary>
    public decimal LossShare => OutputYuanPerDay > 0 ? Math.Round(LossYuanPerDay / OutputYuanPerDay, 6) : 0;

    /// <summary>Share of the units that are asked [0–1].</summary>
    public decimal UnitShare => Units > 0 ? Math.Round((decimal)UnitsAsked / Units, 6) : 0;
}

/// <summary>Counts the burden of a plan.</summary>
public static class FairnessReading
{
    private sealed record Carried(Enterprise Enterprise, PerformanceGrade Grade, int Units, int UnitsAsked, decimal Loss, decimal Output);

    /// <summary>Counts a plan made for a request.</summary>
    public static FairnessTable Of(Plan plan, ActivationRequest request, ActivationRules rules)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(rules);
        var choices = plan.Choices.ToLookup(c => c.EnterpriseCode);
        var units = request.List.Units.ToLookup(u => u.EnterpriseCode);
        var all = request.List.Enterprises.Where(e => rules.Regions.IsWithin(e.RegionCode, plan.RegionCode)).Select(e => new Carried(
            e,
            choices[e.Code].Select(c => c.Grade).FirstOrDefault(e.Grade),
            units[e.Code].Count(),
            choices[e.Code].Where(c => c.UnitId.Length > 0 && PlanDifference.Lowers(c)).Select(c => c.UnitId).Distinct().Count(),
            choices[e.Code].Sum(c => c.LossYuanPerDay),
            units[e.Code].Sum(u => u.OutputYuanPerDay))).ToList();
        return new(
            Sum(new("全部", "all"), all),
            [.. all.GroupBy(c => c.Grade).OrderBy(g => g.Key).Select(g => Sum(g.Key.Name(), g))],
            [.. all.GroupBy(c => c.Enterprise.IndustryName(rules.Grades)).OrderByDescending(g => g.Sum(c => c.Loss)).ThenBy(g => g.Key.Zh, StringComparer.Ordinal).Select(g => Sum(g.Key, g))],
            [.. all.GroupBy(c => Place(c.Enterprise, rules)).OrderByDescending(g => g.Sum(c => c.Loss)).ThenBy(g => g.Key.Zh, StringComparer.Ordinal).Select(g => Sum(g.Key, g))]);
    }

    /// <summary>Σ over pairs of |x − y| ÷ (2 n² mean), from the sorted values.</summary>
    public static double Gini(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        var total = sorted.Sum();
        return total <= 0 ? 0 : sorted.Select((x, i) => ((2 * (i + 1)) - sorted.Length - 1) * x).Sum() / (sorted.Length * total);
    }

    private static Burden Sum(Text name, IEnumerable<Carried> group)
    {
        var all = group.ToList();
        return new(name, all.Count, all.Count(c => c.UnitsAsked > 0), all.Sum(c => c.Units), all.Sum(c => c.UnitsAsked), all.Sum(c => c.Loss), all.Sum(c => c.Output), Math.Round(Gini(all.Where(c => c.Output > 0).Select(c => (double)(c.Loss / c.Output))), 4));
    }

    private static Text Place(Enterprise enterprise, ActivationRules rules)
    {
        var county = rules.Regions.Find(enterprise.RegionCode);
        var name = new Text(county?.Name ?? enterprise.RegionCode, county?.NameEn ?? enterprise.RegionCode);
        return enterprise.Township.Length == 0 ? name : new($"{name.Zh}{enterprise.Township}", $"{enterprise.Township}, {name.En}");
    }
}
