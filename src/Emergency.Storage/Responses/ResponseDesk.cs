using Emergency.Core;
using Emergency.Core.Decisions;
using Emergency.Core.Refusals;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Planning.Activation;
using Emergency.Storage.Audit;
using Emergency.Storage.Orders;
using Emergency.Warnings.Responses;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.Responses;

/// <summary>What a duty officer proposes.</summary>
/// <param name="RegionCode">Region.</param>
/// <param name="Level">Level.</param>
/// <param name="StartsAt">Start.</param>
/// <param name="EndsAt">Planned end; null for "until further notice".</param>
/// <param name="Ground">Why.</param>
/// <param name="By">User.</param>
/// <param name="At">When.</param>
public sealed record ResponseProposal(string RegionCode, WarningLevel Level, DateTimeOffset StartsAt, DateTimeOffset? EndsAt, ResponseGround Ground, string By, DateTimeOffset At);

/// <summary>With what the orders of a response are issued again when it is prolonged or resumed.</summary>
/// <param name="Deadlines">Deadlines in force on the day.</param>
/// <param name="Authority">Who orders, as documents name it.</param>
/// <param name="Contact">Whom enterprises call.</param>
public sealed record OrderTerms(DeadlineRules Deadlines, Text Authority, string Contact);

/// <summary>Keeps emergency responses: each change is decided purely, then saved with its event, its audit entry and, for a lift, the lift of every order.</summary>
public sealed class ResponseDesk(IDbContextFactory<AppDb> databases, AuditLog audit, RuleLibrary rules, OrderDesk orders)
{
    /// <summary>True when nobody may approve what they proposed themselves.</summary>
    public bool FourEyes { get; init; }

    /// <summary>Proposes a response. Refused while the region has one that is not over: its level is changed instead, so that no enterprise serves two.</summary>
    public Task<Outcome<Response>> ProposeAsync(ResponseProposal proposal, CancellationToken cancellationToken) =>
        databases.InTransactionAsync<Outcome<Response>>(
            async db =>
            {
                // The audit lock serialises proposals: two officers pressing the button together give one response and one refusal.
                await audit.LockAsync(db, cancellationToken);
                var rows = await db.Responses.AsNoTracking().Where(r => r.RegionCode == proposal.RegionCode).Select(r => new { r.Number, r.State }).ToListAsync(cancellationToken);
                if (rows.FirstOrDefault(r => r.State is not (ResponseState.Lifted or ResponseState.Withdrawn)) is { } open)
                {
                    return Refusal.Of(
                        "RESPONSE-030",
                        $"{proposal.RegionCode}已有未结束的响应{open.Number}。",
                        $"Region {proposal.RegionCode} has response {open.Number} that is not over.",
                        "请调整该响应的级别或时间，或先解除、撤回。",
                        "Change its level or times, or lift or withdraw it first.");
                }

                var decided = ResponseDecisions.Propose(
                    rules.Regions, proposal.RegionCode, proposal.Level, proposal.StartsAt, proposal.EndsAt, proposal.Ground, rows.Select(r => r.Number), proposal.By, proposal.At, Prohibition(proposal.RegionCode, proposal.At));
                if (!decided.Ok)
                {
                    return decided.Refusal;
                }

                var response = decided.Value;
                var row = new ResponseRow { Id = response.Id, Number = response.Number, RegionCode = response.RegionCode };
                Write(row, response);
                db.Responses.Add(row);
                await ResponseHistory.WriteAsync(db, row, null, null, response.State, proposal.At, proposal.By, response.Reason.Zh, cancellationToken);
                await audit.AppendAsync(db, "response.propose", response.Id, new { response.Level, response.StartsAt, response.EndsAt, response.AdviceId }, proposal.By, proposal.At, cancellationToken);
                return response;
            },
            cancellationToken);

    /// <summary>Headquarters approves.</summary>
    public Task<Outcome<Response>> ApproveAsync(string id, ResponseChange change, CancellationToken cancellationToken) =>
        ChangeAsync(id, change, ResponseEvent.Approve, r => ResponseDecisions.Approve(r, change, FourEyes), "", cancellationToken);

