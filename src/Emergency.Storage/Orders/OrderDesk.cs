using Emergency.Core;
using Emergency.Core.Decisions;
using Emergency.Core.Refusals;
using Emergency.Core.Rules;
using Emergency.Dispatch.Delivery;
using Emergency.Dispatch.Orders;
using Emergency.Planning.Activation;
using Emergency.Planning.ReductionList;
using Emergency.Planning.Rulings;
using Emergency.Storage.Audit;
using Emergency.Storage.Backups;
using Emergency.Storage.Chain;
using Emergency.Storage.Ledger;
using Emergency.Storage.Lists;
using Emergency.Storage.Responses;
using Emergency.Storage.Rulings;
using Emergency.Warnings.Responses;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.Orders;

/// <summary>What a plan's orders are issued with, besides the plan.</summary>
/// <param name="ResponseId">Response, approved or in force.</param>
/// <param name="PlanId">Chain record of the plan.</param>
/// <param name="Deadlines">Deadlines in force for the region on the day of issue.</param>
/// <param name="Authority">Who orders, as documents name it.</param>
/// <param name="Contact">Whom enterprises call.</param>
/// <param name="By">User.</param>
/// <param name="At">When.</param>
public sealed record IssueRequest(string ResponseId, string PlanId, DeadlineRules Deadlines, Text Authority, string Contact, string By, DateTimeOffset At);

/// <summary>What an issue changed.</summary>
/// <param name="Issued">Ids of new orders and revisions.</param>
/// <param name="Kept">Orders left as they were.</param>
/// <param name="Ended">Ids of orders that ended without a successor.</param>
/// <param name="Doubts">What a person should know.</param>
public sealed record IssueResult(IReadOnlyList<string> Issued, int Kept, IReadOnlyList<string> Ended, IReadOnlyList<Text> Doubts);

/// <summary>
/// Issues, changes and ends orders, takes in what enterprises answer, and tells where every order stands. Each decision is one transaction with its
/// events, its ledger entries and its audit entry. Locks are always taken in one order, so that decisions wait for one another instead of
/// dead-locking: the audit chain, orders by id, ledger entries.
/// </summary>
public sealed partial class OrderDesk
{
    private readonly IDbContextFactory<AppDb> databases;
    private readonly IDialect dialect;
    private readonly AuditLog audit;
    private readonly ListDesk lists;
    private readonly TimeProvider clock;
    private readonly SharedOrderWork work;

    // What hundreds of enterprises do in the same minute, when an alert has gone out: reading and answering.
    private readonly SharedTransactions<OrderAsk, OrdersAtHand> together;

    /// <summary>A desk on a database.</summary>
    public OrderDesk(IDbContextFactory<AppDb> databases, IDialect dialect, AuditLog audit, ListDesk lists, TimeProvider clock)
    {
        (this.databases, this.dialect, this.audit, this.lists, this.clock) = (databases, dialect, audit, lists, clock);
        work = new SharedOrderWork(dialect, audit);
        together = new SharedTransactions<OrderAsk, OrdersAtHand>(databases, work);
    }

    /// <summary>No such order.</summary>
    public const string UnknownOrder = "ORDER-001";

    /// <summary>The response does not allow orders.</summary>
    public const string ResponseNotOpen = "ORDER-003";

    /// <summary>Plan and response do not belong together.</summary>
    public const string PlanDoesNotFit = "ORDER-004";

    /// <summary>The plan asks nobody for anything.</summary>
    public const string NothingBinding = "ORDER-005";

    /// <summary>The plan was made under other rulings on single enterprises than hold now.</summary>
    public const string RulingsMoved = "ORDER-023";

    /// <summary>By which channels orders go out, besides the portal.</summary>
    public ChannelOrder Channels { get; init; } = ChannelOrder.Default;

    /// <summary>
    /// Makes the orders in force those of the plan: new orders, new revisions where something changed, an end for enterprises no longer asked; the rest stays.
    /// Issuing the same plan again changes nothing, except after a restore from a backup: then every order that runs is issued anew under a higher revision, once.
    /// </summary>
    public Task<Outcome<IssueResult>> IssueAsync(IssueRequest request, CancellationToken cancellationToken) =>
        databases.InTransactionAsync(db => IssueAsync(db, request, cancellationToken), cancellationToken);

