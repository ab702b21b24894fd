namespace Emergency.Dispatch.Delivery;

/// <summary>What a ledger entry tells the enterprise.</summary>
public enum DeliveryStage
{
    /// <summary>The order itself.</summary>
    Order,

    /// <summary>The lift.</summary>
    Lift,

    /// <summary>A reminder to the enterprise; its key names the step. Checked again right before it is sent.</summary>
    Reminder,

    /// <summary>A report about silent enterprises to a township, a county branch or an inspector. Its order id is the id of the escalation.</summary>
    Escalation,
}

/// <summary>One message to one enterprise over one channel. At least once from us, once in effect at a receiver that keeps the key.</summary>
/// <param name="Key">Idempotency key: order id, revision, channel, stage. The same for every attempt.</param>
/// <param name="OrderId">Order.</param>
/// <param name="EnterpriseCode">Enterprise.</param>
/// <param name="Channel">portal, webhook, cap, sms, email.</param>
/// <param name="Stage">Order or lift.</param>
/// <param name="Address">Where to (URL, mobile number, mailbox); empty for the portal.</param>
/// <param name="Body">The JSON document, the same bytes on every attempt.</param>
/// <param name="Attempt">1, 2, …</param>
public sealed record DeliveryMessage(string Key, string OrderId, string EnterpriseCode, string Channel, DeliveryStage Stage, string Address, string Body, int Attempt)
{
    /// <summary>When it was first due; null when the ledger does not know.</summary>
    public DateTimeOffset? FirstDueAt { get; init; }

    /// <summary>How far the ledger's clock was ahead of the worker's when it was claimed: what is stamped and signed follows the ledger, whatever the worker's clock says.</summary>
    public TimeSpan ClockAhead { get; init; }
}

/// <summary>What came of an attempt.</summary>
/// <param name="Delivered">True when the channel took it.</param>
/// <param name="Error">Why not; null when delivered.</param>
/// <param name="RetryAfter">What the receiver asked for; null when nothing.</param>
public sealed record DeliveryResult(bool Delivered, string? Error, TimeSpan? RetryAfter)
{
    /// <summary>The receiver acknowledged in its answer; null when it did not.</summary>
    public AnsweredAcknowledgement? Acknowledgement { get; init; }

    /// <summary>Not tried, because the line is known to be down: put back for so long, and the attempt is not counted. Null when it was tried.</summary>
    public TimeSpan? PutBackFor { get; init; }

    /// <summary>The other end answered, and what it refused is this message: no sign that the line is down.</summary>
    public bool LineAnswered { get; init; }

    /// <summary>Names under which a gateway will report on this message later (delivery reports); empty when it will not.</summary>
    public IReadOnlyList<string> References { get; init; } = [];

    /// <summary>The channel took it.</summary>
    public static DeliveryResult Done { get; } = new(true, null, null);

    /// <summary>The channel did not take it.</summary>
    public static DeliveryResult Failed(string error, TimeSpan? retryAfter = null) => new(false, error, retryAfter);

    /// <summary>Not tried.</summary>
    public static DeliveryResult PutBack(TimeSpan wait) => new(false, null, null) { PutBackFor = wait };
}

/// <summary>An acknowledgement carried by the answer to a delivery.</summary>
/// <param name="Revision">Revision acknowledged.</param>
/// <param name="Key">The receiver's own key of the acknowledgement.</param>
/// <param name="Note">What it said; may be empty.</param>
public sealed record AnsweredAcknowledgement(int Revision, string Key, string Note);

/// <summary>A way to reach enterprises: one class and one configuration block. A seam to the outside.</summary>
public interface IDeliveryChannel
{
    /// <summary>Name in the ledger: portal, webhook, cap, sms, email.</summary>
    string Name { get; }

    /// <summary>What fails together with this message: a gateway is one line, plants' own systems are one line each. A circuit breaker guards each line.</summary>
    string Line(DeliveryMessage message) => Name;

    /// <summary>Tries once. Must not throw for what the outside does (time-outs, refusals): those are results.</summary>
    Task<DeliveryResult> DeliverAsync(DeliveryMessage message, CancellationToken cancellationToken);
}
