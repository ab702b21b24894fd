using Emergency.Core.Quantities;
using Emergency.Planning.Activation;

namespace Emergency.Planning.Composing;

/// <summary>A unit, or a measure of a whole enterprise, that two plans treat differently.</summary>
/// <param name="EnterpriseCode">Enterprise.</param>
/// <param name="EnterpriseName">Its name.</param>
/// <param name="UnitId">Unit; empty for the whole enterprise.</param>
/// <param name="Process">Process.</param>
/// <param name="Before">What the first plan orders; empty when nothing.</param>
/// <param name="After">What the second plan orders; empty when nothing.</param>
/// <param name="Cut">Cut more (negative: less) [kg/day].</param>
/// <param name="LossYuanPerDay">Loss more (negative: less) [yuan/day].</param>
public sealed record UnitChange(string EnterpriseCode, string EnterpriseName, string UnitId, string Process, string Before, string After, Emissions Cut, decimal LossYuanPerDay);

/// <summary>Two plans side by side.</summary>
/// <param name="Changes">Units that are treated differently, by enterprise and unit.</param>
/// <param name="Cut">Industry cut more (negative: less) [kg/day].</param>
/// <param name="LossYuanPerDay">Loss more (negative: less) [yuan/day].</param>
public sealed record PlanComparison(IReadOnlyList<UnitChange> Changes, Emissions Cut, decimal LossYuanPerDay)
{
    /// <summary>Compares two plans of the same enterprises.</summary>
    public static PlanComparison Between(Plan before, Plan after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var (first, second) = (ByUnit(before), ByUnit(after));
        var changes = first.Keys.Union(second.Keys)
            .Select(key => Change(first.GetValueOrDefault(key, []), second.GetValueOrDefault(key, [])))
            .OfType<UnitChange>()
            .OrderBy(c => c.EnterpriseCode, StringComparer.Ordinal).ThenBy(c => c.UnitId, StringComparer.Ordinal);
        return new([.. changes], after.IndustryCut - before.IndustryCut, after.LossYuanPerDay - before.LossYuanPerDay);
    }

    private static Dictionary<(string, string), List<PlanChoice>> ByUnit(Plan plan) =>
        plan.Choices.GroupBy(c => (c.EnterpriseCode, c.UnitId)).ToDictionary(g => g.Key, g => g.OrderBy(c => c.Effect).ThenBy(c => c.MeasureText, StringComparer.Ordinal).ToList());

    private static UnitChange? Change(List<PlanChoice> before, List<PlanChoice> after)
    {
        var (was, now) = (Text(before), Text(after));
        var cut = Cuts(after) - Cuts(before);
        var loss = after.Sum(c => c.LossYuanPerDay) - before.Sum(c => c.LossYuanPerDay);
        var one = after.Count > 0 ? after[0] : before[0];
        return was == now && cut == Emissions.Zero && loss == 0 ? null : new(one.EnterpriseCode, one.EnterpriseName, one.UnitId, one.Process, was, now, cut, loss);
    }

    private static string Text(List<PlanChoice> choices) => string.Join("；", choices.Where(c => c.Binding).Select(c => c.MeasureText));

    private static Emissions Cuts(List<PlanChoice> choices) => choices.Select(c => c.Cut).Sum();
}
