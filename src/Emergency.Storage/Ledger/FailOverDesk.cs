using Emergency.Dispatch.Delivery;
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
    public async Task<int> ReceiveAsync(string channel, IReadOnlyList<GatewayReport> reports, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = await dialect.NowAsync(db, clock, cancellationToken);
        var news = 0;
        // Each report by itself: none waits for another while it holds a row that a worker wants.
        foreach (var report in reports)
        {
            var status = report.Status.Length > StatusLimit ? report.Status[..StatusLimit] : report.Status;
            await EnsureAsync(db, channel, report.Reference, cancellationToken);
            news += await db.DispatchReferences
                .Where(r => r.Channel == channel && r.Reference == report.Reference && r.Reached == null)
                .ExecuteUpdateAsync(
                    set => set
                        .SetProperty(r => r.Reached, report.Reached)
                        .SetProperty(r => r.Status, status)
                        .SetProperty(r => r.ReportedAt, now)
                        .SetProperty(r => r.Open, !report.Reached),
                    cancellationToken);
        }

        return news;
    }

    /// <summary>
    /// Acts on failure reports, and on messages that have waited longer than they may (their receiver fails, stalls, or is left alone for a while): the next
    /// channel is used. A message that only waits goes on being tried as well.
    /// </summary>
    public async Task<FailOverResult> SweepAsync(CancellationToken cancellationToken)
    {
        var sum = new FailOverResult(0, 0);
        while (await AnythingToDoAsync(cancellationToken))
        {
            var result = await databases.InTransactionAsync(db => SweepBatchAsync(db, cancellationToken), cancellationToken);
            sum = new FailOverResult(sum.TakenOver + result.TakenOver, sum.Dead + result.Dead);
        }

        return sum;
    }

    /// <summary>A look without a lock: nearly always there is nothing.</summary>
    private async Task<bool> AnythingToDoAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = await dialect.NowAsync(db, clock, cancellationToken);
        return await Failed(db).AnyAsync(cancellationToken) || await Late(db, now).AnyAsync(cancellationToken);
    }

    /// <summary>Joins a delivered message with the names its gateway gave it.</summary>
    internal static async Task JoinAsync(AppDb db, DeliveryMessage message, IReadOnlyList<string> references, CancellationToken cancellationToken)
    {
        foreach (var reference in references.Distinct(StringComparer.Ordinal))
        {
            await EnsureAsync(db, message.Channel, reference, cancellationToken);
            await db.DispatchReferences
                .Where(r => r.Channel == message.Channel && r.Reference == reference)
                .ExecuteUpdateAsync(set => set.SetProperty(r => r.Key, message.Key), cancellationToken);
        }
    }

    private async Task<FailOverResult> SweepBatchAsync(AppDb db, CancellationToken cancellationToken)
    {
        var now = await dialect.NowAsync(db, clock, cancellationToken);
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

        return new FailOverResult(changed.Count(c => c.Next is not null), changed.Count(c => c.Next is null));
    }

    /// <summary>Writes down that a message was given up, and what took its place.</summary>
    internal static Task AuditAsync(AuditLog audit, AppDb db, DispatchRow row, DispatchRow? next, DateTimeOffset now, CancellationToken cancellationToken) => next is null
        ? audit.AppendAsync(db, "dispatch.dead", row.Key, new { row.Channel, row.EnterpriseCode, row.Attempts, row.LastError }, "system", now, cancellationToken)
        : audit.AppendAsync(db, "dispatch.fail-over", row.Key, new { row.Channel, row.EnterpriseCode, row.Attempts, row.LastError, Next = next.Channel }, "system", now, cancellationToken);

    private static IQueryable<DispatchReferenceRow> Failed(AppDb db) => db.DispatchReferences.Where(r => r.Open && r.Key != null);

    private static IQueryable<DispatchRow> Late(AppDb db, DateTimeOffset now) =>
        db.Dispatch.Where(d => d.FailOverAt != null && d.FailOverAt <= now && (d.State == DispatchState.Pending || d.State == DispatchState.Leased));

    /// <summary>Makes sure that there is a row, whoever comes first: the report, or our own record of the message.</summary>
    private static Task<int> EnsureAsync(AppDb db, string channel, string reference, CancellationToken cancellationToken) => db.Database.ExecuteSqlAsync(
        $"INSERT INTO dispatch_references (channel, reference, status, open) VALUES ({channel}, {reference}, '', FALSE) ON CONFLICT DO NOTHING", cancellationToken);
}
