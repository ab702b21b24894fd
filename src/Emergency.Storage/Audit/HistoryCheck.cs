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

        var (orders, uncovered) = await OrdersAsync(db, faults, cancellationToken);
        var (responses, older) = await ResponsesAsync(db, faults, cancellationToken);
        var records = 0;
        await foreach (var record in db.Chain.AsNoTracking().OrderBy(c => c.Id).Select(c => new { c.Id, c.Json, c.Hash }).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            Count(ContentHash.Of(record.Json).Hex == record.Hash, ref records, faults, $"记录 {record.Id} 的内容被改动。", $"The record {record.Id} was altered.");
        }

        return new(log, orders, responses, records, uncovered + older, faults);
    }

    private static async Task<(int Good, int Uncovered)> OrdersAsync(AppDb db, List<Text> faults, CancellationToken cancellationToken)
    {
        var (good, uncovered, after) = (0, 0, "");
        while (true)
        {
            var rows = await db.Orders.AsNoTracking().Where(o => string.Compare(o.Id, after) > 0).OrderBy(o => o.Id).Take(Batch).ToListAsync(cancellationToken);
            if (rows.Count == 0)
            {
                return (good, uncovered);
            }

            var ids = rows.ConvertAll(r => r.Id);
            var events = (await db.OrderEvents.AsNoTracking().Where(e => ids.Contains(e.OrderId)).OrderBy(e => e.Sequence).ToListAsync(cancellationToken)).ToLookup(e => e.OrderId);
            foreach (var row in rows)
            {
                if (row.HistoryHash.Length == 0)
                {
                    uncovered++;
                    continue;
                }

                var history = events[row.Id].ToList();
                var asWritten = history.Aggregate(OrderHistory.Start(row), OrderHistory.Fold) == row.HistoryHash && history.Count == row.Version && history[^1].To == row.State;
                Count(asWritten, ref good, faults, $"指令 {row.Number} 的内容、状态或历史被改动。", $"The content, state or history of order {row.Number} was altered.");
            }

            after = ids[^1];
        }
    }

    private static async Task<(int Good, int Uncovered)> ResponsesAsync(AppDb db, List<Text> faults, CancellationToken cancellationToken)
    {
        var (good, uncovered) = (0, 0);
        var events = (await db.ResponseEvents.AsNoTracking().OrderBy(e => e.Sequence).ToListAsync(cancellationToken)).ToLookup(e => e.ResponseId);
        foreach (var row in await db.Responses.AsNoTracking().OrderBy(r => r.Id).ToListAsync(cancellationToken))
        {
            if (row.HistoryHash.Length == 0)
            {
                uncovered++;
                continue;
            }

            var history = events[row.Id].ToList();
            var asWritten = history.Aggregate(ResponseHistory.Start, ResponseHistory.Fold) == row.HistoryHash && history[^1].To == row.State;
            Count(asWritten, ref good, faults, $"响应 {row.Number} 的状态或历史被改动。", $"The state or history of response {row.Number} was altered.");
        }

        return (good, uncovered);
    }

    private static void Count(bool asWritten, ref int good, List<Text> faults, string zh, string en)
    {
        if (asWritten)
        {
            good++;
        }
        else
        {
            faults.Add(new(zh, en));
        }
    }
}
