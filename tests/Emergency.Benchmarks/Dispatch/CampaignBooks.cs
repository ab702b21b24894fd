using Emergency.Dispatch.Delivery;
using Emergency.Dispatch.Orders;
using Emergency.Storage.Audit;
using Emergency.Storage.Ledger;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Benchmarks.Dispatch;

/// <summary>Compares what was sent, what arrived and what the database says. Every line must hold; the campaign fails when one does not.</summary>
internal static class CampaignBooks
{
    public static async Task CheckAsync(string name, MadeCity city, CampaignReceiver receiver, SentReceipts sent, (int Sent, int Refused) late, int orders, int revised)
    {
        await using var db = city.Database.CreateDbContext();
        var messages = await db.Dispatch.AsNoTracking().Select(d => new { d.Key, d.Channel, d.Stage, d.State, d.Attempts, d.DeliveredAt }).ToListAsync();
        var rows = await db.Orders.AsNoTracking().Select(o => new { o.Id, o.EnterpriseCode, o.Revision, o.State, o.AcknowledgedAt, o.Version }).ToListAsync();
        var events = await db.OrderEvents.AsNoTracking().GroupBy(e => e.OrderId).Select(g => new { g.Key, Count = g.Count(), Last = g.Max(e => e.Sequence) }).ToListAsync();
        var delivered = await db.OrderEvents.AsNoTracking().Where(e => e.Event == OrderEvent.Deliver).GroupBy(e => new { e.OrderId, e.By }).Select(g => g.Count()).ToListAsync();
        var receipts = await db.Receipts.AsNoTracking().ToListAsync();
        var history = await HistoryCheck.VerifyAsync(db, default);

        var lifts = messages.Count(m => m.Stage == nameof(DeliveryStage.Lift) && m.Channel == DeliveryDocuments.Webhook);
        var webhookOrders = messages.Where(m => m.Stage == nameof(DeliveryStage.Order) && m.Channel == DeliveryDocuments.Webhook).ToList();
        var arrived = webhookOrders.Count(m => m.DeliveredAt is not null);
        var cancelled = webhookOrders.Count(m => m.State == DispatchState.Cancelled && m.DeliveredAt is null);
        int In(OrderState state) => rows.Count(r => r.State == state);
        var ended = rows.GroupBy(r => r.EnterpriseCode).All(g => g.MaxBy(r => r.Revision)!.State is OrderState.Lifted or OrderState.Withdrawn);
        var takenReceipts = receipts.Where(r => r.RefusalCode is null && r.Kind == "acknowledge").Select(r => r.OrderId).ToHashSet();
        List<(string What, bool Holds, string Count)> lines =
        [
            ("every order and revision is there, and every enterprise's last one has ended", rows.Count == orders + revised && ended && In(OrderState.Lifted) + In(OrderState.Withdrawn) == orders && In(OrderState.Replaced) == revised, $"{In(OrderState.Lifted)} lifted, {In(OrderState.Withdrawn)} withdrawn, {In(OrderState.Replaced)} replaced"),
            ("every enterprise's system ends on the last word: its highest revision is lifted", receiver.AtRest == orders, $"{receiver.AtRest} of {orders}"),
            ("nothing waits, nothing was given up", messages.All(m => m.State is DispatchState.Delivered or DispatchState.Cancelled), $"{messages.Count} messages, {messages.Sum(m => m.Attempts)} claims"),
            ("every lift was delivered over webhook and portal", lifts == orders && messages.Where(m => m.Stage == nameof(DeliveryStage.Lift)).All(m => m.State == DispatchState.Delivered), $"{lifts} webhook lifts"),
            ("every order message was delivered, or cancelled by a revision or the lift before", arrived + cancelled == orders + revised, $"{arrived} delivered, {cancelled} cancelled"),
            ("the receiver took every message that the ledger calls delivered", receiver.Taken >= arrived + lifts, $"{receiver.Taken} taken, {arrived + lifts} delivered"),
            ("one effect a key: no key came with two bodies", receiver.Changed == 0, $"{receiver.Requests} requests, {receiver.Failed} failed, {receiver.Stalled} stalled, {receiver.Repeats} repeats ignored by key"),
            ("no signature or time stamp was refused", receiver.Refused == 0, $"{receiver.Refused} refused"),
            ("one delivery event an order and channel", delivered.All(c => c == 1), $"{delivered.Count} events"),
            ("histories without gap, version = last event", events.All(e => e.Count == e.Last) && rows.Join(events, r => r.Id, e => e.Key, (r, e) => r.Version == e.Last).All(same => same), $"{events.Sum(e => e.Count)} events"),
            ("every acknowledgement answered 200 is kept, once", sent.Acknowledged.All(takenReceipts.Contains) && receipts.GroupBy(r => r.Key).All(g => g.Count() == 1), $"{sent.Acknowledged.Count} answered 200, {sent.Doubled} sent twice, {sent.Early} after the execution report"),
            ("no forged receipt was taken", sent.ForgedTaken == 0, $"{sent.Forged} forged"),
            ("late receipts were refused and changed nothing", late.Sent == late.Refused, $"{late.Refused} of {late.Sent}"),
            ("the audit log and the hashes of every history are whole", history.Intact, $"{history.Entries} entries, {history.Orders} orders"),
        ];
        Console.WriteLine();
        Console.WriteLine($"| {name} | holds | counts |");
        Console.WriteLine("|---|---|---|");
        foreach (var (what, holds, count) in lines)
        {
            Console.WriteLine($"| {what} | {(holds ? "yes" : "**NO**")} | {count} |");
        }

        Console.WriteLine();
        if (lines.Any(l => !l.Holds))
        {
            throw new InvalidOperationException($"{name}: the books do not balance.");
        }
    }
}
