using Emergency.Core.Refusals;
using Emergency.Core.Regions;
using Emergency.Storage;
using Emergency.Storage.FollowUps;
using Emergency.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Web.Features.FollowUps;

/// <summary>Reports about silent enterprises: who was told, when, and who took it up.</summary>
public sealed class IndexModel(IDbContextFactory<AppDb> databases, EscalationDesk desk, RegionTree regions, Caller caller, TimeProvider clock) : PageModel
{
    /// <summary>Responses.</summary>
    public ResponseChoice Choice { get; private set; } = new([], null);

    /// <summary>Reports of the response, the newest first.</summary>
    public IReadOnlyList<EscalationProgress> Reports { get; private set; } = [];

    /// <summary>Why a confirmation was refused.</summary>
    public Refusal? Refusal { get; private set; }

    /// <summary>Name of a region.</summary>
    public string RegionName(string code) => regions.Find(code)?.Name ?? code;

    /// <summary>Loads the reports.</summary>
    public async Task OnGetAsync([FromQuery] string? response, CancellationToken cancellationToken)
    {
        Choice = await ResponseChoice.LoadAsync(databases, caller, response, cancellationToken);
        Reports = Choice.Shown is { } shown ? [.. (await desk.OfResponseAsync(shown.Id, cancellationToken)).Where(r => caller.Sees(r.Row.RegionCode))] : [];
    }

    /// <summary>Confirms that a report was taken up.</summary>
    public async Task<IActionResult> OnPostConfirmAsync([FromQuery] string? response, string escalation, string note, CancellationToken cancellationToken)
    {
        await OnGetAsync(response, cancellationToken);
        if (Reports.All(r => r.Row.Id != escalation))
        {
            return NotFound();
        }

        var outcome = await desk.ConfirmAsync(escalation, note ?? "", caller.Name, clock.GetUtcNow(), cancellationToken);
        if (outcome.Ok)
        {
            return Redirect($"/follow-ups?response={Uri.EscapeDataString(Choice.Shown!.Id)}");
        }

        Refusal = outcome.Refusal;
        Response.StatusCode = Refusals.StatusOf(outcome.Refusal);
        return Page();
    }
}
