using System.Collections.Concurrent;
using Emergency.Dispatch.Delivery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Emergency.Testing;

/// <summary>One request as it came in.</summary>
/// <param name="Key">Idempotency key; empty when the request had none.</param>
/// <param name="Path">Path and query.</param>
/// <param name="Headers">Headers by name, case-insensitive.</param>
/// <param name="Body">The body, as UTF-8 text: exactly the bytes a signature was made over.</param>
/// <param name="Attempt">1 for the first request with this key, 2 for the next …</param>
public sealed record ReceivedRequest(string Key, string Path, IReadOnlyDictionary<string, string> Headers, string Body, int Attempt);

/// <summary>What the receiver answers.</summary>
/// <param name="Status">HTTP status. 2xx takes the message.</param>
/// <param name="RetryAfter">Sent as Retry-After, in whole seconds.</param>
/// <param name="TakeThenBreak">Takes the message and then breaks the connection, so that the sender cannot know it arrived.</param>
/// <param name="Stall">Never answers: holds the connection until the sender gives up.</param>
/// <param name="Body">JSON of the answer; empty for none.</param>
/// <param name="Location">Sent as Location, for redirects; empty for none.</param>
/// <param name="CutAfter">Breaks the connection after so many characters of the body; null to send it whole.</param>
public sealed record ReceiverAnswer(
    int Status = 200, TimeSpan? RetryAfter = null, bool TakeThenBreak = false, bool Stall = false, string Body = "", string Location = "", int? CutAfter = null);

/// <summary>
/// A real HTTP receiver on a free port of this machine, as an enterprise would run one: it keeps every request, counts a message once by its
/// idempotency key, and fails as the test tells it to.
/// </summary>
public sealed class RecordingReceiver : IAsyncDisposable
{
    private readonly WebApplication host;
    private readonly ConcurrentQueue<ReceivedRequest> requests = new();
    private readonly ConcurrentDictionary<string, int> attempts = new();
    private readonly ConcurrentDictionary<string, ReceivedRequest> taken = new();
    private readonly Func<ReceivedRequest, ReceiverAnswer> answer;

    private RecordingReceiver(WebApplication host, Func<ReceivedRequest, ReceiverAnswer> answer)
    {
        this.host = host;
        this.answer = answer;
    }

    /// <summary>Where it listens, e.g. http://127.0.0.1:41234/orders.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1/");

    /// <summary>Every request, in order of arrival, repeats included.</summary>
    public IReadOnlyList<ReceivedRequest> Requests => [.. requests];

    /// <summary>The first request taken for each key: the effect at the receiver. Ordered by key.</summary>
    public IReadOnlyList<ReceivedRequest> Taken => [.. taken.Values.OrderBy(r => r.Key, StringComparer.Ordinal)];

    /// <summary>Starts a receiver.</summary>
    /// <param name="cancellationToken">The test's token.</param>
    /// <param name="answer">What to answer each request; takes everything when not given.</param>
    public static async Task<RecordingReceiver> StartAsync(CancellationToken cancellationToken, Func<ReceivedRequest, ReceiverAnswer>? answer = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var host = builder.Build();
        var receiver = new RecordingReceiver(host, answer ?? (_ => new ReceiverAnswer()));
        host.Run(receiver.ReceiveAsync);
        await host.StartAsync(cancellationToken);
        var address = host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        receiver.Address = new Uri(new Uri(address), "orders");
        return receiver;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => host.DisposeAsync();

    private async Task ReceiveAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        var key = context.Request.Headers[WebhookSignature.KeyHeader].ToString();
        var headers = context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        var request = new ReceivedRequest(key, context.Request.Path + context.Request.QueryString, headers, body, attempts.AddOrUpdate(key, 1, (_, count) => count + 1));
        requests.Enqueue(request);

        var reply = answer(request);
        if (reply.Stall)
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return;
        }

        if (reply.Status is >= 200 and < 300)
        {
            taken.TryAdd(key, request);
        }

        if (reply.TakeThenBreak)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = reply.Status;
        if (reply.RetryAfter is { } wait)
        {
            context.Response.Headers.RetryAfter = ((int)wait.TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        if (reply.Location.Length > 0)
        {
            context.Response.Headers.Location = reply.Location;
        }

        if (reply.Body.Length > 0)
        {
            context.Response.ContentType = "application/json";
            if (reply.CutAfter is { } length)
            {
                context.Response.ContentLength = System.Text.Encoding.UTF8.GetByteCount(reply.Body);
                await context.Response.WriteAsync(reply.Body[..length], context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                context.Abort();
                return;
            }

            await context.Response.WriteAsync(reply.Body, context.RequestAborted);
        }
    }
}
