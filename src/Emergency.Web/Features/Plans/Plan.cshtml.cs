using Emergency.Core.Refusals;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Planning.Activation;
using Emergency.Storage.Chain;
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

/// <summary>The plan of a response at its level: targets, gap, choices with reasons, and the step that issues the orders.</summary>
public sealed class PlanModel(ResponseDesk responses, PlanDesk plans, OrderDesk orders, ChainDesk chain, RuleLibrary rules, Authority authority, Caller caller, TimeProvider clock) : PageModel
{
    /// <summary>The response.</summary>
    public new Response? Response { get; private set; }

    /// <summary>The newest plan for its level; null when none was made.</summary>
    public Plan? Plan { get; private set; }

    /// <summary>Its chain record.</summary>
    public ChainRow? Row { get; private set; }

    /// <summary>True when the orders in force rest on this plan.</summary>
    public bool IsIssued { get; private set; }

    /// <summary>True when the caller may issue, and the response allows it.</summary>
    public bool MayIssue => caller.May("POST", "responses/{id}/plan", "Issue") && Response!.State is ResponseState.Approved or ResponseState.InForce;

    /// <summary>Number of enterprises that get an order.</summary>
    public int Ordered { get; private set; }

    /// <summary>Number of enterprises that get none.</summary>
    public int Spared { get; private set; }

    /// <summary>Choices shown.</summary>
    public IReadOnlyList<PlanChoice> Choices { get; private set; } = [];

    /// <summary>Which of them.</summary>
    public PageOf Paging { get; private set; } = PageOf.At(1, 50, 0);

    /// <summary>Words searched for.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    /// <summary>Empty, binding, spared or decide.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Show { get; set; }

    /// <summary>What an issue just did.</summary>
    public IssueResult? Issued { get; private set; }

    /// <summary>Why something was refused.</summary>
    public Refusal? Refusal { get; private set; }

    /// <summary>Shows the plan.</summary>
    public Task<IActionResult> OnGetAsync(string id, [FromQuery] int page, CancellationToken cancellationToken) => ShowAsync(id, page, null, cancellationToken);

    /// <summary>Makes the plan from the list in force.</summary>
    public async Task<IActionResult> OnPostMakeAsync(string id, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(id, cancellationToken) || !caller.Sees(Response!.RegionCode))
        {
            return NotFound();
        }

        var made = await plans.ActivateAsync(id, caller.Name, clock.GetUtcNow(), cancellationToken);
        return made.Ok ? RedirectToPage(new { id }) : await ShowAsync(id, 1, made.Refusal, cancellationToken);
    }

    /// <summary>Issues the orders of the plan that was shown, once every point for a person is confirmed.</summary>
    public async Task<IActionResult> OnPostIssueAsync(string id, string plan, int[] confirmed, bool gap, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(id, cancellationToken) || !caller.Sees(Response!.RegionCode))
        {
            return NotFound();
        }

        if (Unconfirmed(plan, confirmed, gap) is { } refusal)
        {
            return await ShowAsync(id, 1, refusal, cancellationToken);
        }

        var now = clock.GetUtcNow();
        var deadlines = rules.Deadlines(Response.RegionCode, now.ToLocalDay());
        if (!deadlines.Ok)
        {
            return await ShowAsync(id, 1, deadlines.Refusal, cancellationToken);
        }

        var issued = await orders.IssueAsync(new IssueRequest(id, plan, deadlines.Value, authority.Headquarters, authority.Contact, caller.Name, now), cancellationToken);
        Issued = issued.Value;
        return await ShowAsync(id, 1, issued.Refusal, cancellationToken);
    }

    private Refusal? Unconfirmed(string plan, int[] confirmed, bool gap)
    {
        if (Row is null || Plan is null || Row.Id != plan)
        {
            return Refusal.Of("PLAN-020", "您确认的不是最新方案。", "What you confirmed is not the newest plan.", "请查看最新方案后重新确认。", "Look at the newest plan and confirm again.");
        }

        var open = Plan.Decisions.Count - confirmed.Distinct().Count(i => i >= 0 && i < Plan.Decisions.Count);
        var gapOpen = Plan.Targets.Any(t => t.MissingKgPerDay > 0) && !gap;
        return open > 0 || gapOpen
            ? Refusal.Of(
                "PLAN-021",
                $"还有 {open + (gapOpen ? 1 : 0)} 个事项没有确认。",
                $"{open + (gapOpen ? 1 : 0)} points are not confirmed.",
                "请逐项确认后再下达。",
                "Confirm each of them, then issue.")
            : null;
    }

    private async Task<bool> LoadAsync(string id, CancellationToken cancellationToken)
    {
        var found = await responses.FindAsync(id, cancellationToken);
        if (!found.Ok || !caller.RegionsOfResponses().Contains(found.Value.Response.RegionCode))
        {
            return false;
        }

        Response = found.Value.Response;
        Row = await chain.LatestRevisionAsync($"plan:{id}:{Response.Level}", cancellationToken);
        Plan = Row is null ? null : ChainDesk.Read<Plan>(Row);
        IsIssued = Row is not null && found.Value.Row.PlanId == Row.Id;
        return true;
    }

    private async Task<IActionResult> ShowAsync(string id, int page, Refusal? refusal, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(id, cancellationToken))
        {
            return NotFound();
        }

        if (Plan is not null)
        {
            var ordered = Plan.Choices.Where(c => c.Binding).Select(c => c.EnterpriseCode).ToHashSet();
            Ordered = ordered.Count;
            Spared = Plan.Choices.Select(c => c.EnterpriseCode).Where(c => !ordered.Contains(c)).Distinct().Count();
            var rows = Plan.Choices.Where(Matches).ToList();
            Paging = PageOf.At(page, 50, rows.Count);
            Choices = rows.Skip(Paging.Skip).Take(Paging.Size).ToList();
        }

        Refusal = refusal;
        if (refusal is not null)
        {
            base.Response.StatusCode = Refusals.StatusOf(refusal);
        }

        return Page();
    }

    private bool Matches(PlanChoice choice) =>
        (Show switch { "binding" => choice.Binding, "spared" => !choice.Binding, "decide" => choice.NeedsDecision, _ => true })
        && (string.IsNullOrWhiteSpace(Q)
            || choice.EnterpriseName.Contains(Q, StringComparison.OrdinalIgnoreCase)
            || choice.EnterpriseCode.Contains(Q, StringComparison.OrdinalIgnoreCase)
            || choice.Process.Contains(Q, StringComparison.OrdinalIgnoreCase));
}
