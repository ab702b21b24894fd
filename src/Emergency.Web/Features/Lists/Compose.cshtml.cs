using Emergency.Core.Refusals;
using Emergency.Core.Time;
using Emergency.Planning.Activation;
using Emergency.Planning.Composing;
using Emergency.Storage.Plans;
using Emergency.Web.Features.Plans;
using Emergency.Web.Hosting;
using Emergency.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Emergency.Web.Features.Lists;

/// <summary>Composes the list of the next season from the one in force: three levels together, first as a draft, then as a new version.</summary>
public sealed class ComposeModel(ComposedListDesk desk, PlanJobs jobs, WebSettings settings, Caller caller, TimeProvider clock) : PageModel
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);

    /// <summary>The search that runs or has ended; null when none does.</summary>
    public PlanJob? Job { get; private set; }

    /// <summary>How long it has run [s].</summary>
    public int JobSeconds => Job is null ? 0 : (int)(clock.GetUtcNow() - Job.StartedAt).TotalSeconds;

    /// <summary>The draft that waits for a yes; null when there is none.</summary>
    public ComposedListDraft? Draft => Job?.Result as ComposedListDraft;

    /// <summary>Today, the proposed first day.</summary>
    public LocalDay Today { get; } = clock.GetUtcNow().ToLocalDay();

    /// <summary>Why something was refused.</summary>
    public Refusal? Refusal { get; private set; }

    private string Key => JobKey(settings.RegionCode);

    /// <summary>Key of the job that composes a region's list.</summary>
    internal static string JobKey(string regionCode) => "list:" + regionCode;

    /// <summary>Shows the form, the search, or the draft.</summary>
    public void OnGet() => Show(null);

    /// <summary>Composes.</summary>
    public async Task<IActionResult> OnPostComposeAsync(DateOnly validFrom, OrderScope order, string? gap, decimal? shortagePrice, bool noSwap)
    {
        var form = new PlanForm { Mode = PlanMode.Compose, Order = order, Gap = gap, ShortagePrice = shortagePrice, NoSwap = noSwap }.Read();
        if (!form.Ok)
        {
            return Show(form.Refusal);
        }

        var (by, at) = (caller.Name, clock.GetUtcNow());
        var started = await jobs.StartAsync(Key, by, Patience, async (job, stop, abort) =>
        {
            var draft = await desk.ComposeAsync(settings.RegionCode, new LocalDay(validFrom), form.Value, by, at, abort, job, stop);
            return draft.Ok ? draft.Value : draft.Refusal;
        });
        return started.Ok ? RedirectToPage() : Show(started.Refusal);
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

    /// <summary>Makes the draft that was shown a version of the list.</summary>
    public async Task<IActionResult> OnPostAcceptAsync(string hash, CancellationToken cancellationToken)
    {
        if (jobs.Find(Key) is not { Result: ComposedListDraft draft } job || draft.Hash.Hex != hash)
        {
            return Show(Refusal.Of("LIST-041", "所确认的编制草稿已不存在。", "The draft that you confirmed is gone.", "请重新编制后确认。", "Compose again and confirm."));
        }

        var version = await desk.AcceptAsync(draft, caller.Name, clock.GetUtcNow(), cancellationToken);
        jobs.Forget(job);
        return RedirectToPage("/Lists/Index", new { version = version.Number });
    }

    private PageResult Show(Refusal? refusal)
    {
        Job = jobs.Find(Key);
        if (Job is { State: PlanJobState.Refused } refused)
        {
            refusal ??= refused.Refusal;
            jobs.Forget(refused);
            Job = null;
        }

        Refusal = refusal;
        if (refusal is not null)
        {
            Response.StatusCode = Refusals.StatusOf(refusal);
        }

        return Page();
    }
}
