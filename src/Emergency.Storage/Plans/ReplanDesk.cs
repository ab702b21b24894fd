using Emergency.Core;
using Emergency.Core.Decisions;
using Emergency.Core.Refusals;
using Emergency.Core.Rules;
using Emergency.Dispatch.Orders;
using Emergency.Planning.Activation;
using Emergency.Planning.Replanning;
using Emergency.Storage.Audit;
using Emergency.Storage.Chain;
using Emergency.Storage.Lists;
using Emergency.Storage.Orders;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.Plans;

/// <summary>What is to be refilled, and how the orders that follow are issued.</summary>
/// <param name="ResponseId">Response with orders in force.</param>
/// <param name="Missing">Who does not give what the plan counts on.</param>
/// <param name="ShortagePrice">Most that a kilogram which cannot be refilled otherwise is worth [yuan/kg]; null for the least shortage.</param>
/// <param name="Deadlines">Deadlines in force on the day of issue.</param>
/// <param name="Authority">Who orders.</param>
/// <param name="Contact">Whom enterprises call.</param>
/// <param name="By">User.</param>
/// <param name="At">When.</param>
public sealed record ReplanAsk(string ResponseId, IReadOnlyList<MissingUnit> Missing, decimal? ShortagePrice, DeadlineRules Deadlines, Text Authority, string Contact, string By, DateTimeOffset At);

/// <summary>What a refill would do. Nothing has been saved.</summary>
/// <param name="PredecessorId">Plan that the orders rest on.</param>
/// <param name="Plan">The plan that would take its place.</param>
/// <param name="Orders">The orders that would change.</param>
/// <param name="Digest">Hash over plan and orders: a confirmation names it, so that what is confirmed is what was shown.</param>
public sealed record ReplanPreview(string PredecessorId, Plan Plan, OrderChanges Orders, string Digest);

/// <summary>A refill that was carried out.</summary>
/// <param name="Plan">Chain record of the new plan.</param>
/// <param name="Issued">What the issue changed.</param>
public sealed record Replanned(ChainRow Plan, IssueResult Issued);

/// <summary>
/// Refills what enterprises do not give — an objection that is accepted, silence, failure — and issues the few orders that follow. First a preview; the confirmation makes
/// the same plan again, records it after its predecessor and issues, all in one transaction, or refuses when anything has changed since.
/// </summary>
public sealed class ReplanDesk(IDbContextFactory<AppDb> databases, AuditLog audit, ChainDesk chain, PlanInputs inputs, ListDesk lists, OrderDesk orders, AbsenceReader absences)
{
    /// <summary>What the refill would do.</summary>
    /// <returns>The preview; refused with PLAN-043 (a ground does not hold), PLAN-045 (no plan is in force for the level), as <see cref="Replanner"/> refuses, or as an issue is refused.</returns>
    public async Task<Outcome<ReplanPreview>> PreviewAsync(ReplanAsk ask, CancellationToken cancellationToken)
    {
        if (await absences.CheckAsync(ask.ResponseId, ask.Missing, ask.At, cancellationToken) is { } unfounded)
        {
            return unfounded;
        }

        var found = await InForceAsync(ask, cancellationToken);
        if (!found.Ok)
        {
            return found.Refusal;
        }

        var (ground, row, plan) = found.Value;
        var asked = plan.Choices.Where(c => c.Binding).Select(c => (c.EnterpriseCode, c.UnitId)).ToHashSet();

        // Controls the plan knew stay as it knew them; one recorded since keeps a unit from stepping in, and changes nothing that was asked.
        var known = plan.Running ?? [];
        var running = known.Concat(ground.Activation.Running.Where(r => !asked.Contains((r.EnterpriseCode, r.UnitId)) && !known.Any(k => k.EnterpriseCode == r.EnterpriseCode && k.UnitId == r.UnitId)));
        var refilled = Replanner.Refill(
            new ReplanRequest(plan, row.Id, ground.Activation with { Running = [.. running] }, ask.Missing) { ShortagePrice = ask.ShortagePrice, StartsAt = ground.Response.StartsAt }, ground.Rules, cancel: cancellationToken);
        if (!refilled.Ok)
        {
            return refilled.Refusal;
        }

        cancellationToken.ThrowIfCancellationRequested();
        var changes = await orders.PreviewAsync(Issue(ask, "(preview)"), refilled.Value, cancellationToken);
        return changes.Ok ? new ReplanPreview(row.Id, refilled.Value, changes.Value, Digest(refilled.Value, changes.Value)) : changes.Refusal;
    }

