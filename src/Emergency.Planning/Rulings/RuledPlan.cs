using Emergency.Core;
using Emergency.Core.Decisions;
using Emergency.Core.Quantities;
using Emergency.Core.Refusals;
using Emergency.Core.Time;
using Emergency.Planning.Activation;
using Emergency.Planning.Composing;
using Emergency.Planning.ReductionList;
using Emergency.Planning.Staggering;

namespace Emergency.Planning.Rulings;

/// <summary>
/// Brings a plan whose orders have left in line with the rulings that hold now: only the enterprises whose rulings changed are counted again, every other choice stays word
/// for word. What a ruling put aside is kept with the plan and comes back when the ruling ends. Within a plan over days a ruling holds from the day of the decision on, on every
/// day that is left and after the days. Pure and deterministic.
/// </summary>
public static class RuledPlan
{
    /// <summary>The plan under the rulings of a request.</summary>
    /// <param name="plan">The plan before.</param>
    /// <param name="activation">Its list, level, region and day, with the rulings that hold now, and when that is.</param>
    /// <param name="rules">Editions.</param>
    /// <returns>The plan; the same one when no ruling changed; refused as an activation is, or with PLAN-042 (another list than the plan's).</returns>
    public static Outcome<Plan> Of(Plan plan, ActivationRequest activation, ActivationRules rules)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(activation);
        if (activation.List.Version() != plan.ListVersion)
        {
            return Refusal.Of("PLAN-042", $"方案用的是清单 {plan.ListVersion.Short}，不是所给的清单。", $"The plan was made from list {plan.ListVersion.Short}, not from the one given.", "须用原方案的清单；清单已变时请重新制定方案。", "Use the list of the plan; make a new plan when the list has changed.");
        }

        // Controls the plan knew stay as it knew them.
        var opened = ActivationScope.Open(activation with { Level = plan.Level, Running = plan.Running ?? [] }, rules);
        if (!opened.Ok)
        {
            return opened.Refusal;
        }

        var scope = opened.Value;
        var before = (plan.Ruled ?? []).ToDictionary(r => r.EnterpriseCode, StringComparer.Ordinal);
        var changed = scope.Enterprises.Where(e => !Ids(scope.RulingsOn(e)).SequenceEqual(Ids(before.GetValueOrDefault(e.Code)?.Rulings ?? []))).ToList();
        if (changed.Count == 0)
        {
            return plan;
        }

