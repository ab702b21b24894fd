using System.Buffers;

namespace Emergency.Dispatch.Delivery;

/// <summary>Alphabet of a short message: it decides how much fits.</summary>
public enum SmsAlphabet
{
    /// <summary>Seven bits a character (3GPP TS 23.038): Latin letters, digits, some Greek. 160 alone, 153 a part.</summary>
    Gsm7,

    /// <summary>Sixteen bits a character: Chinese and everything else. 70 alone, 67 a part.</summary>
    Ucs2,
}

/// <summary>
/// Counts and splits short messages as mobile networks do. A text with a single character outside of the seven-bit alphabet is sixteen-bit as a whole.
/// </summary>
public static class SmsText
{
    // The basic table of 3GPP TS 23.038, and the characters of its extension table, which take an escape and so count twice.
    private const string Basic = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
    private const string Extended = "\f^{}\\[~]|€";
    private static readonly SearchValues<char> Seven = SearchValues.Create(Basic + Extended);

    /// <summary>The alphabet a text needs.</summary>
    public static SmsAlphabet AlphabetOf(string text) => text.AsSpan().ContainsAnyExcept(Seven) ? SmsAlphabet.Ucs2 : SmsAlphabet.Gsm7;

    /// <summary>Length as the network counts it: septets (escaped characters twice), or UTF-16 units.</summary>
    public static int Length(string text, SmsAlphabet alphabet) =>
        alphabet == SmsAlphabet.Ucs2 ? text.Length : text.Sum(c => Extended.Contains(c, StringComparison.Ordinal) ? 2 : 1);

    /// <summary>The most one message of an alphabet holds: alone, or as a part of a longer one, which spends some room on its numbering.</summary>
    public static int Limit(SmsAlphabet alphabet, bool part) => (alphabet, part) switch
    {
        (SmsAlphabet.Gsm7, false) => 160,
        (SmsAlphabet.Gsm7, true) => 153,
        (SmsAlphabet.Ucs2, false) => 70,
        _ => 67,
    };

    /// <summary>
    /// The parts of a text: put together they are the text, and each is within the limit. No character is cut in two, and neither is a web address
    /// that fits into one part, so that every part can be used by itself.
    /// </summary>
    public static IReadOnlyList<string> Split(string text)
    {
        var alphabet = AlphabetOf(text);
        if (Length(text, alphabet) <= Limit(alphabet, part: false))
        {
            return [text];
        }

        var limit = Limit(alphabet, part: true);
        var parts = new List<string>();
        var (start, used, at) = (0, 0, 0);
        while (at < text.Length)
        {
            var step = StepAt(text, at, alphabet, limit);
            var length = Length(text.Substring(at, step), alphabet);
            if (used + length > limit)
            {
                parts.Add(text[start..at]);
                (start, used) = (at, 0);
            }

            used += length;
            at += step;
        }

        parts.Add(text[start..]);
        return parts;
    }

    /// <summary>How many UTF-16 units stay together from here: a whole web address, a surrogate pair, or one character.</summary>
    private static int StepAt(string text, int at, SmsAlphabet alphabet, int limit)
    {
        var rest = text.AsSpan(at);
        if (rest.StartsWith("https://", StringComparison.Ordinal) || rest.StartsWith("http://", StringComparison.Ordinal))
        {
            var end = rest.IndexOfAnyExceptInRange('!', '~');
            var address = end < 0 ? rest : rest[..end];
            if (Length(address.ToString(), alphabet) <= limit)
            {
                return address.Length;
            }
        }

        return char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]) ? 2 : 1;
    }
}
