using System.Text.Encodings.Web;
using System.Text.RegularExpressions;

namespace Emergency.Web.Channels;

/// <summary>How values are written into a template, so that none of them can break out of its place.</summary>
public enum SmsEncoding
{
    /// <summary>As part of an address or a form: percent-encoded.</summary>
    Form,

    /// <summary>Within a JSON string.</summary>
    Json,
}

/// <summary>What a request to the gateway is filled with.</summary>
/// <param name="Phone">Mobile number.</param>
/// <param name="Text">Text, whole or one part.</param>
/// <param name="Key">Idempotency key: the same on every attempt; parts have their number behind it.</param>
/// <param name="Part">1, 2, …</param>
/// <param name="Parts">How many parts the text has.</param>
public sealed record SmsValues(string Phone, string Text, string Key, int Part, int Parts);

/// <summary>A text with the places <c>{phone} {text} {key} {part} {parts} {env:NAME}</c>.</summary>
internal sealed partial class SmsTemplate
{
    private readonly string text;
    private readonly Secrets secrets;

    private SmsTemplate(string text, Secrets secrets) => (this.text, this.secrets) = (text, secrets);

    /// <summary>The template; <paramref name="wrong"/> names the first place that means nothing, or whose variable is not set.</summary>
    public static SmsTemplate? Read(string text, Secrets secrets, out string wrong)
    {
        var template = new SmsTemplate(text, secrets);
        wrong = Place().Matches(text).FirstOrDefault(place => template.Value(place, new SmsValues("", "", "", 1, 1)) is null)?.Value ?? "";
        return wrong.Length == 0 ? template : null;
    }

    /// <summary>The text with its places filled.</summary>
    /// <param name="values">With what.</param>
    /// <param name="encoding">How they are written; null as they are.</param>
    public string Fill(SmsValues values, SmsEncoding? encoding) => Place().Replace(text, place =>
    {
        var value = Value(place, values) ?? "";
        return encoding switch
        {
            SmsEncoding.Form => Uri.EscapeDataString(value),
            SmsEncoding.Json => JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(value),
            _ => value,
        };
    });

    private string? Value(Match place, SmsValues values) => place.Groups[1].Value switch
    {
        "phone" => values.Phone,
        "text" => values.Text,
        "key" => values.Key,
        "part" => values.Part.ToString(System.Globalization.CultureInfo.InvariantCulture),
        "parts" => values.Parts.ToString(System.Globalization.CultureInfo.InvariantCulture),
        var name when name.StartsWith("env:", StringComparison.Ordinal) => secrets.Find(name[4..]),
        _ => null,
    };

    [GeneratedRegex(@"\{([A-Za-z_]+(?::[A-Za-z0-9_]+)?)\}")]
    private static partial Regex Place();
}
