using Emergency.Core.Refusals;
using Emergency.Dispatch.Cap;
using Emergency.Dispatch.Delivery;
using Emergency.Dispatch.Receipts;
using Emergency.Storage.Orders;
using Emergency.Web.Channels;
using Emergency.Web.Language;
using Emergency.Web.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Emergency.Web.Features.Orders;

/// <summary>
/// <c>POST /api/v1/cap/receipts</c>: a CAP 1.2 <c>Ack</c> acknowledges the order it refers to, an <c>Error</c> with a note objects to it. Signed as other receipts are;
/// the message's own identifier is its key, so that a repeat counts once.
/// </summary>
public static class CapReceiptsApi
{
    /// <summary>Route, as the route table names it.</summary>
    public const string Route = "api/v1/cap/receipts";

    /// <summary>The message refers to no order of ours by sender, identifier and time.</summary>
    public const string NoSuchReference = "CAP-005";

    /// <summary>Maps the endpoint. Without a secret, or without the block <c>Cap</c>, every request is refused.</summary>
    public static IEndpointConventionBuilder MapCapReceipts(this IEndpointRouteBuilder routes, string webhookSecret) =>
        routes.MapPost("/" + Route, (HttpContext http, ChannelSettings channels, OrderDesk orders, TimeProvider clock, PageLanguage language, CancellationToken cancellationToken) =>
                ReceiveAsync(http, channels.Cap is null ? "" : webhookSecret, channels.Cap?.Sender ?? "", orders, clock, language, cancellationToken))
            .WithName("PostCapReceipt")
            .WithSummary("Acknowledges (Ack) or objects to (Error) an order by a CAP 1.2 message, by signed request.")
            .DisableAntiforgery();

    private static async Task<Results<Ok<ReceiptTaken>, ProblemHttpResult>> ReceiveAsync(
        HttpContext http, string secret, string sender, OrderDesk orders, TimeProvider clock, PageLanguage language, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var signed = await SignedRequest.ReadAsync(http, secret, now, cancellationToken);
        if (!signed.Ok)
        {
            return Refusals.Problem(signed.Refusal, language);
        }

        var read = CapReceiptReader.Read(signed.Value.Body);
        if (!read.Ok)
        {
            return Refusals.Problem(read.Refusal, language);
        }

        var message = read.Value;
        if (await OrderAsync(message, sender, orders, cancellationToken) is not { } order)
        {
            return Refusals.Problem(
                Refusal.Of(
                    NoSuchReference, "references 所指的不是本平台发出的指令。", "The references name no order of ours.",
                    "请原样引用所收报文的 sender、identifier、sent。", "Refer to sender, identifier and sent of the message as you received it."),
                language);
        }

        var enterprise = signed.Value.Enterprise;
        var receipt = new Receipt(
            order.Id, order.Revision, message.Accepted ? ReceiptKind.Acknowledge : ReceiptKind.Object, message.Identifier, enterprise,
            $"cap:{enterprise}", DeliveryDocuments.Cap, message.Note, now);
        var outcome = await orders.ReceiveAsync(receipt, cancellationToken);
        return outcome.Ok
            ? TypedResults.Ok(new ReceiptTaken(order.Id, outcome.Value.Number, outcome.Value.State, outcome.Value.AcknowledgedAt, outcome.Value.ExecutedAt))
            : Refusals.Problem(outcome.Refusal, language);
    }

    /// <summary>The latest revision among the references that match one of our messages in all three parts.</summary>
    private static async Task<OrderRow?> OrderAsync(CapReceipt message, string sender, OrderDesk orders, CancellationToken cancellationToken)
    {
        var ours = message.References.Where(r => r.Sender == sender).ToLookup(r => r.Identifier, r => CapNames.Time(r.Sent), StringComparer.Ordinal);
        var issued = await orders.IssuedAsync([.. ours.Select(r => r.Key)], cancellationToken);
        return issued.Where(i => ours[i.Row.Id].Contains(CapNames.Time(i.IssuedAt))).MaxBy(i => i.Row.Revision)?.Row;
    }
}
