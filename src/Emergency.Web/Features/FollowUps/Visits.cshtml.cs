using Emergency.Core.Regions;
using Emergency.Core.Time;
using Emergency.Planning.ReductionList;
using Emergency.Storage;
using Emergency.Storage.FollowUps;
using Emergency.Storage.Lists;
using Emergency.Web.Hosting;
using Emergency.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Web.Features.FollowUps;

/// <summary>Enterprises that an inspector should visit, by county, with where they are and whom to call. Gone once they answer or are verified.</summary>
public sealed class VisitsModel(IDbContextFactory<AppDb> databases, EscalationDesk desk, ListDesk lists, RegionTree regions, WebSettings settings, Caller caller, TimeProvider clock) : PageModel
{
    /// <summary>Responses.</summary>
    public ResponseChoice Choice { get; private set; } = new([], null);

    /// <summary>Visits with the enterprise's row in the list in force.</summary>
    public IReadOnlyList<(Visit Visit, Enterprise? Enterprise)> Visits { get; private set; } = [];

    /// <summary>Now.</summary>
    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    /// <summary>Name of a region.</summary>
    public string RegionName(string code) => regions.Find(code)?.Name ?? code;

    /// <summary>Loads them.</summary>
    public async Task OnGetAsync([FromQuery] string? response, CancellationToken cancellationToken)
    {
        Choice = await ResponseChoice.LoadAsync(databases, caller, response, cancellationToken);
        if (Choice.Shown is not { } shown)
        {
            return;
        }

        var list = await lists.InForceForAsync(settings.RegionCode, Now.ToLocalDay(), regions, cancellationToken);
        var known = list.Ok ? list.Value.List.Enterprises.ToDictionary(e => e.Code) : [];
        Visits = [.. (await desk.VisitsAsync(shown.Id, cancellationToken))
            .Where(v => caller.Sees(v.Order.RegionCode, v.Order.EnterpriseCode))
            .Select(v => (v, known.GetValueOrDefault(v.Order.EnterpriseCode)))];
    }
}
