using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Emergency.Dispatch.Delivery;

namespace Emergency.Benchmarks.Dispatch;

/// <summary>A receipt as an enterprise's system sends it.</summary>
internal static class SignedReceipt
{
    public static async Task<HttpStatusCode> PostAsync(HttpClient http, Uri address, string secret, string enterprise, string key, string orderId, string kind, bool forged = false, int revision = 1)
    {
        var body = Encoding.UTF8.GetBytes($$"""{"orderId":"{{orderId}}","revision":{{revision}},"kind":"{{kind}}","note":"收到"}""");
        var timestamp = WebhookSignature.Timestamp(TimeProvider.System.GetUtcNow());
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        request.Headers.Add(WebhookSignature.EnterpriseHeader, enterprise);
        request.Headers.Add(WebhookSignature.KeyHeader, key);
        request.Headers.Add(WebhookSignature.TimestampHeader, timestamp);
        request.Headers.Add(WebhookSignature.SignatureHeader, WebhookSignature.Sign(WebhookSignature.KeyFor(forged ? "guessed" : secret, enterprise), timestamp, body));
        using var answer = await http.SendAsync(request);
        return answer.StatusCode;
    }
}
