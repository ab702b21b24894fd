using Emergency.Storage;
using Emergency.Storage.Responses;
using Emergency.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Web.Features.FollowUps;

/// <summary>The responses that a page offers, and the one it shows.</summary>
/// <param name="All">Responses with orders that concern the caller, newest first.</param>
/// <param name="Shown">The one asked for, else the newest; null when there is none.</param>
public sealed record ResponseChoice(IReadOnlyList<ResponseRow> All, ResponseRow? Shown)
{
    private const int Most = 50;

    /// <summary>Reads them.</summary>
    public static async Task<ResponseChoice> LoadAsync(IDbContextFactory<AppDb> databases, Caller caller, string? asked, CancellationToken cancellationToken)
    {
        var visible = caller.RegionsOfResponses();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var all = await db.Responses.AsNoTracking()
            .Where(r => visible.Contains(r.RegionCode) && db.Orders.Any(o => o.ResponseId == r.Id))
            .OrderByDescending(r => r.StartsAt).Take(Most).ToListAsync(cancellationToken);
        return new ResponseChoice(all, all.Find(r => r.Id == asked) ?? all.FirstOrDefault());
    }
}
