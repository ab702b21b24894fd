using Emergency.Core.Refusals;
using Emergency.Core.Regions;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Storage;
using Emergency.Storage.Reports;
using Emergency.Web.Hosting;
using Emergency.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Web.Features.FollowUps;

/// <summary>Requests to light a furnace again after the lift, for an officer to answer.</summary>
public sealed class RestartsModel(IDbContextFactory<AppDb> databases, RestartDesk desk, RuleLibrary rules, RegionTree regions, WebSettings settings, Caller caller, TimeProvider clock) : PageModel
{
    /// <summary>Responses.</summary>
    public ResponseChoice Choice { get; private set; } = new([], null);

    /// <summary>Requests without an answer, the oldest first.</summary>
    public IReadOnlyList<RestartRequest> Requests { get; private set; } = [];

    /// <summary>Why a decision was refused.</summary>
    public Refusal? Refusal { get; private set; }

    /// <summary>Name of a region.</summary>
    public string RegionName(string code) => regions.Find(code)?.Name ?? code;

    /// <summary>Loads the requests.</summary>
    public async Task OnGetAsync([FromQuery] string? response, CancellationToken cancellationToken)
    {
        Choice = await ResponseChoice.LoadAsync(databases, caller, response, cancellationToken);
        var deadlines = rules.Deadlines(settings.RegionCode, clock.GetUtcNow().ToLocalDay());
        Requests = Choice.Shown is { } shown && deadlines.Ok
            ? [.. (await desk.OpenAsync(shown.Id, deadlines.Value, cancellationToken)).Where(r => caller.Sees(r.Order.RegionCode, r.Order.EnterpriseCode))]
            : [];
    }

    /// <summary>Approves or refuses.</summary>
    public async Task<IActionResult> OnPostDecideAsync([FromQuery] string? response, string order, int line, bool approve, string reason, CancellationToken cancellationToken)
    {
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            var row = await db.Orders.AsNoTracking().SingleOrDefaultAsync(o => o.Id == order, cancellationToken);
            if (row is null || !caller.Sees(row.RegionCode, row.EnterpriseCode))
            {
                return NotFound();
            }
        }

        var now = clock.GetUtcNow();
        var outcome = await desk.DecideAsync(order, line, approve, reason ?? "", rules.Deadlines(settings.RegionCode, now.ToLocalDay()).OrThrow(), caller.Name, now, cancellationToken);
        if (outcome.Ok)
        {
            return Redirect($"/follow-ups/restarts?response={Uri.EscapeDataString(response ?? "")}");
        }

        await OnGetAsync(response, cancellationToken);
        Refusal = outcome.Refusal;
        Response.StatusCode = Refusals.StatusOf(outcome.Refusal);
        return Page();
    }
}
