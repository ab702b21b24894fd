using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Emergency.Dispatch.Delivery;

namespace Emergency.Web.Channels;

/// <summary>What one HTTP request came to: an answer, or why there is none.</summary>
/// <param name="Status">HTTP status; 0 when there was no answer.</param>
/// <param name="Body">Body of the answer.</param>
/// <param name="Error">Why there was no answer; empty when there was one.</param>
/// <param name="RetryAfter">What the receiver asked for.</param>
internal sealed record HttpAnswer(int Status, byte[] Body, string Error, TimeSpan? RetryAfter)
{
    /// <summary>True for 2xx.</summary>
    public bool Success => Status is >= 200 and < 300;

    /// <summary>True when what went wrong is this message, not the line: a bad address, or a 4xx other than those that ask everybody to come later.</summary>
    public bool OfThisMessage { get; init; } = Status is >= 400 and < 500 and not ((int)HttpStatusCode.RequestTimeout or (int)HttpStatusCode.TooManyRequests);

    /// <summary>The failure this is.</summary>
    public DeliveryResult Failure => DeliveryResult.Failed(Error.Length > 0 ? Error : $"HTTP {Status.ToString(CultureInfo.InvariantCulture)}", RetryAfter) with { LineAnswered = OfThisMessage };
}

/// <summary>One request with a limit of time and size. What the outside does is an answer, never an exception.</summary>
internal static class HttpAttempt
{
    /// <summary>Largest answer that is read [bytes].</summary>
    public const int AnswerLimit = 64 * 1024;

    /// <summary>A client for receivers: no redirects, no cookies, addresses looked up again every few minutes.</summary>
    public static HttpClient CreateClient() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        MaxConnectionsPerServer = 8,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        MaxResponseContentBufferSize = AnswerLimit,
    };

    /// <summary>Sends and reads.</summary>
    public static async Task<HttpAnswer> SendAsync(HttpClient http, HttpRequestMessage request, TimeSpan timeout, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(timeout);
        try
        {
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseContentRead, patience.Token);
            return new HttpAnswer((int)answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(patience.Token), "", RetryAfter(answer.Headers.RetryAfter, clock));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new HttpAnswer(0, [], $"no answer within {timeout.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s", null);
        }
        catch (HttpRequestException e)
        {
            return new HttpAnswer(0, [], e.Message, null);
        }
    }

    private static TimeSpan? RetryAfter(RetryConditionHeaderValue? header, TimeProvider clock) =>
        header?.Delta ?? (header?.Date is { } date && date - clock.GetUtcNow() is var wait && wait > TimeSpan.Zero ? wait : null);
}
