using Emergency.Core.Refusals;
using Emergency.Planning.Activation;
using Emergency.Planning.ReductionList;

namespace Emergency.Planning.Composing;

/// <summary>A composed plan written as a list.</summary>
/// <param name="List">The list: activating a level of it gives the plan of that level, to the gram and the yuan.</param>
/// <param name="Plans">Plans of yellow, orange and red.</param>
public sealed record ComposedList(EmergencyReductionList List, IReadOnlyList<Plan> Plans)
{
    /// <summary>
    /// Composes the three levels together and writes what each unit does as the binding rows of a new list. Rows of the list and of plant plans that lower production at these
    /// levels give way (of a guarantee enterprise the same load comes back, at a stricter level too); those of small emitters, caps and vehicle measures, the guide and the offers stay.
    /// </summary>
    /// <param name="request">
    /// List, region, first day and settings; level and running controls do not count: a list is for the whole season. Own targets are those of red, or of
    /// <see cref="CompositionRequest.TargetsAt"/>.
    /// </param>
    /// <param name="rules">Editions on the first day.</param>
    /// <param name="progress">Told how far the search is.</param>
    /// <param name="cancel">Stops at the best plans so far.</param>
    public static Outcome<ComposedList> Make(CompositionRequest request, ActivationRules rules, IProgress<CompositionProgress>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var season = request with { Mode = PlanMode.Compose, Activation = request.Activation with { Level = Core.WarningLevel.Red, Running = [] } };
        var plans = PlanComposer.MakeLevels(season, rules, progress, cancel);
        if (!plans.Ok)
        {
            return plans.Refusal;
        }

        var scope = ActivationScope.Open(season.Activation, rules).OrThrow();
        var composed = scope.Enterprises.Where(e => new EnterpriseStanding(e, scope, PlanMode.Compose) is { Small: false }).Select(e => e.Code).ToHashSet(StringComparer.Ordinal);
        var kept = request.Activation.List.Measures.Where(m => !(composed.Contains(m.EnterpriseCode) && m.Level <= ListLevel.Red && m.Binds() && m.Effect.Rule().Production));
        var written = plans.Value.SelectMany(p => p.Choices.Where(c => c.Binding && c.UnitId.Length > 0 && composed.Contains(c.EnterpriseCode) && c.Effect.Rule().Production).SelectMany(c => Rows(c, ActivationPlanner.ListLevelOf(p.Level)!.Value)));
        return new ComposedList((request.Activation.List with { Measures = [.. kept, .. written] }).InOrder(), plans.Value);
    }

    /// <summary>A choice as rows: its first phase, and what takes its place after so many hours. Later phases carry the loss of the first, the only one known.</summary>
    private static IEnumerable<Measure> Rows(PlanChoice choice, ListLevel level)
    {
        var phases = choice.LaterPhases;
        yield return new(
            choice.EnterpriseCode, choice.UnitId, level, MeasureOrigin.List, choice.Effect, choice.Amount, choice.CountedIn, choice.FromHour, choice.ToHour,
            phases.Count > 0 ? phases[0].AfterHours : null, choice.Cut, choice.LossYuanPerDay, choice.MeasureText);
        for (var i = 0; i < phases.Count; i++)
        {
            yield return new(
                choice.EnterpriseCode, choice.UnitId, level, MeasureOrigin.List, phases[i].Effect, phases[i].Amount, phases[i].CountedIn, choice.FromHour, choice.ToHour,
                i + 1 < phases.Count ? phases[i + 1].AfterHours : null, phases[i].Cut, choice.LossYuanPerDay, phases[i].MeasureText);
        }
    }
}
