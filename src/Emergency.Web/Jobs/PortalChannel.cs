using Emergency.Dispatch.Delivery;

namespace Emergency.Web.Jobs;

/// <summary>
/// The enterprise portal. An order stands there from the moment it is issued, so delivery succeeds at once: it says "can be seen", not "was seen".
/// That somebody saw it is said by the acknowledgement.
/// </summary>
public sealed class PortalChannel : IDeliveryChannel
{
    /// <inheritdoc/>
    public string Name => DeliveryDocuments.Portal;

    /// <inheritdoc/>
    public Task<DeliveryResult> DeliverAsync(DeliveryMessage message, CancellationToken cancellationToken) => Task.FromResult(DeliveryResult.Done);
}
