using Emergency.Core.Decisions;
using Emergency.Core.Refusals;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Planning.Activation;
using Emergency.Storage.Chain;
using Emergency.Storage.Lists;
using Emergency.Warnings.Responses;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.Plans;

/// <summary>Makes the plan of a response from the list in force on its start day, and keeps it in the chain after the advice.</summary>
public sealed class PlanDesk(IDbContextFactory<AppDb> databases, ChainDesk chain, ListDesk lists, RuleLibrary rules)
{
    /// <summary>Chain key of the plans that answer a response at its level; revisions append <c>#2</c>, <c>#3</c> …</summary>
    public static string PlanId(Response response) => $"plan:{response.Id}:{response.Level}";

    /// <summary>
    /// Activates the level of a response. The same list, level and editions give the plan that is there.
    /// Refused when the response does not exist or is over, no list is in force, or no edition holds.
    /// </summary>
    public async Task<Outcome<ChainRow>> ActivateAsync(string responseId, string by, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await db.Responses.AsNoTracking().SingleOrDefaultAsync(r => r.Id == responseId, cancellationToken) is not { } row)
        {
            return Refusal.Of("PLAN-010", $"没有编号为“{responseId}”的应急响应。", $"There is no response \"{responseId}\".", "请先在响应页面提出响应。", "Propose a response first.");
        }

        if (row.State is ResponseState.Lifted or ResponseState.Withdrawn)
        {
            return Refusal.Of("PLAN-011", $"响应{row.Number}已结束，不再制定方案。", $"Response {row.Number} is over; it gets no more plans.", "请为新的过程另提响应。", "Propose a new response for a new episode.");
        }

        var response = CanonicalJson.Read<Response>(row.Json);
        var day = response.StartsAt.ToLocalDay();
        var list = await lists.InForceForAsync(response.RegionCode, day, rules.Regions, cancellationToken);
        if (!list.Ok)
        {
            return list.Refusal;
        }

        var targets = rules.Targets(response.RegionCode, day);
        var grades = rules.Grades(response.RegionCode, day);
        var measures = rules.Measures(response.RegionCode, day);
        if ((targets.Refusal ?? grades.Refusal ?? measures.Refusal) is { } refusal)
        {
            return refusal;
        }

        var plan = ActivationPlanner.Activate(
            new ActivationRequest(list.Value.List, response.Level, response.RegionCode, day, [], by, at),
            new ActivationRules(rules.Regions, targets.Value!, grades.Value!, measures.Value!));
        return plan.Ok
            ? await chain.RecordRevisionAsync(PlanId(response), ChainKinds.Plan, response.AdviceId, response.RegionCode, plan.Value, plan.Value.Basis, cancellationToken)
            : plan.Refusal;
    }
}
