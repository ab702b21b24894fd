using Emergency.Core;
using Emergency.Core.Decisions;
using Emergency.Core.Refusals;
using Emergency.Dispatch.Delivery;
using Emergency.Dispatch.Escalation;
using Emergency.Dispatch.Orders;
using Emergency.Dispatch.Receipts;
using Emergency.Planning.Activation;
using Emergency.Storage.Audit;
using Emergency.Storage.Backups;
using Emergency.Storage.Ledger;
using Emergency.Storage.Reports;
using Emergency.Warnings.Responses;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.Orders;

/// <summary>How far the orders of a response have come: the latest order of each enterprise.</summary>
/// <param name="Planned">Orders made.</param>
/// <param name="Sent">Tried on at least one channel.</param>
/// <param name="Delivered">Reached the enterprise.</param>
/// <param name="Acknowledged">Answered.</param>
/// <param name="InForce">Started and not ended.</param>
/// <param name="Executed">Execution reported or confirmed.</param>
/// <param name="Ended">Lifted, replaced or withdrawn.</param>
/// <param name="Objected">An objection came before the start and is not answered.</param>
/// <param name="Silent">Not answered though the receipt deadline has passed, and not ended.</param>
/// <param name="ReportOverdue">No execution report though its deadline has passed, and not ended.</param>
public sealed record OrderFunnel(int Planned, int Sent, int Delivered, int Acknowledged, int InForce, int Executed, int Ended, int Objected, int Silent, int ReportOverdue);

/// <summary>An enterprise that has not answered in time.</summary>
/// <param name="OrderId">Order.</param>
/// <param name="Number">Its number.</param>
/// <param name="RegionCode">County.</param>
/// <param name="EnterpriseCode">Enterprise.</param>
/// <param name="EnterpriseName">Its name.</param>
/// <param name="AcknowledgeBy">Deadline that passed.</param>
/// <param name="DeliveredAt">When it reached the enterprise; null when it has not.</param>
public sealed record SilentOrder(string OrderId, string Number, string RegionCode, string EnterpriseCode, string EnterpriseName, DateTimeOffset AcknowledgeBy, DateTimeOffset? DeliveredAt);

/// <summary>One line of an order's history.</summary>
/// <param name="At">When.</param>
/// <param name="What">What happened.</param>
/// <param name="State">State after it; null for deliveries, which have states of their own.</param>
/// <param name="By">By whom or over which channel.</param>
/// <param name="Note">In words; starts with a refusal code when it changed nothing.</param>
public sealed record TimelineEntry(DateTimeOffset At, Text What, OrderState? State, string By, string Note);

/// <summary>An order and when it was issued.</summary>
/// <param name="Row">Its state and facts.</param>
/// <param name="IssuedAt">When it was issued.</param>
public sealed record IssuedRow(OrderRow Row, DateTimeOffset IssuedAt);

/// <summary>An order opened by somebody.</summary>
/// <param name="Order">The order as sent.</param>
/// <param name="Row">Its state and facts.</param>
public sealed record OpenedOrder(Order Order, OrderRow Row);

/// <summary>Where orders stand.</summary>
public sealed partial class OrderDesk
{
    /// <summary>The document of one order. Opening it is written into the audit log.</summary>
    /// <param name="orderId">Order.</param>
    /// <param name="enterpriseCode">Enterprise of an enterprise account, which sees its own orders only; null for officials.</param>
    /// <param name="by">User.</param>
    /// <param name="at">When.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public Task<Outcome<OpenedOrder>> OpenAsync(string orderId, string? enterpriseCode, string by, DateTimeOffset at, CancellationToken cancellationToken) =>
        OpenAsync(
            new OrderAsk(orderId, Document: true),
            (atHand, row) =>
            {
                var own = enterpriseCode is null || enterpriseCode == row.EnterpriseCode;
                atHand.Audit(new AuditEntry("order.open", row.Id, new { Enterprise = enterpriseCode, Refused = own ? null : ReceiptRules.NotYours }, by, at));
                return own ? row : ReceiptRules.Foreign();
            },
            cancellationToken);

