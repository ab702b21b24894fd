using System.Text;
using Emergency.Dispatch.Cap;
using Emergency.Dispatch.Delivery;

namespace Emergency.Web.Channels;

/// <summary>CAP 1.2 messages to an enterprise's own system, signed as webhooks are. 2xx is delivered; the receipt comes later, as a CAP <c>Ack</c>.</summary>
public sealed class CapChannel(HttpClient http, CapIssuer issuer, string secret, TimeSpan timeout, TimeProvider clock) : IDeliveryChannel
{
    private readonly SignedPost post = new(http, secret, timeout, clock);

    /// <inheritdoc/>
    public string Name => DeliveryDocuments.Cap;

    /// <inheritdoc/>
    public string Line(DeliveryMessage message) => SignedPost.LineOf(Name, message);

    /// <inheritdoc/>
    public async Task<DeliveryResult> DeliverAsync(DeliveryMessage message, CancellationToken cancellationToken)
    {
        var document = CapWriter.Write(message, issuer, clock.GetUtcNow() + message.ClockAhead);
        var answer = await post.SendAsync(message, Encoding.UTF8.GetBytes(document), CapNames.MediaType, cancellationToken);
        return answer.Success ? DeliveryResult.Done : answer.Failure;
    }
}
