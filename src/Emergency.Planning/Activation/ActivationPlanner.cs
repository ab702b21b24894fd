using Emergency.Core;
using Emergency.Core.Refusals;
using Emergency.Planning.ReductionList;
using Emergency.Planning.Rulings;

namespace Emergency.Planning.Activation;

/// <summary>
/// Activates a level: each enterprise's binding measures of the list by its grade on the start day, counted once, and the shares they reach against
/// the level's targets. Pure: the same request under the same editions gives the same plan, whatever the order of the list's rows.
/// </summary>
public static class ActivationPlanner
{
    /// <summary>Makes the plan.</summary>
    /// <returns>The plan; refused with PLAN-001 (no such level in lists), PLAN-002 (edition without that level), PLAN-003 (no whole-society emission), PLAN-004 (no enterprise) or REGION-001.</returns>
    public static Outcome<Plan> Activate(ActivationRequest request, ActivationRules rules)
    {
        var opened = ActivationScope.Open(request, rules);
        if (!opened.Ok)
        {
            return opened.Refusal;
        }

        var scope = opened.Value;
        var results = scope.Enterprises.Select(e => new EnterpriseActivation(e, scope, PlanMode.Activate, []).Decide()).ToList();
        var choices = results.SelectMany(r => r.Choices).ToList();
        var industry = choices.Select(c => c.Cut).Sum();
        var (mobile, dust) = (scope.Mobile(request.RegionCode), scope.Dust(request.RegionCode));
        return new Plan(
            request.RegionCode,
            request.Level,
            PlanMode.Activate,
            scope.List.Version(),
            choices,
            TargetShares.Compare(industry + mobile + dust, scope.Society, scope.Target),
            industry,
            mobile,
            dust,
            choices.Sum(c => c.LossYuanPerDay),
            [.. results.SelectMany(r => r.Decisions)],
            scope.Basis())
        {
            Running = scope.Running,
            Ruled = RuledPlan.EnterprisesOf(scope, PlanMode.Activate),
        };
    }

    /// <summary>The list's word for a warning level; null for levels no list knows.</summary>
    public static ListLevel? ListLevelOf(WarningLevel level) => level switch
    {
        WarningLevel.Yellow => ListLevel.Yellow,
        WarningLevel.Orange => ListLevel.Orange,
        WarningLevel.Red => ListLevel.Red,
        _ => null,
    };
}