    /// <summary>The document of the order with this number, opened by its one-time link. Opening it is written into the audit log; a link whose order does not run says and writes nothing.</summary>
    public Task<Outcome<OpenedOrder>> OpenByLinkAsync(string number, string by, DateTimeOffset at, CancellationToken cancellationToken) =>
        OpenAsync(
            new OrderAsk(number, ByNumber: true, Document: true),
            (atHand, row) =>
            {
                if (!Runs(row))
                {
                    return Unknown(number);
                }

                atHand.Audit(new AuditEntry("order.open", row.Id, new { Enterprise = row.EnterpriseCode, Refused = (string?)null }, by, at));
                return row;
            },
            cancellationToken);

    private async Task<Outcome<OpenedOrder>> OpenAsync(OrderAsk ask, Func<OrdersAtHand, OrderRow, Outcome<OrderRow>> open, CancellationToken cancellationToken)
    {
        var opened = await together.RunAsync<Outcome<OrderRow>>(ask, atHand => atHand.Find(ask) is { } row ? open(atHand, row) : Unknown(ask.Order), cancellationToken);
        return opened.Ok ? new OpenedOrder(CanonicalJson.Read<Order>(opened.Value.Json), opened.Value) : opened.Refusal;
    }

    /// <summary>Those of some orders that were issued, with the time of it.</summary>
    public async Task<IReadOnlyList<IssuedRow>> IssuedAsync(IReadOnlyCollection<string> orderIds, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await (
            from order in db.Orders.AsNoTracking()
            where orderIds.Contains(order.Id)
            join issue in db.OrderEvents on order.Id equals issue.OrderId
            where issue.Event == OrderEvent.Issue && issue.From == OrderState.Drafted
            select new IssuedRow(order, issue.At)).ToListAsync(cancellationToken);
    }

    /// <summary>All orders of an enterprise, the latest first.</summary>
    public async Task<IReadOnlyList<OrderRow>> OfEnterpriseAsync(string enterpriseCode, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Orders.AsNoTracking()
            .Where(o => o.EnterpriseCode == enterpriseCode)
            .OrderByDescending(o => o.StartsAt).ThenByDescending(o => o.Revision)
            .ToListAsync(cancellationToken);
    }

    /// <summary>The latest order of each enterprise in a response, by number.</summary>
    public async Task<IReadOnlyList<OrderRow>> OfResponseAsync(string responseId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await Latest(db, responseId).AsNoTracking().OrderBy(o => o.Number).ToListAsync(cancellationToken);
    }

    /// <summary>Counts of a response at a moment.</summary>
    public async Task<OrderFunnel> FunnelAsync(string responseId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var orderStage = nameof(DeliveryStage.Order);
        var counts = await Latest(db, responseId)
            .Select(o => new
            {
                o.State,
                Sent = o.DeliveredAt != null || db.Dispatch.Any(d => d.OrderId == o.Id && d.Stage == orderStage && d.Attempts > 0),
                Delivered = o.DeliveredAt != null,
                Acknowledged = o.AcknowledgedAt != null,
                Executed = o.ExecutedAt != null || o.State == OrderState.Verified,
                Late = o.AcknowledgedAt == null && o.AcknowledgeBy < now,
                NoReport = o.ExecutedAt == null && o.ReportBy < now,
            })
            .GroupBy(o => o)
            .Select(g => new { g.Key, Count = g.Count() })
            .ToListAsync(cancellationToken);
        int Sum(Func<OrderState, bool, bool, bool, bool, bool, bool, bool> of) =>
            counts.Where(c => of(c.Key.State, c.Key.Sent, c.Key.Delivered, c.Key.Acknowledged, c.Key.Executed, c.Key.Late, c.Key.NoReport)).Sum(c => c.Count);
        return new OrderFunnel(
            Sum((_, _, _, _, _, _, _) => true),
            Sum((_, sent, _, _, _, _, _) => sent),
            Sum((_, _, delivered, _, _, _, _) => delivered),
            Sum((_, _, _, acknowledged, _, _, _) => acknowledged),
            Sum((state, _, _, _, _, _, _) => state is OrderState.InForce or OrderState.Executed or OrderState.Verified),
            Sum((_, _, _, _, executed, _, _) => executed),
            Sum((state, _, _, _, _, _, _) => state.IsFinal()),
            Sum((state, _, _, _, _, _, _) => state == OrderState.Objected),
            Sum((state, _, _, _, _, late, _) => late && !state.IsFinal()),
            Sum((state, _, _, _, executed, _, noReport) => noReport && !executed && !state.IsFinal()));
    }

