using Emergency.Core.Refusals;
using Emergency.Dispatch.Delivery;
using Emergency.Dispatch.Escalation;
using Emergency.Dispatch.Orders;
using Emergency.Storage.Audit;
using Emergency.Storage.Ledger;
using Emergency.Storage.Orders;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.FollowUps;

/// <summary>A report onward with how far it has come.</summary>
/// <param name="Row">The report.</param>
/// <param name="Delivered">Messages that reached somebody.</param>
/// <param name="Messages">Messages made; 0 when no channel reaches the contacts.</param>
/// <param name="Open">Enterprises of it that still owe an answer.</param>
public sealed record EscalationProgress(EscalationRow Row, int Delivered, int Messages, int Open);

/// <summary>An enterprise that an inspector should visit.</summary>
/// <param name="Order">Its order, still open.</param>
/// <param name="Subject">What it owes.</param>
/// <param name="Since">When the visit was asked for.</param>
/// <param name="EscalationId">The report that asks for it.</param>
public sealed record Visit(OrderRow Order, FollowUpSubject Subject, DateTimeOffset Since, string EscalationId);

/// <summary>Reports onward, for the officer who watches them and the inspector who acts on them.</summary>
public sealed class EscalationDesk(IDbContextFactory<AppDb> databases, AuditLog audit)
{
    /// <summary>No such report.</summary>
    public const string Unknown = "ESCALATION-001";

    /// <summary>Somebody confirmed it before.</summary>
    public const string ConfirmedAlready = "ESCALATION-002";

    private const int NoteLimit = 500;

    /// <summary>Reports of a response, the newest first.</summary>
    public async Task<IReadOnlyList<EscalationProgress>> OfResponseAsync(string responseId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await db.Escalations.AsNoTracking().Where(e => e.ResponseId == responseId).ToListAsync(cancellationToken);
        var stage = nameof(DeliveryStage.Escalation);
        var messages = (await db.Dispatch.AsNoTracking()
            .Where(d => d.ResponseId == responseId && d.Stage == stage)
            .Select(d => new { d.OrderId, d.DeliveredAt })
            .ToListAsync(cancellationToken)).ToLookup(d => d.OrderId, StringComparer.Ordinal);
        var open = (await OwedAsync(db, responseId, cancellationToken)).ToLookup(o => o.EscalationId, StringComparer.Ordinal);
        return rows
            .OrderByDescending(r => r.At).ThenBy(r => r.Id, StringComparer.Ordinal)
            .Select(r => new EscalationProgress(r, messages[r.Id].Count(m => m.DeliveredAt is not null), messages[r.Id].Count(), open[r.Id].Count()))
            .ToList();
    }

    /// <summary>A report; null when there is none.</summary>
    public async Task<EscalationRow?> FindAsync(string id, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Escalations.AsNoTracking().SingleOrDefaultAsync(e => e.Id == id, cancellationToken);
    }

    /// <summary>Enterprises to visit: reported to the inspector, and still owing what was asked. Gone from the list once they answer, are verified, or their order ends.</summary>
    public async Task<IReadOnlyList<Visit>> VisitsAsync(string? responseId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return (await OwedAsync(db, responseId, cancellationToken))
            .Where(v => v.Target == FollowUpTarget.Inspector)
            .Select(v => new Visit(v.Order, v.Subject, v.At, v.EscalationId))
            .OrderBy(v => v.Order.RegionCode, StringComparer.Ordinal).ThenBy(v => v.Since).ThenBy(v => v.Order.Number, StringComparer.Ordinal).ThenBy(v => v.Subject)
            .ToList();
    }

    /// <summary>An official confirms that the report was taken up, by whom and how.</summary>
    public Task<Outcome<EscalationRow>> ConfirmAsync(string id, string note, string by, DateTimeOffset at, CancellationToken cancellationToken) =>
        databases.InTransactionAsync<Outcome<EscalationRow>>(
            async db =>
            {
                await audit.LockAsync(db, cancellationToken);
                if (await db.Escalations.SingleOrDefaultAsync(e => e.Id == id, cancellationToken) is not { } row)
                {
                    return Refusal.Of(Unknown, $"没有编号为“{id}”的上报。", $"There is no report \"{id}\".", "请从跟踪页面选择。", "Choose it on the follow-up page.");
                }

                if (row.AcknowledgedAt is not null)
                {
                    return Refusal.Of(
                        ConfirmedAlready,
                        $"该上报已由{row.AcknowledgedBy}确认。",
                        $"The report was confirmed by {row.AcknowledgedBy}.",
                        "无需再次确认。",
                        "Nothing needs doing.");
                }

                (row.AcknowledgedAt, row.AcknowledgedBy, row.Note) = (at, by, note.Length > NoteLimit ? note[..NoteLimit] : note);
                await audit.AppendAsync(db, "escalation.confirm", id, new { row.Count, note = row.Note }, by, at, cancellationToken);
                return row;
            },
            cancellationToken);

    private static async Task<List<(OrderRow Order, FollowUpSubject Subject, FollowUpTarget Target, DateTimeOffset At, string EscalationId)>> OwedAsync(
        AppDb db, string? responseId, CancellationToken cancellationToken)
    {
        var rows = await (
            from step in db.FollowUps.AsNoTracking()
            join escalation in db.Escalations on step.EscalationId equals escalation.Id
            join order in db.Orders on step.OrderId equals order.Id
            where order.EndedAt == null && (responseId == null || escalation.ResponseId == responseId)
            select new { Order = order, escalation.Subject, escalation.Target, escalation.Day, step.At, escalation.Id }).ToListAsync(cancellationToken);
        var days = rows.Where(r => r.Day is not null).Select(r => r.Day!.Value).Distinct().ToList();
        var reported = (await db.DailyReports.AsNoTracking().Where(d => days.Contains(d.Day)).Select(d => new { d.OrderId, d.Day }).ToListAsync(cancellationToken)).ToHashSet();
        return rows
            .Where(r => r.Subject switch
            {
                FollowUpSubject.Receipt => r.Order.AcknowledgedAt is null,
                FollowUpSubject.Execution => r.Order.ExecutedAt is null && r.Order.State != OrderState.Verified,
                _ => !reported.Contains(new { OrderId = r.Order.Id, Day = r.Day!.Value }),
            })
            .Select(r => (r.Order, r.Subject, r.Target, r.At, r.Id))
            .ToList();
    }
}