    /// <summary>Raises or lowers the level. The plan is made anew and orders are issued by the officer afterwards.</summary>
    public Task<Outcome<Response>> ChangeLevelAsync(string id, ResponseChange change, WarningLevel level, ResponseGround ground, CancellationToken cancellationToken) =>
        ChangeAsync(id, change, ResponseEvent.ChangeLevel, r => ResponseDecisions.ChangeLevel(r, change, level, ground, Prohibition(r.RegionCode, change.At)), ground.Describe().Zh, cancellationToken);

    /// <summary>Moves the end later. Orders that run get a revision with the new end in the same transaction.</summary>
    public Task<Outcome<Response>> ExtendAsync(string id, ResponseChange change, DateTimeOffset? endsAt, ResponseGround ground, OrderTerms terms, CancellationToken cancellationToken) =>
        ChangeAsync(id, change, ResponseEvent.Extend, r => ResponseDecisions.Extend(r, change, endsAt, ground, Prohibition(r.RegionCode, change.At)), ground.Describe().Zh, cancellationToken, terms);

    /// <summary>Suspends. Every order that runs ends in the same transaction, and its enterprise is told that a new revision follows when the response resumes.</summary>
    public Task<Outcome<Response>> SuspendAsync(string id, ResponseChange change, string note, CancellationToken cancellationToken) =>
        ChangeAsync(id, change, ResponseEvent.Suspend, r => ResponseDecisions.Suspend(r, change, note), note, cancellationToken);

    /// <summary>Resumes. The orders of the plan in force are issued again, as new revisions, in the same transaction.</summary>
    public Task<Outcome<Response>> ResumeAsync(string id, ResponseChange change, string note, OrderTerms terms, CancellationToken cancellationToken) =>
        ChangeAsync(id, change, ResponseEvent.Resume, r => ResponseDecisions.Resume(r, change, note), note, cancellationToken, terms);

    /// <summary>Withdraws before the start. Orders already issued are lifted in the same transaction.</summary>
    public Task<Outcome<Response>> WithdrawAsync(string id, ResponseChange change, string note, CancellationToken cancellationToken) =>
        ChangeAsync(id, change, ResponseEvent.Withdraw, r => ResponseDecisions.Withdraw(r, change, note), note, cancellationToken);

    /// <summary>Lifts the response and, in the same transaction, every order of it: the lift reaches all or has not happened.</summary>
    public Task<Outcome<Response>> LiftAsync(string id, ResponseChange change, ResponseGround ground, CancellationToken cancellationToken) =>
        ChangeAsync(id, change, ResponseEvent.Lift, r => ResponseDecisions.Lift(r, change, ground), ground.Describe().Zh, cancellationToken);