    /// <summary>Enterprises that have not answered though their deadline has passed, the longest silent first.</summary>
    public async Task<IReadOnlyList<SilentOrder>> SilentAsync(string responseId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await Latest(db, responseId)
            .Where(o => o.AcknowledgedAt == null && o.AcknowledgeBy < now && o.EndedAt == null)
            .OrderBy(o => o.AcknowledgeBy).ThenBy(o => o.Number)
            .Select(o => new SilentOrder(o.Id, o.Number, o.RegionCode, o.EnterpriseCode, o.EnterpriseName, o.AcknowledgeBy, o.DeliveredAt))
            .ToListAsync(cancellationToken);
    }

    /// <summary>The latest execution report by line that was taken in; null when none was.</summary>
    public async Task<ReceiptContent?> LatestReportAsync(string orderId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var kind = ReceiptKind.Execution.Code();
        var reports = await db.Receipts.AsNoTracking()
            .Where(r => r.OrderId == orderId && r.Kind == kind && r.RefusalCode == null)
            .OrderByDescending(r => r.At)
            .Select(r => r.Json)
            .ToListAsync(cancellationToken);
        return reports.Select(CanonicalJson.Read<ReceiptContent>).FirstOrDefault(r => r.Lines is { Count: > 0 });
    }

    /// <summary>All that happened to an order and its messages, in order of time.</summary>
    public async Task<IReadOnlyList<TimelineEntry>> TimelineAsync(string orderId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var events = await db.OrderEvents.AsNoTracking().Where(e => e.OrderId == orderId).OrderBy(e => e.Sequence).ToListAsync(cancellationToken);
        var messages = await db.Dispatch.AsNoTracking()
            .Where(d => d.OrderId == orderId).OrderBy(d => d.Key)
            .Select(d => new { d.Key, d.Channel, d.Stage, d.State, d.DueAt, d.DeliveredAt, d.LastError })
            .ToListAsync(cancellationToken);
        var lines = events.Select(e => new TimelineEntry(e.At, e.Event?.Name() ?? new Text("拟定", "draft"), e.To, e.By, e.Note));
        var sent = messages
            .Where(d => d.DeliveredAt is not null && d.Stage == nameof(DeliveryStage.Lift))
            .Select(d => new TimelineEntry(d.DeliveredAt!.Value, new Text("解除通知送达", "lift delivered"), null, d.Channel, ""));
        var dead = messages
            .Where(d => d.State == DispatchState.Dead)
            .Select(d => new TimelineEntry(d.DueAt, new Text("投递失败，已停止尝试", "delivery given up"), null, d.Channel, d.LastError ?? ""));
        var over = messages
            .Where(d => d.State == DispatchState.FailedOver)
            .Select(d => new TimelineEntry(d.DueAt, new Text("投递失败，已转下一通道", "delivery failed, handed to the next channel"), null, d.Channel, d.LastError ?? ""));
        // Only gateways report on what they were given.
        var keys = messages.Where(d => d.Channel != DeliveryDocuments.Portal).Select(d => d.Key).ToList();
        var reported = (keys.Count == 0 ? [] : await db.DispatchReferences.AsNoTracking().Where(r => r.Key != null && keys.Contains(r.Key) && r.ReportedAt != null).ToListAsync(cancellationToken))
            .Select(r => new TimelineEntry(
                r.ReportedAt!.Value, r.Reached == true ? new Text("短信已到达手机", "message reached the telephone") : new Text("短信未到达手机", "message did not reach the telephone"), null, r.Channel, r.Status));
        return lines.Concat(sent).Concat(dead).Concat(over).Concat(reported).Concat(await FollowUpLinesAsync(db, orderId, cancellationToken)).OrderBy(t => t.At).ToList();
    }

