using Emergency.Core.Refusals;
using Emergency.Dispatch.Orders;

namespace Emergency.Dispatch.Receipts;

/// <summary>What an enterprise sends back about an order.</summary>
public enum ReceiptKind
{
    /// <summary>It received the order (签收).</summary>
    Acknowledge,

    /// <summary>It objects, with a reason. The order stands until an officer answers.</summary>
    Object,

    /// <summary>It reports execution.</summary>
    Execution,
}

/// <summary>One receipt as it came in.</summary>
/// <param name="OrderId">Order it is about.</param>
/// <param name="Revision">Revision it names.</param>
/// <param name="Kind">Kind.</param>
/// <param name="Key">The sender's key: sent twice, it counts once.</param>
/// <param name="EnterpriseCode">Enterprise that speaks, as the caller established it (account, signature, officer on the phone).</param>
/// <param name="By">User name, or who called.</param>
/// <param name="Channel">portal, webhook, phone.</param>
/// <param name="Note">In words; the reason of an objection.</param>
/// <param name="At">When it reached us.</param>
public sealed record Receipt(string OrderId, int Revision, ReceiptKind Kind, string Key, string EnterpriseCode, string By, string Channel, string Note, DateTimeOffset At)
{
    /// <summary>An execution report line by line; empty when it came in words only (telephone, enterprise systems).</summary>
    public IReadOnlyList<LineReport> Lines { get; init; } = [];

    /// <summary>Photographs and documents that came with it, already stored.</summary>
    public IReadOnlyList<ReceiptFile> Files { get; init; } = [];

    /// <summary>Key of the stored row: order, kind, sender's key.</summary>
    public string StorageKey => $"{OrderId}/{Kind.Code()}/{Key}";
}

/// <summary>The order that a receipt names, as far as a receipt is judged by it.</summary>
/// <param name="EnterpriseCode">Owner of the order.</param>
/// <param name="Revision">Its revision.</param>
/// <param name="CurrentNumber">Number of the latest order to this enterprise in the response.</param>
/// <param name="CurrentRevision">Its revision.</param>
/// <param name="Standing">Where the order stands.</param>
public sealed record ReceiptTarget(string EnterpriseCode, int Revision, string CurrentNumber, int CurrentRevision, OrderStanding Standing)
{
    /// <summary>How many lines the order has, which a report by line must answer.</summary>
    public int LineCount { get; init; }
}

/// <summary>Judges receipts.</summary>
public static class ReceiptRules
{
    /// <summary>The receipt names a revision that the order does not have.</summary>
    public const string WrongRevision = "ORDER-002";

    /// <summary>An objection without a reason.</summary>
    public const string ReasonMissing = "ORDER-006";

    /// <summary>The order belongs to another enterprise.</summary>
    public const string NotYours = "ORDER-403";

    /// <summary>The sender's key is missing or too long.</summary>
    public const string BadKey = "ORDER-008";

    /// <summary>Longest key a sender may use [characters].</summary>
    public const int KeyLimit = 128;

    /// <summary>Longest note [characters].</summary>
    public const int NoteLimit = 4000;

    /// <summary>The refusal for somebody else's order.</summary>
    public static Refusal Foreign() => Refusal.Of(
        NotYours,
        "该指令不是下达给贵单位的。",
        "This order was not issued to your enterprise.",
        "请在企业端“我的指令”中选择本单位的指令。",
        "Choose one of your own orders in the enterprise portal.");

    /// <summary>The word of the API and the database: acknowledge, object, execution.</summary>
    public static string Code(this ReceiptKind kind) => kind switch
    {
        ReceiptKind.Acknowledge => "acknowledge",
        ReceiptKind.Object => "object",
        ReceiptKind.Execution => "execution",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <summary>The kind with this word; null when there is none.</summary>
    public static ReceiptKind? Parse(string code)
    {
        foreach (var kind in Enum.GetValues<ReceiptKind>())
        {
            if (kind.Code() == code)
            {
                return kind;
            }
        }

        return null;
    }

    /// <summary>The order event a receipt is.</summary>
    public static OrderEvent Event(this ReceiptKind kind) => kind switch
    {
        ReceiptKind.Acknowledge => OrderEvent.Acknowledge,
        ReceiptKind.Object => OrderEvent.Object,
        ReceiptKind.Execution => OrderEvent.ReportExecution,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <summary>
    /// Where the order stands after the receipt, or why it changes nothing. Ownership is judged before anything is said about the order;
    /// an ended order refuses before the revision is compared, because its successor is the better answer.
    /// </summary>
    public static Outcome<OrderStanding> Judge(Receipt receipt, ReceiptTarget target)
    {
        if (receipt.EnterpriseCode != target.EnterpriseCode)
        {
            return Foreign();
        }

        if (receipt.Key.Length is 0 or > KeyLimit || receipt.Note.Length > NoteLimit)
        {
            return Refusal.Of(
                BadKey,
                $"回执须带1至{KeyLimit}个字符的标识，说明不超过{NoteLimit}字。",
                $"A receipt carries a key of 1 to {KeyLimit} characters and a note of at most {NoteLimit}.",
                "请补充标识或缩短说明后重新发送。",
                "Add the key or shorten the note and send it again.");
        }

        if (!target.Standing.State.IsFinal() && receipt.Revision != target.Revision)
        {
            return Refusal.Of(
                WrongRevision,
                $"回执针对第{receipt.Revision}版，而现行指令是{target.CurrentNumber}（第{target.CurrentRevision}版）。",
                $"The receipt names revision {receipt.Revision}; the order in force is {target.CurrentNumber} (revision {target.CurrentRevision}).",
                $"请阅读指令{target.CurrentNumber}后重新回执。",
                $"Read order {target.CurrentNumber} and answer that one.");
        }

        if (receipt.Kind == ReceiptKind.Object && string.IsNullOrWhiteSpace(receipt.Note))
        {
            return Refusal.Of(
                ReasonMissing,
                $"对指令{target.Standing.Number}的异议没有说明理由。",
                $"The objection to order {target.Standing.Number} gives no reason.",
                "请写明哪项措施为何无法执行。",
                "Say which measure cannot be carried out, and why.");
        }

        if (receipt.Lines.Count > 0 && !target.Standing.State.IsFinal() && LineReports.Check(receipt.Lines, target.LineCount, receipt.At) is { } wrong)
        {
            return wrong;
        }

        return OrderTransitions.Apply(target.Standing, receipt.Kind.Event(), receipt.At, receipt.By, receipt.Note);
    }
}
