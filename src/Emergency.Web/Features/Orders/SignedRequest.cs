using Emergency.Core.Refusals;
using Emergency.Dispatch.Delivery;

namespace Emergency.Web.Features.Orders;

/// <summary>A request that an enterprise's system signed with its key.</summary>
/// <param name="Enterprise">Who speaks, as the signature establishes.</param>
/// <param name="Key">Its key of what it sends; may be empty.</param>
/// <param name="Body">The body, byte for byte.</param>
internal sealed record SignedRequest(string Enterprise, string Key, byte[] Body)
{
    /// <summary>Largest body [bytes].</summary>
    private const int BodyLimit = 64 * 1024;

    /// <summary>Reads and checks a request. Without a secret every request is refused.</summary>
    public static async Task<Outcome<SignedRequest>> ReadAsync(HttpContext http, string secret, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await BodyAsync(http.Request, BodyLimit, cancellationToken) is not { } body)
        {
            return Malformed($"正文超过{BodyLimit / 1024} KB。", $"The body is larger than {BodyLimit / 1024} KB.");
        }

        var enterprise = Header(http, WebhookSignature.EnterpriseHeader);
        var refusal = secret.Length == 0
            ? Refusal.Of("SIGN-004", "本平台没有启用签名接口。", "Signed requests are not enabled here.", "请在企业端网页签收。", "Use the enterprise portal.")
            : WebhookSignature.Verify(
                WebhookSignature.KeyFor(secret, enterprise), Header(http, WebhookSignature.TimestampHeader), Header(http, WebhookSignature.SignatureHeader), body, now);
        return refusal is null ? new SignedRequest(enterprise, Header(http, WebhookSignature.KeyHeader), body) : refusal;
    }

    /// <summary>The body's exact bytes, over which the signature was made; null when too large.</summary>
    public static async Task<byte[]?> BodyAsync(HttpRequest request, int limit, CancellationToken cancellationToken)
    {
        var buffer = new byte[limit + 1];
        var length = await request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return length > limit ? null : buffer[..length];
    }

    /// <summary>The refusal of a body that is no receipt.</summary>
    public static Refusal Malformed(string zh, string en) =>
        Refusal.Of("RECEIPT-001", zh, en, "请按接口说明（docs/orders.md）改正后重新发送。", "Mend it by docs/orders.md and send it again.");

    private static string Header(HttpContext http, string name) => http.Request.Headers[name].ToString();
}
