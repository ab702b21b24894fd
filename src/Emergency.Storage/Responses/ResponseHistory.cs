using Emergency.Core.Decisions;
using Emergency.Warnings.Responses;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.Responses;

/// <summary>The one way an event of a response is written: after the one before it, with the hash of the history carried on.</summary>
internal static class ResponseHistory
{
    private static readonly string Genesis = new('0', 64);

    /// <summary>Writes an event. Called under the audit lock, so that two writers do not take one number.</summary>
    /// <param name="db">Open transaction.</param>
    /// <param name="row">Response, tracked.</param>
    /// <param name="happened">Event; null for the proposal and for a note.</param>
    /// <param name="from">State before; null for the proposal.</param>
    /// <param name="to">State after.</param>
    /// <param name="at">When.</param>
    /// <param name="by">User.</param>
    /// <param name="note">In words.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task WriteAsync(AppDb db, ResponseRow row, ResponseEvent? happened, ResponseState? from, ResponseState to, DateTimeOffset at, string by, string note, CancellationToken cancellationToken)
    {
        var written = db.ResponseEvents.Local.Where(e => e.ResponseId == row.Id).Select(e => (int?)e.Sequence).Max();
        var stored = await db.ResponseEvents.Where(e => e.ResponseId == row.Id).MaxAsync(e => (int?)e.Sequence, cancellationToken);
        var next = new ResponseEventRow { ResponseId = row.Id, Sequence = Math.Max(written ?? 0, stored ?? 0) + 1, Event = happened, From = from, To = to, At = at, By = by, Note = note };
        row.HistoryHash = Fold(next.Sequence == 1 ? Genesis : row.HistoryHash, next);
        db.ResponseEvents.Add(next);
    }

    /// <summary>Where the hash of a history begins.</summary>
    public static string Start => Genesis;

    /// <summary>The hash with one more event.</summary>
    public static string Fold(string before, ResponseEventRow e) =>
        before.Length == 0 ? "" : ContentHash.OfJson(new { before, e.ResponseId, e.Sequence, e.Event, e.From, e.To, At = e.At.ToUnixTimeMilliseconds(), e.By, e.Note }).Hex;
}
