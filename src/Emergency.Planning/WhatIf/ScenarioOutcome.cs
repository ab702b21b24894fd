using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Planning.Activation;

namespace Emergency.Planning.WhatIf;

/// <summary>What a scenario comes to.</summary>
/// <param name="Scenario">Scenario.</param>
/// <param name="Plan">Its plan.</param>
/// <param name="Days">Days it lasts, each planned like the first.</param>
/// <param name="LossYuan">Loss over these days [yuan].</param>
/// <param name="Enterprises">Enterprises asked to lower production.</param>
/// <param name="Units">Units asked to lower production.</param>
/// <param name="Changes">What differs from the base; empty for the base.</param>
/// <param name="Fairness">Who carries how much.</param>
/// <param name="Notes">What a reader must know: bounds that could not be kept, figures that do not compare.</param>
public sealed record ScenarioOutcome(
    Scenario Scenario,
    Plan Plan,
    int Days,
    decimal LossYuan,
    int Enterprises,
    int Units,
    IReadOnlyList<ChoiceChange> Changes,
    FairnessTable Fairness,
    IReadOnlyList<Text> Notes)
{
    /// <summary>True when no target of the region or of a zone is missing anything.</summary>
    public bool Feasible => Plan.Targets.All(t => t.MissingKgPerDay == 0) && (Plan.Optimum?.Zones ?? []).All(z => z.MissingKgPerDay == 0);
}

/// <summary>How an enterprise's part in two plans differs.</summary>
public enum ChangeKind
{
    /// <summary>Asked in the scenario, not in the base.</summary>
    NewlyAsked,

    /// <summary>Asked in the base, not in the scenario.</summary>
    Spared,

    /// <summary>Asked for more: a larger loss.</summary>
    More,

    /// <summary>Asked for less.</summary>
    Less,

    /// <summary>Other measures at the same loss.</summary>
    Otherwise,
}

/// <summary>An enterprise whose measures differ from the base.</summary>
/// <param name="EnterpriseCode">Enterprise.</param>
/// <param name="EnterpriseName">Its name.</param>
/// <param name="Grade">Its grade in the scenario.</param>
/// <param name="Kind">How it differs.</param>
/// <param name="BaseLossYuanPerDay">Loss in the base [yuan/day].</param>
/// <param name="LossYuanPerDay">Loss in the scenario [yuan/day].</param>
/// <param name="BaseCut">Cut in the base [kg/day].</param>
/// <param name="Cut">Cut in the scenario [kg/day].</param>
/// <param name="BaseMeasures">Production measures in the base; empty when none.</param>
/// <param name="Measures">Production measures in the scenario.</param>
public sealed record ChoiceChange(
    string EnterpriseCode,
    string EnterpriseName,
    PerformanceGrade Grade,
    ChangeKind Kind,
    decimal BaseLossYuanPerDay,
    decimal LossYuanPerDay,
    Emissions BaseCut,
    Emissions Cut,
    string BaseMeasures,
    string Measures);

/// <summary>Finds what differs between two plans of the same enterprises.</summary>
internal static class PlanDifference
{
    public static IReadOnlyList<ChoiceChange> Of(Plan from, Plan to)
    {
        var (before, after) = (Parts(from), Parts(to));
        return [.. after.Keys.Union(before.Keys).Order(StringComparer.Ordinal)
            .Select(code => Compare(before.GetValueOrDefault(code, []), after.GetValueOrDefault(code, [])))
            .OfType<ChoiceChange>()
            .OrderByDescending(c => Math.Abs(c.LossYuanPerDay - c.BaseLossYuanPerDay)).ThenBy(c => c.EnterpriseCode, StringComparer.Ordinal)];
    }

    /// <summary>True for a choice that takes activity away.</summary>
    public static bool Lowers(PlanChoice choice) => choice is { Binding: true, StoppedShare: > 0 } && choice.LossYuanPerDay + choice.Cut.So2 + choice.Cut.Nox + choice.Cut.Pm + choice.Cut.Vocs > 0;

    private static ChoiceChange? Compare(IReadOnlyList<PlanChoice> before, IReadOnlyList<PlanChoice> after)
    {
        var (was, now) = (Asked(before), Asked(after));
        if (was.Select(Mark).SequenceEqual(now.Select(Mark)))
        {
            return null;
        }

        var (lost, loses) = (before.Sum(c => c.LossYuanPerDay), after.Sum(c => c.LossYuanPerDay));
        var kind = was.Count == 0 ? ChangeKind.NewlyAsked : now.Count == 0 ? ChangeKind.Spared : loses > lost ? ChangeKind.More : loses < lost ? ChangeKind.Less : ChangeKind.Otherwise;
        var known = after.Concat(before).First();
        return new(known.EnterpriseCode, known.EnterpriseName, known.Grade, kind, lost, loses, Sum(before), Sum(after), Texts(was), Texts(now));
    }

    private static Dictionary<string, List<PlanChoice>> Parts(Plan plan) => plan.Choices.GroupBy(c => c.EnterpriseCode).ToDictionary(g => g.Key, g => g.ToList());

    private static List<PlanChoice> Asked(IReadOnlyList<PlanChoice> choices) => [.. choices.Where(Lowers).OrderBy(c => c.UnitId, StringComparer.Ordinal).ThenBy(c => c.MeasureText, StringComparer.Ordinal)];

    private static (string, decimal, string) Mark(PlanChoice choice) => (choice.UnitId, choice.StoppedShare, choice.MeasureText);

    private static Emissions Sum(IEnumerable<PlanChoice> choices) => choices.Select(c => c.Cut).Sum();

    private static string Texts(IEnumerable<PlanChoice> choices) => string.Join("；", choices.Select(c => c.MeasureText).Distinct());
}
