using Emergency.Core.Decisions;
using Emergency.Core.Refusals;
using Emergency.Dispatch.Delivery;
using Emergency.Dispatch.Orders;
using Emergency.Dispatch.Receipts;
using Emergency.Storage.Orders;
using Emergency.Web.Channels;
using Emergency.Web.Hosting;
using Emergency.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;

namespace Emergency.Web.Features.Links;

/// <summary>
/// The page of a one-time link: one revision of one order, to acknowledge or object to without signing in. Opening it changes nothing about the order, because
/// telephones and scanners open links by themselves; that it was opened is written into the audit log. A link that is wrong, or whose order has ended, says
/// nothing about any order.
/// </summary>
[EnableRateLimiting(RateLimits.Links)]
public sealed class AcknowledgeModel(OrderDesk desk, ChannelSettings channels, Authority authority, TimeProvider clock) : PageModel
{
    private const string By = "link";

    /// <summary>The order as sent; null when the link does not work.</summary>
    public Order? Order { get; private set; }

    /// <summary>Its state and facts; null when the link does not work.</summary>
    public OrderRow? Row { get; private set; }

    /// <summary>Why the last answer was refused.</summary>
    public Refusal? Refusal { get; private set; }

    /// <summary>Whom to call.</summary>
    public string Contact => Order?.Contact ?? authority.Contact;

    /// <summary>Now.</summary>
    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    /// <summary>Shows the order.</summary>
    public Task<IActionResult> OnGetAsync(string token, CancellationToken cancellationToken) => ShowAsync(token, null, cancellationToken);

    /// <summary>Acknowledges; again and again is the same as once.</summary>
    public Task<IActionResult> OnPostAcknowledgeAsync(string token, CancellationToken cancellationToken) =>
        AnswerAsync(token, ReceiptKind.Acknowledge, By, "", cancellationToken);

    /// <summary>Objects; the same reason twice counts once.</summary>
    public Task<IActionResult> OnPostObjectAsync(string token, string note, CancellationToken cancellationToken) =>
        AnswerAsync(token, ReceiptKind.Object, $"{By}-{ContentHash.Of(note ?? "").Short}", note ?? "", cancellationToken);

    private async Task<IActionResult> AnswerAsync(string token, ReceiptKind kind, string key, string note, CancellationToken cancellationToken)
    {
        if (NumberOf(token) is not { } number)
        {
            return await ShowAsync(token, null, cancellationToken);
        }

        var outcome = await desk.ReceiveByLinkAsync(number, row => new Receipt(row.Id, row.Revision, kind, key, row.EnterpriseCode, By, By, note, Now), cancellationToken);
        return outcome.Ok ? RedirectToPage(new { token }) : await ShowAsync(token, outcome.Refusal, cancellationToken);
    }

    private async Task<IActionResult> ShowAsync(string token, Refusal? refusal, CancellationToken cancellationToken)
    {
        Response.Headers.CacheControl = "no-cache, no-store";
        Response.Headers["X-Robots-Tag"] = "noindex";
        // The address is the key: it must not travel on to anywhere.
        Response.Headers["Referrer-Policy"] = "no-referrer";
        if (NumberOf(token) is { } number && await desk.OpenByLinkAsync(number, By, Now, cancellationToken) is { Ok: true } opened)
        {
            (Order, Row) = opened.Value;
            Refusal = refusal;
            Response.StatusCode = refusal is null ? StatusCodes.Status200OK : Refusals.StatusOf(refusal);
        }
        else
        {
            Response.StatusCode = StatusCodes.Status404NotFound;
        }

        return Page();
    }

    /// <summary>The order number of a genuine link; null for everything else, without asking the database.</summary>
    private string? NumberOf(string token) => OneTimeLink.Read(channels.Links?.Secret ?? "", token);
}
