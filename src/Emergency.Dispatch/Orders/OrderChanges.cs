using Emergency.Core;
using Emergency.Core.Rules;
using Emergency.Planning.Activation;
using Emergency.Planning.ReductionList;
using Emergency.Warnings.Responses;

namespace Emergency.Dispatch.Orders;

/// <summary>All that the orders of a plan are made from.</summary>
/// <param name="Plan">The plan to carry out.</param>
/// <param name="PlanId">Its chain record.</param>
/// <param name="Response">The response it serves.</param>
/// <param name="List">The list the plan was made from: ramp-down times, regions.</param>
/// <param name="Deadlines">Deadlines and spreading.</param>
/// <param name="IssuedAt">When the orders leave.</param>
/// <param name="Authority">Who orders, as the document names it.</param>
/// <param name="Contact">Whom to call at the authority.</param>
/// <param name="Current">The latest order of each enterprise in this response, whatever its state; empty for the first plan.</param>
public sealed record DraftRequest(
    Plan Plan,
    string PlanId,
    Response Response,
    EmergencyReductionList List,
    DeadlineRules Deadlines,
    DateTimeOffset IssuedAt,
    Text Authority,
    string Contact,
    IReadOnlyList<CurrentOrder> Current)
{
    /// <summary>
    /// Revisions up to this number may have been issued by a database that was lost (<see cref="OrderNumber.Above"/>); 0 when none was. New ones lie above it, and an order at or
    /// below it is issued anew also where nothing changed, because its enterprise may hold a later revision that nobody here knows.
    /// </summary>
    public int RevisionsAbove { get; init; }
}

/// <summary>The latest order of an enterprise and its state.</summary>
/// <param name="Order">The order.</param>
/// <param name="State">Its state.</param>
public sealed record CurrentOrder(Order Order, OrderState State);

/// <summary>The smallest set of changes that makes the orders in force those of a plan.</summary>
/// <param name="Issue">New orders and new revisions, by enterprise code. A new revision names its predecessor.</param>
/// <param name="Keep">Orders that stay as they are: what they ask has not changed.</param>
/// <param name="Drop">Orders of enterprises that the plan no longer asks for anything.</param>
/// <param name="Doubts">What a person should know before issuing: lines that cannot be in full effect by the start, or before the planned end.</param>
public sealed record OrderChanges(IReadOnlyList<Order> Issue, IReadOnlyList<Order> Keep, IReadOnlyList<DroppedOrder> Drop, IReadOnlyList<Text> Doubts);

/// <summary>An order to end without a successor.</summary>
/// <param name="Order">The order.</param>
/// <param name="How">Withdraw before its start, Lift after.</param>
public sealed record DroppedOrder(Order Order, OrderEvent How)
{
    /// <summary>Why, where a decision on this enterprise ends it; null when the plan simply asks it no longer.</summary>
    public Text? Why { get; init; }
}
