using Emergency.Core.Decisions;
using Emergency.Planning.WhatIf;
using Emergency.Storage.WhatIf;
using Emergency.Web.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Emergency.Web.Features.WhatIf;

/// <summary>The answer of a what-if as a workbook.</summary>
internal static class WhatIfDownloads
{
    private const string Workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/what-if/{number:int}/workbook", WorkbookAsync).ExcludeFromDescription();

    private static async Task<Results<FileContentHttpResult, NotFound>> WorkbookAsync(int number, WhatIfDesk desk, Caller caller, CancellationToken cancellationToken)
    {
        if (await desk.FindAsync(number, cancellationToken) is not { Answer: { } json } row || !caller.Sees(row.RegionCode))
        {
            return TypedResults.NotFound();
        }

        using var stream = new MemoryStream();
        WhatIfWorkbook.Write(CanonicalJson.Read<WhatIfAnswer>(json), stream);
        return TypedResults.File(stream.ToArray(), Workbook, $"what-if-{number}.xlsx");
    }
}
