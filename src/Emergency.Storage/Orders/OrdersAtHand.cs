using Emergency.Dispatch.Escalation;
using Emergency.Dispatch.Orders;
using Emergency.Storage.Audit;
using Emergency.Storage.Ledger;
using Emergency.Storage.Reports;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.Orders;

/// <summary>What one decision on an order needs to have read.</summary>
/// <param name="Order">Id of the order, or its number.</param>
/// <param name="ByNumber">True when <paramref name="Order"/> is a number.</param>
/// <param name="Document">True when the order's document is looked at.</param>
internal sealed record OrderAsk(string Order, bool ByNumber = false, bool Document = false)
{
    /// <summary>Storage key of the receipt that comes in, which names the order by its id; null when none does.</summary>
    public Func<OrderRow, string>? ReceiptKey { get; init; }
}

/// <summary>Orders locked and read together, with all that answers to them are judged by, and what is to be written when every decision has been taken.</summary>
internal sealed class OrdersAtHand
{
    private readonly Dictionary<string, OrderRow> orders;
    private readonly Dictionary<string, OrderRow> byNumber;
    private readonly Dictionary<string, List<OrderEventRow>> telling;
    private readonly Dictionary<(string Response, string Enterprise), (string Number, int Revision)> latest;
    private readonly Dictionary<string, ReceiptRow> receipts;

    /// <summary>What was read.</summary>
    /// <param name="orders">Orders, locked.</param>
    /// <param name="telling">Their events that tell where they stand, in order.</param>
    /// <param name="revisions">Every revision of their enterprises in their responses.</param>
    /// <param name="receipts">Receipts that came earlier under the keys that come now.</param>
    public OrdersAtHand(
        IEnumerable<OrderRow> orders, IEnumerable<OrderEventRow> telling, IEnumerable<(string Response, string Enterprise, string Number, int Revision)> revisions, IEnumerable<ReceiptRow> receipts)
    {
        this.orders = orders.ToDictionary(o => o.Id, StringComparer.Ordinal);
        byNumber = this.orders.Values.ToDictionary(o => o.Number, StringComparer.Ordinal);
        this.telling = telling.GroupBy(e => e.OrderId, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.ToList(), StringComparer.Ordinal);
        latest = revisions.GroupBy(r => (r.Response, r.Enterprise)).ToDictionary(g => g.Key, g => g.MaxBy(r => r.Revision) is var r ? (r.Number, r.Revision) : default);
        this.receipts = receipts.ToDictionary(r => r.Key, StringComparer.Ordinal);
    }

    /// <summary>Orders that changed.</summary>
    public HashSet<OrderRow> Changed { get; } = [];

    /// <summary>Events to be written.</summary>
    public List<OrderEventRow> Events { get; } = [];

    /// <summary>Receipts to be written.</summary>
    public List<ReceiptRow> Receipts { get; } = [];

    /// <summary>Files to be written.</summary>
    public List<AttachmentRow> Files { get; } = [];

    /// <summary>Audit entries to be written, in this order.</summary>
    public List<AuditEntry> Log { get; } = [];

    /// <summary>An order; null when there is none with this id.</summary>
    public OrderRow? Find(string orderId) => orders.GetValueOrDefault(orderId);

    /// <summary>An order that was asked for; null when there is none.</summary>
    public OrderRow? Find(OrderAsk ask) => ask.ByNumber ? byNumber.GetValueOrDefault(ask.Order) : Find(ask.Order);

    /// <summary>A receipt that came earlier under this storage key, in this transaction or before; null when none did.</summary>
    public ReceiptRow? Receipt(string key) => receipts.GetValueOrDefault(key);

    /// <summary>The latest revision to the order's enterprise in its response.</summary>
    public (string Number, int Revision) Latest(OrderRow row) => latest[(row.ResponseId, row.EnterpriseCode)];

    /// <summary>Where an order stands after all that was decided so far.</summary>
    public OrderStanding Standing(OrderRow row) =>
        OrderHistory.Standing(row, telling.GetValueOrDefault(row.Id) ?? [], Latest(row) is var (number, revision) && revision > row.Revision ? number : null);

    /// <summary>Notes what happened to an order, and the receipt that made it happen.</summary>
    public void Add(OrderRow row, OrderEventRow happened, ReceiptRow? receipt = null, IEnumerable<AttachmentRow>? files = null)
    {
        Changed.Add(row);
        Events.Add(happened);
        if (!telling.TryGetValue(row.Id, out var known))
        {
            telling[row.Id] = known = [];
        }

        known.Add(happened);
        Files.AddRange(files ?? []);
        if (receipt is not null)
        {
            receipts.Add(receipt.Key, receipt);
            Receipts.Add(receipt);
        }
    }

    /// <summary>Notes an entry of the audit log.</summary>
    public void Audit(AuditEntry entry) => Log.Add(entry);
}

