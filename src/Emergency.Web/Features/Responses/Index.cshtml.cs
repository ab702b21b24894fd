using Emergency.Core.Regions;
using Emergency.Storage;
using Emergency.Storage.Responses;
using Emergency.Web.Features.Layout;
using Emergency.Web.Security;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Web.Features.Responses;

/// <summary>All responses the caller may see, newest first.</summary>
public sealed class IndexModel(IDbContextFactory<AppDb> databases, RegionTree regions, Caller caller) : PageModel
{
    /// <summary>Responses.</summary>
    public IReadOnlyList<ResponseRow> Rows { get; private set; } = [];

    /// <summary>Which of them.</summary>
    public PageOf Paging { get; private set; } = PageOf.At(1, 50, 0);

    /// <summary>Name of a region.</summary>
    public string RegionName(string code, bool english) => regions.Find(code) is { } region ? english ? region.NameEn : region.Name : code;

    /// <summary>Loads a page.</summary>
    public async Task OnGetAsync([Microsoft.AspNetCore.Mvc.FromQuery] int page, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var visible = caller.RegionsOfResponses();
        var rows = db.Responses.AsNoTracking().Where(r => visible.Contains(r.RegionCode));
        Paging = PageOf.At(page, 50, await rows.CountAsync(cancellationToken));
        Rows = await rows.OrderByDescending(r => r.StartsAt).Skip(Paging.Skip).Take(Paging.Size).ToListAsync(cancellationToken);
    }
}