    /// <summary>The same within the caller's open transaction.</summary>
    public async Task<Outcome<IssueResult>> IssueAsync(AppDb db, IssueRequest request, CancellationToken cancellationToken)
    {
        await audit.LockAsync(db, cancellationToken);
        var responseRow = await db.Responses.SingleOrDefaultAsync(r => r.Id == request.ResponseId, cancellationToken);
        var planRow = await db.Chain.AsNoTracking().SingleOrDefaultAsync(c => c.Id == request.PlanId && c.Kind == ChainKinds.Plan, cancellationToken);
        if (responseRow is null || planRow is null)
        {
            return Refusal.Of(
                PlanDoesNotFit,
                responseRow is null ? $"没有编号为{request.ResponseId}的应急响应。" : $"没有编号为{request.PlanId}的减排方案。",
                responseRow is null ? $"There is no response {request.ResponseId}." : $"There is no plan {request.PlanId}.",
                "请从响应页面选择方案后下达。",
                "Choose the plan on the response page and issue it there.");
        }

        var response = CanonicalJson.Read<Response>(responseRow.Json);
        var plan = CanonicalJson.Read<Plan>(planRow.Json);
        if (Check(response, plan, request) is { } refusal)
        {
            return refusal;
        }

        var held = await RulingReader.HeldAsync(db, response.Id, cancellationToken);
        if (!plan.RulingIds().SequenceEqual(held.Select(r => r.Id).Order(StringComparer.Ordinal)))
        {
            return Refusal.Of(
                RulingsMoved,
                $"方案{request.PlanId}制定之后，个案豁免或增列有变化。",
                $"Exemptions or additions of single enterprises have changed since plan {request.PlanId} was made.",
                "请按现有个案决定重新制定方案后下达。",
                "Make the plan anew, under the decisions that hold, and issue that.");
        }

        if (responseRow.PlanId != request.PlanId)
        {
            responseRow.PlanId = request.PlanId;
            response = response with { Version = response.Version + 1 };
            responseRow.Json = CanonicalJson.Write(response);
            responseRow.Version = response.Version;
        }

        var list = await ListOfAsync(db, plan, cancellationToken);
        var current = await CurrentAsync(db, response.Id, cancellationToken);
        var changes = Draft(request, response, plan, list, current, await RestoreRow.RevisionsAboveAsync(db, cancellationToken));
        var result = new IssueResult(changes.Issue.Select(o => o.Id).ToList(), changes.Keep.Count, changes.Drop.Select(d => d.Order.Id).ToList(), changes.Doubts);
        if (changes.Issue.Count == 0 && changes.Drop.Count == 0)
        {
            return result;
        }

        await SaveAsync(db, request, changes, list, current, cancellationToken);
        var note = $"下达指令：新发{changes.Issue.Count}份，保持{changes.Keep.Count}份，终止{changes.Drop.Count}份（方案{request.PlanId}）";
        await ResponseHistory.WriteAsync(db, responseRow, null, responseRow.State, responseRow.State, request.At, request.By, note, cancellationToken);
        await audit.AppendAsync(
            db,
            "order.issue",
            response.Id,
            new { request.PlanId, Issued = changes.Issue.Count, Kept = changes.Keep.Count, Ended = changes.Drop.Count, Digest = Digest(changes) },
            request.By,
            request.At,
            cancellationToken);
        return result;
    }

