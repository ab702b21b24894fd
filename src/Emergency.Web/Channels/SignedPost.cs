using System.Globalization;
using System.Net.Http.Headers;
using Emergency.Dispatch.Delivery;

namespace Emergency.Web.Channels;

/// <summary>
/// The signed request by which documents go to an enterprise's own system: POST with time stamp, signature, idempotency key and attempt number.
/// Redirects are not followed: an order goes to the address in the list or nowhere.
/// </summary>
internal sealed class SignedPost(HttpClient http, string secret, TimeSpan timeout, TimeProvider clock)
{
    /// <summary>The line of an address: each receiving host is one of its own, since one plant's dead system says nothing of the others.</summary>
    public static string LineOf(string channel, DeliveryMessage message) => Uri.TryCreate(message.Address, UriKind.Absolute, out var address) ? $"{channel} {address.Authority}" : channel;

    /// <summary>Sends a body; nothing goes out unsigned, or to anything but http(s).</summary>
    public async Task<HttpAnswer> SendAsync(DeliveryMessage message, byte[] body, string mediaType, CancellationToken cancellationToken)
    {
        if (secret.Length == 0)
        {
            return new HttpAnswer(0, [], "Webhook:Secret is not configured", null);
        }

        if (!Uri.TryCreate(message.Address, UriKind.Absolute, out var address) || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
        {
            return new HttpAnswer(0, [], $"not an http(s) address: {message.Address}", null) { OfThisMessage = true };
        }

        var timestamp = WebhookSignature.Timestamp(clock.GetUtcNow() + message.ClockAhead);
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(mediaType, "utf-8");
        request.Headers.Add(WebhookSignature.TimestampHeader, timestamp);
        request.Headers.Add(WebhookSignature.SignatureHeader, WebhookSignature.Sign(WebhookSignature.KeyFor(secret, message.EnterpriseCode), timestamp, body));
        request.Headers.Add(WebhookSignature.KeyHeader, message.Key);
        request.Headers.Add(WebhookSignature.AttemptHeader, message.Attempt.ToString(CultureInfo.InvariantCulture));
        return await HttpAttempt.SendAsync(http, request, timeout, clock, cancellationToken);
    }
}
