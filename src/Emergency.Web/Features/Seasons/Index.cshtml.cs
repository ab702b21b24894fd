using Emergency.Core.Refusals;
using Emergency.Core.Time;
using Emergency.Planning.Season;
using Emergency.Storage.RunningControls;
using Emergency.Storage.Seasons;
using Emergency.Web.Features.Layout;
using Emergency.Web.Features.Plans;
using Emergency.Web.Hosting;
using Emergency.Web.Language;
using Emergency.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Emergency.Web.Features.Seasons;

/// <summary>The off-peak plan of a winter: made as a draft, read, downloaded, and recorded as running controls once confirmed.</summary>
public sealed class IndexModel(SeasonDesk desk, PlanJobs jobs, WebSettings settings, Caller caller, PageLanguage language, TimeProvider clock) : PageModel
{
    private const int RowsAPage = 50;
    private const string Workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>The search that runs or has ended; null when none does.</summary>
    public PlanJob? Job { get; private set; }

    /// <summary>How long it has run [s].</summary>
    public int JobSeconds => Job is null ? 0 : (int)(clock.GetUtcNow() - Job.StartedAt).TotalSeconds;

    /// <summary>The draft that waits for a yes; null when there is none.</summary>
    public SeasonDraft? Draft => Job?.Result as SeasonDraft;

    /// <summary>The form.</summary>
    [BindProperty]
    public SeasonForm Form { get; set; } = new();

    /// <summary>Words searched for among the enterprises.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    /// <summary>Enterprises shown.</summary>
    public IReadOnlyList<SeasonEnterprise> Enterprises { get; private set; } = [];

    /// <summary>Which of them.</summary>
    public PageOf Paging { get; private set; } = PageOf.At(1, RowsAPage, 0);

    /// <summary>What a recording just changed.</summary>
    public RunningControlsRecorded? Recorded { get; private set; }

    /// <summary>Why something was refused.</summary>
    public Refusal? Refusal { get; private set; }

    private string Key => "season:" + settings.RegionCode;

    /// <summary>Shows the form, the search, or the draft.</summary>
    public void OnGet([FromQuery] int page)
    {
        // Before July the winter that is spoken of is the one that began last year.
        var today = clock.GetUtcNow().ToLocalDay().Date;
        Form.Year = today.Month < 7 ? today.Year - 1 : today.Year;
        Show(null, page);
    }

    /// <summary>The draft as a workbook.</summary>
    public IActionResult OnGetExport()
    {
        if (jobs.Find(Key)?.Result is not SeasonDraft draft)
        {
            return NotFound();
        }

        var stream = new MemoryStream();
        SeasonWorkbook.Write(draft.Plan, language.English, stream);
        return File(stream.ToArray(), Workbook, $"season-{draft.Plan.RegionCode}-{draft.Plan.Year}.xlsx");
    }

    /// <summary>Makes the plan.</summary>
    public async Task<IActionResult> OnPostMakeAsync()
    {
        var form = Form.Read();
        if (!form.Ok)
        {
            return Show(form.Refusal, 1);
        }

        var (by, at, year) = (caller.Name, clock.GetUtcNow(), Form.Year);
        var started = await jobs.StartAsync(Key, by, Patience, async (job, stop, abort) =>
        {
            var draft = await desk.PlanAsync(settings.RegionCode, year, form.Value, by, at, abort, job, stop);
            return draft.Ok ? draft.Value : draft.Refusal;
        });
        return started.Ok ? RedirectToPage() : Show(started.Refusal, 1);
    }

    /// <summary>Stops the search, or drops the draft.</summary>
    public IActionResult OnPostDrop()
    {
        if (!jobs.Stop(Key) && jobs.Find(Key) is { } ended)
        {
            jobs.Forget(ended);
        }

        return RedirectToPage();
    }

    /// <summary>Records the draft that was shown as running controls; it stays, to be read and downloaded.</summary>
    public async Task<IActionResult> OnPostRecordAsync(string hash, CancellationToken cancellationToken)
    {
        if (jobs.Find(Key)?.Result is not SeasonDraft draft || draft.Hash.Hex != hash)
        {
            return Show(Refusal.Of("PLAN-073", "所确认的错峰安排草稿已不存在。", "The season draft that you confirmed is gone.", "请重新制定后确认。", "Make it again and confirm."), 1);
        }

        var recorded = await desk.RecordAsync(draft, caller.Name, clock.GetUtcNow(), cancellationToken);
        Recorded = recorded.Value;
        return Show(recorded.Refusal, 1);
    }

    private PageResult Show(Refusal? refusal, int page)
    {
        Job = jobs.Find(Key);
        if (Job is { State: PlanJobState.Refused } refused)
        {
            refusal ??= refused.Refusal;
            jobs.Forget(refused);
            Job = null;
        }

        if (Draft is { } draft)
        {
            var found = draft.Plan.Enterprises.Where(e => string.IsNullOrWhiteSpace(Q) || e.Name.Contains(Q, StringComparison.OrdinalIgnoreCase) || e.Code.Contains(Q, StringComparison.OrdinalIgnoreCase)).ToList();
            Paging = PageOf.At(page, RowsAPage, found.Count);
            Enterprises = found.Skip(Paging.Skip).Take(Paging.Size).ToList();
        }

        Refusal = refusal;
        if (refusal is not null)
        {
            Response.StatusCode = Refusals.StatusOf(refusal);
        }

        return Page();
    }
}
