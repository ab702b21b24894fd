using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using Emergency.Core.Refusals;

namespace Emergency.Dispatch.Cap;

/// <summary>A reference of one CAP message to another.</summary>
/// <param name="Sender">Sender of the other message.</param>
/// <param name="Identifier">Its identifier.</param>
/// <param name="Sent">When it was sent.</param>
public sealed record CapReference(string Sender, string Identifier, DateTimeOffset Sent);

/// <summary>A CAP message that answers another.</summary>
/// <param name="Identifier">Its identifier.</param>
/// <param name="Accepted">True for Ack (received), false for Error (not accepted, with the reason in the note).</param>
/// <param name="Note">What it said; may be empty for an Ack.</param>
/// <param name="References">What it answers, at least one.</param>
public sealed record CapReceipt(string Identifier, bool Accepted, string Note, IReadOnlyList<CapReference> References);

/// <summary>Reads the receipts that enterprises send as CAP 1.2 messages. No outside entity is ever fetched, and nothing but a whole message counts.</summary>
public static class CapReceiptReader
{
    /// <summary>The message is no CAP 1.2 message.</summary>
    public const string NotCap = "CAP-001";

    /// <summary>An element is missing, stands twice or says what it may not.</summary>
    public const string BadElement = "CAP-002";

    /// <summary>It is a whole message, but no receipt.</summary>
    public const string NotReceipt = "CAP-003";

    /// <summary>It is a drill or a test.</summary>
    public const string NotActual = "CAP-004";

    private const int MostReferences = 100;

    // Seconds and an offset, nothing else: what the schema of CAP 1.2 admits.
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:sszzz";

    private static readonly XmlReaderSettings Safe = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = 128 * 1024 };

    /// <summary>Reads a message.</summary>
    public static Outcome<CapReceipt> Read(ReadOnlyMemory<byte> body)
    {
        XElement root;
        try
        {
            using var stream = new MemoryStream(body.ToArray(), writable: false);
            using var reader = XmlReader.Create(stream, Safe);
            root = XElement.Load(reader);
        }
        catch (XmlException e)
        {
            return Not(e.Message);
        }

        if (root.Name != CapNames.Namespace + "alert")
        {
            return Not($"<{root.Name.LocalName} xmlns=\"{root.Name.NamespaceName}\">");
        }

        var (identifier, sender, sent) = (Text(root, "identifier"), Text(root, "sender"), Text(root, "sent"));
        var (status, type, references) = (Text(root, "status"), Text(root, "msgType"), Text(root, "references"));
        var wrong =
            identifier is null || !CapNames.IsName(identifier) ? "identifier"
            : sender is null || !CapNames.IsName(sender) ? "sender"
            : Time(sent) is null ? "sent"
            : status is not ("Actual" or "Exercise" or "System" or "Test" or "Draft") ? "status"
            : type is not ("Alert" or "Update" or "Cancel" or "Ack" or "Error") ? "msgType"
            : Text(root, "scope") is not ("Public" or "Restricted" or "Private") ? "scope"
            : null;
        if (wrong is not null)
        {
            return Bad(wrong);
        }

        if (type is not ("Ack" or "Error"))
        {
            return Refusal.Of(NotReceipt, $"msgType 为“{type}”，不是回执。", $"msgType \"{type}\" is no receipt.", "签收用 Ack，异议用 Error 并在 note 中说明理由。", "Send Ack to acknowledge, Error with a note to object.");
        }

        if (status != "Actual")
        {
            return Refusal.Of(NotActual, $"status 为“{status}”，不作为正式回执。", $"status \"{status}\" is no real receipt.", "正式回执的 status 为 Actual。", "A real receipt has the status Actual.");
        }

        return References(references) is { } read ? new CapReceipt(identifier!, type == "Ack", Text(root, "note") ?? "", read) : Bad("references");
    }

    private static List<CapReference>? References(string? text)
    {
        var triples = (text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var read = new List<CapReference>();
        foreach (var triple in triples)
        {
            var parts = triple.Split(',');
            if (parts.Length != 3 || !CapNames.IsName(parts[0]) || !CapNames.IsName(parts[1]) || Time(parts[2]) is not { } sent)
            {
                return null;
            }

            read.Add(new CapReference(parts[0], parts[1], sent));
        }

        return read.Count is > 0 and <= MostReferences ? read : null;
    }

    /// <summary>Text of the one element with this name; null when there is none, or more than one.</summary>
    private static string? Text(XElement root, string name) =>
        root.Elements(CapNames.Namespace + name).Take(2).ToList() is [{ HasElements: false } only] ? only.Value.Trim() : null;

    private static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParseExact(text, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;

    private static Refusal Not(string what) => Refusal.Of(
        NotCap, $"不是 CAP 1.2 报文：{what}", $"This is no CAP 1.2 message: {what}",
        "请发送根元素为 alert、命名空间为 urn:oasis:names:tc:emergency:cap:1.2 的报文。", "Send a message whose root is alert in the namespace urn:oasis:names:tc:emergency:cap:1.2.");

    private static Refusal Bad(string element) => Refusal.Of(
        BadElement, $"元素 {element} 缺失、重复或不合规定。", $"The element {element} is missing, stands twice, or says what it may not.",
        "请按 CAP 1.2 改正；references 为“发送者,标识,时间”，以空格分隔。", "Mend it by CAP 1.2; references are \"sender,identifier,sent\", parted by blanks.");
}
