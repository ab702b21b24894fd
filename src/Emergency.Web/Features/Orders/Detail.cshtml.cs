using Emergency.Core.Refusals;
using Emergency.Core.Regions;
using Emergency.Core.Time;
using Emergency.Dispatch.Orders;
using Emergency.Dispatch.Receipts;
using Emergency.Planning.ReductionList;
using Emergency.Storage;
using Emergency.Storage.Lists;
using Emergency.Storage.Orders;
using Emergency.Storage.Reports;
using Emergency.Web.Features.Portal;
using Emergency.Web.Hosting;
using Emergency.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Web.Features.Orders;

/// <summary>One order for officials: its content, its history, and what officers decide on it.</summary>
public sealed class DetailModel(IDbContextFactory<AppDb> databases, OrderDesk desk, AttachmentDesk attachments, ListDesk lists, RegionTree regions, WebSettings settings, Caller caller, TimeProvider clock) : PageModel
{
    /// <summary>The order as sent.</summary>
    public Order Order { get; private set; } = null!;

    /// <summary>Its state and facts.</summary>
    public OrderRow Row { get; private set; } = null!;

    /// <summary>Its history.</summary>
    public IReadOnlyList<TimelineEntry> Timeline { get; private set; } = [];

    /// <summary>The enterprise in the list in force, for calling it; null when the list does not name it.</summary>
    public Enterprise? Enterprise { get; private set; }

    /// <summary>Files that came with receipts.</summary>
    public IReadOnlyList<AttachmentRow> Files { get; private set; } = [];

    /// <summary>The latest execution report by line; null when none came.</summary>
    public ReceiptContent? Report { get; private set; }

    /// <summary>True when an objection waits for an answer.</summary>
    public bool ObjectionOpen { get; private set; }

    /// <summary>Why an action was refused.</summary>
    public Refusal? Refusal { get; private set; }

    /// <summary>Now.</summary>
    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    /// <summary>Shows the order.</summary>
    public Task<IActionResult> OnGetAsync(string id, CancellationToken cancellationToken) => ShowAsync(id, null, cancellationToken);

    /// <summary>Rejects an objection.</summary>
    public Task<IActionResult> OnPostRejectAsync(string id, string reason, CancellationToken cancellationToken) =>
        ActAsync(id, () => desk.RejectObjectionAsync(id, reason ?? "", caller.Name, Now, cancellationToken), cancellationToken);

    /// <summary>Records a site check.</summary>
    public Task<IActionResult> OnPostVerifyAsync(string id, string note, CancellationToken cancellationToken) =>
        ActAsync(id, () => desk.VerifyAsync(id, note ?? "", caller.Name, Now, cancellationToken), cancellationToken);

    /// <summary>Records what an enterprise said on the phone.</summary>
    public Task<IActionResult> OnPostPhoneAsync(string id, string kind, string note, string key, CancellationToken cancellationToken) =>
        ActAsync(
            id,
            () => desk.ReceiveAsync(
                new Receipt(id, Row.Revision, ReceiptRules.Parse(kind) ?? ReceiptKind.Acknowledge, ReportForm.Key(key, new { kind, note }), Row.EnterpriseCode, caller.Name, "phone", note ?? "", Now),
                cancellationToken),
            cancellationToken);

    private async Task<IActionResult> ActAsync(string id, Func<Task<Outcome<OrderStanding>>> act, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is not { } row)
        {
            return NotFound();
        }

        Row = row;
        var outcome = await act();
        return outcome.Ok ? RedirectToPage(new { id }) : await ShowAsync(id, outcome.Refusal, cancellationToken);
    }

    private async Task<IActionResult> ShowAsync(string id, Refusal? refusal, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is null)
        {
            return NotFound();
        }

        var opened = await desk.OpenAsync(id, null, caller.Name, Now, cancellationToken);
        if (!opened.Ok)
        {
            return NotFound();
        }

        (Order, Row) = opened.Value;
        Timeline = await desk.TimelineAsync(id, cancellationToken);
        Files = await attachments.OfOrderAsync(id, cancellationToken);
        var list = await lists.InForceForAsync(settings.RegionCode, Now.ToLocalDay(), regions, cancellationToken);
        Enterprise = list.Ok ? list.Value.List.Enterprises.FirstOrDefault(e => e.Code == Row.EnterpriseCode) : null;
        Report = await desk.LatestReportAsync(id, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var last = await db.OrderEvents.AsNoTracking()
            .Where(e => e.OrderId == id && (e.Event == OrderEvent.Object || e.Event == OrderEvent.RejectObjection))
            .OrderByDescending(e => e.Sequence).FirstOrDefaultAsync(cancellationToken);
        ObjectionOpen = last?.Event == OrderEvent.Object;
        Refusal = refusal;
        if (refusal is not null)
        {
            Response.StatusCode = Refusals.StatusOf(refusal);
        }

        return Page();
    }

    /// <summary>The order's row when it lies in the caller's region; null otherwise, so that nobody learns which orders others have.</summary>
    private async Task<OrderRow?> FindAsync(string id, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var row = await db.Orders.AsNoTracking().SingleOrDefaultAsync(o => o.Id == id, cancellationToken);
        return row is not null && caller.Sees(row.RegionCode, row.EnterpriseCode) ? row : null;
    }
}
