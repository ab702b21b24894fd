using Emergency.Core.Refusals;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Dispatch.Orders;
using Emergency.Dispatch.Receipts;
using Emergency.Storage.Orders;
using Emergency.Storage.Reports;
using Emergency.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;

namespace Emergency.Web.Features.Portal;

/// <summary>One order of the caller's enterprise, and its answers. An order of another enterprise is not found.</summary>
[EnableRateLimiting(RateLimits.Receipts)]
[RequestSizeLimit(UploadRules.LargestRequest)]
[RequestFormLimits(MultipartBodyLengthLimit = UploadRules.LargestRequest)]
public sealed class DetailModel(
    OrderDesk desk, DailyReportDesk daily, RestartDesk restarts, AttachmentDesk attachments, UploadStore uploads, RuleLibrary rules, Caller caller, TimeProvider clock) : PageModel
{
    /// <summary>The order.</summary>
    public PortalOrder? Shown { get; private set; }

    /// <summary>Its history.</summary>
    public IReadOnlyList<TimelineEntry> Timeline { get; private set; } = [];

    /// <summary>Files sent with receipts.</summary>
    public IReadOnlyList<AttachmentRow> Files { get; private set; } = [];

    /// <summary>Daily reports, the newest first; empty while none is owed.</summary>
    public IReadOnlyList<DailyReportRow> Days { get; private set; } = [];

    /// <summary>Lines on their way back to production; empty while the order is not lifted.</summary>
    public IReadOnlyList<RestartLine> Restarts { get; private set; } = [];

    /// <summary>By when today's daily report is owed; null when none is.</summary>
    public DateTimeOffset? DailyBy { get; private set; }

    /// <summary>The latest order of the same response, when this one was replaced by it; null otherwise.</summary>
    public OrderRow? Successor { get; private set; }

    /// <summary>Shows it.</summary>
    public Task<IActionResult> OnGetAsync(string id, CancellationToken cancellationToken) => ShowAsync(id, null, cancellationToken);

    /// <summary>Acknowledges.</summary>
    public Task<IActionResult> OnPostAcknowledgeAsync(string id, string key, CancellationToken cancellationToken) =>
        AnswerAsync(id, ReceiptKind.Acknowledge, key, "", [], null, cancellationToken);

    /// <summary>Objects, with evidence.</summary>
    public Task<IActionResult> OnPostObjectAsync(string id, string key, string note, IFormFileCollection files, CancellationToken cancellationToken) =>
        AnswerAsync(id, ReceiptKind.Object, key, note, [], files, cancellationToken);

    /// <summary>Reports execution by line, with photographs.</summary>
    public Task<IActionResult> OnPostExecutionAsync(string id, string key, string note, List<LineInput> lines, IFormFileCollection files, CancellationToken cancellationToken) =>
        AnswerAsync(id, ReceiptKind.Execution, key, note, ReportForm.Lines(lines), files, cancellationToken);

    /// <summary>Reports the day.</summary>
    public Task<IActionResult> OnPostDailyAsync(string id, string key, string activity, string note, List<LineInput> lines, CancellationToken cancellationToken) =>
        ActAsync(
            id,
            async order =>
            {
                var now = clock.GetUtcNow();
                var reported = ReportForm.Lines(lines);
                var said = ReportForm.Key(key, new { reported, activity, note });
                var report = new DailyReport(id, order.Row.Revision, now.ToLocalDay(), said, caller.EnterpriseCode!, caller.Name, reported, activity ?? "", note ?? "", now);
                return (await daily.ReportAsync(report, Deadlines(order.Row.RegionCode), cancellationToken)).Refusal;
            },
            cancellationToken);

    /// <summary>Asks for approval of a restart, or reports that a line runs again.</summary>
    public Task<IActionResult> OnPostRestartAsync(string id, int line, RestartEvent happened, string words, CancellationToken cancellationToken) =>
        ActAsync(
            id,
            async order => happened is RestartEvent.Request or RestartEvent.Report
                ? (await restarts.SpeakAsync(id, line, happened, words ?? "", caller.EnterpriseCode!, Deadlines(order.Row.RegionCode), caller.Name, clock.GetUtcNow(), cancellationToken)).Refusal
                // Approving is an officer's: an enterprise that says so is refused like anybody else.
                : ReceiptRules.Foreign(),
            cancellationToken);

    private Task<IActionResult> AnswerAsync(string id, ReceiptKind kind, string? key, string? note, IReadOnlyList<LineReport> lines, IFormFileCollection? files, CancellationToken cancellationToken) =>
        ActAsync(
            id,
            async order =>
            {
                var kept = await ReportForm.FilesAsync(files, uploads, cancellationToken);
                if (!kept.Ok)
                {
                    return kept.Refusal;
                }

                var said = ReportForm.Key(key, new { note, lines, Files = kept.Value });
                var receipt = new Receipt(id, order.Row.Revision, kind, said, caller.EnterpriseCode!, caller.Name, "portal", note ?? "", clock.GetUtcNow()) { Lines = lines, Files = kept.Value };
                return (await desk.ReceiveAsync(receipt, cancellationToken)).Refusal;
            },
            cancellationToken);

    private async Task<IActionResult> ActAsync(string id, Func<OpenedOrder, Task<Refusal?>> act, CancellationToken cancellationToken)
    {
        var opened = await desk.OpenAsync(id, caller.EnterpriseCode ?? "", caller.Name, clock.GetUtcNow(), cancellationToken);
        if (!opened.Ok)
        {
            return NotFound();
        }

        return await act(opened.Value) is { } refusal ? await ShowAsync(id, refusal, cancellationToken) : RedirectToPage(new { id });
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
        Files = await attachments.OfOrderAsync(id, cancellationToken);
        DailyBy = opened.Value.Row.StartsAt <= now
            ? Dispatch.Escalation.FollowUp.DailyDeadline(opened.Value.Row.State, opened.Value.Row.StartsAt, Deadlines(opened.Value.Row.RegionCode), now.ToLocalDay())
            : null;
        // Each is a question to the database, and most pages are opened by those who have just been told to begin.
        Days = DailyBy is null ? [] : await daily.OfOrderAsync(id, cancellationToken);
        Restarts = opened.Value.Row.State.IsFinal() ? await restarts.OfOrderAsync(id, Deadlines(opened.Value.Row.RegionCode), cancellationToken) : [];
        Successor = opened.Value.Row.State == OrderState.Replaced
            ? (await desk.OfEnterpriseAsync(opened.Value.Row.EnterpriseCode, cancellationToken)).Where(o => o.ResponseId == opened.Value.Row.ResponseId).MaxBy(o => o.Revision)
            : null;
        return Page();
    }

    private DeadlineRules Deadlines(string county) => rules.Deadlines(county, clock.GetUtcNow().ToLocalDay()).OrThrow();
}
