using Emergency.Core;
using Emergency.Core.Decisions;
using Emergency.Core.Quantities;
using Emergency.Core.Refusals;
using Emergency.Core.Rules;
using Emergency.Planning.Activation;
using Emergency.Planning.Composing;
using Emergency.Planning.Optimising;
using Emergency.Planning.ReductionList;

namespace Emergency.Planning.Replanning;

/// <summary>
/// Refills what is missing from a plan whose orders have left: at least extra loss and with few changes. What was asked before is kept word for word; only stricter steps
/// and further units are added, within the grade order. Each target is refilled to what it asks, or to what the plan before reached if that was less. A plan over days is refilled
/// day by day, on the days that can still be reached. Pure and deterministic.
/// </summary>
public static class Replanner
{
    /// <summary>Makes the plan that takes the place of the predecessor.</summary>
    /// <returns>
    /// The plan, with <see cref="Plan.Refill"/>; refused as an activation is, with PLAN-038 (a shortage without a price above 0), PLAN-040 (nobody is missing), PLAN-041 (the plan asks
    /// nothing of somebody named) or PLAN-042 (another list than the predecessor's).
    /// </returns>
    public static Outcome<Plan> Refill(ReplanRequest request, ActivationRules rules, IProgress<CompositionProgress>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(rules);
        var plan = request.Predecessor;
        var settings = (plan.Settings ?? new PlanSettings(PlanMode.Supplement)) with { ShortagePrice = request.ShortagePrice };
        settings = settings.Mode == PlanMode.Activate ? settings with { Mode = PlanMode.Supplement } : settings;
        if (Check(request) is { } wrong)
        {
            return wrong;
        }

        var opened = ActivationScope.Open(request.Activation, rules);
        if (!opened.Ok)
        {
            return opened.Refusal;
        }

        if (plan.OverDays is not null)
        {
            return DayRefill.Of(request, opened.Value, rules, cancel);
        }

        var kept = new KeptChoices(plan, request.Missing);
        var composition = settings.For(request.Activation);
        var asked = ZoneMap.Of(composition, opened.Value);
        if (!asked.Ok)
        {
            return asked.Refusal;
        }

        var search = new RefillSearch(request, composition, opened.Value, asked.Value, kept);
        var solution = search.Solve(progress, cancel);
        return RefilledPlan.Of(request, settings, search, solution);
    }

    private static Refusal? Check(ReplanRequest request)
    {
        var plan = request.Predecessor;
        if (request.Missing.Count == 0)
        {
            return Refusal.Of("PLAN-040", "没有选择任何缺位的企业。", "Nobody is said to be missing.", "请勾选异议已采纳、逾期未签收或未执行的企业。", "Choose who objected, is silent or did not carry the order out.");
        }

        if (request.Missing.FirstOrDefault(m => !DayKept.Asks(plan, m, request.Activation.DecidedAt)) is { } nobody)
        {
            return Refusal.Of("PLAN-041", $"方案{request.PredecessorId}没有要求 {nobody.EnterpriseCode} {nobody.UnitId}。", $"Plan {request.PredecessorId} asks nothing of {nobody.EnterpriseCode} {nobody.UnitId}.", "请从现行方案的企业中选择。", "Choose among those whom the plan in force asks.");
        }

        if (request.ShortagePrice is <= 0)
        {
            return PlanComposer.BadShortagePrice(request.ShortagePrice.Value);
        }

        return request.Activation.List.Version() == plan.ListVersion ? null
            : Refusal.Of("PLAN-042", $"方案{request.PredecessorId}用的是清单 {plan.ListVersion.Short}，不是所给的清单。", $"Plan {request.PredecessorId} was made from list {plan.ListVersion.Short}, not from the one given.", "补位须用原方案的清单；清单已变时请重新制定方案。", "Refill on the list of the plan; make a new plan when the list has changed.");
    }
}
