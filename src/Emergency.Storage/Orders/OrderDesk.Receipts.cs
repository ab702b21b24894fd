using Emergency.Core.Decisions;
using Emergency.Core.Refusals;
using Emergency.Dispatch.Escalation;
using Emergency.Dispatch.Orders;
using Emergency.Dispatch.Receipts;
using Emergency.Storage.Ledger;
using Emergency.Storage.Reports;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.Orders;

/// <summary>What a receipt said, as kept.</summary>
/// <param name="Note">In words.</param>
/// <param name="Lines">By line; null when it came in words only.</param>
/// <param name="Files">Files; null when none came.</param>
public sealed record ReceiptContent(string Note, IReadOnlyList<LineReport>? Lines, IReadOnlyList<ReceiptFile>? Files);

/// <summary>What enterprises answer, what officers decide on it, and what the clock does.</summary>
public sealed partial class OrderDesk
{
    /// <summary>The sender's key has been used for a receipt that said something else.</summary>
    public const string KeyUsed = "ORDER-007";

    private const int ClockBatch = 200;

    /// <summary>
    /// Takes in an acknowledgement, an objection or an execution report. Sent again under the same key it counts once and gets the same answer.
    /// A refused one changes nothing, and is kept with its refusal.
    /// </summary>
    public Task<Outcome<OrderStanding>> ReceiveAsync(Receipt receipt, CancellationToken cancellationToken) =>
        together.RunAsync((db, token) => ReceiveAsync(db, receipt, token), cancellationToken);

    /// <summary>An officer rejects an open objection: the order stands.</summary>
    public Task<Outcome<OrderStanding>> RejectObjectionAsync(string orderId, string reason, string by, DateTimeOffset at, CancellationToken cancellationToken) =>
        DecideAsync(orderId, OrderEvent.RejectObjection, "order.reject-objection", reason, by, at, cancellationToken);

    /// <summary>An inspector confirms execution on site.</summary>
    public Task<Outcome<OrderStanding>> VerifyAsync(string orderId, string note, string by, DateTimeOffset at, CancellationToken cancellationToken) =>
        DecideAsync(orderId, OrderEvent.Verify, "order.verify", note, by, at, cancellationToken);

