using Emergency.Core.Decisions;
using Emergency.Core.Refusals;
using Emergency.Core.Time;
using Emergency.Planning.WhatIf;
using Emergency.Storage.Responses;
using Emergency.Storage.WhatIf;
using Emergency.Warnings.Responses;
using Emergency.Web.Features.Lists;
using Emergency.Web.Features.Plans;
using Emergency.Web.Hosting;
using Emergency.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Emergency.Web.Features.WhatIf;

/// <summary>
/// Carries one scenario out: as a plan of the response of its region, or as a draft of the list. Says first what has changed since it was worked out. Neither reaches an
/// enterprise: a plan waits for headquarters to issue it, a draft for a planner to confirm it.
/// </summary>
public sealed class DeedModel(WhatIfDesk desk, ScenarioDeedDesk deeds, ResponseDesk responses, PlanJobs jobs, WebSettings settings, Caller caller, TimeProvider clock) : PageModel
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);

    /// <summary>The saved what-if.</summary>
    public WhatIfRow Row { get; private set; } = new();

    /// <summary>The scenario as it was worked out.</summary>
    public ScenarioOutcome Outcome { get; private set; } = null!;

    /// <summary>Which scenario: 0 for the base.</summary>
    [BindProperty(SupportsGet = true)]
    public int Scenario { get; set; }

    /// <summary>First day in force of the list.</summary>
    [BindProperty(SupportsGet = true)]
    public DateOnly? ValidFrom { get; set; }

    /// <summary>The response of the region that is not over; null when there is none.</summary>
    public new Response? Response { get; private set; }

    /// <summary>On what it would be carried out in that response.</summary>
    public Outcome<ScenarioGround> InResponse { get; private set; }

    /// <summary>On what it would be composed as a list.</summary>
    public Outcome<ScenarioGround> AsList { get; private set; }

    /// <summary>Why something was refused.</summary>
    public Refusal? Refusal { get; private set; }

    /// <summary>Shows both ways.</summary>
    public Task<IActionResult> OnGetAsync(int number, CancellationToken cancellationToken) => ShowAsync(number, null, cancellationToken);

    /// <summary>Makes a plan of the response with exactly the scenario's settings.</summary>
    public async Task<IActionResult> OnPostUseAsync(int number, string? response, string? digest, bool seen, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(number, cancellationToken) || Response is null || Response.Id != response)
        {
            return NotFound();
        }

        var (by, at, scenario) = (caller.Name, clock.GetUtcNow(), Scenario);
        if (Unconfirmed(InResponse, digest, seen) is { } refusal)
        {
            return await ShowAsync(number, refusal, cancellationToken);
        }

        var started = await jobs.StartAsync(PlanModel.JobKey(response), by, Patience, async (job, stop, abort) =>
        {
            var made = await deeds.UseAsync(number, scenario, response, digest!, by, at, abort, job, stop);
            return made.Ok ? made.Value : made.Refusal;
        });
        return started.Ok ? RedirectToPage("/Plans/Plan", new { id = response }) : await ShowAsync(number, started.Refusal, cancellationToken);
    }

    /// <summary>Composes the list that carries the scenario out, as a draft.</summary>
    public async Task<IActionResult> OnPostListAsync(int number, string? digest, bool seen, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(number, cancellationToken))
        {
            return NotFound();
        }

        var (by, at, scenario, day) = (caller.Name, clock.GetUtcNow(), Scenario, new LocalDay(ValidFrom!.Value));
        if (Unconfirmed(AsList, digest, seen) is { } refusal)
        {
            return await ShowAsync(number, refusal, cancellationToken);
        }

        var started = await jobs.StartAsync(ComposeModel.JobKey(settings.RegionCode), by, Patience, async (job, stop, abort) =>
        {
            var draft = await deeds.ComposeAsync(number, scenario, settings.RegionCode, day, digest!, by, at, abort, job, stop);
            return draft.Ok ? draft.Value : draft.Refusal;
        });
        return started.Ok ? RedirectToPage("/Lists/Compose") : await ShowAsync(number, started.Refusal, cancellationToken);
    }

    /// <summary>What stands in the way before anything is calculated: a refusal, other things than were shown, or differences that nobody has confirmed.</summary>
    private static Refusal? Unconfirmed(Outcome<ScenarioGround> ground, string? digest, bool seen) =>
        !ground.Ok ? ground.Refusal
        : ground.Value.Digest != digest ? ScenarioDeedDesk.Changed()
        : ground.Value.Source.Differences.Count > 0 && !seen
        ? Refusal.Of("WHATIF-036", $"有 {ground.Value.Source.Differences.Count} 处与推演时不同，尚未确认。", $"{ground.Value.Source.Differences.Count} points differ from the what-if and are not confirmed.", "请勾选确认按现在的数据重新计算。", "Confirm that it is calculated anew on what holds now.")
        : null;

    private async Task<bool> LoadAsync(int number, CancellationToken cancellationToken)
    {
        if (await desk.FindAsync(number, cancellationToken) is not { Answer: { } json } row || !caller.Sees(row.RegionCode)
            || CanonicalJson.Read<WhatIfAnswer>(json).Comparison is not { } comparison || comparison.All.ElementAtOrDefault(Scenario) is not { } outcome)
        {
            return false;
        }

        (Row, Outcome) = (row, outcome);
        ValidFrom ??= comparison.StartOf(outcome).Date;
        var (by, at) = (caller.Name, clock.GetUtcNow());
        if (await responses.OpenAsync(row.RegionCode, cancellationToken) is { } open)
        {
            Response = open.Response;
            InResponse = await deeds.ForResponseAsync(number, Scenario, open.Response.Id, by, at, cancellationToken);
        }

        AsList = await deeds.ForListAsync(number, Scenario, settings.RegionCode, new LocalDay(ValidFrom.Value), by, at, cancellationToken);
        return true;
    }

    private async Task<IActionResult> ShowAsync(int number, Refusal? refusal, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(number, cancellationToken))
        {
            return NotFound();
        }

        Refusal = refusal;
        if (refusal is not null)
        {
            base.Response.StatusCode = Refusals.StatusOf(refusal);
        }

        return Page();
    }
}