    /// <summary>Carries out a refill that was previewed.</summary>
    /// <returns>Record and orders; refused as the preview is, and with PLAN-044 when what would be done now is not what was shown.</returns>
    public async Task<Outcome<Replanned>> ConfirmAsync(ReplanAsk ask, string digest, CancellationToken cancellationToken)
    {
        var again = await PreviewAsync(ask, cancellationToken);
        if (!again.Ok)
        {
            return again.Refusal;
        }

        var (predecessor, plan) = (again.Value.PredecessorId, again.Value.Plan);
        return again.Value.Digest != digest
            ? Changed()
            : await databases.InTransactionAsync<Outcome<Replanned>>(
                async db =>
                {
                    await audit.LockAsync(db, cancellationToken);
                    var inForce = await db.Responses.AsNoTracking().Where(r => r.Id == ask.ResponseId).Select(r => r.PlanId).SingleAsync(cancellationToken);
                    if (inForce != predecessor || await AbsenceReader.CheckAsync(db, ask.ResponseId, ask.Missing, ask.At, cancellationToken) is not null)
                    {
                        return Changed();
                    }

                    var recorded = await chain.RecordVariantAsync(db, RootOf(predecessor), ChainKinds.Plan, predecessor, plan.RegionCode, plan, plan.Basis, cancellationToken);
                    if (!recorded.Ok)
                    {
                        return recorded.Refusal;
                    }

                    await audit.AppendAsync(db, "plan.refill", recorded.Value.Id, new { predecessor, missing = ask.Missing }, ask.By, ask.At, cancellationToken);
                    var issued = await orders.IssueAsync(db, Issue(ask, recorded.Value.Id), cancellationToken);
                    return issued.Ok ? new Replanned(recorded.Value, issued.Value) : issued.Refusal;
                },
                cancellationToken);
    }

    private async Task<Outcome<(PlanGround Ground, ChainRow Row, Plan Plan)>> InForceAsync(ReplanAsk ask, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var response = await db.Responses.AsNoTracking().SingleOrDefaultAsync(r => r.Id == ask.ResponseId, cancellationToken);
        if (response?.PlanId is not { } id || await chain.FindAsync(id, cancellationToken) is not { } row || ChainDesk.Read<Plan>(row) is not { } plan || plan.Level != response.Level)
        {
            return Refusal.Of("PLAN-045", "该响应在现级别没有已下达的方案，无须补位。", "No plan of the present level has been issued, so nothing can be refilled.", "请先制定并下达方案。", "Make a plan and issue it first.");
        }

        var list = await lists.FindAsync(plan.ListVersion, cancellationToken);
        var ground = await inputs.LoadAsync(ask.ResponseId, list, ask.By, ask.At, cancellationToken);
        return ground.Ok ? (ground.Value, row, plan) : ground.Refusal;
    }

    private static IssueRequest Issue(ReplanAsk ask, string planId) => new(ask.ResponseId, planId, ask.Deadlines, ask.Authority, ask.Contact, ask.By, ask.At);

    internal static string RootOf(string planId) => planId.IndexOf('#', StringComparison.Ordinal) is var at && at > 0 ? planId[..at] : planId;

    /// <summary>Who asked and when, and clock times that follow from when, are no part of what was shown.</summary>
    private static string Digest(Plan plan, OrderChanges changes) => ContentHash.OfJson(new
    {
        plan = plan with { Basis = plan.Basis with { DecidedBy = "", DecidedAt = default } },
        issue = changes.Issue.Select(o => new { o.Id, o.EnterpriseCode }),
        drop = changes.Drop.Select(d => d.Order.Id),
    }).Hex;

    private static Refusal Changed() => Refusal.Of("PLAN-044", "预览之后情况已变化，没有下达任何指令。", "Things have changed since the preview; no order was issued.", "请重新预览后确认。", "Preview it again and confirm.");
}
