using Emergency.Core.Decisions;
using Emergency.Storage;
using Emergency.Storage.Responses;
using Emergency.Warnings.Responses;
using Emergency.Web.Api;
using Emergency.Web.Language;
using Emergency.Web.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Web.Features.Responses;

/// <summary>The version of a response that the caller saw.</summary>
/// <param name="Version">Its version.</param>
public sealed record SeenVersion(int Version);

/// <summary>Responses.</summary>
internal static class ResponsesApi
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/responses", ListAsync).WithTags("responses").WithSummary("Responses the caller may see, by id; page with cursor");
        api.MapGet("/responses/{id}", OneAsync).WithTags("responses");
        api.MapPost("/responses/{id}/approve", ApproveAsync).WithTags("responses").WithSummary("Headquarters approves");
    }

    private static async Task<Results<Ok<Part<Response>>, StatusCodeHttpResult>> ListAsync(
        string? cursor, int? limit, HttpContext http, IDbContextFactory<AppDb> databases, Caller caller, CancellationToken cancellationToken)
    {
        var visible = caller.RegionsOfResponses();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await db.Responses.AsNoTracking().Where(r => visible.Contains(r.RegionCode)).Select(r => r.Json).ToListAsync(cancellationToken);
        var part = Cursor.Cut(rows.Select(CanonicalJson.Read<Response>), r => r.Id, cursor, limit);
        return Cursor.Known(http, part) ? Cursor.NotModified() : TypedResults.Ok(part);
    }

    private static async Task<Results<Ok<Response>, NotFound>> OneAsync(string id, ResponseDesk desk, Caller caller, CancellationToken cancellationToken) =>
        await FindAsync(id, desk, caller, cancellationToken) is { } response ? TypedResults.Ok(response) : TypedResults.NotFound();

    private static async Task<Results<Ok<Response>, ProblemHttpResult, NotFound>> ApproveAsync(
        string id, SeenVersion seen, ResponseDesk desk, Caller caller, PageLanguage language, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, desk, caller, cancellationToken) is not { } response || !caller.Sees(response.RegionCode))
        {
            return TypedResults.NotFound();
        }

        var approved = await desk.ApproveAsync(id, new ResponseChange(caller.Name, clock.GetUtcNow(), seen.Version), cancellationToken);
        return approved.Ok ? TypedResults.Ok(approved.Value) : Refusals.Problem(approved.Refusal, language);
    }

    /// <summary>The response when it concerns the caller; null otherwise, as if it did not exist.</summary>
    private static async Task<Response?> FindAsync(string id, ResponseDesk desk, Caller caller, CancellationToken cancellationToken)
    {
        var found = await desk.FindAsync(id, cancellationToken);
        return found.Ok && caller.RegionsOfResponses().Contains(found.Value.Response.RegionCode) ? found.Value.Response : null;
    }
}
