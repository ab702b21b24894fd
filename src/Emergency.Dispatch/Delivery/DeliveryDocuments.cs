using Emergency.Core;
using Emergency.Core.Decisions;
using Emergency.Dispatch.Escalation;
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
public sealed record LiftDocument(string Kind, string OrderId, string Number, string ResponseId, string EnterpriseCode, int Revision, DateTimeOffset EndedAt, OrderState How, Text Text);

/// <summary>The document a channel carries when an enterprise is reminded.</summary>
/// <param name="Kind">Always <c>reminder</c>.</param>
/// <param name="OrderId">Order.</param>
/// <param name="Number">Its number.</param>
/// <param name="ResponseId">Response.</param>
/// <param name="EnterpriseCode">Enterprise.</param>
/// <param name="Revision">Its revision.</param>
/// <param name="Subject">What is owed.</param>
/// <param name="DueBy">By when.</param>
/// <param name="Reminder">1, 2, … of this subject.</param>
/// <param name="Text">In words.</param>
public sealed record ReminderDocument(
    string Kind, string OrderId, string Number, string ResponseId, string EnterpriseCode, int Revision, FollowUpSubject Subject, DateTimeOffset DueBy, int Reminder, Text Text);

/// <summary>The document a channel carries to an official who is told about silent enterprises.</summary>
/// <param name="Kind">Always <c>escalation</c>.</param>
/// <param name="Id">Id of the escalation.</param>
/// <param name="Target">Who is told.</param>
/// <param name="Subject">What is owed.</param>
/// <param name="Text">In words, with every enterprise.</param>
public sealed record EscalationDocument(string Kind, string Id, FollowUpTarget Target, FollowUpSubject Subject, Text Text);

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
    public static string LiftBody(Order order, OrderState how, DateTimeOffset at, string reason) =>
        CanonicalJson.Write(new LiftDocument("lift", order.Id, order.Number, order.ResponseId, order.EnterpriseCode, order.Revision, at, how, OrderText.Ended(order, at, reason)));

    /// <summary>Key of a reminder: order id, channel, step.</summary>
    public static string ReminderKey(string orderId, string channel, FollowUpStep step) => $"{orderId}/{channel}/reminder-{step.Key}";

    /// <summary>Body of a reminder.</summary>
    public static string ReminderBody(Order order, FollowUpAction action, DateTimeOffset now) => CanonicalJson.Write(new ReminderDocument(
        "reminder", order.Id, order.Number, order.ResponseId, order.EnterpriseCode, order.Revision, action.Step.Subject, action.Deadline, action.Step.Number,
        FollowUpTexts.Reminder(order, action, now)));

    /// <summary>Key of a report to an official: escalation, channel, addressee.</summary>
    public static string EscalationKey(string escalationId, string channel, string address) => $"{escalationId}/{channel}/{address}";
}
