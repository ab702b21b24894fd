using Emergency.Core.Refusals;
using Emergency.Dispatch.Receipts;
using Emergency.Storage.Orders;
using Emergency.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;

namespace Emergency.Web.Features.Portal;

/// <summary>One order of the caller's enterprise, and its answers. An order of another enterprise is not found.</summary>
[EnableRateLimiting(RateLimits.Receipts)]
public sealed class DetailModel(OrderDesk desk, Caller caller, TimeProvider clock) : PageModel
{
    /// <summary>The order.</summary>
    public PortalOrder? Shown { get; private set; }

    /// <summary>Its history.</summary>
    public IReadOnlyList<TimelineEntry> Timeline { get; private set; } = [];

    /// <summary>Shows it.</summary>
    public Task<IActionResult> OnGetAsync(string id, CancellationToken cancellationToken) => ShowAsync(id, null, cancellationToken);

    /// <summary>Acknowledges.</summary>
    public Task<IActionResult> OnPostAcknowledgeAsync(string id, string key, CancellationToken cancellationToken) =>
        AnswerAsync(id, ReceiptKind.Acknowledge, key, "", cancellationToken);

    /// <summary>Objects.</summary>
    public Task<IActionResult> OnPostObjectAsync(string id, string key, string note, CancellationToken cancellationToken) =>
        AnswerAsync(id, ReceiptKind.Object, key, note, cancellationToken);

    /// <summary>Reports execution.</summary>
    public Task<IActionResult> OnPostExecutionAsync(string id, string key, string note, CancellationToken cancellationToken) =>
        AnswerAsync(id, ReceiptKind.Execution, key, note, cancellationToken);

    private async Task<IActionResult> AnswerAsync(string id, ReceiptKind kind, string? key, string? note, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var opened = await desk.OpenAsync(id, caller.EnterpriseCode ?? "", caller.Name, now, cancellationToken);
        if (!opened.Ok)
        {
            return NotFound();
        }

        var receipt = new Receipt(id, opened.Value.Row.Revision, kind, key ?? "", caller.EnterpriseCode!, caller.Name, "portal", note ?? "", now);
        var outcome = await desk.ReceiveAsync(receipt, cancellationToken);
        return outcome.Ok ? RedirectToPage(new { id }) : await ShowAsync(id, outcome.Refusal, cancellationToken);
    }

    private async Task<IActionResult> ShowAsync(string id, Refusal? refusal, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var opened = await desk.OpenAsync(id, caller.EnterpriseCode ?? "", caller.Name, now, cancellationToken);
        if (!opened.Ok)
        {
            return NotFound();
        }

        if (refusal is not null)
        {
            Response.StatusCode = Refusals.StatusOf(refusal);
        }

        Shown = new PortalOrder(opened.Value.Order, opened.Value.Row, now, refusal);
        Timeline = await desk.TimelineAsync(id, cancellationToken);
        return Page();
    }
}
