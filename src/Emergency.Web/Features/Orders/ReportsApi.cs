using System.Text.Json;
using Emergency.Core.Decisions;
using Emergency.Core.Refusals;
using Emergency.Dispatch.Orders;
using Emergency.Dispatch.Receipts;
using Emergency.Storage.Orders;
using Emergency.Storage.Reports;
using Emergency.Web.Features.Portal;
using Emergency.Web.Language;
using Emergency.Web.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Emergency.Web.Features.Orders;

/// <summary>
/// <c>POST /api/v1/orders/{id}/reports</c>: an execution report by line, or an objection, with files. Multipart form: <c>kind</c> (execution, object),
/// <c>revision</c>, <c>key</c>, <c>note</c>, <c>lines</c> (JSON array of line, state Done, Partly or Not, at, note) and any number of <c>files</c>.
/// </summary>
internal static class ReportsApi
{
    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/orders/{id}/reports", ReceiveAsync)
        .RequireRateLimiting(RateLimits.Receipts)
        .WithMetadata(new RequestSizeLimitAttribute(UploadRules.LargestRequest), new RequestFormLimitsAttribute { MultipartBodyLengthLimit = UploadRules.LargestRequest })
        .WithTags("orders")
        .WithSummary("Execution report by line, or objection, with photographs or PDF, as multipart form");

    private static async Task<Results<Ok<OrderStanding>, ProblemHttpResult, NotFound>> ReceiveAsync(
        string id, HttpRequest request, OrderDesk desk, UploadStore store, Caller caller, PageLanguage language, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (!request.HasFormContentType)
        {
            return Refusals.Problem(Malformed(), language);
        }

        var form = await request.ReadFormAsync(cancellationToken);
        if (ReceiptRules.Parse(form["kind"].ToString()) is not (ReceiptKind.Execution or ReceiptKind.Object) || !int.TryParse(form["revision"], out var revision) || Lines(form["lines"].ToString()) is not { } lines)
        {
            return Refusals.Problem(Malformed(), language);
        }

        // Whose order it is comes before anything is written: files of strangers are not kept.
        var opened = await desk.OpenAsync(id, caller.EnterpriseCode ?? "", caller.Name, clock.GetUtcNow(), cancellationToken);
        if (!opened.Ok)
        {
            return TypedResults.NotFound();
        }

        var files = await ReportForm.FilesAsync(form.Files, store, cancellationToken);
        if (!files.Ok)
        {
            return Refusals.Problem(files.Refusal, language);
        }

        var kind = ReceiptRules.Parse(form["kind"].ToString())!.Value;
        var receipt = new Receipt(id, revision, kind, form["key"].ToString(), caller.EnterpriseCode ?? "", caller.Name, "api", form["note"].ToString(), clock.GetUtcNow()) { Lines = lines, Files = files.Value };
        var outcome = await desk.ReceiveAsync(receipt, cancellationToken);
        return outcome.Ok ? TypedResults.Ok(outcome.Value) : Refusals.Problem(outcome.Refusal, language);
    }

    private static List<LineReport>? Lines(string json)
    {
        if (json.Length == 0)
        {
            return [];
        }

        try
        {
            return CanonicalJson.Read<List<LineReport>>(json).ConvertAll(l => l with { Note = l.Note ?? "" });
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Refusal Malformed() => Refusal.Of(
        "API-003",
        "请求须为 multipart 表单，含 kind（execution、object）、revision、key、note、lines（JSON 数组）和 files。",
        "The request must be a multipart form with kind (execution, object), revision, key, note, lines (JSON array) and files.",
        "请按接口说明（docs/follow-up.md）改正后重新发送。",
        "Mend it by docs/follow-up.md and send it again.");
}
