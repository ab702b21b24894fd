using Emergency.Core.Decisions;
using Emergency.Storage;
using Emergency.Storage.Audit;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Cli.Demo;

/// <summary>
/// Where a chain ended, as one hash: responses, orders with every event, receipts, messages, records, audited acts. Two runs that end in the same state give
/// the same hash on either database. Left out is only what may differ between two good runs: the second at which a message arrived, how often it was tried, which of two answers of the same second came first, and the running number of an import
/// (a killed transaction uses one up on PostgreSQL).
/// </summary>
/// <param name="Hash">Hash of everything below.</param>
/// <param name="Parts">Hash of each part, so that two ends that differ show where.</param>
/// <param name="Orders">Number of orders by state.</param>
/// <param name="Receipts">Receipts that took effect.</param>
/// <param name="Messages">Ledger entries by channel, stage and state.</param>
/// <param name="AuditIntact">True when the audit chain holds.</param>
/// <param name="AuditEntries">Its length.</param>
internal sealed record ChainState(ContentHash Hash, IReadOnlyDictionary<string, string> Parts, IReadOnlyDictionary<string, int> Orders, int Receipts, IReadOnlyDictionary<string, int> Messages, bool AuditIntact, long AuditEntries)
{
    /// <summary>Reads the state.</summary>
    public static async Task<ChainState> ReadAsync(AppDb db, CancellationToken cancellationToken)
    {
        var responses = await db.Responses.AsNoTracking().Select(r => new { r.Id, r.Json }).ToListAsync(cancellationToken);
        var responseEvents = await db.ResponseEvents.AsNoTracking().ToListAsync(cancellationToken);
        var orders = await db.Orders.AsNoTracking().Select(o => new { o.Id, State = o.State.ToString(), o.Json, o.ExecutedAt, o.EndedAt }).ToListAsync(cancellationToken);
        var orderEvents = await db.OrderEvents.AsNoTracking().Select(e => new { e.OrderId, Event = e.Event.ToString() }).Distinct().ToListAsync(cancellationToken);
        var receipts = await db.Receipts.AsNoTracking().Select(r => new { r.Key, r.RefusalCode }).ToListAsync(cancellationToken);
        var messages = await db.Dispatch.AsNoTracking().Select(d => new { d.Key, d.Channel, d.Stage, State = d.State.ToString() }).ToListAsync(cancellationToken);
        var chain = await db.Chain.AsNoTracking().Select(c => new { c.Id, c.Hash }).ToListAsync(cancellationToken);
        var acts = await db.Audit.AsNoTracking().Where(a => !a.Action.StartsWith("account.")).Select(a => new { a.Action, Subject = a.Action == "observations.import" ? "" : a.Subject }).ToListAsync(cancellationToken);
        var hours = await db.Observations.AsNoTracking().CountAsync(cancellationToken);
        var parts = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["responses"] = HashOf(responses),
            ["responseEvents"] = HashOf(responseEvents),
            ["orders"] = HashOf(orders),
            ["orderEvents"] = HashOf(orderEvents),
            ["receipts"] = HashOf(receipts),
            ["messages"] = HashOf(messages),
            ["chain"] = HashOf(chain),
            ["acts"] = HashOf(acts),
            ["hours"] = hours.ToString(System.Globalization.CultureInfo.InvariantCulture),
        };
        var verified = await HistoryCheck.VerifyAsync(db, cancellationToken);
        return new ChainState(
            ContentHash.OfJson(parts),
            parts,
            Counted(orders.Select(o => o.State)),
            receipts.Count(r => r.RefusalCode is null),
            Counted(messages.Select(m => $"{m.Channel} {m.Stage} {m.State}")),
            verified.Intact,
            verified.Entries);
    }

    private static string HashOf<T>(IEnumerable<T> rows) => ContentHash.OfJson(rows.Select(CanonicalJson.Write).Order(StringComparer.Ordinal)).Hex;

    private static SortedDictionary<string, int> Counted(IEnumerable<string> words) =>
        new(words.CountBy(w => w).ToDictionary(p => p.Key, p => p.Value), StringComparer.Ordinal);
}
