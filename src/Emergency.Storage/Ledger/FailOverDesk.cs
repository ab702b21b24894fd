using Emergency.Storage.Audit;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.Ledger;

/// <summary>One report of a gateway on one message.</summary>
/// <param name="Reference">The gateway's name for the message.</param>
/// <param name="Reached">True: it reached the telephone; false: it did not.</param>
/// <param name="Status">The gateway's own word for it.</param>
public sealed record GatewayReport(string Reference, bool Reached, string Status);

/// <summary>What a look at failed and waiting messages changed.</summary>
/// <param name="TakenOver">Messages handed to the next channel.</param>
/// <param name="Dead">Messages without a channel left: an officer must act.</param>
public sealed record FailOverResult(int TakenOver, int Dead);

/// <summary>
/// Delivery reports, and the fail-over they and long waiting lead to. A report is only written down when it comes; a worker acts on it, so that a report that
/// outruns our own record of the message counts as well.
/// </summary>
public sealed class FailOverDesk(IDbContextFactory<AppDb> databases, IDialect dialect, AuditLog audit, TimeProvider clock)
{
    /// <summary>Messages changed in one transaction.</summary>
    private const int Batch = 100;

    private const int StatusLimit = 200;

    /// <summary>Writes down what a gateway reported. The first final report on a message counts; a repeat changes nothing.</summary>
    /// <returns>How many of them were news.</returns>
    public Task<int> ReceiveAsync(string channel, IReadOnlyList<GatewayReport> reports, CancellationToken cancellationToken) => databases.InTransactionAsync(
        async db =>
        {
            var now = await dialect.NowAsync(db, clock, cancellationToken);
            var news = 0;
            foreach (var report in reports.DistinctBy(r => r.Reference, StringComparer.Ordinal))
            {
                var row = await ReferenceAsync(db, channel, report.Reference, cancellationToken);
                if (row.Reached is null)
                {
                    (row.Reached, row.ReportedAt, row.Open) = (report.Reached, now, !report.Reached);
                    row.Status = report.Status.Length > StatusLimit ? report.Status[..StatusLimit] : report.Status;
                    news++;
                }
            }

            await db.SaveChangesAsync(cancellationToken);
            return news;
        },
        cancellationToken);

    /// <summary>
    /// Acts on failure reports, and on messages that have waited longer than they may (their receiver fails, stalls, or is left alone for a while): the next
    /// channel is used. A message that only waits goes on being tried as well.
    /// </summary>
    public async Task<FailOverResult> SweepAsync(CancellationToken cancellationToken)
    {
        var sum = new FailOverResult(0, 0);
        while (true)
        {
            var (seen, result) = await databases.InTransactionAsync(db => SweepBatchAsync(db, cancellationToken), cancellationToken);
            sum = new FailOverResult(sum.TakenOver + result.TakenOver, sum.Dead + result.Dead);
            if (seen == 0)
            {
                return sum;
            }
        }
    }

    /// <summary>Joins a delivered message with the names its gateway gave it.</summary>
    internal static async Task JoinAsync(AppDb db, DispatchRow row, IReadOnlyList<string> references, CancellationToken cancellationToken)
    {
        foreach (var reference in references.Distinct(StringComparer.Ordinal))
        {
            (await ReferenceAsync(db, row.Channel, reference, cancellationToken)).Key = row.Key;
        }
    }

    private async Task<(int Seen, FailOverResult Result)> SweepBatchAsync(AppDb db, CancellationToken cancellationToken)
    {
        var now = await dialect.NowAsync(db, clock, cancellationToken);
        if (!await Failed(db).AnyAsync(cancellationToken) && !await Late(db, now).AnyAsync(cancellationToken))
        {
            return (0, new FailOverResult(0, 0));
        }

        // Whoever ends, answers or gives up an order holds this lock too: what is read below stays so until the end of the transaction.
        await audit.LockAsync(db, cancellationToken);
        var failed = await Failed(db).OrderBy(r => r.Reference).Take(Batch).ToListAsync(cancellationToken);
        var keys = failed.Select(r => r.Key!).Distinct(StringComparer.Ordinal).ToList();
        var rows = await db.Dispatch.Where(d => keys.Contains(d.Key)).ToDictionaryAsync(d => d.Key, cancellationToken);
        var late = await Late(db, now).OrderBy(d => d.FailOverAt).Take(Batch).ToListAsync(cancellationToken);
        var changed = new List<(DispatchRow Row, DispatchRow? Next)>();
        foreach (var report in failed)
        {
            report.Open = false;
            var row = rows[report.Key!];
            // A part that failed after another part did, and an order that has been answered or has ended, need nothing more.
            if (row.State == DispatchState.Delivered && await FailOver.WantedAsync(db, row, cancellationToken))
            {
                var next = await FailOver.TakeOverAsync(db, row, now, cancellationToken);
                row.State = next is null ? DispatchState.Dead : DispatchState.FailedOver;
                row.DueAt = now;
                row.LastError = $"gateway: {report.Status}";
                changed.Add((row, next));
            }
        }

        foreach (var row in late)
        {
            if (await FailOver.TakeOverAsync(db, row, now, cancellationToken) is { } next)
            {
                changed.Add((row, next));
            }

            row.FailOverAt = null;
        }

        await db.SaveChangesAsync(cancellationToken);
        foreach (var (row, next) in changed)
        {
            await AuditAsync(audit, db, row, next, now, cancellationToken);
        }

        return (failed.Count + late.Count, new FailOverResult(changed.Count(c => c.Next is not null), changed.Count(c => c.Next is null)));
    }

    /// <summary>Writes down that a message was given up, and what took its place.</summary>
    internal static Task AuditAsync(AuditLog audit, AppDb db, DispatchRow row, DispatchRow? next, DateTimeOffset now, CancellationToken cancellationToken) => next is null
        ? audit.AppendAsync(db, "dispatch.dead", row.Key, new { row.Channel, row.EnterpriseCode, row.Attempts, row.LastError }, "system", now, cancellationToken)
        : audit.AppendAsync(db, "dispatch.fail-over", row.Key, new { row.Channel, row.EnterpriseCode, row.Attempts, row.LastError, Next = next.Channel }, "system", now, cancellationToken);

    private static IQueryable<DispatchReferenceRow> Failed(AppDb db) => db.DispatchReferences.Where(r => r.Open && r.Key != null);

    private static IQueryable<DispatchRow> Late(AppDb db, DateTimeOffset now) =>
        db.Dispatch.Where(d => d.FailOverAt != null && d.FailOverAt <= now && (d.State == DispatchState.Pending || d.State == DispatchState.Leased));

    private static async Task<DispatchReferenceRow> ReferenceAsync(AppDb db, string channel, string reference, CancellationToken cancellationToken)
    {
        var row = await db.DispatchReferences.FindAsync([channel, reference], cancellationToken);
        if (row is null)
        {
            row = new DispatchReferenceRow { Channel = channel, Reference = reference };
            db.DispatchReferences.Add(row);
        }

        return row;
    }
}
