using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using Emergency.Dispatch.Delivery;

namespace Emergency.Web.Channels;

/// <summary>
/// Short messages through an HTTP gateway. Delivered says that the gateway took the message; what became of it at the telephone comes as a delivery report.
/// A long text is one request, or one a part; after a failure all parts go out again under the same keys.
/// </summary>
public sealed class SmsChannel(HttpClient http, SmsSettings settings, LinkSettings? links, TimeSpan timeout, TimeProvider clock) : IDeliveryChannel
{
    /// <summary>How much of a refusing answer is kept with the error [characters].</summary>
    private const int QuoteLimit = 120;

    /// <inheritdoc/>
    public string Name => DeliveryDocuments.Sms;

    /// <inheritdoc/>
    public async Task<DeliveryResult> DeliverAsync(DeliveryMessage message, CancellationToken cancellationToken)
    {
        if (!ChannelOrder.IsMobile(message.Address))
        {
            return DeliveryResult.Failed("not a mobile number") with { LineAnswered = true };
        }

        var text = Text(MessageText.Of(message));
        var split = SmsText.Split(text);
        var parts = settings.SplitHere ? split : [text];
        var references = new List<string>();
        for (var i = 0; i < parts.Count; i++)
        {
            var key = parts.Count == 1 ? message.Key : string.Create(CultureInfo.InvariantCulture, $"{message.Key}/{i + 1}");
            var values = new SmsValues(message.Address, parts[i], key, i + 1, settings.SplitHere ? parts.Count : split.Count);
            var (failure, reference) = await SendAsync(values, cancellationToken);
            if (failure is not null)
            {
                return failure;
            }

            if (reference is not null)
            {
                references.Add(reference);
            }
        }

        return DeliveryResult.Done with { References = references };
    }

    /// <summary>Signature, words, and the link at the very end, where telephones recognise it.</summary>
    private string Text(MessageText text) =>
        settings.Signature + text.Short + (links?.To(text.AnswersOrder) is { } link ? $" {link}" : "");

    private async Task<(DeliveryResult? Failure, string? Reference)> SendAsync(SmsValues values, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(settings.Method, settings.Address(values));
        if (settings.Method == HttpMethod.Post)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(settings.Body(values)));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(settings.MediaType, "utf-8");
        }

        foreach (var (name, value) in settings.Headers(values))
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                return (DeliveryResult.Failed($"the header {name} cannot be sent"), null);
            }
        }

        var answer = await HttpAttempt.SendAsync(http, request, timeout, clock, cancellationToken);
        if (answer.Error.Length > 0)
        {
            return (answer.Failure, null);
        }

        var body = Encoding.UTF8.GetString(answer.Body);
        using var json = JsonPath.Parse(answer.Body);
        if (!Took(answer, body, json))
        {
            // The error goes into the audit log, which keeps no numbers.
            var spared = body.Replace(values.Phone, "…", StringComparison.Ordinal);
            var quote = spared.Length > QuoteLimit ? spared[..QuoteLimit] : spared;
            return (answer.Failure with { Error = $"HTTP {answer.Status.ToString(CultureInfo.InvariantCulture)} {quote}".TrimEnd() }, null);
        }

        return (null, json is not null && settings.MessageId.Length > 0 ? JsonPath.Text(json.RootElement, settings.MessageId) : null);
    }

    private bool Took(HttpAnswer answer, string body, System.Text.Json.JsonDocument? json)
    {
        var success = settings.Success;
        try
        {
            return (success.Status is { } status ? answer.Status == status : answer.Success)
                && success.Pattern?.IsMatch(body) is not false
                && (success.JsonPath.Length == 0 || (json is not null && JsonPath.Text(json.RootElement, success.JsonPath) == success.JsonValue));
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }
}
