using Emergency.Core.Refusals;
using Emergency.Dispatch.Orders;
using Emergency.Storage.Orders;
using Emergency.Web.Security;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Emergency.Web.Features.Portal;

/// <summary>An order as its enterprise sees it.</summary>
/// <param name="Order">The order as sent.</param>
/// <param name="Row">Its state and facts.</param>
/// <param name="Now">Now.</param>
/// <param name="Refusal">Why the last answer was refused.</param>
public sealed record PortalOrder(Order Order, OrderRow Row, DateTimeOffset Now, Refusal? Refusal);

/// <summary>The enterprise's own page: what it must do now, and all its orders.</summary>
public sealed class IndexModel(OrderDesk desk, Caller caller, TimeProvider clock) : PageModel
{
    /// <summary>All orders, newest first.</summary>
    public IReadOnlyList<OrderRow> Orders { get; private set; } = [];

    /// <summary>Orders that are not over; opening them here is written into the audit log.</summary>
    public IReadOnlyList<(Order Order, OrderRow Row)> Current { get; private set; } = [];

    /// <summary>Now.</summary>
    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    /// <summary>Loads the caller's own orders.</summary>
    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Orders = await desk.OfEnterpriseAsync(caller.EnterpriseCode ?? "", cancellationToken);
        var current = new List<(Order, OrderRow)>();
        foreach (var row in Orders.Where(o => !o.State.IsFinal() && o.State != OrderState.Drafted))
        {
            var opened = await desk.OpenAsync(row.Id, caller.EnterpriseCode, caller.Name, Now, cancellationToken);
            if (opened.Ok)
            {
                current.Add((opened.Value.Order, opened.Value.Row));
            }
        }

        Current = current;
        Orders = Orders.Where(o => o.State != OrderState.Drafted).ToList();
    }
}
