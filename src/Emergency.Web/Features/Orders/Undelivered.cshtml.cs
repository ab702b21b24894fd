using Emergency.Core.Refusals;
using Emergency.Storage;
using Emergency.Storage.Accounts;
using Emergency.Storage.Ledger;
using Emergency.Storage.Orders;
using Emergency.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Web.Features.Orders;

/// <summary>A message given up, with what it is about.</summary>
/// <param name="Message">Message.</param>
/// <param name="Order">Its order; null for a report onward about silent enterprises.</param>
public sealed record UndeliveredRow(DispatchRow Message, OrderRow? Order);

/// <summary>Messages that were given up after the last attempt: an officer calls the enterprise, or has them tried again.</summary>
public sealed class UndeliveredModel(IDbContextFactory<AppDb> databases, LedgerDesk ledger, Caller caller, TimeProvider clock) : PageModel
{
    /// <summary>Most that are shown; the latest.</summary>
    public const int Most = 500;

    /// <summary>Messages, the latest given up first.</summary>
    public IReadOnlyList<UndeliveredRow> Rows { get; private set; } = [];

    /// <summary>Why the last retry was refused; null when it was not.</summary>
    public Refusal? Refusal { get; private set; }

    /// <summary>The caller may have messages tried again.</summary>
    public bool MayRetry => caller.Role is Roles.DutyOfficer or Roles.Headquarters;

    /// <summary>Loads the page.</summary>
    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var dead = await ledger.DeadAsync(caller.RegionsOfOrders(), Most, cancellationToken);
        var ids = dead.Select(d => d.OrderId).Distinct().ToList();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var orders = await db.Orders.AsNoTracking().Where(o => ids.Contains(o.Id)).ToDictionaryAsync(o => o.Id, cancellationToken);
        Rows = [.. dead.Select(d => new UndeliveredRow(d, orders.GetValueOrDefault(d.OrderId)))];
    }

    /// <summary>Has a message tried again from the first attempt.</summary>
    public async Task<IActionResult> OnPostRetryAsync(string key, CancellationToken cancellationToken)
    {
        await OnGetAsync(cancellationToken);
        if (Rows.All(r => r.Message.Key != key))
        {
            return NotFound();
        }

        var outcome = await ledger.RetryAsync(key, caller.Name, clock.GetUtcNow(), cancellationToken);
        if (outcome.Ok)
        {
            return RedirectToPage();
        }

        Refusal = outcome.Refusal;
        Response.StatusCode = Refusals.StatusOf(outcome.Refusal);
        return Page();
    }
}
