using System.Security.Cryptography;
using System.Text;
using Emergency.Dispatch.Delivery;
using Emergency.Storage.Ledger;
using Emergency.Web.Channels;
using Emergency.Web.Language;
using Emergency.Web.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Emergency.Web.Features.Orders;

/// <summary>
/// <c>POST /api/v1/sms/reports/{secret}</c>: the SMS gateway reports what became of messages. Gateways cannot sign, so the address itself is the secret.
/// A report is written down and answered at once; a worker acts on failures. A repeat changes nothing.
/// </summary>
public static class SmsReportsApi
{
    /// <summary>Route, as the route table names it.</summary>
    public const string Route = "api/v1/sms/reports/{secret}";

    /// <summary>Largest body [bytes].</summary>
    private const int BodyLimit = 256 * 1024;

    /// <summary>Maps the endpoint. Without the block <c>Sms:Reports</c> it is not found.</summary>
    public static IEndpointConventionBuilder MapSmsReports(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/" + Route, ReceiveAsync)
            .WithName("PostSmsReports")
            .WithSummary("Delivery reports of the SMS gateway, in the gateway's own form.")
            .DisableAntiforgery();

    private static async Task<Results<ContentHttpResult, ProblemHttpResult, NotFound>> ReceiveAsync(
        string secret, HttpContext http, ChannelSettings channels, FailOverDesk ledger, PageLanguage language, CancellationToken cancellationToken)
    {
        if (channels.Sms?.Reports is not { } mapping || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(mapping.Secret)))
        {
            return TypedResults.NotFound();
        }

        if (await SignedRequest.BodyAsync(http.Request, BodyLimit, cancellationToken) is not { } body)
        {
            return Refusals.Problem(SignedRequest.Malformed($"正文超过{BodyLimit / 1024} KB。", $"The body is larger than {BodyLimit / 1024} KB."), language);
        }

        var reports = GatewayReports.Read(mapping, body);
        if (!reports.Ok)
        {
            return Refusals.Problem(reports.Refusal, language);
        }

        await ledger.ReceiveAsync(DeliveryDocuments.Sms, reports.Value, cancellationToken);
        return TypedResults.Text(mapping.Answer);
    }
}
