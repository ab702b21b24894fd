using System.Security.Cryptography;
using System.Text;

namespace Emergency.Dispatch.Delivery;

/// <summary>
/// The link in a short message or an e-mail by which an enterprise acknowledges one revision of one order without signing in. The token is the order's number and an
/// HMAC over it: nothing is stored, any process with the secret can write it, and a guess is refused before the database is asked. It works while the order runs.
/// </summary>
public static class OneTimeLink
{
    /// <summary>Characters of the signature: 26 × 5 bits, 130 bits of the HMAC. No letters that phones, links or eyes mistake (i, l, o, u).</summary>
    private const int SignatureLength = 26;
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    private const char Separator = '.';

    /// <summary>Path of the page, below the public address.</summary>
    public const string Path = "a";

    /// <summary>The token of an order.</summary>
    /// <param name="secret">Secret of the installation; not empty.</param>
    /// <param name="orderNumber">Number of the order, which names its revision.</param>
    public static string Token(string secret, string orderNumber) => orderNumber + Separator + Signature(secret, orderNumber);

    /// <summary>The whole address.</summary>
    /// <param name="publicAddress">Where the enterprises reach this installation, e.g. <c>https://air.example.gov.cn</c>.</param>
    /// <param name="secret">Secret of the installation.</param>
    /// <param name="orderNumber">Number of the order.</param>
    public static string Address(Uri publicAddress, string secret, string orderNumber) =>
        $"{publicAddress.AbsoluteUri.TrimEnd('/')}/{Path}/{Uri.EscapeDataString(Token(secret, orderNumber))}";

    /// <summary>The order number of a genuine token; null for anything else. An empty secret opens nothing.</summary>
    public static string? Read(string secret, string token)
    {
        var at = token.LastIndexOf(Separator);
        if (secret.Length == 0 || at <= 0)
        {
            return null;
        }

        var number = token[..at];
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Signature(secret, number)), Encoding.UTF8.GetBytes(token[(at + 1)..])) ? number : null;
    }

    private static string Signature(string secret, string orderNumber)
    {
        // The prefix keeps these signatures apart from webhook keys, should both secrets ever be the same.
        var hash = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes("order-link\n" + orderNumber));
        return string.Create(SignatureLength, hash, static (text, bytes) =>
        {
            for (var i = 0; i < text.Length; i++)
            {
                var value = 0;
                for (var bit = i * 5; bit < (i + 1) * 5; bit++)
                {
                    value = (value << 1) | ((bytes[bit / 8] >> (7 - (bit % 8))) & 1);
                }

                text[i] = Alphabet[value];
            }
        });
    }
}
