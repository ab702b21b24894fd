using System.Globalization;
using Emergency.Core.Decisions;
using Emergency.Core.Refusals;
using Emergency.Core.Rules;
using Emergency.Dispatch.Orders;
using Emergency.Dispatch.Receipts;
using Emergency.Planning.Activation;
using Emergency.Planning.ReductionList;
using Emergency.Storage.Audit;
using Emergency.Storage.Lists;
using Emergency.Storage.Orders;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.Reports;

/// <summary>A line of a lifted order on its way back to production.</summary>
/// <param name="Line">1, 2, …</param>
/// <param name="Name">Process and measure, as people name the line.</param>
/// <param name="Row">Where it stands.</param>
public sealed record RestartLine(int Line, string Name, RestartRow Row);

/// <summary>A request that waits for an officer.</summary>
/// <param name="Order">Its order.</param>
/// <param name="Line">The line.</param>
public sealed record RestartRequest(OrderRow Order, RestartLine Line);

/// <summary>
/// What happens after the lift: each line is reported when it runs again; a line whose unit may be a cold furnace asks for approval first. The table of
/// <see cref="Restarts"/> decides; the kinds of units come from the rule book, the unit's kind from the list the order was made from.
/// </summary>
public sealed class RestartDesk(IDbContextFactory<AppDb> databases, IDialect dialect, AuditLog audit, ListDesk lists)
{
    /// <summary>The lines of a lifted order; empty while it is not lifted.</summary>
    public async Task<IReadOnlyList<RestartLine>> OfOrderAsync(string orderId, DeadlineRules rules, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var order = await db.Orders.AsNoTracking().SingleOrDefaultAsync(o => o.Id == orderId, cancellationToken);
        return order is null ? [] : await LinesAsync(db, order, rules, cancellationToken);
    }

    /// <summary>Requests of a response that nobody has answered, the oldest first.</summary>
    public async Task<IReadOnlyList<RestartRequest>> OpenAsync(string responseId, DeadlineRules rules, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var orders = await db.Orders.AsNoTracking()
            .Where(o => o.ResponseId == responseId && db.Restarts.Any(r => r.OrderId == o.Id && r.State == RestartState.Requested))
            .ToListAsync(cancellationToken);
        var found = new List<RestartRequest>();
        foreach (var order in orders)
        {
            found.AddRange((await LinesAsync(db, order, rules, cancellationToken)).Where(l => l.Row.State == RestartState.Requested).Select(l => new RestartRequest(order, l)));
        }

        return found.OrderBy(r => r.Line.Row.RequestedAt).ToList();
    }

