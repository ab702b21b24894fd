using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Emergency.Dispatch.Delivery;

namespace Emergency.Web.Jobs;

/// <summary>
/// Signed webhook to an enterprise's own system: POST of the document with time stamp, signature, idempotency key and attempt number.
/// 2xx is delivered; everything else is tried again. Redirects are not followed: an order goes to the address in the list or nowhere.
/// The answer may carry an acknowledgement: <c>{"acknowledge": true, "revision": 1, "key": "…", "note": "…"}</c>.
/// </summary>
public sealed class WebhookChannel(HttpClient http, string secret, TimeSpan timeout, TimeProvider clock) : IDeliveryChannel
{
    /// <summary>Largest answer that is read [bytes].</summary>
    private const int AnswerLimit = 64 * 1024;

    /// <inheritdoc/>
    public string Name => DeliveryDocuments.Webhook;

    /// <summary>A client for webhooks: no redirects, no cookies, addresses looked up again every few minutes.</summary>
    public static HttpClient CreateClient() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        MaxConnectionsPerServer = 8,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        MaxResponseContentBufferSize = AnswerLimit,
    };

    /// <summary>Each receiving host is a line of its own: one plant's dead system says nothing of the others.</summary>
    public string Line(DeliveryMessage message) => Uri.TryCreate(message.Address, UriKind.Absolute, out var address) ? $"{Name} {address.Authority}" : Name;

    /// <inheritdoc/>
    public async Task<DeliveryResult> DeliverAsync(DeliveryMessage message, CancellationToken cancellationToken)
    {
        if (secret.Length == 0)
        {
            return DeliveryResult.Failed("Webhook:Secret is not configured");
        }

        if (!Uri.TryCreate(message.Address, UriKind.Absolute, out var address) || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
        {
            return DeliveryResult.Failed($"not an http(s) address: {message.Address}") with { LineAnswered = true };
        }

        using var request = Request(message, address);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(timeout);
        try
        {
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseContentRead, patience.Token);
            return answer.IsSuccessStatusCode
                ? DeliveryResult.Done with { Acknowledgement = Acknowledgement(await answer.Content.ReadAsByteArrayAsync(patience.Token)) }
                : DeliveryResult.Failed($"HTTP {(int)answer.StatusCode}", RetryAfter(answer.Headers.RetryAfter)) with { LineAnswered = RefusesOneMessage(answer.StatusCode) };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return DeliveryResult.Failed($"no answer within {timeout.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s");
        }
        catch (HttpRequestException e)
        {
            return DeliveryResult.Failed(e.Message);
        }
    }

    private HttpRequestMessage Request(DeliveryMessage message, Uri address)
    {
        var body = Encoding.UTF8.GetBytes(message.Body);
        var timestamp = WebhookSignature.Timestamp(clock.GetUtcNow() + message.ClockAhead);
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        request.Headers.Add(WebhookSignature.TimestampHeader, timestamp);
        request.Headers.Add(WebhookSignature.SignatureHeader, WebhookSignature.Sign(WebhookSignature.KeyFor(secret, message.EnterpriseCode), timestamp, body));
        request.Headers.Add(WebhookSignature.KeyHeader, message.Key);
        request.Headers.Add(WebhookSignature.AttemptHeader, message.Attempt.ToString(CultureInfo.InvariantCulture));
        return request;
    }

    /// <summary>4xx is about this request, but for those that ask everybody to come later.</summary>
    private static bool RefusesOneMessage(HttpStatusCode status) =>
        (int)status is >= 400 and < 500 && status is not (HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests);

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header) =>
        header?.Delta ?? (header?.Date is { } date && date - clock.GetUtcNow() is var wait && wait > TimeSpan.Zero ? wait : null);

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
