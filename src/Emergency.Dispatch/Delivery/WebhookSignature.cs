using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Emergency.Core.Refusals;

namespace Emergency.Dispatch.Delivery;

/// <summary>
/// The signature both sides of a webhook share: HMAC-SHA256 over <c>timestamp + "." + body</c>. The time stamp is signed, so that a recorded request
/// cannot be sent again later; within the window the idempotency key makes a repeat harmless.
/// </summary>
public static class WebhookSignature
{
    /// <summary>Header of the signature: <c>sha256=</c> and 64 hexadecimal digits.</summary>
    public const string SignatureHeader = "X-Emergency-Signature";

    /// <summary>Header of the time stamp: seconds since 1970 UTC.</summary>
    public const string TimestampHeader = "X-Emergency-Timestamp";

    /// <summary>Header of the idempotency key.</summary>
    public const string KeyHeader = "X-Emergency-Key";

    /// <summary>Header of the attempt number, 1, 2, …</summary>
    public const string AttemptHeader = "X-Emergency-Attempt";

    /// <summary>Header by which an enterprise system names itself on requests to us.</summary>
    public const string EnterpriseHeader = "X-Emergency-Enterprise";

    /// <summary>How far a time stamp may lie from the receiver's clock, either way.</summary>
    public static TimeSpan ReplayWindow { get; } = TimeSpan.FromMinutes(5);

    private const string Scheme = "sha256=";

    /// <summary>The key of one enterprise, derived from the installation's secret: HMAC-SHA256(secret, enterprise code). Nothing per enterprise is stored.</summary>
    public static byte[] KeyFor(string secret, string enterpriseCode) =>
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(enterpriseCode));

    /// <summary>Time stamp header for an instant.</summary>
    public static string Timestamp(DateTimeOffset at) => at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    /// <summary>Signature header for a body.</summary>
    /// <param name="key">Key of the enterprise.</param>
    /// <param name="timestamp">The time stamp header, exactly as sent.</param>
    /// <param name="body">The body, exactly as sent.</param>
    public static string Sign(byte[] key, string timestamp, ReadOnlySpan<byte> body)
    {
        using var mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        mac.AppendData(Encoding.UTF8.GetBytes(timestamp));
        mac.AppendData("."u8);
        mac.AppendData(body);
        return Scheme + Convert.ToHexStringLower(mac.GetHashAndReset());
    }

    /// <summary>Checks a received signature in constant time; the time stamp must lie within <see cref="ReplayWindow"/> of <paramref name="now"/>.</summary>
    /// <returns>Null when genuine and fresh; the refusal otherwise.</returns>
    public static Refusal? Verify(byte[] key, string? timestamp, string? signature, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (!long.TryParse(timestamp, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds))
        {
            return Refusal.Of(
                "SIGN-001",
                $"缺少 {TimestampHeader}，或不是 Unix 秒。",
                $"{TimestampHeader} is missing or not Unix seconds.",
                "请以当前 Unix 秒作为时间戳并重新签名。",
                "Send the current Unix seconds and sign again.");
        }

        if (Math.Abs((decimal)seconds - now.ToUnixTimeSeconds()) > (decimal)ReplayWindow.TotalSeconds)
        {
            return Refusal.Of(
                "SIGN-002",
                $"时间戳与服务器时间相差超过{ReplayWindow.TotalMinutes:0}分钟。",
                $"The time stamp is more than {ReplayWindow.TotalMinutes:0} minutes from the server's clock.",
                "请校准时钟，以当前时间重新签名。",
                "Set the clock and sign again with the current time.");
        }

        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Sign(key, timestamp, body)), Encoding.UTF8.GetBytes(signature ?? ""))
            ? null
            : Refusal.Of(
                "SIGN-003",
                "签名不符。",
                "The signature does not match.",
                "请用本单位的密钥对“时间戳.正文”按原始字节计算 HMAC-SHA256。",
                "Compute HMAC-SHA256 with your enterprise's key over \"timestamp.body\", byte for byte.");
    }
}
