using Emergency.Dispatch.Orders;
using Emergency.Storage.Orders;

namespace Emergency.Web.Features.Orders;

/// <summary>How the state of an order looks.</summary>
public static class OrderMarks
{
    /// <summary>True when the receipt deadline has passed without an answer.</summary>
    public static bool Silent(OrderRow row, DateTimeOffset now) => row.AcknowledgedAt is null && row.AcknowledgeBy < now && !row.State.IsFinal();

    /// <summary>Class of the state's mark.</summary>
    public static string Class(OrderRow row, DateTimeOffset now) => Mark(row, now) is "over" ? "tag" : "tag " + Mark(row, now);

    /// <summary>good: answered; warn: under way; bad: silent or objected; over: ended.</summary>
    public static string Mark(OrderRow row, DateTimeOffset now) => row.State switch
    {
        OrderState.Acknowledged or OrderState.Executed or OrderState.Verified => "good",
        OrderState.Objected => "bad",
        OrderState.Lifted or OrderState.Replaced or OrderState.Withdrawn => "over",
        _ => Silent(row, now) ? "bad" : row.AcknowledgedAt is null ? "warn" : "good",
    };
}
