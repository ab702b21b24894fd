using Emergency.Core.Decisions;
using Emergency.Core.Refusals;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Dispatch.Escalation;
using Emergency.Dispatch.Orders;
using Emergency.Dispatch.Receipts;
using Emergency.Storage.Audit;
using Emergency.Storage.Ledger;
using Emergency.Storage.Orders;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.Reports;

/// <summary>What a daily report said, as kept.</summary>
/// <param name="Revision">Revision it names.</param>
/// <param name="Lines">By line.</param>
/// <param name="Activity">What ran.</param>
/// <param name="Note">Anything else.</param>
public sealed record DailyReportContent(int Revision, IReadOnlyList<LineReport> Lines, string Activity, string Note);

/// <summary>An order in the officer's table of a day.</summary>
/// <param name="Order">The order.</param>
/// <param name="Report">Its latest report of the day; null when none has come.</param>
public sealed record DailyLine(OrderRow Order, DailyReportRow? Report);

/// <summary>Takes in daily reports and says who has sent one.</summary>
public sealed class DailyReportDesk(IDbContextFactory<AppDb> databases, IDialect dialect, AuditLog audit)
{
    /// <summary>Takes in a report. Sent again under the same key it counts once; under another key it corrects the one before. Both are kept.</summary>
    public Task<Outcome<DailyReportRow>> ReportAsync(DailyReport report, DeadlineRules rules, CancellationToken cancellationToken) =>
        databases.InTransactionAsync(db => ReportAsync(db, report, rules, cancellationToken), cancellationToken);

    /// <summary>Every order of a response that owes a report of the day, by number, with what has come.</summary>
    public async Task<IReadOnlyList<DailyLine>> OfDayAsync(string responseId, LocalDay day, DeadlineRules rules, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var orders = await db.Orders.AsNoTracking().Where(o => o.ResponseId == responseId).OrderBy(o => o.Number).ToListAsync(cancellationToken);
        var reports = (await db.DailyReports.AsNoTracking()
            .Where(d => d.Day == day.Date && db.Orders.Any(o => o.Id == d.OrderId && o.ResponseId == responseId))
            .ToListAsync(cancellationToken)).ToLookup(d => d.OrderId, StringComparer.Ordinal);
        return orders
            .Where(o => reports.Contains(o.Id) || FollowUp.DailyDeadline(o.State, o.StartsAt, rules, day) is not null)
            .Select(o => new DailyLine(o, reports[o.Id].MaxBy(r => r.Number)))
            .ToList();
    }

    /// <summary>Reports of an order, the newest first.</summary>
    public async Task<IReadOnlyList<DailyReportRow>> OfOrderAsync(string orderId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.DailyReports.AsNoTracking().Where(d => d.OrderId == orderId).OrderByDescending(d => d.Day).ThenByDescending(d => d.Number).ToListAsync(cancellationToken);
    }

    private async Task<Outcome<DailyReportRow>> ReportAsync(AppDb db, DailyReport report, DeadlineRules rules, CancellationToken cancellationToken)
    {
        await audit.LockAsync(db, cancellationToken);
        await dialect.LockOrdersAsync(db, [report.OrderId], cancellationToken);
        var order = await db.Orders.AsNoTracking().SingleOrDefaultAsync(o => o.Id == report.OrderId, cancellationToken);
        if (order is null || order.EnterpriseCode != report.EnterpriseCode)
        {
            return ReceiptRules.Foreign();
        }

        var before = await db.DailyReports.AsNoTracking().Where(d => d.OrderId == report.OrderId && d.Day == report.Day.Date).ToListAsync(cancellationToken);
        if (before.Find(d => d.Key == report.Key) is { } same)
        {
            return same;
        }

        var lines = CanonicalJson.Read<Order>(order.Json).Lines.Count;
        if (DailyReports.Check(report, OrderHistory.Standing(order), lines, rules) is { } refusal)
        {
            return refusal;
        }

        var row = new DailyReportRow
        {
            OrderId = report.OrderId,
            Day = report.Day.Date,
            Number = before.Count + 1,
            Key = report.Key,
            At = report.At,
            By = report.By,
            Late = report.At > ChinaTime.At(report.Day.Date, rules.DailyReportHour),
            Unfinished = report.Lines.Count(l => l.State != LineState.Done),
            Json = CanonicalJson.Write(new DailyReportContent(report.Revision, report.Lines, report.Activity, report.Note)),
        };
        db.DailyReports.Add(row);
        await LedgerEntries.CancelRemindersAsync(db, [report.OrderId], FollowUpSubject.Daily, cancellationToken);
        await audit.AppendAsync(db, "order.daily", report.OrderId, new { report.Day, row.Number, row.Late, row.Unfinished }, report.By, report.At, cancellationToken);
        return row;
    }
}
