using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;
using Emergency.Core;
using Emergency.Core.Decisions;
using Emergency.Core.Time;
using Emergency.Dispatch.Delivery;
using Emergency.Dispatch.Orders;

namespace Emergency.Dispatch.Cap;

/// <summary>
/// Writes a ledger document as a CAP 1.2 message to one enterprise: a first order is an Alert, a later revision an Update, the end of an order a Cancel; the latter
/// two name every earlier message of the chain. Private, so that enterprises do not see one another.
/// </summary>
public static class CapWriter
{
    private static readonly XNamespace Cap = CapNames.Namespace;

    // How long the news of a lift stays news; afterwards there is nothing left to act on.
    private static readonly TimeSpan LiftExpiry = TimeSpan.FromDays(1);

    /// <summary>The identifier of an order's message is the order's id: what an <c>Ack</c> refers to.</summary>
    public static string Reference(CapIssuer issuer, IssuedOrder order) => $"{issuer.Sender},{order.OrderId},{CapNames.Time(order.IssuedAt)}";

    /// <summary>The message. The same bytes for every attempt of an order or a lift.</summary>
    /// <param name="message">The ledger's message.</param>
    /// <param name="issuer">Who sends it.</param>
    /// <param name="now">Time of sending, for documents that carry no time of their own (reminders).</param>
    /// <exception cref="JsonException">The body is no ledger document.</exception>
    public static string Write(DeliveryMessage message, CapIssuer issuer, DateTimeOffset now)
    {
        using var document = JsonDocument.Parse(message.Body);
        var alert = document.RootElement.GetProperty("kind").GetString() switch
        {
            "order" => Order(CanonicalJson.Read<OrderDocument>(message.Body), issuer),
            "lift" => Lift(message, CanonicalJson.Read<LiftDocument>(message.Body), issuer),
            _ => Other(message, MessageText.Of(message), issuer, now),
        };
        return new XDeclaration("1.0", "UTF-8", null) + "\n" + alert.ToString(SaveOptions.None) + "\n";
    }

    private static XElement Order(OrderDocument document, CapIssuer issuer)
    {
        var order = document.Order;
        var (issued, onset) = (document.IssuedAt, order.StartsAt > document.IssuedAt ? order.StartsAt : document.IssuedAt);
        var ahead = order.StartsAt - issued;
        var end = order.EndsAt ?? onset + issuer.OpenEnded;
        return Alert(
            order.Id, issuer, issued, document.Earlier.Count == 0 ? "Alert" : "Update", order.EnterpriseCode, "", document.Earlier,
            Info(
                $"重污染天气{order.Level.Name().Zh}预警应急减排指令", "Execute",
                ahead <= TimeSpan.Zero ? "Immediate" : ahead <= TimeSpan.FromHours(1) ? "Expected" : "Future",
                Severity(order.Level), "Likely",
                Pair("eventCode", "warning-level", order.Level.ToString()),
                [Element("effective", CapNames.Time(issued)), Element("onset", CapNames.Time(onset)), Element("expires", CapNames.Time(end > onset ? end : onset))],
                issuer,
                $"{order.StartsAt.ToNoticeZh()}起执行{order.Level.Name().Zh}预警减排措施，请于{order.AcknowledgeBy.ToNoticeZh()}前签收",
                order.Reason.Zh, document.TextZh, order.Contact,
                [
                    Pair("parameter", "order-id", order.Id),
                    Pair("parameter", "order-number", order.Number),
                    Pair("parameter", "revision", order.Revision.ToString(CultureInfo.InvariantCulture)),
                    Pair("parameter", "ack-deadline", CapNames.Time(order.AcknowledgeBy)),
                    Pair("parameter", "report-deadline", CapNames.Time(order.ReportBy)),
                    Pair("parameter", "until-further-notice", order.EndsAt is null ? "true" : "false"),
                    .. order.Lines.Select(line => Pair("parameter", "measure", Measure(line))),
                    new XElement(
                        Cap + "area",
                        Element("areaDesc", order.EnterpriseName),
                        Pair("geocode", "GB/T 2260", order.RegionCode)),
                ]));
    }