    /// <summary>Reminders and reports onward, files, daily reports and restarts: what stands beside the events of the order.</summary>
    private static async Task<IEnumerable<TimelineEntry>> FollowUpLinesAsync(AppDb db, string orderId, CancellationToken cancellationToken)
    {
        var steps = await db.FollowUps.AsNoTracking().Where(f => f.OrderId == orderId)
            .Select(f => new { f.Step, f.At, Told = db.Escalations.Where(e => e.Id == f.EscalationId).Select(e => e.Told).FirstOrDefault() })
            .ToListAsync(cancellationToken);
        var files = await db.Attachments.AsNoTracking().Where(a => a.OrderId == orderId).ToListAsync(cancellationToken);
        var days = await db.DailyReports.AsNoTracking().Where(d => d.OrderId == orderId).ToListAsync(cancellationToken);
        var restarts = await db.Restarts.AsNoTracking().Where(r => r.OrderId == orderId).ToListAsync(cancellationToken);
        return steps.Select(f => new TimelineEntry(f.At, FollowUpNames.Describe(f.Step), null, "system", (f.Told ?? "").Replace("\n", "、", StringComparison.Ordinal)))
            .Concat(files.Select(a => new TimelineEntry(a.At, new Text("附件", "file"), null, a.By, a.Name)))
            .Concat(days.Select(d => new TimelineEntry(d.At, new Text($"日报 {d.Day:yyyy-MM-dd}", $"report of {d.Day:yyyy-MM-dd}"), null, d.By, d.Late ? "逾时" : "")))
            .Concat(restarts.SelectMany(RestartLines));
    }

    private static IEnumerable<TimelineEntry> RestartLines(RestartRow row)
    {
        if (row.RequestedAt is { } asked)
        {
            yield return new(asked, new Text($"第{row.Line}项申请恢复", $"line {row.Line}: approval asked"), null, "", row.Request);
        }

        if (row.DecidedAt is { } decided)
        {
            var refused = row.State == RestartState.Refused;
            yield return new(decided, new Text($"第{row.Line}项恢复{(refused ? "未批准" : "已批准")}", $"line {row.Line}: {(refused ? "refused" : "approved")}"), null, row.DecidedBy, row.Reason);
        }

        if (row.RestartedAt is { } runs)
        {
            yield return new(runs, new Text($"第{row.Line}项已恢复生产", $"line {row.Line} runs again"), null, "", "");
        }
    }

    /// <summary>What issuing a plan would change, without changing it: for a plan that is not recorded yet too. Refused as an issue is.</summary>
    public async Task<Outcome<OrderChanges>> PreviewAsync(IssueRequest request, Plan plan, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var row = await db.Responses.AsNoTracking().SingleAsync(r => r.Id == request.ResponseId, cancellationToken);
        var response = CanonicalJson.Read<Response>(row.Json);
        return Check(response, plan, request) is { } refusal
            ? refusal
            : Draft(
                request, response, plan, await ListOfAsync(db, plan, cancellationToken),
                await Latest(db, response.Id).AsNoTracking().OrderBy(o => o.EnterpriseCode).ToListAsync(cancellationToken), await RestoreRow.RevisionsAboveAsync(db, cancellationToken));
    }

    /// <summary>How many orders of a response run that were issued before the database was restored from a backup: their enterprises may hold later revisions, until the plan is issued again.</summary>
    public async Task<int> FromBeforeRestoreAsync(string responseId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var above = await RestoreRow.RevisionsAboveAsync(db, cancellationToken);
        return above == 0 ? 0 : await db.Orders.CountAsync(o => o.ResponseId == responseId && o.Revision <= above && o.EndedAt == null, cancellationToken);
    }

    internal static IQueryable<OrderRow> Latest(AppDb db, string responseId) => db.Orders.Where(o =>
        o.ResponseId == responseId
        && !db.Orders.Any(later => later.ResponseId == o.ResponseId && later.EnterpriseCode == o.EnterpriseCode && later.Revision > o.Revision));
}
