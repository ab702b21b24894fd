using Emergency.Core.Refusals;
using Emergency.Core.Time;
using Emergency.Planning.Activation;
using Emergency.Planning.ReductionList.Files;
using Emergency.Planning.RunningControls;
using Emergency.Storage.RunningControls;
using Emergency.Web.Features.Layout;
using Emergency.Web.Features.Lists;
using Emergency.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Emergency.Web.Features.RunningControls;

/// <summary>Which units are down already: the list, one entry by form, many by file.</summary>
[RequestSizeLimit(UploadedList.LargestBytes + (1 << 20))]
public sealed class IndexModel(RunningControlDesk desk, Caller caller, TimeProvider clock) : PageModel
{
    private const int RowsAPage = 100;

    /// <summary>Controls shown.</summary>
    public IReadOnlyList<RunningControlRow> Rows { get; private set; } = [];

    /// <summary>Which of them.</summary>
    public PageOf Paging { get; private set; } = PageOf.At(1, RowsAPage, 0);

    /// <summary>True for those that ended too.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Ended { get; set; }

    /// <summary>Words searched for.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    /// <summary>Today.</summary>
    public LocalDay Today { get; } = clock.GetUtcNow().ToLocalDay();

    /// <summary>What a recording just changed.</summary>
    public RunningControlsRecorded? Recorded { get; private set; }

    /// <summary>Problems of a file.</summary>
    public IReadOnlyList<ListProblem> Problems { get; private set; } = [];

    /// <summary>Why something was refused.</summary>
    public Refusal? Refusal { get; private set; }

    /// <summary>Shows the controls.</summary>
    public async Task OnGetAsync([FromQuery] int page, CancellationToken cancellationToken)
    {
        var rows = (await desk.ListAsync(caller.RegionCode, cancellationToken)).Where(r => (Ended || r.Until is null || r.Until >= Today.Date) && Matches(r)).ToList();
        Paging = PageOf.At(page, RowsAPage, rows.Count);
        Rows = rows.Skip(Paging.Skip).Take(Paging.Size).ToList();
    }

    /// <summary>Records one control.</summary>
    public async Task<IActionResult> OnPostAddAsync(string enterprise, string unit, RunningControlKind kind, decimal percent, DateOnly from, DateOnly? until, string? note, CancellationToken cancellationToken)
    {
        var control = new RecordedControl((enterprise ?? "").Trim(), (unit ?? "").Trim(), kind, percent / 100, new LocalDay(from), until is { } last ? new LocalDay(last) : null, note?.Trim() ?? "");
        var recorded = await desk.RecordAsync(caller.RegionCode, [control], caller.Name, clock.GetUtcNow(), cancellationToken);
        Recorded = recorded.Value;
        return await ShowAsync(recorded.Refusal, cancellationToken);
    }

    /// <summary>Records the rows of a file, or shows everything wrong with it.</summary>
    public async Task<IActionResult> OnPostUploadAsync(IFormFileCollection files, CancellationToken cancellationToken)
    {
        var upload = await UploadedList.ReadAsync(files, cancellationToken);
        if (!upload.Ok)
        {
            return await ShowAsync(upload.Refusal, cancellationToken);
        }

        var read = await desk.ImportAsync(caller.RegionCode, upload.Value[0], caller.Name, clock.GetUtcNow(), cancellationToken);
        if (read.Ok)
        {
            (Problems, Recorded) = (read.Value.Reading.Problems, read.Value.Recorded);
        }

        if (Problems.Count > 0)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        }

        return await ShowAsync(read.Refusal, cancellationToken);
    }

    /// <summary>Sets the last day of a control.</summary>
    public async Task<IActionResult> OnPostEndAsync(string id, DateOnly until, CancellationToken cancellationToken) =>
        await OwnAsync(id, cancellationToken) ? await DoneAsync(await desk.EndAsync(id, new LocalDay(until), caller.Name, clock.GetUtcNow(), cancellationToken), cancellationToken) : NotFound();

    /// <summary>Takes back a control that was recorded in error.</summary>
    public async Task<IActionResult> OnPostTakeBackAsync(string id, CancellationToken cancellationToken) =>
        await OwnAsync(id, cancellationToken) ? await DoneAsync(await desk.TakeBackAsync(id, caller.Name, clock.GetUtcNow(), cancellationToken), cancellationToken) : NotFound();

    private async Task<IActionResult> DoneAsync(Outcome<RunningControlRow> outcome, CancellationToken cancellationToken) =>
        outcome.Ok ? RedirectToPage() : await ShowAsync(outcome.Refusal, cancellationToken);

    private async Task<bool> OwnAsync(string id, CancellationToken cancellationToken) => (await desk.ListAsync(caller.RegionCode, cancellationToken)).Any(r => r.Id == id);

    private async Task<IActionResult> ShowAsync(Refusal? refusal, CancellationToken cancellationToken)
    {
        Refusal = refusal;
        if (refusal is not null)
        {
            Response.StatusCode = Refusals.StatusOf(refusal);
        }

        await OnGetAsync(1, cancellationToken);
        return Page();
    }

    private bool Matches(RunningControlRow row) =>
        string.IsNullOrWhiteSpace(Q) || row.EnterpriseName.Contains(Q, StringComparison.OrdinalIgnoreCase) || row.EnterpriseCode.Contains(Q, StringComparison.OrdinalIgnoreCase) || row.Process.Contains(Q, StringComparison.OrdinalIgnoreCase);
}
