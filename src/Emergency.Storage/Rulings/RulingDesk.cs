using Emergency.Core.Decisions;
using Emergency.Core.Refusals;
using Emergency.Dispatch.Orders;
using Emergency.Planning.Activation;
using Emergency.Planning.Rulings;
using Emergency.Storage.Audit;
using Emergency.Storage.Chain;
using Emergency.Storage.Lists;
using Emergency.Storage.Orders;
using Emergency.Storage.Plans;
using Emergency.Storage.Responses;
using Emergency.Warnings.Responses;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.Rulings;

/// <summary>
/// Exempts one enterprise or adds one, in one response, and takes it back. First a preview of what would be sent to whom; the confirmation works it out again, records the
/// ruling, the plan that honours it and the few orders that change, all in one transaction, or refuses when anything has changed since. The plan in force always honours the rulings
/// that hold, so that extensions and resumptions need not ask.
/// </summary>
public sealed class RulingDesk(IDbContextFactory<AppDb> databases, AuditLog audit, ChainDesk chain, PlanInputs inputs, ListDesk lists, OrderDesk orders)
{
    private static readonly OrderChanges NoOrders = new([], [], [], []);

    /// <summary>All rulings of a response, by number.</summary>
    public async Task<IReadOnlyList<KeptRuling>> OfResponseAsync(string responseId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await RulingReader.OfResponseAsync(db, responseId, cancellationToken);
    }

    /// <summary>What an addition or exemption can be made from: list, level and day of the response, and the rulings that hold.</summary>
    /// <returns>The ground; refused as a plan is.</returns>
    public async Task<Outcome<PlanGround>> GroundAsync(string responseId, string by, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var found = await FindAsync(responseId, by, at, cancellationToken);
        return found.Ok ? found.Value.Ground : found.Refusal;
    }

    /// <summary>What a ruling, or its end, would do.</summary>
    /// <returns>The preview; refused as <see cref="RulingDecisions"/> refuses, with RULING-010 (no such ruling holds), RULING-011 (no reason), or as an issue is refused.</returns>
    public async Task<Outcome<RulingPreview>> PreviewAsync(RulingAsk ask, CancellationToken cancellationToken)
    {
        var prepared = await PrepareAsync(ask, cancellationToken);
        return prepared.Ok ? prepared.Value.Preview : prepared.Refusal;
    }

    /// <summary>Carries out what was previewed.</summary>
    /// <returns>What was done; refused as the preview is, and with RULING-009 when what would be done now is not what was shown.</returns>
    public async Task<Outcome<Ruled>> ConfirmAsync(RulingAsk ask, string digest, CancellationToken cancellationToken)
    {
        var prepared = await PrepareAsync(ask, cancellationToken);
        if (!prepared.Ok)
        {
            return prepared.Refusal;
        }

        return prepared.Value.Preview.Digest == digest
            ? await databases.InTransactionAsync(db => SaveAsync(db, ask, prepared.Value, cancellationToken), cancellationToken)
            : Changed();
    }

    /// <summary>Ends every ruling that has run out, as a person would revoke it. One that cannot be ended now stays and is shown as run out.</summary>
    /// <param name="now">Now.</param>
    /// <param name="terms">With what orders of a region are issued.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Those that ended, and why others did not.</returns>
    public async Task<IReadOnlyList<(string RulingId, Refusal? Refusal)>> EndDueAsync(DateTimeOffset now, Func<string, Outcome<OrderTerms>> terms, CancellationToken cancellationToken)
    {
        List<(string Region, string Response, Ruling Ruling)> due = [];
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            var open = await db.Responses.AsNoTracking().Where(r => r.State != ResponseState.Lifted && r.State != ResponseState.Withdrawn).Select(r => new { r.Id, r.RegionCode }).ToListAsync(cancellationToken);
            foreach (var response in open)
            {
                due.AddRange((await RulingReader.HeldAsync(db, response.Id, cancellationToken)).Where(r => r.Until <= now).Select(r => (response.RegionCode, response.Id, r)));
            }
        }

