using Emergency.Dispatch.Delivery;
using Emergency.Dispatch.Orders;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.Ledger;

/// <summary>When the revisions of enterprises were issued: what a CAP message of the chain must refer to.</summary>
internal static class IssuedOrders
{
    /// <summary>The issued revisions of some enterprises in a response, oldest first, by enterprise.</summary>
    public static async Task<ILookup<string, IssuedOrder>> OfAsync(AppDb db, string responseId, IEnumerable<string> enterprises, CancellationToken cancellationToken)
    {
        var found = new List<(string Enterprise, IssuedOrder Order)>();
        foreach (var some in enterprises.Distinct(StringComparer.Ordinal).Chunk(500))
        {
            var rows = await (
                from order in db.Orders
                where order.ResponseId == responseId && some.Contains(order.EnterpriseCode)
                join issue in db.OrderEvents on order.Id equals issue.OrderId
                where issue.Event == OrderEvent.Issue && issue.From == OrderState.Drafted
                orderby order.Revision
                select new { order.EnterpriseCode, order.Id, issue.At }).ToListAsync(cancellationToken);
            found.AddRange(rows.Select(r => (r.EnterpriseCode, new IssuedOrder(r.Id, r.At))));
        }

        return found.ToLookup(f => f.Enterprise, f => f.Order, StringComparer.Ordinal);
    }
}
