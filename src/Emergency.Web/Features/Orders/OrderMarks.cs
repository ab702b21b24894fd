using Emergency.Dispatch.Orders;
using Emergency.Storage.Orders;

namespace Emergency.Web.Features.Orders;

/// <summary>How the state of an order looks.</summary>
public static class OrderMarks
{
    /// <summary>True when the receipt deadline has passed without an answer.</summary>
    public static bool Silent(OrderRow row, DateTimeOffset now) => row.AcknowledgedAt is null && row.AcknowledgeBy < now && !row.State.IsFinal();

    /// <summary>Class of the state's mark.</summary>
    public static string Class(OrderRow row, DateTimeOffset now) => row.State switch
    {
        OrderState.Acknowledged or OrderState.Executed or OrderState.Verified => "tag good",
        OrderState.Objected => "tag bad",
        OrderState.Lifted or OrderState.Replaced or OrderState.Withdrawn => "tag",
        _ => Silent(row, now) ? "tag bad" : "tag warn",
    };
}