        var ended = new List<(string, Refusal?)>();
        foreach (var (region, response, ruling) in due)
        {
            var terminated = terms(region);
            var prepared = terminated.Ok ? await PrepareAsync(Ask(terminated.Value), cancellationToken) : terminated.Refusal;
            var done = prepared.Ok ? await databases.InTransactionAsync(db => SaveAsync(db, Ask(terminated.Value!), prepared.Value, cancellationToken), cancellationToken) : prepared.Refusal;
            ended.Add((ruling.Id, done.Refusal));

            RulingAsk Ask(OrderTerms with) => new RulingAsk.Revoke(response, ruling.Number, "期限已到", with, "system", now);
        }

        return ended;
    }

    private async Task<Outcome<Ruled>> SaveAsync(AppDb db, RulingAsk ask, Prepared prepared, CancellationToken cancellationToken)
    {
        // Two officers at once: the second waits here, and finds that something has changed.
        await audit.LockAsync(db, cancellationToken);
        var row = await db.Responses.SingleAsync(r => r.Id == ask.ResponseId, cancellationToken);
        var held = await RulingReader.HeldAsync(db, ask.ResponseId, cancellationToken);
        if (row.Version != prepared.Version || !held.Select(r => r.Id).SequenceEqual(prepared.Held))
        {
            return Changed();
        }

        var (ruling, preview) = (prepared.Preview.Ruling, prepared.Preview);
        var note = ask is RulingAsk.Revoke revoked ? $"撤销第{ruling.Number}号个案决定（{ruling.Kind.Name().Zh}{ruling.EnterpriseName}{ruling.Process}）：{revoked.Why}" : $"第{ruling.Number}号个案决定，{ruling.EnterpriseName}{ruling.Process}：{ruling.Sentence().Zh}";
        var recorded = ask is RulingAsk.Revoke revoke
            ? await chain.RecordAsync(db, RulingReader.EndId(ruling.Id), ChainKinds.RulingEnd, ruling.Id, row.RegionCode, new RulingEnd(ruling.Id, revoke.Why, ask.By, ask.At), ask.By, ask.At, cancellationToken)
            : await chain.RecordAsync(db, ruling.Id, ChainKinds.Ruling, row.PlanId, row.RegionCode, ruling, ask.By, ask.At, cancellationToken);
        var record = recorded.OrThrow();
        await audit.AppendAsync(db, ask is RulingAsk.Revoke ? "ruling.end" : $"ruling.{ruling.Kind.ToString().ToLowerInvariant()}", ruling.Id, new { record.Hash, ruling.EnterpriseCode, ruling.UnitId, preview.Reach }, ask.By, ask.At, cancellationToken);
        await ResponseHistory.WriteAsync(db, row, null, row.State, row.State, ask.At, ask.By, note, cancellationToken);
        if (preview.After is not { } plan)
        {
            Moved(row, row.PlanId);
            return new Ruled(ruling, null, null);
        }

        var next = (await chain.RecordVariantAsync(db, ReplanDesk.RootOf(row.PlanId!), ChainKinds.Plan, row.PlanId, plan.RegionCode, plan, plan.Basis, cancellationToken)).OrThrow();
        if (preview.Reach != RulingReach.Orders)
        {
            Moved(row, next.Id);
            return new Ruled(ruling, next.Id, null);
        }

        // What could be refused was checked in the preview, and nothing has changed since; if it is refused all the same, nothing of this may stand.
        await db.SaveChangesAsync(cancellationToken);
        return new Ruled(ruling, next.Id, (await orders.IssueAsync(db, Issue(ask, next.Id), cancellationToken)).OrThrow());
    }

    /// <summary>Counts the response one version on, so that whoever looks at an older state is refused.</summary>
    private static void Moved(ResponseRow row, string? planId)
    {
        var response = CanonicalJson.Read<Response>(row.Json);
        response = response with { Version = response.Version + 1 };
        (row.PlanId, row.Version, row.Json) = (planId, response.Version, CanonicalJson.Write(response));
    }

    private async Task<Outcome<Prepared>> PrepareAsync(RulingAsk ask, CancellationToken cancellationToken)
    {
        var found = await FindAsync(ask.ResponseId, ask.By, ask.At, cancellationToken);
        if (!found.Ok)
        {
            return found.Refusal;
        }

        var (ground, plan) = (found.Value.Ground, found.Value.Plan);
        var all = await OfResponseAsync(ask.ResponseId, cancellationToken);
        var held = ground.Activation.Rulings;
        var decided = Decide(ask, ground, all);
        if (!decided.Ok)
        {
            return decided.Refusal;
        }

        var ruling = decided.Value;
        IReadOnlyList<Ruling> now = ask is RulingAsk.Revoke ? [.. held.Where(r => r.Id != ruling.Id)] : [.. held, ruling];
        var reach = ReachOf(ground, plan);
        Plan? after = null;
        var changes = NoOrders;
        if (plan is not null)
        {
            var ruled = RuledPlan.Of(plan, ground.Activation with { Rulings = now }, ground.Rules);
            if (!ruled.Ok)
            {
                return ruled.Refusal;
            }

            after = ruled.Value;
            var drafted = reach == RulingReach.Orders ? await orders.PreviewAsync(Issue(ask, "(preview)"), after, cancellationToken) : changes;
            if (!drafted.Ok)
            {
                return drafted.Refusal;
            }

            changes = drafted.Value;
        }

        var digest = ContentHash.OfJson(new
        {
            ruling.Id,
            shown = ruling with { From = default },
            reach,
            plan = after is null ? null : after with { Basis = after.Basis with { DecidedBy = "", DecidedAt = default, Inputs = [] }, Ruled = null },
            issue = changes.Issue.Select(o => o.Id),
            drop = changes.Drop.Select(d => d.Order.Id),
        }).Hex;
        return new Prepared(new RulingPreview(ruling, reach, plan, after, changes, digest), ground.Row.Version, [.. held.Select(r => r.Id)]);
    }

    private static Outcome<Ruling> Decide(RulingAsk ask, PlanGround ground, IReadOnlyList<KeptRuling> all)
    {
        if (ask is RulingAsk.Make make)
        {
            return RulingDecisions.Decide(make.Draft, ask.ResponseId, all.Select(r => r.Ruling.Number).DefaultIfEmpty(0).Max() + 1, ground.Activation, ground.Rules, ask.At);
        }

        var revoke = (RulingAsk.Revoke)ask;
        if (all.FirstOrDefault(r => r.Ruling.Number == revoke.Number && r.End is null) is not { } kept)
        {
            return Refusal.Of("RULING-010", $"没有仍有效的第{revoke.Number}号个案决定。", $"No decision {revoke.Number} holds.", "请从有效的决定中选择。", "Choose among those that hold.");
        }

        return revoke.Why.Trim() is { Length: > 0 and <= 300 } ? kept.Ruling
            : Refusal.Of("RULING-011", "须写明撤销的理由（300字以内）。", "Revoking needs a reason (up to 300 characters).", "请写明理由。", "Give a reason.");
    }

    private static RulingReach ReachOf(PlanGround ground, Plan? plan) =>
        plan is null ? RulingReach.NothingIssued
        : plan.Level != ground.Response.Level ? RulingReach.OtherLevel
        : ground.Response.State == ResponseState.Suspended ? RulingReach.Suspended
        : RulingReach.Orders;

    /// <summary>The response, with the plan in force and the list that plan was made from.</summary>
    private async Task<Outcome<(PlanGround Ground, Plan? Plan)>> FindAsync(string responseId, string by, DateTimeOffset at, CancellationToken cancellationToken)
    {
        string? planId;
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            planId = await db.Responses.AsNoTracking().Where(r => r.Id == responseId).Select(r => r.PlanId).SingleOrDefaultAsync(cancellationToken);
        }

        var plan = planId is not null && await chain.FindAsync(planId, cancellationToken) is { } record ? ChainDesk.Read<Plan>(record) : null;
        var list = plan is null ? null : await lists.FindAsync(plan.ListVersion, cancellationToken);
        var ground = await inputs.LoadAsync(responseId, list, by, at, cancellationToken);
        return ground.Ok ? (ground.Value, plan) : ground.Refusal;
    }

    private static IssueRequest Issue(RulingAsk ask, string planId) => new(ask.ResponseId, planId, ask.Terms.Deadlines, ask.Terms.Authority, ask.Terms.Contact, ask.By, ask.At);

    private static Refusal Changed() => Refusal.Of("RULING-009", "预览之后情况已变化，没有记录也没有下达任何内容。", "Things have changed since the preview; nothing was recorded or issued.", "请重新预览后确认。", "Preview it again and confirm.");

    private sealed record Prepared(RulingPreview Preview, int Version, IReadOnlyList<string> Held);
}