        var from = plan.OverDays is { } days ? DayChoices.Over(days, activation.DecidedAt) : 0;
        var again = changed.ToDictionary(e => e.Code, e => Again(e, scope, plan, from, before.GetValueOrDefault(e.Code)), StringComparer.Ordinal);
        var codes = plan.Choices.Select(c => c.EnterpriseCode).Union(again.Keys, StringComparer.Ordinal);
        var old = plan.Choices.ToLookup(c => c.EnterpriseCode, StringComparer.Ordinal);
        var choices = codes.SelectMany(code => again.TryGetValue(code, out var a) ? a.Choices : old[code]).ToList();
        var industry = choices.Select(c => c.Cut).Sum();
        var target = plan.Settings is { } settings ? TargetRows.Target(scope.Target, settings.For(scope.Request)) : scope.Target;
        List<RuledEnterprise> ruled = [.. before.Values.Where(r => !again.ContainsKey(r.EnterpriseCode)), .. again.Where(a => a.Value.Ruled is not null).Select(a => a.Value.Ruled!)];
        var after = plan with
        {
            Choices = choices,
            Targets = TargetShares.Compare(industry + plan.MobileCut + plan.DustCut, scope.Society, target),
            IndustryCut = industry,
            LossYuanPerDay = choices.Sum(c => c.LossYuanPerDay),
            Decisions = [.. plan.Decisions.Where(d => !changed.Exists(e => About(d, e))), .. again.Values.SelectMany(a => a.Decisions)],
            Basis = scope.Basis(new InputRef("plan", ContentHash.OfJson(plan))),
            Settings = plan.Settings,
            // Bound and prices were those of the choice before; they stand with that plan.
            Optimum = null,
            Refill = null,
            Ruled = ruled.Count == 0 ? null : [.. ruled.OrderBy(r => r.EnterpriseCode, StringComparer.Ordinal)],
        };
        return plan.OverDays is null ? after : DayFigures.Of(plan, after, again.Keys.ToHashSet(StringComparer.Ordinal), from, scope, course => Said(course, after));
    }

    /// <summary>Why a unit does what it does on its days: the decision on it.</summary>
    private static Text? Said(UnitCourse course, Plan after) =>
        after.RulingsOn(course.EnterpriseCode).FirstOrDefault(r => course.UnitIds.Any(r.Covers))?.Sentence();

    /// <summary>What the rulings of a request change, for a plan that is made under them; null when there are none.</summary>
    internal static IReadOnlyList<RuledEnterprise>? EnterprisesOf(ActivationScope scope, PlanMode mode)
    {
        var free = Free(scope);
        List<RuledEnterprise> ruled = [.. scope.Enterprises
            .Where(e => scope.RulingsOn(e).Count > 0)
            .OrderBy(e => e.Code, StringComparer.Ordinal)
            .Select(e => new RuledEnterprise(e.Code, scope.RulingsOn(e), new EnterpriseActivation(e, free, mode, []).Decide().Choices))];
        return ruled.Count == 0 ? null : ruled;
    }

    private static ActivationScope Free(ActivationScope scope) => scope with { Request = scope.Request with { Rulings = [] } };

    private static IEnumerable<string> Ids(IReadOnlyList<Ruling> rulings) => rulings.Select(r => r.Id).Order(StringComparer.Ordinal);

    /// <summary>
    /// Counts an enterprise again. In a plan over days each day that is left is counted by itself, and so is what holds after the days; what was asked on days that are over
    /// stays as history.
    /// </summary>
    private static Recounted Again(Enterprise enterprise, ActivationScope scope, Plan plan, int from, RuledEnterprise? before)
    {
        var rulings = scope.RulingsOn(enterprise);
        var standing = new EnterpriseStanding(enterprise, scope, plan.Mode);
        var own = plan.Choices.Where(c => c.EnterpriseCode == enterprise.Code).ToList();
        var without = before is null ? own : Without(own, before, standing.Units);
        var (counted, decisions) = new EnterpriseActivation(enterprise, scope, plan.Mode, []).Decide();
        List<PlanChoice> Now(List<PlanChoice> kept)
        {
            var units = standing.Units.SelectMany(u => Unit(u.UnitId, kept, counted, rulings.FirstOrDefault(r => r.Covers(u.UnitId)))).ToList();
            var choices = units.Concat(Residual(standing, scope, units, counted)).ToList();

            // "The list has nothing for it" is no longer said where the plan asks something beyond the list.
            var spared = standing is { LetGo: null, Small: false, Unfixed: false } && choices.Exists(c => c.Binding) ? [] : counted.Where(Whole);
            return [.. spared, .. choices];
        }

        var kept = rulings.Count == 0 ? null : new RuledEnterprise(enterprise.Code, rulings, without);
        if (plan.OverDays is not { } over)
        {
            return new(Now(without), decisions, kept);
        }

        List<LocalDay> days = [.. over.Days.Select(d => d.Day)];
        List<PlanChoice> On(LocalDay? day) =>
            day is { } d && days.IndexOf(d) < from ? DayChoices.On(own, day) : rulings.Count == 0 ? DayChoices.On(without, day) : Now(DayChoices.On(without, day));
        return new(DayChoices.Join(days, from, On, without), decisions, kept);
    }

    /// <summary>What would be asked without any ruling: kept aside for what a ruling covered, as it stands for the rest.</summary>
    private static List<PlanChoice> Without(List<PlanChoice> own, RuledEnterprise before, IReadOnlyList<ProductionUnit> units)
    {
        bool Covered(string unit) => before.Rulings.Any(r => r.Covers(unit));
        return [
            .. before.Without.Where(Whole),
            .. units.SelectMany(u => (Covered(u.UnitId) ? before.Without : own).Where(c => OfUnit(c, u.UnitId))),
            .. before.Without.Where(c => !Whole(c) && !units.Any(u => OfUnit(c, u.UnitId))),
        ];
    }

    /// <summary>A unit under an exemption does what that leaves; one that is named does the stricter of what it did and what it is named for; others stay.</summary>
    private static List<PlanChoice> Unit(string unit, List<PlanChoice> without, IReadOnlyList<PlanChoice> counted, Ruling? ruling)
    {
        var kept = without.Where(c => OfUnit(c, unit)).ToList();
        var now = counted.Where(c => OfUnit(c, unit)).ToList();
        return ruling?.Kind switch
        {
            null => kept,
            RulingKind.Exemption => now,
            _ => kept.Exists(c => c.Binding && c.StoppedShare > now.Select(n => n.StoppedShare).DefaultIfEmpty(0).Max()) || now.Count == 0 ? kept : now,
        };
    }

    /// <summary>Caps, dust and vehicles: nobody is exempt from them; they are counted on what production leaves now.</summary>
    private static IEnumerable<PlanChoice> Residual(EnterpriseStanding standing, ActivationScope scope, List<PlanChoice> units, IReadOnlyList<PlanChoice> counted)
    {
        var left = standing.Units.ToDictionary(u => u.UnitId, u => u.Daily - (u.Daily * Math.Min(1, scope.ControlOf(u)?.StoppedShare ?? 0)) - units.Where(c => c.UnitId == u.UnitId).Select(c => c.Cut).Sum());
        var others = counted.Where(c => !c.Effect.Rule().Production && c.Effect != EffectKind.Voluntary);
        return others.Zip(ResidualMeasures.Count(standing.Binding, standing.Units, left), (choice, row) => choice with { Cut = row.Cut });
    }

    /// <summary>Points for a person begin with the enterprise they are about, as the activation writes them.</summary>
    private static bool About(Text decision, Enterprise enterprise) => decision.En.StartsWith($"{enterprise.Name} ({enterprise.Code}):", StringComparison.Ordinal);

    private static bool Whole(PlanChoice choice) => choice is { UnitId.Length: 0, Effect: EffectKind.Voluntary };

    private static bool OfUnit(PlanChoice choice, string unit) => choice.UnitId == unit && (choice.Effect.Rule().Production || choice.Effect == EffectKind.Voluntary);

    /// <param name="Choices">What the enterprise does now.</param>
    /// <param name="Decisions">Points for a person.</param>
    /// <param name="Ruled">What is kept with the plan; null when no ruling holds any more.</param>
    private sealed record Recounted(IReadOnlyList<PlanChoice> Choices, IReadOnlyList<Text> Decisions, RuledEnterprise? Ruled);
}