    /// <summary>The enterprise asks for approval, or reports that a line runs again.</summary>
    /// <param name="orderId">Lifted order.</param>
    /// <param name="line">Line, 1, 2, …</param>
    /// <param name="happened">Request or report.</param>
    /// <param name="words">Plan of the restart, or a note.</param>
    /// <param name="enterpriseCode">Enterprise that speaks.</param>
    /// <param name="rules">Deadlines in force.</param>
    /// <param name="by">User.</param>
    /// <param name="at">When.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public Task<Outcome<RestartLine>> SpeakAsync(
        string orderId, int line, RestartEvent happened, string words, string enterpriseCode, DeadlineRules rules, string by, DateTimeOffset at, CancellationToken cancellationToken) =>
        ApplyAsync(orderId, line, happened, words, enterpriseCode, rules, by, at, cancellationToken);

    /// <summary>An officer approves or refuses.</summary>
    public Task<Outcome<RestartLine>> DecideAsync(
        string orderId, int line, bool approve, string reason, DeadlineRules rules, string by, DateTimeOffset at, CancellationToken cancellationToken) =>
        ApplyAsync(orderId, line, approve ? RestartEvent.Approve : RestartEvent.Refuse, reason, null, rules, by, at, cancellationToken);

    private Task<Outcome<RestartLine>> ApplyAsync(
        string orderId, int line, RestartEvent happened, string words, string? enterpriseCode, DeadlineRules rules, string by, DateTimeOffset at, CancellationToken cancellationToken) =>
        databases.InTransactionAsync<Outcome<RestartLine>>(
            async db =>
            {
                await audit.LockAsync(db, cancellationToken);
                await dialect.LockOrdersAsync(db, [orderId], cancellationToken);
                var order = await db.Orders.AsNoTracking().SingleOrDefaultAsync(o => o.Id == orderId, cancellationToken);
                if (order is null || (enterpriseCode is not null && enterpriseCode != order.EnterpriseCode))
                {
                    return ReceiptRules.Foreign();
                }

                var lines = await LinesAsync(db, order, rules, cancellationToken);
                if (lines.FirstOrDefault(l => l.Line == line) is not { } found)
                {
                    return NotLifted(order, line);
                }

                var decided = Restarts.Apply(found.Row.State, happened, found.Name, words);
                if (!decided.Ok)
                {
                    return decided.Refusal;
                }

                var row = await db.Restarts.SingleOrDefaultAsync(r => r.OrderId == orderId && r.Line == line, cancellationToken);
                if (row is null)
                {
                    row = new RestartRow { OrderId = orderId, Line = line };
                    db.Restarts.Add(row);
                }

                Write(row, decided.Value, happened, words, by, at);
                await audit.AppendAsync(db, $"restart.{happened.ToString().ToLowerInvariant()}", orderId, new { line, row.State, words }, by, at, cancellationToken);
                return found with { Row = row };
            },
            cancellationToken);

    private static void Write(RestartRow row, RestartState state, RestartEvent happened, string words, string by, DateTimeOffset at)
    {
        row.State = state;
        row.Version++;
        switch (happened)
        {
            case RestartEvent.Request:
                (row.Request, row.RequestedAt) = (words, at);
                break;
            case RestartEvent.Report:
                row.RestartedAt = at;
                break;
            default:
                (row.DecidedBy, row.DecidedAt, row.Reason) = (by, at, words);
                break;
        }
    }

    /// <summary>The lines that may be on their way back: those of a lifted order, unless another order to the enterprise is open.</summary>
    private async Task<List<RestartLine>> LinesAsync(AppDb db, OrderRow row, DeadlineRules rules, CancellationToken cancellationToken)
    {
        if (row.State != OrderState.Lifted || await db.Orders.AnyAsync(o => o.EnterpriseCode == row.EnterpriseCode && o.EndedAt == null && o.State != OrderState.Drafted, cancellationToken))
        {
            return [];
        }

        var order = CanonicalJson.Read<Order>(row.Json);
        var rows = await db.Restarts.AsNoTracking().Where(r => r.OrderId == row.Id).ToDictionaryAsync(r => r.Line, cancellationToken);
        var kinds = await KindsAsync(db, order, cancellationToken);
        return order.Lines.Select((line, i) => new RestartLine(
            i + 1,
            line.Process.Length == 0 || line.MeasureText.StartsWith(line.Process, StringComparison.Ordinal) ? line.MeasureText : $"{line.Process}：{line.MeasureText}",
            rows.GetValueOrDefault(i + 1) ?? new RestartRow { OrderId = row.Id, Line = i + 1, State = NeedsApproval(line, kinds, rules) ? RestartState.Waiting : RestartState.Free })).ToList();
    }

    /// <summary>Only what stood still can be cold; a furnace kept warm, or held at a lower load, goes on without asking.</summary>
    private static bool NeedsApproval(OrderLine line, ILookup<string, UnitKind> kinds, DeadlineRules rules) =>
        line.Effect is EffectKind.Stop or EffectKind.StopLines or EffectKind.StopUnits
        && (line.UnitId.Length == 0 ? kinds.SelectMany(k => k) : kinds[line.UnitId]).Any(kind => rules.FollowUp.RestartApprovalKinds.Contains(kind.ToString()));

    private async Task<ILookup<string, UnitKind>> KindsAsync(AppDb db, Order order, CancellationToken cancellationToken)
    {
        var planJson = await db.Chain.AsNoTracking().Where(c => c.Id == order.PlanId).Select(c => c.Json).SingleAsync(cancellationToken);
        var hash = CanonicalJson.Read<Plan>(planJson).ListVersion.Hex;
        var version = await db.ListVersions.AsNoTracking().Where(v => v.Hash == hash).OrderBy(v => v.Id).Select(v => v.Id).FirstAsync(cancellationToken);
        var list = await lists.LoadAsync(version, cancellationToken);
        return list.Units.Where(u => u.EnterpriseCode == order.EnterpriseCode).ToLookup(u => u.UnitId, u => u.Kind, StringComparer.Ordinal);
    }

    private static Refusal NotLifted(OrderRow order, int line) => Refusal.Of(
        Restarts.NotLifted,
        string.Create(CultureInfo.InvariantCulture, $"指令{order.Number}（{order.State.Name().Zh}）没有可恢复的第{line}项，或该企业另有未结束的指令。"),
        string.Create(CultureInfo.InvariantCulture, $"Order {order.Number} ({order.State.Name().En}) has no line {line} to restart, or another order to the enterprise is open."),
        "指令解除后方可恢复生产；请在“我的指令”中选择已解除的指令。",
        "Production restarts after the lift; choose a lifted order under \"My orders\".");
}
