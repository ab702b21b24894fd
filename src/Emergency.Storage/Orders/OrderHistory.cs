using Emergency.Core.Decisions;
using Emergency.Core.Refusals;
using Emergency.Dispatch.Orders;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.Orders;

/// <summary>
/// The one way an order's row changes: the pure table decides, the row takes the new standing, and the event is written beside it in the same
/// transaction, also when it was refused. <see cref="OrderRow.Version"/> is the sequence of the latest event.
/// </summary>
internal static class OrderHistory
{
    /// <summary>Longest note kept with an event [characters].</summary>
    private const int NoteLimit = 1000;

    /// <summary>Where the order stands by its columns. The open objection and the ending are read from the history where they matter.</summary>
    public static OrderStanding Standing(OrderRow row, DateTimeOffset? objectionOpenSince = null, OrderEnding? ending = null) =>
        new(row.Number, row.StartsAt, row.State, row.DeliveredAt, row.AcknowledgedAt, objectionOpenSince, row.ExecutedAt, ending);

    /// <summary>The same with the open objection and the ending, for sentences that name who ended it.</summary>
    public static async Task<OrderStanding> FullStandingAsync(AppDb db, OrderRow row, CancellationToken cancellationToken)
    {
        var objection = await db.OrderEvents.AsNoTracking()
            .Where(e => e.OrderId == row.Id && (e.Event == OrderEvent.Object || e.Event == OrderEvent.RejectObjection))
            .OrderByDescending(e => e.Sequence)
            .FirstOrDefaultAsync(cancellationToken);
        OrderEnding? ending = null;
        if (row.State.IsFinal())
        {
            var last = await db.OrderEvents.AsNoTracking()
                .Where(e => e.OrderId == row.Id && e.To == row.State && e.From != row.State)
                .OrderBy(e => e.Sequence)
                .FirstOrDefaultAsync(cancellationToken);
            var successor = await db.Orders.AsNoTracking()
                .Where(o => o.ResponseId == row.ResponseId && o.EnterpriseCode == row.EnterpriseCode && o.Revision > row.Revision)
                .OrderByDescending(o => o.Revision)
                .Select(o => o.Number)
                .FirstOrDefaultAsync(cancellationToken);
            ending = last is null ? null : new OrderEnding(last.At, last.By, last.Note, successor);
        }

        return Standing(row, objection?.Event == OrderEvent.Object && !row.State.IsFinal() ? objection.At : null, ending);
    }

    /// <summary>Applies an event and writes it down. A refused event leaves the order as it is and is written with the refusal's code.</summary>
    public static Outcome<OrderStanding> Apply(AppDb db, OrderRow row, OrderStanding standing, OrderEvent happened, DateTimeOffset at, string by, string note)
    {
        var outcome = OrderTransitions.Apply(standing, happened, at, by, note);
        Write(db, row, outcome, happened, at, by, note);
        return outcome;
    }

    /// <summary>Writes a decision already taken.</summary>
    public static void Write(AppDb db, OrderRow row, Outcome<OrderStanding> outcome, OrderEvent happened, DateTimeOffset at, string by, string note)
    {
        var from = row.State;
        if (outcome.Ok)
        {
            var next = outcome.Value;
            row.State = next.State;
            row.DeliveredAt = next.DeliveredAt;
            row.AcknowledgedAt = next.AcknowledgedAt;
            row.ExecutedAt = next.ExecutedAt;
            row.EndedAt = next.Ending?.At ?? row.EndedAt;
        }

        Add(db, row, happened, from, outcome.Ok ? note : $"{outcome.Refusal.Code} {note}".TrimEnd(), at, by);
    }

    /// <summary>Writes the drafting: the first event.</summary>
    public static void Draft(AppDb db, OrderRow row, DateTimeOffset at, string by) => Add(db, row, null, null, "", at, by);

    private static void Add(AppDb db, OrderRow row, OrderEvent? happened, OrderState? from, string note, DateTimeOffset at, string by)
    {
        row.Version++;
        var written = new OrderEventRow
        {
            OrderId = row.Id,
            Sequence = row.Version,
            Event = happened,
            From = from,
            To = row.State,
            At = at,
            By = by,
            Note = note.Length > NoteLimit ? note[..NoteLimit] : note,
        };
        row.HistoryHash = Fold(row.Version == 1 ? Start(row) : row.HistoryHash, written);
        db.OrderEvents.Add(written);
    }

    /// <summary>Where the hash of a history begins: the order as sent.</summary>
    public static string Start(OrderRow row) => ContentHash.Of(row.Json).Hex;

    /// <summary>The hash with one more event.</summary>
    public static string Fold(string before, OrderEventRow e) =>
        before.Length == 0 ? "" : ContentHash.OfJson(new { before, e.OrderId, e.Sequence, e.Event, e.From, e.To, At = e.At.ToUnixTimeMilliseconds(), e.By, e.Note }).Hex;
}
