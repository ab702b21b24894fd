using Emergency.Planning.Activation;
using Emergency.Planning.Composing;
using Emergency.Storage.Chain;
using Emergency.Storage.Lists;
using Emergency.Storage.Plans;
using Emergency.Storage.Responses;
using Emergency.Web.Language;
using Emergency.Web.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Emergency.Web.Features.Plans;

/// <summary>A plan as a workbook.</summary>
internal static class PlanDownloads
{
    private const string Workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/responses/{id}/plan/export", ExportAsync).ExcludeFromDescription();

    private static async Task<Results<FileContentHttpResult, NotFound>> ExportAsync(
        string id, int? revision, ResponseDesk responses, PlanDesk plans, ListDesk lists, Caller caller, PageLanguage language, CancellationToken cancellationToken)
    {
        var found = await responses.FindAsync(id, cancellationToken);
        if (!found.Ok || !caller.RegionsOfResponses().Contains(found.Value.Response.RegionCode))
        {
            return TypedResults.NotFound();
        }

        if (await plans.FindAsync(found.Value.Response, revision, cancellationToken) is not { } one)
        {
            return TypedResults.NotFound();
        }

        var plan = ChainDesk.Read<Plan>(one.Row);
        var list = await lists.FindAsync(plan.ListVersion, cancellationToken);
        var stream = new MemoryStream();
        PlanWorkbook.Write(plan, list?.Enterprises ?? [], language.English, stream);
        return TypedResults.File(stream.ToArray(), Workbook, $"plan-{found.Value.Response.Number}-{found.Value.Response.Level}-v{one.Revision.Number}.xlsx");
    }
}
