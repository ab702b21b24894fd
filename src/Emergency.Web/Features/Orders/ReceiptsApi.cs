using System.Text.Json;
using Emergency.Dispatch.Delivery;
using Emergency.Dispatch.Orders;
using Emergency.Dispatch.Receipts;
using Emergency.Storage.Orders;
using Emergency.Web.Language;
using Emergency.Web.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Emergency.Web.Features.Orders;

/// <summary>What an enterprise's system posts.</summary>
/// <param name="OrderId">Order.</param>
/// <param name="Revision">Revision it answers.</param>
/// <param name="Kind">acknowledge, object, execution.</param>
/// <param name="Note">In words; required for an objection.</param>
public sealed record ReceiptPosted(string? OrderId, int? Revision, string? Kind, string? Note);

/// <summary>The answer to a receipt that was taken in.</summary>
/// <param name="OrderId">Order.</param>
/// <param name="Number">Its number.</param>
/// <param name="State">Its state now.</param>
/// <param name="AcknowledgedAt">When the enterprise first answered.</param>
/// <param name="ExecutedAt">When it first reported execution.</param>
public sealed record ReceiptTaken(string OrderId, string Number, OrderState State, DateTimeOffset? AcknowledgedAt, DateTimeOffset? ExecutedAt);

/// <summary>
/// <c>POST /api/v1/receipts</c>: enterprise systems acknowledge, object and report by signed request. Who speaks is established by the signature
/// (<see cref="WebhookSignature"/>), not by an account; the same key sent again gets the same answer.
/// </summary>
public static class ReceiptsApi
{
    /// <summary>Route, as the route table names it.</summary>
    public const string Route = "api/v1/receipts";

    /// <summary>Maps the endpoint. Without a secret every request is refused.</summary>
    /// <param name="routes">Where to map.</param>
    /// <param name="webhookSecret">Key from which every enterprise's key is derived.</param>
    public static IEndpointConventionBuilder MapReceipts(this IEndpointRouteBuilder routes, string webhookSecret) =>
        routes.MapPost("/" + Route, (HttpContext http, OrderDesk orders, TimeProvider clock, PageLanguage language, CancellationToken cancellationToken) =>
                ReceiveAsync(http, webhookSecret, orders, clock, language, cancellationToken))
            .Accepts<ReceiptPosted>("application/json")
            .WithName("PostReceipt")
            .WithSummary("Acknowledges, objects to or reports execution of an order, by signed request.")
            .DisableAntiforgery();

    private static async Task<Results<Ok<ReceiptTaken>, ProblemHttpResult>> ReceiveAsync(
        HttpContext http, string secret, OrderDesk orders, TimeProvider clock, PageLanguage language, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var signed = await SignedRequest.ReadAsync(http, secret, now, cancellationToken);
        if (!signed.Ok)
        {
            return Refusals.Problem(signed.Refusal, language);
        }

        var (enterprise, key, body) = signed.Value;
        if (Parse(body) is not { OrderId: { } orderId, Revision: { } revision, Kind: { } kindCode } posted || ReceiptRules.Parse(kindCode) is not { } kind)
        {
            return Refusals.Problem(
                SignedRequest.Malformed("正文须为 JSON，含 orderId、revision、kind（acknowledge、object、execution）。", "The body must be JSON with orderId, revision and kind (acknowledge, object, execution)."),
                language);
        }

        var receipt = new Receipt(orderId, revision, kind, key, enterprise, $"webhook:{enterprise}", DeliveryDocuments.Webhook, posted.Note ?? "", now);
        var outcome = await orders.ReceiveAsync(receipt, cancellationToken);
        return outcome.Ok
            ? TypedResults.Ok(new ReceiptTaken(orderId, outcome.Value.Number, outcome.Value.State, outcome.Value.AcknowledgedAt, outcome.Value.ExecutedAt))
            : Refusals.Problem(outcome.Refusal, language);
    }

    private static ReceiptPosted? Parse(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize<ReceiptPosted>(body, JsonSerializerOptions.Web);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