    private static XElement Lift(DeliveryMessage message, LiftDocument lift, CapIssuer issuer) => Alert(
        Identifier(message), issuer, lift.EndedAt, lift.Earlier.Count == 0 ? "Alert" : "Cancel", lift.EnterpriseCode, lift.Text.Zh, lift.Earlier,
        // Written out as an all-clear too, for receivers that look at the content and not at the kind of the message.
        Info(
            $"重污染天气应急减排指令{MessageText.EndingZh(lift)}", "AllClear", "Past", "Minor", "Observed", null,
            [Element("effective", CapNames.Time(lift.EndedAt)), Element("expires", CapNames.Time(lift.EndedAt + LiftExpiry))],
            issuer, $"减排指令{lift.Number}自{lift.EndedAt.ToNoticeZh()}起{MessageText.EndingZh(lift)}", lift.Text.Zh, lift.Text.Zh, null,
            [
                Pair("parameter", "order-id", lift.OrderId),
                Pair("parameter", "order-number", lift.Number),
                Pair("parameter", "revision", lift.Revision.ToString(CultureInfo.InvariantCulture)),
                Pair("parameter", "restart-from", CapNames.Time(lift.RestartFrom)),
                Pair("parameter", "suspended", lift.Suspended ? "true" : "false"),
            ]));

    private static XElement Other(DeliveryMessage message, MessageText text, CapIssuer issuer, DateTimeOffset now) => Alert(
        Identifier(message), issuer, now, "Alert", message.EnterpriseCode, "", [],
        Info(
            text.Subject, "Execute", "Immediate", "Unknown", "Unknown", null,
            [Element("effective", CapNames.Time(now)), Element("expires", CapNames.Time(now + LiftExpiry))],
            issuer, text.Subject, text.Short, text.Long, null,
            [Pair("parameter", "order-id", message.OrderId)]));

    private static XElement Alert(
        string identifier, CapIssuer issuer, DateTimeOffset sent, string type, string addressee, string note, IReadOnlyList<IssuedOrder> references, XElement info) => new(
        Cap + "alert",
        Element("identifier", identifier),
        Element("sender", issuer.Sender),
        Element("sent", CapNames.Time(sent)),
        Element("status", "Actual"),
        Element("msgType", type),
        Element("scope", "Private"),
        Element("addresses", addressee),
        note.Length > 0 ? Element("note", note) : null,
        references.Count > 0 ? Element("references", string.Join(' ', references.Select(r => Reference(issuer, r)))) : null,
        info);

    private static XElement Info(
        string happening, string response, string urgency, string severity, string certainty, XElement? eventCode, IEnumerable<XElement> times,
        CapIssuer issuer, string headline, string description, string instruction, string? contact, IEnumerable<XElement> last) => new(
        Cap + "info",
        Element("language", "zh-CN"),
        Element("category", "Env"),
        Element("event", happening),
        Element("responseType", response),
        Element("urgency", urgency),
        Element("severity", severity),
        Element("certainty", certainty),
        eventCode,
        times,
        Element("senderName", issuer.SenderName),
        Element("headline", headline),
        Element("description", description),
        Element("instruction", instruction),
        contact is null ? null : Element("contact", contact),
        last);

    // As public clients of Chinese warnings map colours: red Extreme, orange Severe, yellow Moderate. The colour itself stands in the event code.
    private static string Severity(WarningLevel level) => level switch
    {
        WarningLevel.Red => "Extreme",
        WarningLevel.Orange => "Severe",
        WarningLevel.Yellow => "Moderate",
        WarningLevel.Blue => "Minor",
        _ => "Unknown",
    };

    private static string Measure(OrderLine line) =>
        $"line={line.UnitId};process={line.Process};action={line.Effect};from={CapNames.Time(line.RampDownAt)};full={CapNames.Time(line.FullEffectAt)};{Times("only", line.Windows)}{Times("except", line.Except)}text={line.MeasureText}";

    private static string Times(string name, IReadOnlyList<OrderWindow>? windows) =>
        windows is { Count: > 0 } ? $"{name}={string.Join(",", windows.Select(w => $"{CapNames.Time(w.From)}/{CapNames.Time(w.To)}"))};" : "";

    private static string Identifier(DeliveryMessage message) => string.Concat(message.Key.Where(c => CapNames.IsName(c.ToString())));

    private static XElement Pair(string element, string name, string value) => new(Cap + element, Element("valueName", name), Element("value", value));

    // A character that XML cannot carry would make the whole order unsendable: it is left out, the rest arrives.
    private static XElement Element(string name, string text) => new(Cap + name, string.Concat(text.EnumerateRunes().Where(IsXml).Select(r => r.ToString())));

    private static bool IsXml(System.Text.Rune rune) => rune.Value is '\t' or '\n' or '\r' or (>= 0x20 and <= 0xD7FF) or (>= 0xE000 and <= 0xFFFD) or >= 0x10000;
}
