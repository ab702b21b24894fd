using Emergency.Core.Decisions;
using Emergency.Core.Refusals;
using Emergency.Core.Time;
using Emergency.Dispatch.Orders;
using Emergency.Dispatch.Receipts;
using Emergency.Storage.Audit;
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

    /// <summary>Orders that take effect in one transaction: whoever wants one of them waits for it.</summary>
    private const int ClockBatch = 1000;

    /// <summary>
    /// Takes in an acknowledgement, an objection or an execution report. Sent again under the same key it counts once and gets the same answer.
    /// A refused one changes nothing, and is kept with its refusal.
    /// </summary>
    public Task<Outcome<OrderStanding>> ReceiveAsync(Receipt receipt, CancellationToken cancellationToken) =>
        together.RunAsync(
            new OrderAsk(receipt.OrderId, Document: receipt.Lines.Count > 0 || receipt.Files.Count > 0) { ReceiptKey = _ => receipt.StorageKey }, atHand => Receive(atHand, receipt), cancellationToken);

    /// <summary>Takes in what came by the one-time link of an order, as <see cref="ReceiveAsync"/> does. A link whose order does not run says and writes nothing.</summary>
    /// <param name="number">Number of the order, which the link vouches for.</param>
    /// <param name="receipt">What came, once the order is known.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public Task<Outcome<OrderStanding>> ReceiveByLinkAsync(string number, Func<OrderRow, Receipt> receipt, CancellationToken cancellationToken)
    {
        var ask = new OrderAsk(number, ByNumber: true) { ReceiptKey = row => receipt(row).StorageKey };
        return together.RunAsync(ask, atHand => atHand.Find(ask) is { } row && Runs(row) ? Receive(atHand, receipt(row)) : Unknown(number), cancellationToken);
    }

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
        var ids = await Waiting(db, now).OrderBy(o => o.TakesEffectAt).Select(o => o.Id).Take(ClockBatch).ToListAsync(cancellationToken);
        if (ids.Count == 0)
        {
            return 0;
        }

        // Another worker may have been faster: what it took is in force by the time it can be locked here.
        var rows = await dialect.LockedOrders(db, ids).Where(o => o.TakesEffectAt <= now).AsNoTracking().Select(OrderHistory.WithoutDocument).ToListAsync(cancellationToken);
        var events = rows.ConvertAll(row =>
        {
            var outcome = OrderTransitions.Apply(OrderHistory.Standing(row), OrderEvent.TakeEffect, now, "system");
            outcome.OrThrow();
            return OrderHistory.Write(row, outcome, OrderEvent.TakeEffect, now, "system", "");
        });
        await dialect.UpdateAsync(db, rows, OrderHistory.Changing, cancellationToken);
        await dialect.InsertAsync(db, events, cancellationToken);
        return rows.Count;
    }

    private static IQueryable<OrderRow> Waiting(AppDb db, DateTimeOffset now) => db.Orders.Where(o => o.TakesEffectAt <= now);

    private static Outcome<OrderStanding> Receive(OrdersAtHand atHand, Receipt receipt)
    {
        if (atHand.Find(receipt.OrderId) is not { } row)
        {
            return Unknown(receipt.OrderId);
        }

        var standing = atHand.Standing(row);
        var latest = atHand.Latest(row);
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
            if (atHand.Receipt(receipt.StorageKey) is { } before)
            {
                return before.Revision != receipt.Revision || before.Json != json ? KeyUsedBefore(receipt, before) : before.RefusalCode is null ? standing : judged;
            }

            atHand.Add(
                row,
                OrderHistory.Write(row, judged, receipt.Kind.Event(), receipt.At, receipt.By, receipt.Note),
                new ReceiptRow
                {
                    Key = receipt.StorageKey,
                    OrderId = receipt.OrderId,
                    Revision = receipt.Revision,
                    Kind = receipt.Kind.Code(),
                    At = receipt.At,
                    By = receipt.By,
                    Channel = receipt.Channel,
                    Json = json,
                    RefusalCode = code,
                },
                judged.Ok ? Attachments(receipt, row) : []);
        }

        atHand.Audit(new AuditEntry(
            $"order.{receipt.Kind.Code()}", row.Id, new { receipt.Revision, receipt.Channel, receipt.EnterpriseCode, State = row.State, Refused = code }, receipt.By, receipt.At));
        return judged;
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
                var atHand = await work.LoadAsync(db, [new OrderAsk(orderId)], cancellationToken);
                if (atHand.Find(orderId) is not { } row)
                {
                    return Unknown(orderId);
                }

                var outcome = OrderTransitions.Apply(atHand.Standing(row), happened, at, by, note);
                if (outcome.Ok)
                {
                    atHand.Add(row, OrderHistory.Write(row, outcome, happened, at, by, note));
                    atHand.Audit(new AuditEntry(action, row.Id, new { State = row.State, note }, by, at));
                    await work.SaveAsync(db, atHand, cancellationToken);
                }

                return outcome;
            },
            cancellationToken);

    private static bool Runs(OrderRow row) => row.State != OrderState.Drafted && !row.State.IsFinal();

    private static Refusal Unknown(string orderId) => Refusal.Of(
        UnknownOrder,
        $"没有编号为“{orderId}”的指令。",
        $"There is no order \"{orderId}\".",
        "请核对指令的 id（响应、企业代码、版本）。",
        "Check the order's id (response, enterprise code, revision).");

    private static Refusal KeyUsedBefore(Receipt receipt, ReceiptRow before) => Refusal.Of(
        KeyUsed,
        $"回执标识“{receipt.Key}”已用于另一份内容不同的回执（{before.At.ToNoticeZh()}，第{before.Revision}版）。",
        $"The receipt key \"{receipt.Key}\" has been used for another receipt ({before.At.ToIso()}, revision {before.Revision}).",
        "每份新回执请使用新的标识；重发同一回执时内容不要改动。",
        "Use a new key for each new receipt; send a repeat unchanged.");
}
