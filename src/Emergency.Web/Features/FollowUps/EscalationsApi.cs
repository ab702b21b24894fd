using Emergency.Dispatch.Escalation;
using Emergency.Storage.FollowUps;
using Emergency.Storage.Responses;
using Emergency.Web.Language;
using Emergency.Web.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Emergency.Web.Features.FollowUps;

/// <summary>A report onward about silent enterprises.</summary>
/// <param name="Id">Id; it holds slashes.</param>
/// <param name="ResponseId">Response.</param>
/// <param name="Subject">What is owed.</param>
/// <param name="Target">Who was told.</param>
/// <param name="RegionCode">County.</param>
/// <param name="Township">Township; empty for the county as a whole.</param>
/// <param name="Day">Day of the daily report that is missing; null for other subjects.</param>
/// <param name="At">When.</param>
/// <param name="Enterprises">How many enterprises it concerns.</param>
/// <param name="Open">How many of them still owe an answer.</param>
/// <param name="Messages">Messages made; 0 when no channel reaches the contacts.</param>
/// <param name="Delivered">Messages that were delivered.</param>
/// <param name="ConfirmedAt">When somebody took it up; null when nobody has.</param>
/// <param name="ConfirmedBy">Who; empty when nobody has.</param>
/// <param name="Note">What that person noted.</param>
public sealed record EscalationSummary(
    string Id, string ResponseId, FollowUpSubject Subject, FollowUpTarget Target, string RegionCode, string Township, DateOnly? Day, DateTimeOffset At, int Enterprises, int Open, int Messages, int Delivered,
    DateTimeOffset? ConfirmedAt, string ConfirmedBy, string Note);

/// <summary>Says that a report was taken up.</summary>
/// <param name="Id">The report.</param>
/// <param name="Note">By whom and how.</param>
public sealed record EscalationConfirmation(string Id, string? Note);

/// <summary>Reports onward: list, and done.</summary>
internal static class EscalationsApi
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/escalations", ListAsync).WithTags("follow-ups").WithSummary("Reports onward of a response within the caller's region, newest first; open=true leaves out those taken up");
        api.MapPost("/escalations/confirm", ConfirmAsync).WithTags("follow-ups").WithSummary("Confirms that a report was taken up; once");
    }

    private static async Task<Results<Ok<List<EscalationSummary>>, NotFound>> ListAsync(
        string response, bool? open, ResponseDesk responses, EscalationDesk desk, Caller caller, CancellationToken cancellationToken)
    {
        var found = await responses.FindAsync(response, cancellationToken);
        if (!found.Ok || !caller.RegionsOfResponses().Contains(found.Value.Response.RegionCode))
        {
            return TypedResults.NotFound();
        }

        return TypedResults.Ok((await desk.OfResponseAsync(response, cancellationToken))
            .Where(r => caller.Sees(r.Row.RegionCode) && (open != true || r.Row.AcknowledgedAt is null))
            .Select(Summary)
            .ToList());
    }

    private static async Task<Results<Ok<EscalationSummary>, NotFound, ProblemHttpResult>> ConfirmAsync(
        EscalationConfirmation confirmation, EscalationDesk desk, Caller caller, PageLanguage language, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (await desk.FindAsync(confirmation.Id, cancellationToken) is not { } row || !caller.Sees(row.RegionCode))
        {
            return TypedResults.NotFound();
        }

        var confirmed = await desk.ConfirmAsync(row.Id, confirmation.Note ?? "", caller.Name, clock.GetUtcNow(), cancellationToken);
        return confirmed.Ok
            ? TypedResults.Ok(Summary((await desk.OfResponseAsync(row.ResponseId, cancellationToken)).Single(r => r.Row.Id == row.Id)))
            : Refusals.Problem(confirmed.Refusal, language);
    }

    private static EscalationSummary Summary(EscalationProgress progress)
    {
        var row = progress.Row;
        return new(
            row.Id, row.ResponseId, row.Subject, row.Target, row.RegionCode, row.Township, row.Day, row.At, row.Count, progress.Open, progress.Messages, progress.Delivered, row.AcknowledgedAt, row.AcknowledgedBy, row.Note);
    }
}
