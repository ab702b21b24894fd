namespace Emergency.Dispatch.Orders;

/// <summary>
/// Where an order stands: its state, and the facts that stand beside the state because they may come in any order
/// (an enterprise may acknowledge after its order took effect). Content of the order is not part of it and never changes.
/// </summary>
/// <param name="Number">Number people quote, for sentences.</param>
/// <param name="StartsAt">Start of the order.</param>
/// <param name="State">State.</param>
/// <param name="DeliveredAt">When it first demonstrably reached the enterprise; null before.</param>
/// <param name="AcknowledgedAt">When the enterprise first answered; null before.</param>
/// <param name="ObjectionOpenSince">When the objection came that nobody has answered yet; null when none is open.</param>
/// <param name="ExecutedAt">When execution was first reported; null before.</param>
/// <param name="Ending">How it ended; null while it has not.</param>
public sealed record OrderStanding(
    string Number,
    DateTimeOffset StartsAt,
    OrderState State,
    DateTimeOffset? DeliveredAt = null,
    DateTimeOffset? AcknowledgedAt = null,
    DateTimeOffset? ObjectionOpenSince = null,
    DateTimeOffset? ExecutedAt = null,
    OrderEnding? Ending = null);

/// <summary>How an order ended.</summary>
/// <param name="At">When.</param>
/// <param name="By">Who ended it.</param>
/// <param name="Reason">Why, in words.</param>
/// <param name="SuccessorNumber">Number of the order that took its place; null when none did.</param>
public sealed record OrderEnding(DateTimeOffset At, string By, string Reason, string? SuccessorNumber = null);
