using System.Globalization;
using System.Xml.Linq;
using Emergency.Core.Time;

namespace Emergency.Dispatch.Cap;

/// <summary>What every CAP 1.2 message of ours has in common. Common Alerting Protocol 1.2, OASIS 2010, ITU-T X.1303.</summary>
public static class CapNames
{
    /// <summary>Media type.</summary>
    public const string MediaType = "application/cap+xml";

    /// <summary>The namespace of CAP 1.2; another one (CAP 1.1) is another language.</summary>
    public static XNamespace Namespace { get; } = "urn:oasis:names:tc:emergency:cap:1.2";

    /// <summary>A time as CAP writes it: seconds and an offset. <c>Z</c> and fractions are refused by its schema.</summary>
    public static string Time(DateTimeOffset at) => at.ToChina().ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    /// <summary>True for what may stand as an identifier or a sender: no blanks, commas, &lt; or &amp;.</summary>
    public static bool IsName(string text) => text.Length > 0 && !text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c is ',' or '<' or '&');
}

/// <summary>Who sends our CAP messages.</summary>
/// <param name="Sender">Sender, unique in the world: no blanks, commas, &lt; or &amp;.</param>
/// <param name="SenderName">Name that people read.</param>
/// <param name="OpenEnded">How long after its start an order "until further notice" is said to expire. CAP receivers that meet no expiry make one up, often 24 h.</param>
public sealed record CapIssuer(string Sender, string SenderName, TimeSpan OpenEnded);
