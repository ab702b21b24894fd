using System.Linq.Expressions;
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

    /// <summary>Reads a row as far as events change it or are judged by it: without the document, which is most of its size.</summary>
    public static Expression<Func<OrderRow, OrderRow>> WithoutDocument { get; } = o => new OrderRow
    {
        Id = o.Id,
        Number = o.Number,
        ResponseId = o.ResponseId,
        EnterpriseCode = o.EnterpriseCode,
        Revision = o.Revision,
        State = o.State,
        StartsAt = o.StartsAt,
        DeliveredAt = o.DeliveredAt,
        AcknowledgedAt = o.AcknowledgedAt,
        ExecutedAt = o.ExecutedAt,
        EndedAt = o.EndedAt,
        Version = o.Version,
        HistoryHash = o.HistoryHash,
    };

    /// <summary>What events change in a row.</summary>
    public static IReadOnlyList<string> Changing { get; } =
    [
        nameof(OrderRow.State), nameof(OrderRow.DeliveredAt), nameof(OrderRow.AcknowledgedAt), nameof(OrderRow.ExecutedAt), nameof(OrderRow.EndedAt), nameof(OrderRow.Version), nameof(OrderRow.HistoryHash),
    ];

    /// <summary>Where the order stands by its columns. The open objection and the ending are read from the history where they matter.</summary>
    public static OrderStanding Standing(OrderRow row, DateTimeOffset? objectionOpenSince = null, OrderEnding? ending = null) =>
        new(row.Number, row.StartsAt, row.State, row.DeliveredAt, row.AcknowledgedAt, objectionOpenSince, row.ExecutedAt, ending);

    /// <summary>The events that a full standing is read from: objections, their answers, and the end.</summary>
    public static Expression<Func<OrderEventRow, bool>> Telling { get; } = e =>
        e.Event == OrderEvent.Object || e.Event == OrderEvent.RejectObjection
        || (e.From != e.To && (e.To == OrderState.Lifted || e.To == OrderState.Replaced || e.To == OrderState.Withdrawn));

    /// <summary>The same with the open objection and the ending, for sentences that name who ended it.</summary>
    /// <param name="row">Order.</param>
    /// <param name="telling">Its events, those of <see cref="Telling"/> at least, in their order.</param>
    /// <param name="successor">Number of the latest later revision; null when there is none.</param>
    public static OrderStanding Standing(OrderRow row, IReadOnlyList<OrderEventRow> telling, string? successor)
    {
        if (row.State.IsFinal())
        {
            var last = telling.FirstOrDefault(e => e.To == row.State && e.From != row.State);
            return Standing(row, null, last is null ? null : new OrderEnding(last.At, last.By, last.Note, successor));
        }

        var objection = telling.LastOrDefault(e => e.Event is OrderEvent.Object or OrderEvent.RejectObjection);
        return Standing(row, objection?.Event == OrderEvent.Object ? objection.At : null);
    }

    /// <summary>Applies an event and writes it down. A refused event leaves the order as it is and is written with the refusal's code.</summary>
    public static Outcome<OrderStanding> Apply(AppDb db, OrderRow row, OrderStanding standing, OrderEvent happened, DateTimeOffset at, string by, string note)
    {
        var outcome = OrderTransitions.Apply(standing, happened, at, by, note);
        db.OrderEvents.Add(Write(row, outcome, happened, at, by, note));
        return outcome;
    }

    /// <summary>Carries a decision already taken into the row.</summary>
    /// <returns>The event, to be inserted in the same transaction.</returns>
    public static OrderEventRow Write(OrderRow row, Outcome<OrderStanding> outcome, OrderEvent happened, DateTimeOffset at, string by, string note)
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

        return Next(row, happened, from, outcome.Ok ? note : $"{outcome.Refusal.Code} {note}".TrimEnd(), at, by);
    }

    /// <summary>Writes the drafting: the first event.</summary>
    public static void Draft(AppDb db, OrderRow row, DateTimeOffset at, string by) => db.OrderEvents.Add(Next(row, null, null, "", at, by));

    private static OrderEventRow Next(OrderRow row, OrderEvent? happened, OrderState? from, string note, DateTimeOffset at, string by)
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
        return written;
    }

    /// <summary>Where the hash of a history begins: the order as sent.</summary>
    public static string Start(OrderRow row) => ContentHash.Of(row.Json).Hex;

    /// <summary>The hash with one more event.</summary>
    public static string Fold(string before, OrderEventRow e) =>
        before.Length == 0 ? "" : ContentHash.OfJson(new { before, e.OrderId, e.Sequence, e.Event, e.From, e.To, At = e.At.ToUnixTimeMilliseconds(), e.By, e.Note }).Hex;
}
