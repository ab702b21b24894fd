using System.Globalization;
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
public sealed record OrderDocument(string Kind, Order Order, string TextZh, string SummaryEn)
{
    /// <summary>When it was issued.</summary>
    public DateTimeOffset IssuedAt { get; init; }

    /// <summary>Earlier revisions, oldest first, which a CAP message must name; empty for enterprises without a CAP address.</summary>
    public IReadOnlyList<IssuedOrder> Earlier { get; init; } = [];
}

/// <summary>An order as later messages refer to it.</summary>
/// <param name="OrderId">Its id.</param>
/// <param name="IssuedAt">When it was issued.</param>
public sealed record IssuedOrder(string OrderId, DateTimeOffset IssuedAt);

/// <summary>The document a channel carries when an order ends. Complete in itself: it stands also where the order never arrived or arrives later.</summary>
/// <param name="Kind">Always <c>lift</c>.</param>
/// <param name="OrderId">Order that ended.</param>
/// <param name="Number">Its number.</param>
/// <param name="ResponseId">Response.</param>
/// <param name="EnterpriseCode">Enterprise.</param>
/// <param name="Revision">Its revision, or a higher number after a restore from a backup. The lift ends this revision and every earlier one.</param>
/// <param name="EndedAt">From when.</param>
/// <param name="How">Lifted or Withdrawn.</param>
/// <param name="Text">What to do, in words.</param>
public sealed record LiftDocument(string Kind, string OrderId, string Number, string ResponseId, string EnterpriseCode, int Revision, DateTimeOffset EndedAt, OrderState How, Text Text)
{
    /// <summary>The order and its earlier revisions, oldest first, which a CAP message must name; empty for enterprises without a CAP address.</summary>
    public IReadOnlyList<IssuedOrder> Earlier { get; init; } = [];

    /// <summary>When the enterprise may begin to ramp up; restarts of a response are spread.</summary>
    public DateTimeOffset RestartFrom { get; init; }

    /// <summary>True when the response is only suspended: a new revision follows when it resumes.</summary>
    public bool Suspended { get; init; }
}

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

    /// <summary>Channel of short messages.</summary>
    public const string Sms = "sms";

    /// <summary>Channel of e-mail.</summary>
    public const string Email = "email";

    /// <summary>Channel of CAP 1.2 messages.</summary>
    public const string Cap = "cap";

    /// <summary>Channels that need an address, and so a place in the authority's order.</summary>
    public static IReadOnlyList<string> Addressed { get; } = [Webhook, Cap, Sms, Email];

    /// <summary>Key of a ledger entry: order id (which holds the revision), channel, stage.</summary>
    public static string Key(string orderId, string channel, DeliveryStage stage) =>
        $"{orderId}/{channel}/{(stage == DeliveryStage.Order ? "order" : "lift")}";

    /// <summary>
    /// Key of the lift of an order that a restored database knew (<see cref="DraftRequest.RevisionsAbove"/>): the lost one may have lifted it under <see cref="Key"/> in other words.
    /// </summary>
    public static string LiftKey(string orderId, string channel, int ends, int revision) =>
        Key(orderId, channel, DeliveryStage.Lift) + (ends >= revision ? string.Create(CultureInfo.InvariantCulture, $"-{ends}") : "");

    /// <summary>Body of an order message.</summary>
    /// <param name="order">The order.</param>
    /// <param name="issuedAt">When it is issued.</param>
    /// <param name="earlier">Earlier revisions, oldest first; needed for CAP only.</param>
    public static string OrderBody(Order order, DateTimeOffset issuedAt, IReadOnlyList<IssuedOrder>? earlier = null) =>
        CanonicalJson.Write(new OrderDocument("order", order, OrderText.Chinese(order), OrderText.EnglishSummary(order)) { IssuedAt = issuedAt, Earlier = earlier ?? [] });

    /// <summary>Body of a lift message.</summary>
    /// <param name="order">The order.</param>
    /// <param name="how">Lifted or Withdrawn.</param>
    /// <param name="at">From when.</param>
    /// <param name="reason">Why.</param>
    /// <param name="suspended">True when the response is only suspended.</param>
    /// <param name="earlier">The order and its earlier revisions, oldest first; needed for CAP only.</param>
    /// <param name="revisionsAbove">Revisions up to this number may have come from a lost database (<see cref="DraftRequest.RevisionsAbove"/>): the lift ends them too.</param>
    public static string LiftBody(Order order, OrderState how, DateTimeOffset at, Text reason, bool suspended = false, IReadOnlyList<IssuedOrder>? earlier = null, int revisionsAbove = 0) =>
        CanonicalJson.Write(new LiftDocument(
            "lift", order.Id, order.Number, order.ResponseId, order.EnterpriseCode, Math.Max(order.Revision, revisionsAbove), at, how,
            OrderText.Ended(order, at, reason, suspended, others: revisionsAbove >= order.Revision))
        {
            RestartFrom = OrderText.RestartFrom(order, at),
            Suspended = suspended,
            Earlier = earlier ?? [],
        });

    /// <summary>Key of a reminder: order id, channel, step.</summary>
    public static string ReminderKey(string orderId, string channel, FollowUpStep step) => $"{orderId}/{channel}/reminder-{step.Key}";

    /// <summary>Body of a reminder.</summary>
    public static string ReminderBody(Order order, FollowUpAction action, DateTimeOffset now) => CanonicalJson.Write(new ReminderDocument(
        "reminder", order.Id, order.Number, order.ResponseId, order.EnterpriseCode, order.Revision, action.Step.Subject, action.Deadline, action.Step.Number,
        FollowUpTexts.Reminder(order, action, now)));

    /// <summary>Key of a report to an official: escalation, channel, and a hash in place of the address, since keys stand in logs and in the audit log, which keep no phones.</summary>
    public static string EscalationKey(string escalationId, string channel, string address) => $"{escalationId}/{channel}/{ContentHash.Of($"{escalationId}\n{address}").Hex[..16]}";
}
