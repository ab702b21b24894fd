using Emergency.Storage;
using Emergency.Storage.Audit;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Web.Features.Audit;

/// <summary>The audit log.</summary>
internal static class AuditApi
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/audit/verify", async (IDbContextFactory<AppDb> databases, CancellationToken cancellationToken) =>
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            return TypedResults.Ok(await HistoryCheck.VerifyAsync(db, cancellationToken));
        }).WithTags("audit").WithSummary("Checks every link of the audit log, and that orders, responses and records are as written");
}