    /// <summary>Puts every approved response whose start has come into force; returns how many. One whose planned end has passed is left for a person.</summary>
    public async Task<int> TakeEffectDueAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        List<(string Id, int Version)> due;
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            var rows = await db.Responses.AsNoTracking().Where(r => r.State == ResponseState.Approved && r.StartsAt <= now).Select(r => new { r.Id, r.Version }).ToListAsync(cancellationToken);
            due = rows.ConvertAll(r => (r.Id, r.Version));
        }

        var count = 0;
        foreach (var (id, version) in due)
        {
            var change = new ResponseChange("system", now, version);
            var moved = await ChangeAsync(id, change, ResponseEvent.TakeEffect, r => ResponseDecisions.TakeEffect(r, change), "", cancellationToken);
            count += moved.Ok ? 1 : 0;
        }

        return count;
    }

    /// <summary>One response with its row; refused (RESPONSE-031) when there is none.</summary>
    public async Task<Outcome<(Response Response, ResponseRow Row)>> FindAsync(string id, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Responses.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, cancellationToken) is { } row
            ? (CanonicalJson.Read<Response>(row.Json), row)
            : Unknown(id);
    }

    /// <summary>The response of a region that is not over; null when there is none.</summary>
    public async Task<(Response Response, ResponseRow Row)?> OpenAsync(string regionCode, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var row = await db.Responses.AsNoTracking()
            .Where(r => r.RegionCode == regionCode && r.State != ResponseState.Lifted && r.State != ResponseState.Withdrawn)
            .OrderByDescending(r => r.StartsAt)
            .FirstOrDefaultAsync(cancellationToken);
        return row is null ? null : (CanonicalJson.Read<Response>(row.Json), row);
    }

    /// <summary>Its history, oldest first.</summary>
    public async Task<IReadOnlyList<ResponseEventRow>> HistoryAsync(string id, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.ResponseEvents.AsNoTracking().Where(e => e.ResponseId == id).OrderBy(e => e.Sequence).ToListAsync(cancellationToken);
    }

    private Task<Outcome<Response>> ChangeAsync(string id, ResponseChange change, ResponseEvent occurrence, Func<Response, Outcome<Response>> decide, string note, CancellationToken cancellationToken, OrderTerms? terms = null) =>
        databases.InTransactionAsync<Outcome<Response>>(
            async db =>
            {
                // Two officers at once: the second waits here, reads what the first wrote, and is refused by its version.
                await audit.LockAsync(db, cancellationToken);
                if (await db.Responses.SingleOrDefaultAsync(r => r.Id == id, cancellationToken) is not { } row)
                {
                    return Unknown(id);
                }

                var before = CanonicalJson.Read<Response>(row.Json);
                var decided = decide(before);
                if (!decided.Ok)
                {
                    return decided.Refusal;
                }

                var after = decided.Value;
                Write(row, after);
                await ResponseHistory.WriteAsync(db, row, occurrence, before.State, after.State, change.At, change.By, note, cancellationToken);
                await audit.AppendAsync(db, $"response.{occurrence.ToString().ToLowerInvariant()}", id, new { after.State, after.Level, after.EndsAt, after.Version, note }, change.By, change.At, cancellationToken);
                if (WhyOrdersEnd(after, occurrence, note) is { } why)
                {
                    await orders.LiftAsync(db, id, why, suspended: occurrence == ResponseEvent.Suspend, change.By, change.At, cancellationToken);
                }

                return terms is not null && row.PlanId is { } plan ? await IssueAgainAsync(db, after, plan, terms, change, cancellationToken) : after;
            },
            cancellationToken);

    /// <summary>What enterprises read when their orders end with a change of the response; null when they do not end. A withdrawal has no ground of its own: its reason is what was noted, never the ground on which the response began.</summary>
    private static Text? WhyOrdersEnd(Response after, ResponseEvent occurrence, string note)
    {
        Text Noted(string zh, string en) => new($"{zh}：{note}", $"{en}: {note}");
        return occurrence switch
        {
            ResponseEvent.Lift => after.Reason,
            ResponseEvent.Withdraw => Noted("应急响应撤回", "the response is withdrawn"),
            ResponseEvent.Suspend => Noted("应急响应暂停", "the response is suspended"),
            _ => null,
        };
    }

    /// <summary>
    /// The plan's orders once more, so that every enterprise holds the times of the response as it is now. After a change of level the plan no longer fits, and the
    /// officer makes a new one.
    /// </summary>
    private async Task<Outcome<Response>> IssueAgainAsync(AppDb db, Response response, string planId, OrderTerms terms, ResponseChange change, CancellationToken cancellationToken)
    {
        await db.SaveChangesAsync(cancellationToken);
        var planned = await db.Chain.AsNoTracking().Where(c => c.Id == planId).Select(c => c.Json).SingleAsync(cancellationToken);
        if (CanonicalJson.Read<Plan>(planned).Level != response.Level)
        {
            return response;
        }

        // What could be refused was checked when these orders were first issued; if it is all the same, nothing of the change may stand.
        (await orders.IssueAsync(db, new IssueRequest(response.Id, planId, terms.Deadlines, terms.Authority, terms.Contact, change.By, change.At), cancellationToken)).OrThrow();
        return response;
    }

    /// <summary>What no response of a region may serve, by the edition in force when it is decided; null where none says it.</summary>
    public Text? Prohibition(string regionCode, DateTimeOffset at) => rules.Response(regionCode, at.ToLocalDay()).Value?.Prohibition;

    private static void Write(ResponseRow row, Response response)
    {
        row.Level = response.Level;
        row.State = response.State;
        row.StartsAt = response.StartsAt;
        row.EndsAt = response.EndsAt;
        row.Json = CanonicalJson.Write(response);
        row.Version = response.Version;
    }

    private static Refusal Unknown(string id) =>
        Refusal.Of("RESPONSE-031", $"没有编号为“{id}”的应急响应。", $"There is no response \"{id}\".", "请从响应列表打开。", "Open it from the list of responses.");
}
