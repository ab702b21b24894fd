using Emergency.Core;
using Emergency.Core.Decisions;
using Emergency.Storage.Orders;
using Emergency.Storage.Responses;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.Audit;

/// <summary>Result of checking everything that was recorded.</summary>
/// <param name="Log">The audit log alone.</param>
/// <param name="Orders">Orders whose document and events were found as written.</param>
/// <param name="Responses">Responses whose events were found as written.</param>
/// <param name="Records">Chain records (forecasts, advice, plans) found as written.</param>
/// <param name="Uncovered">Orders and responses written before histories carried a hash.</param>
/// <param name="Faults">What was altered; empty when all is as written.</param>
public sealed record HistoryVerification(AuditVerification Log, int Orders, int Responses, int Records, int Uncovered, IReadOnlyList<Text> Faults)
{
    /// <summary>True when nothing was altered.</summary>
    public bool Intact => Faults.Count == 0;

    /// <summary>Entries of the audit log that were found good.</summary>
    public long Entries => Log.Entries;

    /// <summary>Hash of the last good entry: note it elsewhere, and a cut-off tail is found too.</summary>
    public string HeadHash => Log.HeadHash;

    /// <summary>The first fault; null when intact.</summary>
    public Text? Fault => Faults.Count == 0 ? null : Faults[0];
}

/// <summary>Checks that history is as it was written: the audit log, every order with its events, every response's events, every chain record.</summary>
public static class HistoryCheck
{
    private const int Batch = 500;

    /// <summary>Reads everything once.</summary>
    public static async Task<HistoryVerification> VerifyAsync(AppDb db, CancellationToken cancellationToken)
    {
        var faults = new List<Text>();
        var log = await AuditLog.VerifyAsync(db, cancellationToken);
        if (log.Fault is { } broken)
        {
            faults.Add(broken);
        }

        var orders = await OrdersAsync(db, cancellationToken);
        var responses = await ResponsesAsync(db, cancellationToken);
        faults.AddRange([.. orders.Faults, .. responses.Faults]);
        var records = 0;
        await foreach (var record in db.Chain.AsNoTracking().OrderBy(c => c.Id).Select(c => new { c.Id, c.Json, c.Hash }).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            if (ContentHash.Of(record.Json).Hex == record.Hash)
            {
                records++;
            }
            else
            {
                faults.Add(new($"记录 {record.Id} 的内容被改动。", $"The record {record.Id} was altered."));
            }
        }

        return new(log, orders.Good, responses.Good, records, orders.Uncovered + responses.Uncovered, faults);
    }

    private static async Task<Seen> OrdersAsync(AppDb db, CancellationToken cancellationToken)
    {
        var (seen, after) = (new Seen(), "");
        while (true)
        {
            var rows = await db.Orders.AsNoTracking().Where(o => string.Compare(o.Id, after) > 0).OrderBy(o => o.Id).Take(Batch).ToListAsync(cancellationToken);
            if (rows.Count == 0)
            {
                return seen;
            }

            var ids = rows.ConvertAll(r => r.Id);
            var events = (await db.OrderEvents.AsNoTracking().Where(e => ids.Contains(e.OrderId)).OrderBy(e => e.Sequence).ToListAsync(cancellationToken)).ToLookup(e => e.OrderId);
            Look(
                rows,
                row => row.HistoryHash,
                row => events[row.Id].ToList() is { Count: > 0 } history
                    && history.Aggregate(OrderHistory.Start(row), OrderHistory.Fold) == row.HistoryHash && history.Count == row.Version && history[^1].To == row.State,
                row => new($"指令 {row.Number} 的内容、状态或历史被改动。", $"The content, state or history of order {row.Number} was altered."),
                seen);
            after = ids[^1];
        }
    }

    private static async Task<Seen> ResponsesAsync(AppDb db, CancellationToken cancellationToken)
    {
        var seen = new Seen();
        var events = (await db.ResponseEvents.AsNoTracking().OrderBy(e => e.Sequence).ToListAsync(cancellationToken)).ToLookup(e => e.ResponseId);
        Look(
            await db.Responses.AsNoTracking().OrderBy(r => r.Id).ToListAsync(cancellationToken),
            row => row.HistoryHash,
            row => events[row.Id].ToList() is { Count: > 0 } history && history.Aggregate(ResponseHistory.Start, ResponseHistory.Fold) == row.HistoryHash && history[^1].To == row.State,
            row => new($"响应 {row.Number} 的状态或历史被改动。", $"The state or history of response {row.Number} was altered."),
            seen);
        return seen;
    }

    /// <summary>Counts the rows that are as written, notes those that are not, and those whose history carries no hash.</summary>
    private static void Look<T>(IEnumerable<T> rows, Func<T, string> hash, Func<T, bool> asWritten, Func<T, Text> fault, Seen seen)
    {
        foreach (var row in rows)
        {
            if (hash(row).Length == 0)
            {
                seen.Uncovered++;
            }
            else if (asWritten(row))
            {
                seen.Good++;
            }
            else
            {
                seen.Faults.Add(fault(row));
            }
        }
    }

    private sealed class Seen
    {
        public int Good { get; set; }

        public int Uncovered { get; set; }

        public List<Text> Faults { get; } = [];
    }
}