    /// <summary>Every order whose start time has come takes effect.</summary>
    /// <param name="now">The time to judge by.</param>
    /// <param name="cancellationToken">Cancels between batches.</param>
    /// <returns>How many took effect.</returns>
    public async Task<int> TakeEffectDueAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var done = 0;
        while (true)
        {
            var batch = await databases.InTransactionAsync(db => TakeEffectBatchAsync(db, now, cancellationToken), cancellationToken);
            done += batch;
            if (batch == 0)
            {
                return done;
            }
        }
    }

    private async Task<int> TakeEffectBatchAsync(AppDb db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var ids = await Waiting(db, now).OrderBy(o => o.Id).Select(o => o.Id).Take(ClockBatch).ToListAsync(cancellationToken);
        await dialect.LockOrdersAsync(db, ids, cancellationToken);
        var rows = await Waiting(db, now).Where(o => ids.Contains(o.Id)).ToListAsync(cancellationToken);
        foreach (var row in rows)
        {
            OrderHistory.Apply(db, row, OrderHistory.Standing(row), OrderEvent.TakeEffect, now, "system", "").OrThrow();
        }

        return rows.Count;
    }

    private static IQueryable<OrderRow> Waiting(AppDb db, DateTimeOffset now) => db.Orders.Where(o =>
        o.StartsAt <= now
        && (o.State == OrderState.Issued || o.State == OrderState.Delivered || o.State == OrderState.Acknowledged || o.State == OrderState.Objected));

    private async Task<Outcome<OrderStanding>> ReceiveAsync(AppDb db, Receipt receipt, CancellationToken cancellationToken)
    {
        await audit.LockAsync(db, cancellationToken);
        if (await LockedAsync(db, receipt.OrderId, cancellationToken) is not { } row)
        {
            return Unknown(receipt.OrderId);
        }

        var standing = await OrderHistory.FullStandingAsync(db, row, cancellationToken);
        var latest = await db.Orders.AsNoTracking()
            .Where(o => o.ResponseId == row.ResponseId && o.EnterpriseCode == row.EnterpriseCode)
            .OrderByDescending(o => o.Revision)
            .Select(o => new { o.Number, o.Revision })
            .FirstAsync(cancellationToken);
        var judged = ReceiptRules.Judge(receipt, new ReceiptTarget(row.EnterpriseCode, row.Revision, latest.Number, latest.Revision, standing)
        {
            LineCount = receipt.Lines.Count == 0 ? 0 : CanonicalJson.Read<Order>(row.Json).Lines.Count,
        });
        var code = judged.Refusal?.Code;
        var json = receipt.Lines.Count == 0 && receipt.Files.Count == 0
            ? CanonicalJson.Write(new { receipt.Note })
            : CanonicalJson.Write(new ReceiptContent(receipt.Note, receipt.Lines, receipt.Files));
        if (code is not (ReceiptRules.NotYours or ReceiptRules.BadKey))
        {
            var key = receipt.StorageKey;
            var before = await db.Receipts.SingleOrDefaultAsync(r => r.Key == key, cancellationToken);
            if (before is not null)
            {
                return before.Revision != receipt.Revision || before.Json != json ? KeyUsedBefore(receipt, before) : before.RefusalCode is null ? standing : judged;
            }

            db.Receipts.Add(new ReceiptRow
            {
                Key = key,
                OrderId = receipt.OrderId,
                Revision = receipt.Revision,
                Kind = receipt.Kind.Code(),
                At = receipt.At,
                By = receipt.By,
                Channel = receipt.Channel,
                Json = json,
                RefusalCode = code,
            });
            OrderHistory.Write(db, row, judged, receipt.Kind.Event(), receipt.At, receipt.By, receipt.Note);
            if (judged.Ok)
            {
                db.Attachments.AddRange(Attachments(receipt, row));
            }

            await StopRemindersAsync(db, row, cancellationToken);
        }

        await audit.AppendAsync(
            db,
            $"order.{receipt.Kind.Code()}",
            row.Id,
            new { receipt.Revision, receipt.Channel, receipt.EnterpriseCode, State = row.State, Refused = code },
            receipt.By,
            receipt.At,
            cancellationToken);
        return judged;
    }

    /// <summary>
    /// What has been answered is not asked again: the reminders go with the answer, in its transaction and under the lock of the order,
    /// so that none can be made or sent after it.
    /// </summary>
    private static async Task StopRemindersAsync(AppDb db, OrderRow row, CancellationToken cancellationToken)
    {
        if (row.AcknowledgedAt is not null)
        {
            await LedgerEntries.CancelRemindersAsync(db, row.Id, FollowUpSubject.Receipt, cancellationToken);
        }

        if (row.ExecutedAt is not null || row.State == OrderState.Verified)
        {
            await LedgerEntries.CancelRemindersAsync(db, row.Id, FollowUpSubject.Execution, cancellationToken);
        }
    }

    private static IEnumerable<AttachmentRow> Attachments(Receipt receipt, OrderRow row) => receipt.Files
        .DistinctBy(f => f.Sha256)
        .Select(file => new AttachmentRow
        {
            Id = ContentHash.Of($"{receipt.StorageKey}\n{file.Sha256}").Hex[..32],
            OrderId = row.Id,
            ReceiptKey = receipt.StorageKey,
            EnterpriseCode = row.EnterpriseCode,
            RegionCode = row.RegionCode,
            Name = file.Name,
            ContentType = file.ContentType,
            Bytes = file.Bytes,
            Sha256 = file.Sha256,
            At = receipt.At,
            By = receipt.By,
        });

    private Task<Outcome<OrderStanding>> DecideAsync(string orderId, OrderEvent happened, string action, string note, string by, DateTimeOffset at, CancellationToken cancellationToken) =>
        databases.InTransactionAsync<Outcome<OrderStanding>>(
            async db =>
            {
                await audit.LockAsync(db, cancellationToken);
                if (await LockedAsync(db, orderId, cancellationToken) is not { } row)
                {
                    return Unknown(orderId);
                }

                var standing = await OrderHistory.FullStandingAsync(db, row, cancellationToken);
                var outcome = OrderTransitions.Apply(standing, happened, at, by, note);
                if (outcome.Ok)
                {
                    OrderHistory.Write(db, row, outcome, happened, at, by, note);
                    await StopRemindersAsync(db, row, cancellationToken);
                    await audit.AppendAsync(db, action, row.Id, new { State = row.State, note }, by, at, cancellationToken);
                }

                return outcome;
            },
            cancellationToken);

    private async Task<OrderRow?> LockedAsync(AppDb db, string orderId, CancellationToken cancellationToken)
    {
        await dialect.LockOrdersAsync(db, [orderId], cancellationToken);
        return await db.Orders.SingleOrDefaultAsync(o => o.Id == orderId, cancellationToken);
    }

    private static Refusal Unknown(string orderId) => Refusal.Of(
        UnknownOrder,
        $"没有编号为“{orderId}”的指令。",
        $"There is no order \"{orderId}\".",
        "请核对指令的 id（响应、企业代码、版本）。",
        "Check the order's id (response, enterprise code, revision).");

    private static Refusal KeyUsedBefore(Receipt receipt, ReceiptRow before) => Refusal.Of(
        KeyUsed,
        $"回执标识“{receipt.Key}”已用于另一份内容不同的回执（{before.At:yyyy-MM-dd HH:mm}Z，第{before.Revision}版）。",
        $"The receipt key \"{receipt.Key}\" has been used for another receipt ({before.At:yyyy-MM-dd HH:mm}Z, revision {before.Revision}).",
        "每份新回执请使用新的标识；重发同一回执时内容不要改动。",
        "Use a new key for each new receipt; send a repeat unchanged.");
}
