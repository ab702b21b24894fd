using Emergency.Core.Refusals;
using Emergency.Web.Language;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Emergency.Web.Security;

/// <summary>How a refusal leaves the program: the one mapping from code to HTTP status and problem details.</summary>
public static class Refusals
{
    /// <summary>401 for a signature that is not genuine, 403 for what the caller or its authority may not do, 404 for what is not there, 409 for what the present state forbids, 422 for input that is wrong.</summary>
    public static int StatusOf(Refusal refusal) => refusal.Code switch
    {
        "REGION-002" or "ORDER-403" => StatusCodes.Status403Forbidden,
        "ORDER-001" => StatusCodes.Status404NotFound,
        "ESCALATION-001" => StatusCodes.Status404NotFound,
        "ORDER-006" or "ORDER-008" or "ORDER-009" or "DAILY-003" or "RESTART-007" or "RESPONSE-040" or "RESPONSE-041" => StatusCodes.Status422UnprocessableEntity,
        _ when refusal.Code.StartsWith("SIGN-", StringComparison.Ordinal) => StatusCodes.Status401Unauthorized,
        _ when StateAreas.Any(a => refusal.Code.StartsWith(a, StringComparison.Ordinal)) => StatusCodes.Status409Conflict,
        _ => StatusCodes.Status422UnprocessableEntity,
    };

    // Areas whose refusals say "not now" rather than "not like this".
    private static readonly string[] StateAreas = ["RESPONSE-", "ORDER-", "CHAIN-", "PLAN-", "DAILY-", "RESTART-", "ESCALATION-", "RULING-008", "RULING-009", "RULING-010", "LIST-001", "ACCOUNT-006"];

    /// <summary>The refusal as RFC 9457 problem details with code, sentence and remedy.</summary>
    public static ProblemHttpResult Problem(Refusal refusal, PageLanguage language) => TypedResults.Problem(
        detail: language.In(refusal.Sentence),
        statusCode: StatusOf(refusal),
        title: refusal.Code,
        extensions: new Dictionary<string, object?>
        {
            ["code"] = refusal.Code,
            ["sentence"] = refusal.Sentence,
            ["remedy"] = refusal.Remedy,
        });
}
