using System.Text;
using System.Text.Json;
using Emergency.Dispatch.Delivery;
using Emergency.Web.Channels;

namespace Emergency.Web.Jobs;

/// <summary>
/// Signed webhook to an enterprise's own system: POST of the document with time stamp, signature, idempotency key and attempt number.
/// 2xx is delivered; everything else is tried again. Redirects are not followed: an order goes to the address in the list or nowhere.
/// The answer may carry an acknowledgement: <c>{"acknowledge": true, "revision": 1, "key": "…", "note": "…"}</c>.
/// </summary>
public sealed class WebhookChannel(HttpClient http, string secret, TimeSpan timeout, TimeProvider clock) : IDeliveryChannel
{
    private readonly SignedPost post = new(http, secret, timeout, clock);

    /// <inheritdoc/>
    public string Name => DeliveryDocuments.Webhook;

    /// <summary>A client for webhooks: no redirects, no cookies, addresses looked up again every few minutes.</summary>
    public static HttpClient CreateClient() => HttpAttempt.CreateClient();

    /// <inheritdoc/>
    public string Line(DeliveryMessage message) => SignedPost.LineOf(Name, message);

    /// <inheritdoc/>
    public async Task<DeliveryResult> DeliverAsync(DeliveryMessage message, CancellationToken cancellationToken)
    {
        var answer = await post.SendAsync(message, Encoding.UTF8.GetBytes(message.Body), "application/json", cancellationToken);
        return answer.Success ? DeliveryResult.Done with { Acknowledgement = Acknowledgement(answer.Body) } : answer.Failure;
    }

    /// <summary>The acknowledgement in an answer; null when there is none. An answer that is not our JSON is an answer without one.</summary>
    private static AnsweredAcknowledgement? Acknowledgement(byte[] answer)
    {
        if (answer.Length == 0)
        {
            return null;
        }

        try
        {
            var read = JsonSerializer.Deserialize<WebhookAnswer>(answer, JsonSerializerOptions.Web);
            return read is { Acknowledge: true, Revision: { } revision, Key: { Length: > 0 } key } ? new AnsweredAcknowledgement(revision, key, read.Note ?? "") : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record WebhookAnswer(bool Acknowledge, int? Revision, string? Key, string? Note);
}
