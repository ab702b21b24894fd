using Emergency.Core.Decisions;
using Emergency.Core.Refusals;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Planning.Activation;
using Emergency.Planning.ReductionList;
using Emergency.Storage.Lists;
using Emergency.Storage.Responses;
using Emergency.Storage.Rulings;
using Emergency.Storage.RunningControls;
using Emergency.Warnings.Responses;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.Plans;

/// <summary>What a plan of a response is made from.</summary>
/// <param name="Response">The response.</param>
/// <param name="Row">Its row.</param>
/// <param name="Activation">List, level, day, running controls, and the rulings on single enterprises that hold.</param>
/// <param name="Rules">Editions in force on its start day.</param>
public sealed record PlanGround(Response Response, ResponseRow Row, ActivationRequest Activation, ActivationRules Rules);

/// <summary>Loads what plans of a response are made from: one way for every desk that plans.</summary>
public sealed class PlanInputs(IDbContextFactory<AppDb> databases, ListDesk lists, RunningControlDesk running, RuleLibrary rules)
{
    /// <summary>The ground of a plan.</summary>
    /// <param name="responseId">Response.</param>
    /// <param name="list">List to plan on; null for the one in force on the start day.</param>
    /// <param name="by">User.</param>
    /// <param name="at">When.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The ground; refused with PLAN-010 (no such response), PLAN-011 (it is over), LIST-001, or where no edition holds.</returns>
    public async Task<Outcome<PlanGround>> LoadAsync(string responseId, EmergencyReductionList? list, string by, DateTimeOffset at, CancellationToken cancellationToken)
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
        if (list is null)
        {
            var found = await lists.InForceForAsync(response.RegionCode, day, rules.Regions, cancellationToken);
            if (!found.Ok)
            {
                return found.Refusal;
            }

            list = found.Value.List;
        }

        var editions = RulesOn(response.RegionCode, day);
        return editions.Ok
            ? new PlanGround(response, row, new ActivationRequest(list, response.Level, response.RegionCode, day, await running.OnDayAsync(response.RegionCode, day, cancellationToken), by, at) { Rulings = await RulingReader.HeldAsync(db, responseId, cancellationToken) }, editions.Value)
            : editions.Refusal;
    }

    /// <summary>Targets, grades and measure rules in force for a region on a day.</summary>
    public Outcome<ActivationRules> RulesOn(string regionCode, LocalDay day) => ActivationRules.InForce(rules, regionCode, day);
}