/// <summary>Reads and writes orders at hand in few statements, however many there are. Locks in the order of <see cref="OrderDesk"/>: audit chain, orders.</summary>
internal sealed class SharedOrderWork(IDialect dialect, AuditLog audit) : ISharedWork<OrderAsk, OrdersAtHand>
{
    /// <inheritdoc/>
    public async Task<OrdersAtHand> LoadAsync(AppDb db, IReadOnlyList<OrderAsk> asks, CancellationToken cancellationToken)
    {
        await audit.LockAsync(db, cancellationToken);
        var ids = await IdsAsync(db, asks, cancellationToken);
        var asked = dialect.LockedOrders(db, ids).AsNoTracking();
        var orders = await (asks.Any(a => a.Document) ? asked : asked.Select(OrderHistory.WithoutDocument)).ToListAsync(cancellationToken);
        var telling = await db.OrderEvents.AsNoTracking().Where(OrderHistory.Telling).Where(e => EF.Parameter(ids).Contains(e.OrderId)).OrderBy(e => e.Sequence).ToListAsync(cancellationToken);
        var (responses, enterprises) = (Distinct(orders, o => o.ResponseId), Distinct(orders, o => o.EnterpriseCode));
        var revisions = await db.Orders
            .Where(o => EF.Parameter(responses).Contains(o.ResponseId) && EF.Parameter(enterprises).Contains(o.EnterpriseCode))
            .Select(o => new { o.ResponseId, o.EnterpriseCode, o.Number, o.Revision })
            .ToListAsync(cancellationToken);
        var (byId, byNumber) = (orders.ToDictionary(o => o.Id, StringComparer.Ordinal), orders.ToDictionary(o => o.Number, StringComparer.Ordinal));
        var keys = asks
            .Where(a => a.ReceiptKey is not null)
            .Select(a => (a.ByNumber ? byNumber : byId).GetValueOrDefault(a.Order) is { } row ? a.ReceiptKey!(row) : null)
            .OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        var receipts = keys.Count == 0 ? [] : await db.Receipts.AsNoTracking().Where(r => EF.Parameter(keys).Contains(r.Key)).ToListAsync(cancellationToken);
        return new OrdersAtHand(orders, telling, revisions.Select(r => (r.ResponseId, r.EnterpriseCode, r.Number, r.Revision)), receipts);
    }

    /// <summary>The ids of all orders asked for. Those asked for by number are looked up first, which needs no lock: a number never passes to another order.</summary>
    private static async Task<List<string>> IdsAsync(AppDb db, IReadOnlyList<OrderAsk> asks, CancellationToken cancellationToken)
    {
        var numbers = asks.Where(a => a.ByNumber).Select(a => a.Order).Distinct(StringComparer.Ordinal).ToList();
        var named = numbers.Count == 0 ? [] : await db.Orders.Where(o => EF.Parameter(numbers).Contains(o.Number)).Select(o => o.Id).ToListAsync(cancellationToken);
        return asks.Where(a => !a.ByNumber).Select(a => a.Order).Concat(named).Distinct(StringComparer.Ordinal).ToList();
    }

    /// <inheritdoc/>
    public async Task SaveAsync(AppDb db, OrdersAtHand atHand, CancellationToken cancellationToken)
    {
        await dialect.UpdateAsync(db, atHand.Changed.ToList(), OrderHistory.Changing, cancellationToken);
        await dialect.InsertAsync(db, atHand.Events, cancellationToken);
        await dialect.InsertAsync(db, atHand.Receipts, cancellationToken);
        await dialect.InsertAsync(db, atHand.Files, cancellationToken);
        await StopRemindersAsync(db, atHand.Changed, cancellationToken);
        await audit.AppendAsync(db, atHand.Log, cancellationToken);
    }

    /// <summary>
    /// What has been answered is not asked again: the reminders go with the answer, in its transaction and under the lock of the order,
    /// so that none can be made or sent after it.
    /// </summary>
    private static async Task StopRemindersAsync(AppDb db, IReadOnlyCollection<OrderRow> rows, CancellationToken cancellationToken)
    {
        List<string> Those(Func<OrderRow, bool> answered) => [.. rows.Where(answered).Select(r => r.Id)];
        await LedgerEntries.CancelRemindersAsync(db, Those(r => r.AcknowledgedAt is not null), FollowUpSubject.Receipt, cancellationToken);
        await LedgerEntries.CancelRemindersAsync(db, Those(r => r.ExecutedAt is not null || r.State == OrderState.Verified), FollowUpSubject.Execution, cancellationToken);
    }

    private static List<string> Distinct(List<OrderRow> orders, Func<OrderRow, string> of) => orders.Select(of).Distinct(StringComparer.Ordinal).ToList();
}
