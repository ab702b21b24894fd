using Emergency.Planning.ReductionList;
using Emergency.Planning.ReductionList.Files;
using Emergency.Storage.Lists;
using Emergency.Web.Hosting;
using Emergency.Web.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Emergency.Web.Features.Lists;

/// <summary>The empty template and the export of a version, as workbooks.</summary>
internal static class ListDownloads
{
    private const string Workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/lists/template", () =>
        {
            var stream = new MemoryStream();
            ListExport.WriteTemplate(stream);
            return TypedResults.File(stream.ToArray(), Workbook, "reduction-list-template.xlsx");
        }).ExcludeFromDescription();
        routes.MapGet("/lists/export/{number:int}", ExportAsync).ExcludeFromDescription();
    }

    private static async Task<Results<FileContentHttpResult, NotFound>> ExportAsync(int number, ListDesk desk, WebSettings settings, Caller caller, CancellationToken cancellationToken)
    {
        if ((await desk.VersionsAsync(settings.RegionCode, cancellationToken)).FirstOrDefault(v => v.Number == number) is not { } version)
        {
            return TypedResults.NotFound();
        }

        var stream = new MemoryStream();
        ListExport.WriteWorkbook(Within(await desk.LoadAsync(version.Id, cancellationToken), caller), stream);
        return TypedResults.File(stream.ToArray(), Workbook, $"reduction-list-{settings.RegionCode}-v{number}.xlsx");
    }

    /// <summary>What the caller may see: a county exports its own rows.</summary>
    private static EmergencyReductionList Within(EmergencyReductionList list, Caller caller)
    {
        var codes = list.Enterprises.Where(e => caller.Sees(e.RegionCode, e.Code)).Select(e => e.Code).ToHashSet();
        return list with
        {
            Enterprises = [.. list.Enterprises.Where(e => codes.Contains(e.Code))],
            Units = [.. list.Units.Where(u => codes.Contains(u.EnterpriseCode))],
            Measures = [.. list.Measures.Where(m => codes.Contains(m.EnterpriseCode))],
            Mobile = [.. list.Mobile.Where(m => caller.Sees(m.RegionCode))],
            Dust = [.. list.Dust.Where(d => caller.Sees(d.RegionCode))],
        };
    }
}
