using System.Security.Cryptography;
using Emergency.Core.Decisions;
using Emergency.Core.Refusals;
using Emergency.Dispatch.Receipts;
using Emergency.Planning.Rulings;
using Emergency.Storage.Reports;
using Emergency.Storage.Responses;
using Emergency.Storage.Rulings;
using Emergency.Web.Features.Portal;
using Emergency.Web.Language;
using Emergency.Web.Security;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Emergency.Web.Features.Rulings;

/// <summary>A document that was uploaded for a ruling and is not part of one yet.</summary>
/// <param name="File">As it is kept.</param>
/// <param name="Token">To be sent with the ruling of this response.</param>
public sealed record RulingFileKept(RulingFile File, string Token);

/// <summary>
/// The document that a ruling rests on. It is checked and kept as the files of receipts are; between upload and confirmation it is named by a sealed token, so that
/// nobody makes a ruling carry, and then opens, a content that somebody else uploaded.
/// </summary>
public sealed class RulingFiles(UploadStore store, IDataProtectionProvider protection)
{
    /// <summary>The token is not of this response, or was altered.</summary>
    public const string UnknownToken = "UPLOAD-005";

    internal static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/responses/{id}/rulings/file", UploadAsync).WithMetadata(new RequestSizeLimitAttribute(UploadRules.LargestRequest), new RequestFormLimitsAttribute { MultipartBodyLengthLimit = UploadRules.LargestRequest })
            .WithTags("rulings").WithSummary("Uploads the document of a decision (multipart form, one file: photograph or PDF); its token goes with the decision as fileToken");
        api.MapGet("/responses/{id}/rulings/{number:int}/file", ReadAsync).WithTags("rulings").WithSummary("The document of a decision, as it was uploaded");
    }

    /// <summary>Checks and keeps what a form sent; empty when it sent no file.</summary>
    public async Task<Outcome<IReadOnlyList<RulingFileKept>>> KeepAsync(string responseId, IFormFileCollection? files, CancellationToken cancellationToken)
    {
        var kept = await ReportForm.FilesAsync(files, store, cancellationToken);
        return kept.Ok
            ? kept.Value.Select(f => new RulingFile(f.Name, f.ContentType, f.Bytes, f.Sha256)).Select(f => new RulingFileKept(f, Seal(responseId).Protect(CanonicalJson.Write(f)))).ToList()
            : kept.Refusal;
    }

    /// <summary>The draft with the document that a token names; without one when the token is empty.</summary>
    public Outcome<RulingDraft> With(RulingDraft draft, string responseId, string? token)
    {
        if (string.IsNullOrEmpty(token))
        {
            return draft with { File = null };
        }

        try
        {
            return draft with { File = CanonicalJson.Read<RulingFile>(Seal(responseId).Unprotect(token)) };
        }
        catch (CryptographicException)
        {
            return Refusal.Of(UnknownToken, "附件标识不是在本次响应中上传时给出的。", "The token of the file was not given for an upload in this response.", "请重新上传文件。", "Upload the file again.");
        }
    }

    private IDataProtector Seal(string responseId) => protection.CreateProtector("Emergency.RulingFile", responseId);

    private static async Task<Results<Ok<RulingFileKept>, ProblemHttpResult, NotFound>> UploadAsync(
        string id, HttpRequest request, ResponseDesk desk, RulingFiles files, Caller caller, PageLanguage language, CancellationToken cancellationToken)
    {
        // Whose response it is comes before anything is written.
        if (await RulingsApi.FindAsync(id, desk, caller, cancellationToken) is not { } response || !caller.Sees(response.RegionCode))
        {
            return TypedResults.NotFound();
        }

        var kept = await files.KeepAsync(id, request.HasFormContentType ? (await request.ReadFormAsync(cancellationToken)).Files : null, cancellationToken);
        return !kept.Ok ? Refusals.Problem(kept.Refusal, language)
            : kept.Value is [var file] ? TypedResults.Ok(file)
            : Refusals.Problem(Refusal.Of(UploadRules.TooMany, "请求中须有且只有一个文件。", "The request must hold one file.", "请以 multipart 表单上传一个文件。", "Send one file as a multipart form."), language);
    }

    private static async Task<Results<FileContentHttpResult, NotFound>> ReadAsync(
        string id, int number, HttpContext http, ResponseDesk desk, RulingDesk rulings, UploadStore store, AttachmentDesk attachments, Caller caller, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (await RulingsApi.FindAsync(id, desk, caller, cancellationToken) is null
            || (await rulings.OfResponseAsync(id, cancellationToken)).FirstOrDefault(r => r.Ruling.Number == number) is not { Ruling: { File: { } file } ruling })
        {
            return TypedResults.NotFound();
        }

        var content = await store.ReadAsync(file.Sha256, cancellationToken);
        if (!content.Ok)
        {
            return TypedResults.NotFound();
        }

        await attachments.OpenedAsync(ruling.Id, file.Sha256, caller.Name, clock.GetUtcNow(), cancellationToken);
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        return TypedResults.File(content.Value, file.ContentType, file.Name);
    }
}
