using Emergency.Storage.Reports;
using Emergency.Web.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Emergency.Web.Features.Uploads;

/// <summary>
/// Files that came with receipts, for those who may see the order: always offered for saving, never shown as part of this site, so that whatever is in
/// them runs nowhere. Opening one is written into the audit log.
/// </summary>
internal static class UploadDownloads
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/uploads/{id}", ReadAsync).ExcludeFromDescription();

    private static async Task<Results<FileContentHttpResult, NotFound>> ReadAsync(string id, HttpContext http, AttachmentDesk desk, UploadStore store, Caller caller, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (await desk.FindAsync(id, cancellationToken) is not { } file || !caller.Sees(file.RegionCode, file.EnterpriseCode))
        {
            return TypedResults.NotFound();
        }

        var content = await store.ReadAsync(file.Sha256, cancellationToken);
        if (!content.Ok)
        {
            return TypedResults.NotFound();
        }

        await desk.OpenedAsync(file, caller.Name, clock.GetUtcNow(), cancellationToken);
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        return TypedResults.File(content.Value, file.ContentType, file.Name);
    }
}
