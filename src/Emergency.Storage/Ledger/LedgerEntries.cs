using Emergency.Core;
using Emergency.Dispatch.Delivery;
using Emergency.Dispatch.Escalation;
using Emergency.Dispatch.Orders;
using Emergency.Storage.Backups;
using Emergency.Storage.FollowUps;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.Ledger;

/// <summary>Writes entries of the ledger within the transaction of the decision that makes them.</summary>
internal static class LedgerEntries
{
    /// <summary>Adds an order on the portal and on the first of its routes; the others wait behind it.</summary>
    public static void AddOrder(AppDb db, Order order, IReadOnlyList<DeliveryRoute> routes, TimeSpan failOverAfter, string body, DateTimeOffset due)
    {
        Add(db, order, DeliveryDocuments.Portal, "", DeliveryStage.Order, body, due);
        if (routes.Count > 0)
        {
            Add(db, order, routes[0].Channel, routes[0].Address, DeliveryStage.Order, body, due, FailOver.Write([.. routes.Skip(1)], failOverAfter));
        }
    }

    /// <summary>Adds one message, due at once.</summary>
    public static void Add(AppDb db, Order order, string channel, string address, DeliveryStage stage, string body, DateTimeOffset due, string? fallbacks = null, string? key = null) =>
        db.Dispatch.Add(new DispatchRow
        {
            Key = key ?? DeliveryDocuments.Key(order.Id, channel, stage),
            OrderId = order.Id,
            ResponseId = order.ResponseId,
            EnterpriseCode = order.EnterpriseCode,
            Channel = channel,
            Stage = stage.ToString(),
            Address = address,
            Body = body,
            State = DispatchState.Pending,
            DueAt = due,
            FirstDueAt = due,
            Fallbacks = fallbacks,
            FailOverAt = FailOver.Read(fallbacks) is { } fallback ? due + fallback.After : null,
        });

    /// <summary>Adds a reminder, due at once. Channels that stand behind the order on this one stand behind the reminder too.</summary>
    public static void AddReminder(AppDb db, Order order, string channel, string address, FollowUpStep step, string body, DateTimeOffset due, string? fallbacks) =>
        Add(db, order, channel, address, DeliveryStage.Reminder, body, due, fallbacks, DeliveryDocuments.ReminderKey(order.Id, channel, step));

    /// <summary>Adds a report onward to one addressee, due at once.</summary>
    public static void AddEscalation(AppDb db, EscalationRow escalation, string channel, string address, string body, DateTimeOffset due) =>
        db.Dispatch.Add(new DispatchRow
        {
            Key = DeliveryDocuments.EscalationKey(escalation.Id, channel, address),
            OrderId = escalation.Id,
            ResponseId = escalation.ResponseId,
            Channel = channel,
            Stage = nameof(DeliveryStage.Escalation),
            Address = address,
            Body = body,
            State = DispatchState.Pending,
            DueAt = due,
        });

    /// <summary>Cancels the reminders of what orders no longer owe, also those that a worker has in its hands: it looks once more before it sends.</summary>
    /// <param name="db">Context with an open transaction that holds the orders' locks.</param>
    /// <param name="orderIds">Orders.</param>
    /// <param name="subject">What was answered.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task CancelRemindersAsync(AppDb db, IReadOnlyList<string> orderIds, FollowUpSubject subject, CancellationToken cancellationToken)
    {
        if (orderIds.Count == 0)
        {
            return;
        }

        var stage = nameof(DeliveryStage.Reminder);
        var mark = $"/reminder-{subject.ToString().ToLowerInvariant()}-";
        await db.Dispatch
            .Where(d => EF.Parameter(orderIds).Contains(d.OrderId) && d.Stage == stage && d.Key.Contains(mark) && (d.State == DispatchState.Pending || d.State == DispatchState.Leased))
            .ExecuteUpdateAsync(set => set.SetProperty(d => d.State, DispatchState.Cancelled), cancellationToken);
    }

    /// <summary>
    /// Adds the lift of ended orders on each channel that carried them or may have, and on the portal in any case. Channels that had not come into
    /// play yet stand behind it.
    /// </summary>
    public static async Task AddLiftsAsync(AppDb db, IReadOnlyList<(Order Order, OrderState How, Text Why)> ended, DateTimeOffset at, bool suspended, DateTimeOffset due, CancellationToken cancellationToken)
    {
        var above = await RestoreRow.RevisionsAboveAsync(db, cancellationToken);
        foreach (var some in ended.Chunk(500))
        {
            var ids = some.Select(e => e.Order.Id).ToList();
            var orderStage = nameof(DeliveryStage.Order);
            var routes = (await db.Dispatch.AsNoTracking()
                .Where(d => ids.Contains(d.OrderId) && d.Stage == orderStage)
                .Select(d => new { d.OrderId, d.EnterpriseCode, d.Channel, d.Address, d.Fallbacks })
                .ToListAsync(cancellationToken)).ToLookup(d => d.OrderId);
            var byCap = routes.SelectMany(r => r).Where(r => r.Channel == DeliveryDocuments.Cap || FailOver.Read(r.Fallbacks)?.Routes.Any(f => f.Channel == DeliveryDocuments.Cap) == true);
            var issued = await IssuedOrders.OfAsync(db, some[0].Order.ResponseId, byCap.Select(r => r.EnterpriseCode), cancellationToken);
            foreach (var (order, how, why) in some)
            {
                var body = DeliveryDocuments.LiftBody(order, how, at, why, suspended, [.. issued[order.EnterpriseCode]], above);
                var channels = routes[order.Id].Select(r => (r.Channel, r.Address, r.Fallbacks)).Append((DeliveryDocuments.Portal, "", null)).DistinctBy(r => r.Item1);
                foreach (var (channel, address, fallbacks) in channels)
                {
                    Add(db, order, channel, address, DeliveryStage.Lift, body, due, fallbacks, DeliveryDocuments.LiftKey(order.Id, channel, above, order.Revision));
                }
            }
        }
    }

    /// <summary>
    /// Cancels order messages and reminders that have not been delivered. One that a worker has in its hands right now is cancelled too: what the worker reports
    /// afterwards is noted and changes nothing else.
    /// </summary>
    public static async Task CancelOrdersAsync(AppDb db, IReadOnlyCollection<string> orderIds, CancellationToken cancellationToken)
    {
        var (orderStage, reminderStage) = (nameof(DeliveryStage.Order), nameof(DeliveryStage.Reminder));
        foreach (var some in orderIds.Chunk(500))
        {
            await db.Dispatch
                .Where(d => some.Contains(d.OrderId) && (d.Stage == orderStage || d.Stage == reminderStage) && (d.State == DispatchState.Pending || d.State == DispatchState.Leased))
                .ExecuteUpdateAsync(set => set.SetProperty(d => d.State, DispatchState.Cancelled), cancellationToken);
        }
    }
}
