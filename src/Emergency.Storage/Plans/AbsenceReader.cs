using Emergency.Core.Decisions;
using Emergency.Core.Refusals;
using Emergency.Dispatch.Orders;
using Emergency.Planning.Replanning;
using Emergency.Storage.Orders;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.Plans;

/// <summary>An order that may not be carried out, with what speaks for it.</summary>
/// <param name="Order">The order as sent.</param>
/// <param name="State">Its state.</param>
/// <param name="Grounds">Grounds that hold now; failure also where it only may be stated.</param>
/// <param name="Overdue">True when the execution report is overdue.</param>
/// <param name="Objection">What the objection says; empty when there is none.</param>
public sealed record Absence(Order Order, OrderState State, IReadOnlyList<MissingGround> Grounds, bool Overdue, string Objection);

/// <summary>Reads from the orders of a response who objected, who is silent, and who has not carried the order out.</summary>
public sealed class AbsenceReader(IDbContextFactory<AppDb> databases)
{
    /// <summary>Orders of a response whose kilograms may be missing, those with an objection first.</summary>
    public async Task<IReadOnlyList<Absence>> ReadAsync(string responseId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await ReadAsync(db, responseId, now, cancellationToken);
    }

    /// <summary>Whether each of the missing is so by the orders: an open objection, no answer past the deadline, or a failure.</summary>
    /// <returns>Null when every ground holds; otherwise PLAN-043.</returns>
    public async Task<Refusal?> CheckAsync(string responseId, IReadOnlyList<MissingUnit> missing, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await CheckAsync(db, responseId, missing, now, cancellationToken);
    }

    /// <summary>The same within the caller's open transaction.</summary>
    public static async Task<Refusal?> CheckAsync(AppDb db, string responseId, IReadOnlyList<MissingUnit> missing, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var absences = (await ReadAsync(db, responseId, now, cancellationToken)).ToDictionary(a => a.Order.EnterpriseCode, StringComparer.Ordinal);
        return missing.FirstOrDefault(m => !Holds(m, absences.GetValueOrDefault(m.EnterpriseCode))) is not { } unfounded ? null : Refusal.Of(
            "PLAN-043",
            $"{unfounded.EnterpriseCode}：按指令记录不能认定“{unfounded.Ground.Name().Zh}”。",
            $"{unfounded.EnterpriseCode}: its order does not show \"{unfounded.Ground.Name().En}\".",
            "异议须尚未答复；未签收须已过签收期限；未执行须已开始执行，且报告逾期或写明核查情况。",
            "An objection must be open, silence past the receipt deadline; for a failure the order must have started, with the report overdue or a note of what was found.");
    }

    private static bool Holds(MissingUnit missing, Absence? absence) =>
        absence is not null && absence.Grounds.Contains(missing.Ground) && (missing.Ground != MissingGround.Failure || absence.Overdue || missing.Note.Length > 0);

    private static async Task<IReadOnlyList<Absence>> ReadAsync(AppDb db, string responseId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var rows = await OrderDesk.Latest(db, responseId).AsNoTracking().Where(o => o.EndedAt == null).OrderBy(o => o.EnterpriseCode).ToListAsync(cancellationToken);
        var ids = rows.ConvertAll(o => o.Id);
        var answers = await db.OrderEvents.AsNoTracking()
            .Where(e => ids.Contains(e.OrderId) && (e.Event == OrderEvent.Object || e.Event == OrderEvent.RejectObjection) && !e.Note.StartsWith("ORDER-"))
            .OrderBy(e => e.Sequence).ToListAsync(cancellationToken);
        var last = answers.GroupBy(e => e.OrderId).ToDictionary(g => g.Key, g => g.Last());
        var absences = new List<Absence>();
        foreach (var row in rows)
        {
            var objection = last.TryGetValue(row.Id, out var answer) && answer.Event == OrderEvent.Object ? answer.Note : null;
            var overdue = row.ExecutedAt is null && row.State != OrderState.Verified && row.ReportBy < now;
            List<MissingGround> grounds = [];
            if (objection is not null)
            {
                grounds.Add(MissingGround.Objection);
            }

            if (row.AcknowledgedAt is null && row.AcknowledgeBy < now)
            {
                grounds.Add(MissingGround.Silence);
            }

            if (row.StartsAt <= now && row.State != OrderState.Verified)
            {
                grounds.Add(MissingGround.Failure);
            }

            if (grounds.Count > 0)
            {
                absences.Add(new(CanonicalJson.Read<Order>(row.Json), row.State, grounds, overdue, objection ?? ""));
            }
        }

        return [.. absences.OrderBy(a => a.Grounds[0]).ThenByDescending(a => a.Overdue).ThenBy(a => a.Order.EnterpriseCode, StringComparer.Ordinal)];
    }
}
