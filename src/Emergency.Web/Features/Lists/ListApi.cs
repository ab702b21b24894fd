using Emergency.Core.Time;
using Emergency.Planning.ReductionList;
using Emergency.Storage.Lists;
using Emergency.Web.Api;
using Emergency.Web.Hosting;
using Emergency.Web.Language;
using Emergency.Web.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Emergency.Web.Features.Lists;

/// <summary>One version of the list, without its rows.</summary>
/// <param name="Number">Running number.</param>
/// <param name="Hash">Content hash.</param>
/// <param name="ValidFrom">First day in force.</param>
/// <param name="ImportedAt">When.</param>
/// <param name="By">By whom.</param>
/// <param name="Enterprises">Number of enterprises.</param>
public sealed record ListVersion(int Number, string Hash, DateOnly ValidFrom, DateTimeOffset ImportedAt, string By, int Enterprises);

/// <summary>The reduction list.</summary>
internal static class ListApi
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/list/versions", async (ListDesk desk, Authority authority, CancellationToken cancellationToken) =>
            TypedResults.Ok((await desk.VersionsAsync(authority.Region.Code, cancellationToken)).Select(v => new ListVersion(v.Number, v.Hash, v.ValidFrom, v.At, v.By, v.EnterpriseCount)).ToList()))
            .WithTags("list").WithSummary("All versions, newest first");
        api.MapGet("/list/enterprises", EnterprisesAsync).WithTags("list").WithSummary("Enterprises of the list in force, by code; page with cursor");
    }

    private static async Task<Results<Ok<Part<Enterprise>>, StatusCodeHttpResult, ProblemHttpResult>> EnterprisesAsync(
        string? cursor, int? limit, HttpContext http, ListDesk desk, Authority authority, Caller caller, PageLanguage language, TimeProvider clock, CancellationToken cancellationToken)
    {
        var list = await desk.InForceAsync(authority.Region.Code, clock.GetUtcNow().ToLocalDay(), cancellationToken);
        if (!list.Ok)
        {
            return Refusals.Problem(list.Refusal, language);
        }

        var part = Cursor.Cut(list.Value.List.Enterprises.Where(e => caller.Sees(e.RegionCode, e.Code)), e => e.Code, cursor, limit);
        return Cursor.Known(http, part) ? Cursor.NotModified() : TypedResults.Ok(part);
    }
}
