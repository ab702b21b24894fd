using System.Text.RegularExpressions;
using Emergency.Core.Refusals;
using Emergency.Planning.ReductionList;

namespace Emergency.Dispatch.Delivery;

/// <summary>A way to one enterprise.</summary>
/// <param name="Channel">Channel.</param>
/// <param name="Address">Where to.</param>
public sealed record DeliveryRoute(string Channel, string Address);

/// <summary>
/// The authority's order of channels: the first for which an enterprise has an address carries its order, and each next one takes over when the one before
/// fails. The portal carries every order besides.
/// </summary>
public sealed partial class ChannelOrder
{
    /// <summary>A name in the order is no channel, or stands twice.</summary>
    public const string UnknownChannel = "SETTING-011";

    private ChannelOrder(IReadOnlyList<string> names, TimeSpan failOverAfter) => (Names, FailOverAfter) = (names, failOverAfter);

    /// <summary>How long a message may wait on one channel before the next is used besides, unless set otherwise.</summary>
    public static TimeSpan DefaultPatience { get; } = TimeSpan.FromMinutes(10);

    /// <summary>Webhooks alone: what an installation without further settings does.</summary>
    public static ChannelOrder Default { get; } = new([DeliveryDocuments.Webhook], DefaultPatience);

    /// <summary>Channels, the preferred one first.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>How long a message may wait on one channel before the next is used besides.</summary>
    public TimeSpan FailOverAfter { get; }

    /// <summary>The order with these names; refused when one is unknown or stands twice.</summary>
    public static Outcome<ChannelOrder> Of(IReadOnlyList<string> names, TimeSpan failOverAfter)
    {
        var wrong = names.Where(n => !DeliveryDocuments.Addressed.Contains(n)).Concat(names.GroupBy(n => n, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => g.Key)).FirstOrDefault();
        return wrong is null
            ? new ChannelOrder([.. names], failOverAfter)
            : Refusal.Of(
                UnknownChannel,
                $"通道顺序 Delivery:Order 中的“{wrong}”不是通道，或重复出现。",
                $"\"{wrong}\" in Delivery:Order is no channel, or stands there twice.",
                $"请只使用 {string.Join("、", DeliveryDocuments.Addressed)}，每个最多一次（企业端始终启用，不必列出）。",
                $"Use {string.Join(", ", DeliveryDocuments.Addressed)}, each at most once (the portal is always on and not listed).");
    }

    /// <summary>The ways to an enterprise, the preferred one first; empty when it has no address on any of these channels.</summary>
    public IReadOnlyList<DeliveryRoute> RoutesTo(Enterprise enterprise) =>
        [.. Names.Select(name => new DeliveryRoute(name, AddressOf(enterprise, name))).Where(route => route.Address.Length > 0)];

    private static string AddressOf(Enterprise enterprise, string channel) => channel switch
    {
        DeliveryDocuments.Webhook => enterprise.WebhookUrl,
        DeliveryDocuments.Sms => IsMobile(enterprise.ContactPhone) ? enterprise.ContactPhone : "",
        DeliveryDocuments.Email => enterprise.Email ?? "",
        DeliveryDocuments.Cap => enterprise.CapUrl ?? "",
        _ => "",
    };

    /// <summary>True for a Chinese mobile number: eleven digits, the second from 3 to 9. A landline cannot take a short message.</summary>
    public static bool IsMobile(string phone) => Mobile().IsMatch(phone);

    [GeneratedRegex(@"^1[3-9][0-9]{9}\z")]
    private static partial Regex Mobile();
}
