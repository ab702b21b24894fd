using Emergency.Core;
using Emergency.Core.Decisions;
using Emergency.Dispatch.Orders;

namespace Emergency.Dispatch.Delivery;

/// <summary>The document a channel carries for a new order or revision.</summary>
/// <param name="Kind">Always <c>order</c>.</param>
/// <param name="Order">The order.</param>
/// <param name="TextZh">The order as a document in Chinese.</param>
/// <param name="SummaryEn">Summary in English.</param>
public sealed record OrderDocument(string Kind, Order Order, string TextZh, string SummaryEn);

/// <summary>The document a channel carries when an order ends. Complete in itself: it stands also where the order never arrived or arrives later.</summary>
/// <param name="Kind">Always <c>lift</c>.</param>
/// <param name="OrderId">Order that ended.</param>
/// <param name="Number">Its number.</param>
/// <param name="ResponseId">Response.</param>
/// <param name="EnterpriseCode">Enterprise.</param>
/// <param name="Revision">Its revision. The lift ends this revision and every earlier one.</param>
/// <param name="EndedAt">From when.</param>
/// <param name="How">Lifted or Withdrawn.</param>
/// <param name="Text">What to do, in words.</param>
public sealed record LiftDocument(string Kind, string OrderId, string Number, string ResponseId, string EnterpriseCode, int Revision, DateTimeOffset EndedAt, OrderState How, Text Text)
{
    /// <summary>When the enterprise may begin to ramp up; restarts of a response are spread.</summary>
    public DateTimeOffset RestartFrom { get; init; }

    /// <summary>True when the response is only suspended: a new revision follows when it resumes.</summary>
    public bool Suspended { get; init; }
}

/// <summary>Writes the documents of the ledger and names its entries.</summary>
public static class DeliveryDocuments
{
    /// <summary>Channel of the enterprise portal.</summary>
    public const string Portal = "portal";

    /// <summary>Channel of signed webhooks.</summary>
    public const string Webhook = "webhook";

    /// <summary>Key of a ledger entry: order id (which holds the revision), channel, stage.</summary>
    public static string Key(string orderId, string channel, DeliveryStage stage) =>
        $"{orderId}/{channel}/{(stage == DeliveryStage.Order ? "order" : "lift")}";

    /// <summary>Body of an order message.</summary>
    public static string OrderBody(Order order) =>
        CanonicalJson.Write(new OrderDocument("order", order, OrderText.Chinese(order), OrderText.EnglishSummary(order)));

    /// <summary>Body of a lift message.</summary>
    public static string LiftBody(Order order, OrderState how, DateTimeOffset at, string reason, bool suspended = false) =>
        CanonicalJson.Write(new LiftDocument("lift", order.Id, order.Number, order.ResponseId, order.EnterpriseCode, order.Revision, at, how, OrderText.Ended(order, at, reason, suspended))
        {
            RestartFrom = OrderText.RestartFrom(order, at),
            Suspended = suspended,
        });
}