    private async Task SaveAsync(AppDb db, IssueRequest request, OrderChanges changes, EmergencyReductionList list, List<OrderRow> current, CancellationToken cancellationToken)
    {
        var rows = current.ToDictionary(r => r.Id, StringComparer.Ordinal);
        var routes = list.Enterprises.ToDictionary(e => e.Code, Channels.RoutesTo, StringComparer.Ordinal);
        var byCap = changes.Issue.Where(o => o.Revision > 1 && routes.GetValueOrDefault(o.EnterpriseCode, []).Any(r => r.Channel == DeliveryDocuments.Cap));
        var earlier = await IssuedOrders.OfAsync(db, request.ResponseId, byCap.Select(o => o.EnterpriseCode), cancellationToken);
        var due = await dialect.NowAsync(db, clock, cancellationToken);
        var ended = new List<string>();
        foreach (var order in changes.Issue)
        {
            var row = Row(order);
            db.Orders.Add(row);
            OrderHistory.Draft(db, row, request.At, request.By);
            OrderHistory.Apply(db, row, OrderHistory.Standing(row), OrderEvent.Issue, request.At, request.By, order.Number).OrThrow();
            if (order.PredecessorId is { } id && rows.TryGetValue(id, out var predecessor) && !predecessor.State.IsFinal())
            {
                OrderHistory.Apply(db, predecessor, OrderHistory.Standing(predecessor), OrderEvent.Replace, request.At, request.By, order.Number).OrThrow();
                ended.Add(id);
            }

            var body = DeliveryDocuments.OrderBody(order, request.At, [.. earlier[order.EnterpriseCode]]);
            LedgerEntries.AddOrder(db, order, routes.GetValueOrDefault(order.EnterpriseCode, []), Channels.FailOverAfter, body, due);
        }

        var reason = new Text($"方案{request.PlanId}不再要求", $"plan {request.PlanId} asks it no longer");
        foreach (var drop in changes.Drop)
        {
            var row = rows[drop.Order.Id];
            OrderHistory.Apply(db, row, OrderHistory.Standing(row), drop.How, request.At, request.By, (drop.Why ?? reason).Zh).OrThrow();
            ended.Add(row.Id);
        }

        // What never left need not leave any more: the new revision, or the lift, says it all.
        await LedgerEntries.CancelOrdersAsync(db, ended, cancellationToken);
        await LedgerEntries.AddLiftsAsync(db, changes.Drop.Select(d => (d.Order, rows[d.Order.Id].State, d.Why ?? reason)).ToList(), request.At, suspended: false, due, cancellationToken);
        await db.InsertAddedAsync(dialect, cancellationToken);
    }

    /// <summary>Every order of the response that still runs is lifted, and every one of these enterprises is told on each channel that carried its order.</summary>
    /// <param name="responseId">Response.</param>
    /// <param name="reason">Why, in words.</param>
    /// <param name="by">User.</param>
    /// <param name="at">When.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Ids of the orders that ended now; empty when all had ended before.</returns>
    public Task<IReadOnlyList<string>> LiftAsync(string responseId, Text reason, string by, DateTimeOffset at, CancellationToken cancellationToken) =>
        databases.InTransactionAsync(db => LiftAsync(db, responseId, reason, suspended: false, by, at, cancellationToken), cancellationToken);

    /// <summary>The same within the caller's open transaction.</summary>
    /// <param name="db">Open transaction.</param>
    /// <param name="responseId">Response.</param>
    /// <param name="reason">Why, in words.</param>
    /// <param name="suspended">True when the response is only suspended: the enterprises are told that a new revision follows when it resumes.</param>
    /// <param name="by">User.</param>
    /// <param name="at">When.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<IReadOnlyList<string>> LiftAsync(AppDb db, string responseId, Text reason, bool suspended, string by, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await audit.LockAsync(db, cancellationToken);
        var rows = (await CurrentAsync(db, responseId, cancellationToken)).Where(r => !r.State.IsFinal()).ToList();
        if (rows.Count == 0)
        {
            return [];
        }

        foreach (var row in rows)
        {
            // A lift of the response lifts its orders; one that has not left the drafting table is withdrawn.
            var how = row.State == OrderState.Drafted ? OrderEvent.Withdraw : OrderEvent.Lift;
            OrderHistory.Apply(db, row, OrderHistory.Standing(row), how, at, by, reason.Zh).OrThrow();
        }

