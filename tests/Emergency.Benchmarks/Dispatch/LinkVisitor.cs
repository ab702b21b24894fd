using System.Net;
using System.Text.RegularExpressions;
using Emergency.Dispatch.Delivery;

namespace Emergency.Benchmarks.Dispatch;

/// <summary>Opens a one-time link, presses the button and follows the way back to the page, as a browser does.</summary>
internal sealed partial class LinkVisitor(HttpClient http, Uri site, string secret, string orderNumber)
{
    private readonly Uri page = new(site, $"{OneTimeLink.Path}/{Uri.EscapeDataString(OneTimeLink.Token(secret, orderNumber))}");
    private string cookies = "";

    /// <summary>True when the page at the end says that the order is acknowledged.</summary>
    public async Task<bool> AcknowledgeAsync()
    {
        var (status, body, _) = await SendAsync(HttpMethod.Get, page, null);
        if (status != HttpStatusCode.OK || Token().Match(body) is not { Success: true } token)
        {
            return false;
        }

        (status, _, var next) = await SendAsync(HttpMethod.Post, new Uri(page + "?handler=Acknowledge"), new FormUrlEncodedContent([new("__RequestVerificationToken", token.Groups[1].Value)]));
        if (status != HttpStatusCode.Found || next is null)
        {
            return false;
        }

        (status, body, _) = await SendAsync(HttpMethod.Get, new Uri(site, next), null);
        return status == HttpStatusCode.OK && body.Contains("notice good", StringComparison.Ordinal);
    }

    private async Task<(HttpStatusCode Status, string Body, Uri? Next)> SendAsync(HttpMethod method, Uri address, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, address) { Content = content };
        request.Headers.TryAddWithoutValidation("Cookie", cookies);
        using var answer = await http.SendAsync(request);
        if (answer.Headers.TryGetValues("Set-Cookie", out var set))
        {
            cookies = string.Join("; ", set.Select(c => c.Split(';')[0]));
        }

        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer.Headers.Location);
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
