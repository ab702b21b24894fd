using Emergency.Core.Regions;
using Emergency.Core.Time;
using Emergency.Planning.ReductionList;
using Emergency.Storage;
using Emergency.Storage.Lists;
using Emergency.Storage.Orders;
using Emergency.Web.Hosting;
using Emergency.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Web.Features.Orders;

/// <summary>An enterprise to call.</summary>
/// <param name="Silent">Its order.</param>
/// <param name="Region">County.</param>
/// <param name="Contact">Person or post in the list in force.</param>
/// <param name="Phone">Phone in the list in force; empty when there is none.</param>
public sealed record SilentRow(SilentOrder Silent, string Region, string Contact, string Phone);

/// <summary>Enterprises past their receipt deadline, with phones, for calling and for paper.</summary>
public sealed class SilentModel(IDbContextFactory<AppDb> databases, OrderDesk desk, ListDesk lists, RegionTree regions, WebSettings settings, Caller caller, TimeProvider clock) : PageModel
{
    /// <summary>Response.</summary>
    public string ResponseId { get; private set; } = "";

    /// <summary>Its number.</summary>
    public string ResponseNumber { get; private set; } = "";

    /// <summary>Enterprises, the longest silent first.</summary>
    public IReadOnlyList<SilentRow> Rows { get; private set; } = [];

    /// <summary>Now.</summary>
    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    /// <summary>Loads the list of a response.</summary>
    public async Task<IActionResult> OnGetAsync([FromQuery] string? response, CancellationToken cancellationToken)
    {
        var visible = caller.RegionsOfResponses();
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            if (await db.Responses.AsNoTracking().SingleOrDefaultAsync(r => r.Id == response && visible.Contains(r.RegionCode), cancellationToken) is not { } row)
            {
                return NotFound();
            }

            (ResponseId, ResponseNumber) = (row.Id, row.Number);
        }

        var list = await lists.InForceForAsync(settings.RegionCode, Now.ToLocalDay(), regions, cancellationToken);
        var contacts = list.Ok ? list.Value.List.Enterprises.ToDictionary(e => e.Code) : new Dictionary<string, Enterprise>();
        Rows = [.. (await desk.SilentAsync(ResponseId, Now, cancellationToken)).Where(s => caller.Sees(s.RegionCode, s.EnterpriseCode)).Select(s =>
        {
            var enterprise = contacts.GetValueOrDefault(s.EnterpriseCode);
            return new SilentRow(s, regions.Find(s.RegionCode)?.Name ?? s.RegionCode, enterprise?.ContactName ?? "", enterprise?.ContactPhone ?? "");
        })];
        return Page();
    }
}