        var ids = rows.ConvertAll(r => r.Id);
        await LedgerEntries.CancelOrdersAsync(db, ids, cancellationToken);
        var due = await dialect.NowAsync(db, clock, cancellationToken);
        await LedgerEntries.AddLiftsAsync(db, rows.ConvertAll(r => (CanonicalJson.Read<Order>(r.Json), r.State, reason)), at, suspended, due, cancellationToken);
        await db.InsertAddedAsync(dialect, cancellationToken);
        await audit.AppendAsync(db, suspended ? "order.suspend" : "order.lift", responseId, new { Lifted = ids.Count, Digest = ContentHash.OfJson(ids).Hex, reason = reason.Zh }, by, at, cancellationToken);
        return ids;
    }

    private static OrderChanges Draft(IssueRequest request, Response response, Plan plan, EmergencyReductionList list, List<OrderRow> current, int revisionsAbove) => OrderDrafter.Draft(new DraftRequest(
        plan, request.PlanId, response, list, request.Deadlines, request.At, request.Authority, request.Contact,
        current.ConvertAll(r => new CurrentOrder(CanonicalJson.Read<Order>(r.Json), r.State)))
    { RevisionsAbove = revisionsAbove });

    private static Refusal? Check(Response response, Plan plan, IssueRequest request)
    {
        if (response.State is not (ResponseState.Approved or ResponseState.InForce))
        {
            return Refusal.Of(
                ResponseNotOpen,
                $"应急响应{response.Number}当前为“{response.State.Name().Zh}”，不能下达指令。",
                $"Response {response.Number} is {response.State.Name().En}: no orders can be issued.",
                "请先由指挥部批准响应；已暂停或解除的响应须先恢复或另行启动。",
                "Have headquarters approve it first; a suspended or lifted response must be resumed or started anew.");
        }

        if (plan.RegionCode != response.RegionCode || plan.Level != response.Level)
        {
            return Refusal.Of(
                PlanDoesNotFit,
                $"方案{request.PlanId}是为{plan.RegionCode}{plan.Level.Name().Zh}制定的，而响应{response.Number}为{response.RegionCode}{response.Level.Name().Zh}。",
                $"Plan {request.PlanId} is for {plan.RegionCode} at {plan.Level.Name().En}; response {response.Number} is {response.RegionCode} at {response.Level.Name().En}.",
                "请按响应的地区和级别重新制定方案。",
                "Make a plan for the region and level of the response.");
        }

        // A plan that exempts the last enterprise asks nobody, and ends that order.
        return plan.Choices.Any(c => c.Binding) || plan.Ruled is not null
            ? null
            : Refusal.Of(
                NothingBinding,
                $"方案{request.PlanId}没有任何强制性措施，无指令可下达。",
                $"Plan {request.PlanId} has no binding measure: there is nothing to order.",
                "请检查清单在该级别的措施。",
                "Check the measures of the list at this level.");
    }

    private async Task<EmergencyReductionList> ListOfAsync(AppDb db, Plan plan, CancellationToken cancellationToken)
    {
        var hash = plan.ListVersion.Hex;
        var version = await db.ListVersions.AsNoTracking().Where(v => v.Hash == hash).OrderBy(v => v.Id).Select(v => v.Id).FirstAsync(cancellationToken);
        return await lists.LoadAsync(version, cancellationToken);
    }

    /// <summary>The latest order of each enterprise in the response, locked, by enterprise code.</summary>
    private async Task<List<OrderRow>> CurrentAsync(AppDb db, string responseId, CancellationToken cancellationToken)
    {
        var ids = await db.Orders.AsNoTracking().Where(o => o.ResponseId == responseId).Select(o => o.Id).ToListAsync(cancellationToken);
        await dialect.LockOrdersAsync(db, ids, cancellationToken);
        var rows = await db.Orders.Where(o => o.ResponseId == responseId).ToListAsync(cancellationToken);
        return rows
            .GroupBy(o => o.EnterpriseCode, StringComparer.Ordinal)
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => g.MaxBy(o => o.Revision)!)
            .ToList();
    }

    /// <summary>One hash over every order issued and every one ended, so that the audit log vouches for their content.</summary>
    private static string Digest(OrderChanges changes) =>
        ContentHash.OfJson(changes.Issue.Select(o => $"{o.Id} {ContentHash.OfJson(o)}").Concat(changes.Drop.Select(d => $"{d.Order.Id} {d.How}"))).Hex;

    private static OrderRow Row(Order order) => new()
    {
        Id = order.Id,
        Number = order.Number,
        ResponseId = order.ResponseId,
        PlanId = order.PlanId,
        RegionCode = order.RegionCode,
        EnterpriseCode = order.EnterpriseCode,
        EnterpriseName = order.EnterpriseName,
        Revision = order.Revision,
        Level = order.Level,
        State = OrderState.Drafted,
        StartsAt = order.StartsAt,
        EndsAt = order.EndsAt,
        AcknowledgeBy = order.AcknowledgeBy,
        ReportBy = order.ReportBy,
        Json = CanonicalJson.Write(order),
    };
}
