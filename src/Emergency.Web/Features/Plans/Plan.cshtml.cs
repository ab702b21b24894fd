using Emergency.Core;
using Emergency.Core.Refusals;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Planning.Activation;
using Emergency.Planning.Composing;
using Emergency.Storage.Chain;
using Emergency.Storage.Forecasts;
using Emergency.Storage.Lists;
using Emergency.Storage.Orders;
using Emergency.Storage.Plans;
using Emergency.Storage.Responses;
using Emergency.Warnings.Responses;
using Emergency.Web.Features.Layout;
using Emergency.Web.Hosting;
using Emergency.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Emergency.Web.Features.Plans;

/// <summary>The plans of a response at its level: the form that makes one, one of them in full, and the step that issues its orders.</summary>
public sealed class PlanModel(
    ResponseDesk responses, PlanDesk plans, PlanJobs jobs, OrderDesk orders, ChainDesk chain, ListDesk lists, ExpectedLevelDesk expected, RuleLibrary rules, Authority authority, Caller caller,
    TimeProvider clock) : PageModel
{
    /// <summary>A plan that takes longer shows its progress instead of keeping the page waiting.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);

    /// <summary>The response.</summary>
    public new Response? Response { get; private set; }

    /// <summary>All plans for its level, newest first.</summary>
    public IReadOnlyList<PlanRevision> Revisions { get; private set; } = [];

    /// <summary>The one shown; null when none was made.</summary>
    public PlanRevision? Shown { get; private set; }

    /// <summary>Its content.</summary>
    public Plan? Plan { get; private set; }

    /// <summary>Chain record of the plan that the orders rest on; null before an issue.</summary>
    public string? InForceId { get; private set; }

    /// <summary>True when the orders in force rest on the plan shown.</summary>
    public bool IsIssued => Shown is not null && InForceId == Shown.Id;

    /// <summary>Orders that run since before the database was restored from a backup, and are to be issued anew.</summary>
    public int FromBeforeRestore { get; private set; }

    /// <summary>True when the plan shown is the newest.</summary>
    public bool IsNewest => Shown is not null && Shown.Id == Revisions[0].Id;

    /// <summary>True when the caller may issue, and the response allows it.</summary>
    public bool MayIssue => caller.May("POST", "responses/{id}/plan", "Issue") && Response!.State is ResponseState.Approved or ResponseState.InForce;

    /// <summary>The search that runs for this response; null when none does.</summary>
    public PlanJob? Job { get; private set; }

    /// <summary>How long it has run [s].</summary>
    public int JobSeconds => Job is null ? 0 : (int)(clock.GetUtcNow() - Job.StartedAt).TotalSeconds;

    /// <summary>The form, filled with what the plan shown was made with.</summary>
    [BindProperty]
    public PlanForm Form { get; set; } = new();

    /// <summary>The days of the response as the newest stored forecast has them; null when none is stored.</summary>
    public ExpectedDays? Expected { get; private set; }

    /// <summary>How old that forecast is [h].</summary>
    public int ForecastAge => Expected is null ? 0 : (int)(clock.GetUtcNow() - Expected.IssuedAt).TotalHours;

    /// <summary>First day of the response.</summary>
    public LocalDay FirstDay => Response!.StartsAt.ToLocalDay();

    /// <summary>Number of enterprises that get an order.</summary>
    public int Ordered { get; private set; }

    /// <summary>Number of enterprises that get none.</summary>
    public int Spared { get; private set; }

    /// <summary>Choices shown.</summary>
    public IReadOnlyList<PlanChoice> Choices { get; private set; } = [];

    /// <summary>Which of them.</summary>
    public PageOf Paging { get; private set; } = PageOf.At(1, 50, 0);

    /// <summary>Which choices are looked for.</summary>
    [BindProperty(SupportsGet = true, Name = "")]
    public ChoiceFilter Filter { get; set; } = new();

    /// <summary>Counties and industries of the list, to choose from.</summary>
    public ChoicePlaces Places { get; private set; } = ChoicePlaces.None;

    /// <summary>What an issue just did.</summary>
    public IssueResult? Issued { get; private set; }

    /// <summary>Why something was refused.</summary>
    public Refusal? Refusal { get; private set; }

    /// <summary>Key of the job of a response.</summary>
    public static string JobKey(string responseId) => "response:" + responseId;

    /// <summary>Shows a plan, the newest when none is named.</summary>
    public async Task<IActionResult> OnGetAsync(string id, [FromQuery] int? revision, [FromQuery] int page, CancellationToken cancellationToken)
    {
        if (jobs.Find(JobKey(id)) is { State: not PlanJobState.Running } ended && await SeenAsync(id, cancellationToken))
        {
            jobs.Forget(ended);
            if (ended.Result is ChainRow made)
            {
                return RedirectToPage(new { id, revision = ChainDesk.RevisionOf(made.Id, PlanDesk.PlanId(Response!)) });
            }

            return await ShowAsync(id, revision, page, ended.Refusal, cancellationToken);
        }

        return await ShowAsync(id, revision, page, null, cancellationToken);
    }

    /// <summary>Makes a plan. One that only activates is there at once; a search goes on behind the page when it takes longer than a moment.</summary>
    public async Task<IActionResult> OnPostMakeAsync(string id, CancellationToken cancellationToken)
    {
        if (!await SeenAsync(id, cancellationToken) || !caller.Sees(Response!.RegionCode))
        {
            return NotFound();
        }

        if (Form.FromForecast)
        {
            var page = await ShowAsync(id, null, 1, null, cancellationToken);
            (Form.Mode, Form.DayLevels) = (PlanMode.Supplement, ExpectedLevelsOfDays());
            return page;
        }

        var settings = Form.Read();
        if (!settings.Ok)
        {
            return await ShowAsync(id, null, 1, settings.Refusal, cancellationToken);
        }

        var (by, at) = (caller.Name, clock.GetUtcNow());
        if (settings.Value is { Mode: PlanMode.Activate, Days: null })
        {
            var made = await plans.ActivateAsync(id, by, at, cancellationToken);
            return made.Ok ? RedirectToPage(new { id, revision = ChainDesk.RevisionOf(made.Value.Id, PlanDesk.PlanId(Response)) }) : await ShowAsync(id, null, 1, made.Refusal, cancellationToken);
        }

        var started = await jobs.StartAsync(JobKey(id), by, Patience, async (job, stop, abort) =>
        {
            var made = await plans.MakeAsync(id, settings.Value, by, at, abort, job, stop);
            return made.Ok ? made.Value : made.Refusal;
        });
        return started.Ok ? RedirectToPage(new { id }) : await ShowAsync(id, null, 1, started.Refusal, cancellationToken);
    }

    /// <summary>Stops the search; nothing is kept.</summary>
    public async Task<IActionResult> OnPostStopAsync(string id, CancellationToken cancellationToken)
    {
        if (!await SeenAsync(id, cancellationToken) || !caller.Sees(Response!.RegionCode))
        {
            return NotFound();
        }

        if (jobs.Stop(JobKey(id)))
        {
            await Task.WhenAny(jobs.Find(JobKey(id))?.Work ?? Task.CompletedTask, Task.Delay(Patience, TimeProvider.System, cancellationToken));
        }

        return RedirectToPage(new { id });
    }

    /// <summary>Issues the orders of the plan that was shown, once every point for a person is confirmed.</summary>
    public async Task<IActionResult> OnPostIssueAsync(string id, string plan, int[] confirmed, bool gap, bool older, CancellationToken cancellationToken)
    {
        if (!await SeenAsync(id, cancellationToken) || !caller.Sees(Response!.RegionCode))
        {
            return NotFound();
        }

        var revisions = await plans.RevisionsAsync(Response, cancellationToken);
        var number = revisions.FirstOrDefault(r => r.Id == plan)?.Number;
        if (await UnconfirmedAsync(revisions, plan, confirmed, gap, older, cancellationToken) is { } refusal)
        {
            return await ShowAsync(id, older ? number : null, 1, refusal, cancellationToken);
        }

        var now = clock.GetUtcNow();
        var deadlines = rules.Deadlines(Response.RegionCode, now.ToLocalDay());
        if (!deadlines.Ok)
        {
            return await ShowAsync(id, number, 1, deadlines.Refusal, cancellationToken);
        }

        var issued = await orders.IssueAsync(new IssueRequest(id, plan, deadlines.Value, authority.Headquarters, authority.Contact, caller.Name, now), cancellationToken);
        Issued = issued.Value;
        return await ShowAsync(id, number, 1, issued.Refusal, cancellationToken);
    }

    /// <summary>
    /// Levels of the days of the response by the forecast, none above its own; days before the forecast ask for nothing. Ends with the last day that has a level, with the
    /// planned end, or where the forecast does.
    /// </summary>
    private List<string?> ExpectedLevelsOfDays()
    {
        var levels = new List<WarningLevel>();
        foreach (var day in Enumerable.Range(0, Expected is null ? 0 : 10).Select(FirstDay.Plus).TakeWhile(d => Response!.EndsAt is not { } end || d.Start < end))
        {
            if (Expected!.Days.FirstOrDefault(d => d.Day == day) is { } known)
            {
                levels.Add(known.Level < WarningLevel.Yellow ? WarningLevel.None : known.Level < Response!.Level ? known.Level : Response.Level);
            }
            else if (day < Expected.Days[0].Day)
            {
                levels.Add(WarningLevel.None);
            }
        }

        return [.. levels.Take(levels.FindLastIndex(l => l != WarningLevel.None) + 1).Select(l => l.ToString())];
    }

    private async Task<Refusal?> UnconfirmedAsync(IReadOnlyList<PlanRevision> revisions, string id, int[] confirmed, bool gap, bool older, CancellationToken cancellationToken)
    {
        if (revisions.FirstOrDefault(r => r.Id == id) is null || (revisions[0].Id != id && !older) || await chain.FindAsync(id, cancellationToken) is not { } row)
        {
            return Refusal.Of("PLAN-020", "您确认的不是最新方案。", "What you confirmed is not the newest plan.", "请查看最新方案后重新确认；要下达较早的方案，请打开该版并勾选确认。", "Look at the newest plan and confirm again; to issue an earlier one, open it and confirm that it is earlier.");
        }

        var plan = ChainDesk.Read<Plan>(row);
        var open = plan.Decisions.Count - confirmed.Distinct().Count(i => i >= 0 && i < plan.Decisions.Count);
        var gapOpen = plan.Targets.Any(t => t.MissingKgPerDay > 0) && !gap;
        return open > 0 || gapOpen
            ? Refusal.Of("PLAN-021", $"还有 {open + (gapOpen ? 1 : 0)} 个事项没有确认。", $"{open + (gapOpen ? 1 : 0)} points are not confirmed.", "请逐项确认后再下达。", "Confirm each of them, then issue.")
            : null;
    }

    private async Task<bool> SeenAsync(string id, CancellationToken cancellationToken)
    {
        var found = await responses.FindAsync(id, cancellationToken);
        if (!found.Ok || !caller.RegionsOfResponses().Contains(found.Value.Response.RegionCode))
        {
            return false;
        }

        (Response, InForceId) = (found.Value.Response, found.Value.Row.PlanId);
        return true;
    }

    private async Task<IActionResult> ShowAsync(string id, int? revision, int page, Refusal? refusal, CancellationToken cancellationToken)
    {
        if (!await SeenAsync(id, cancellationToken))
        {
            return NotFound();
        }

        Job = jobs.Find(JobKey(id)) is { State: PlanJobState.Running } running ? running : null;
        Revisions = await plans.RevisionsAsync(Response!, cancellationToken);
        Shown = revision is null ? (Revisions.Count > 0 ? Revisions[0] : null) : Revisions.FirstOrDefault(r => r.Number == revision);
        if (Shown is null && revision is not null)
        {
            return NotFound();
        }

        if (Shown is not null && await chain.FindAsync(Shown.Id, cancellationToken) is { } row)
        {
            Plan = ChainDesk.Read<Plan>(row);
            if (HttpMethods.IsGet(Request.Method))
            {
                Form = Plan.Settings is { } settings ? PlanForm.Of(settings) : new PlanForm();
            }

            var ordered = Plan.Choices.Where(c => c.Binding).Select(c => c.EnterpriseCode).ToHashSet();
            (Ordered, Spared) = (ordered.Count, Plan.Choices.Select(c => c.EnterpriseCode).Where(c => !ordered.Contains(c)).Distinct().Count());
            Places = ChoicePlaces.Of(await lists.FindAsync(Plan.ListVersion, cancellationToken), rules.Regions);
            var rows = Plan.Choices.Where(c => Filter.Matches(c, Places)).ToList();
            Paging = PageOf.At(page, 50, rows.Count);
            Choices = rows.Skip(Paging.Skip).Take(Paging.Size).ToList();
        }

        FromBeforeRestore = await orders.FromBeforeRestoreAsync(id, cancellationToken);
        Expected = Response!.State.IsFinal() ? null : await expected.FindAsync(Response.RegionCode, clock.GetUtcNow(), cancellationToken);
        Refusal = refusal;
        if (refusal is not null)
        {
            base.Response.StatusCode = Refusals.StatusOf(refusal);
        }

        return Page();
    }
}
