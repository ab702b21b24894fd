using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Emergency.Core.Decisions;
using Emergency.Dispatch.Delivery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Emergency.Benchmarks.Dispatch;

/// <summary>
/// All enterprises' systems in one: fails one request in five (a refusal, a broken connection after taking the message, now and then a stall), checks every
/// signature, and takes each key once. Which requests fail is a hash of key and attempt.
/// </summary>
internal sealed class CampaignReceiver : IAsyncDisposable
{
    private readonly WebApplication host;
    private readonly string secret;
    private readonly ConcurrentDictionary<string, (string Hash, int Attempts, int Effects)> keys = new();
    private readonly ConcurrentDictionary<string, (int Order, int Ended)> last = new();
    private int orders;
    private int lifts;
    private int failed;
    private int stalled;
    private int refused;
    private int changed;
    private int requests;

    private CampaignReceiver(WebApplication host, string secret) => (this.host, this.secret) = (host, secret);

    public string Address => host.Urls.First() + "/orders";

    /// <summary>Requests in all.</summary>
    public int Requests => requests;

    /// <summary>Answered with a failure or broken off on purpose.</summary>
    public int Failed => failed;

    /// <summary>Never answered.</summary>
    public int Stalled => stalled;

    /// <summary>Signature or time stamp not right: must stay 0, also with a worker whose clock is wrong.</summary>
    public int Refused => refused;

    /// <summary>Keys that came again with another body: must stay 0.</summary>
    public int Changed => changed;

    /// <summary>Keys that had their effect.</summary>
    public int Taken => keys.Count(k => k.Value.Effects > 0);

    /// <summary>Messages that arrived again after they had their effect.</summary>
    public int Repeats => keys.Sum(k => Math.Max(0, k.Value.Effects - 1));

    /// <summary>Orders and revisions taken, each key once.</summary>
    public int Orders => orders;

    /// <summary>Lifts taken, each key once.</summary>
    public int Lifts => lifts;

    /// <summary>The highest revision that an enterprise's system has taken; 1 when none, as the portal shows it before.</summary>
    public int RevisionOf(string enterprise) => Math.Max(1, last.GetValueOrDefault(enterprise).Order);

    /// <summary>Enterprises whose system stands at an end: the highest lift ends the highest revision taken.</summary>
    public int AtRest => last.Values.Count(l => l.Ended >= l.Order && l.Ended > 0);

    public static async Task<CampaignReceiver> StartAsync(string secret)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var receiver = new CampaignReceiver(builder.Build(), secret);
        receiver.host.Run(receiver.ReceiveAsync);
        await receiver.host.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    private async Task ReceiveAsync(HttpContext context)
    {
        Interlocked.Increment(ref requests);
        using var memory = new MemoryStream();
        await context.Request.Body.CopyToAsync(memory, context.RequestAborted);
        var body = memory.ToArray();
        string Header(string name) => context.Request.Headers[name].ToString();
        var key = Header(WebhookSignature.KeyHeader);
        var enterprise = key.Split(':')[1];
        if (WebhookSignature.Verify(WebhookSignature.KeyFor(secret, enterprise), Header(WebhookSignature.TimestampHeader), Header(WebhookSignature.SignatureHeader), body, TimeProvider.System.GetUtcNow()) is not null)
        {
            Interlocked.Increment(ref refused);
            context.Response.StatusCode = 401;
            return;
        }

        var hash = ContentHash.Of(Encoding.UTF8.GetString(body)).Hex;
        var attempt = keys.AddOrUpdate(key, (hash, 1, 0), (_, k) => k with { Attempts = k.Attempts + 1 });
        if (attempt.Hash != hash)
        {
            Interlocked.Increment(ref changed);
        }

        var dice = ContentHash.Of($"{key}{attempt.Attempts}").Hex;
        var roll = Convert.ToInt32(dice[..4], 16) % 100;
        if (roll < 1)
        {
            Interlocked.Increment(ref stalled);
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        else if (roll < 15)
        {
            Interlocked.Increment(ref failed);
            context.Response.StatusCode = roll < 8 ? 503 : 500;
        }
        else
        {
            if (keys.AddOrUpdate(key, (hash, 1, 1), (_, k) => k with { Effects = k.Effects + 1 }).Effects == 1)
            {
                Keep(enterprise, body);
            }

            if (roll < 20)
            {
                // Taken, but the sender cannot know.
                Interlocked.Increment(ref failed);
                context.Abort();
            }
        }
    }

    /// <summary>As docs/orders.md asks of a receiver: the highest revision counts, and a lift ends its revision and every earlier one.</summary>
    private void Keep(string enterprise, byte[] body)
    {
        using var document = JsonDocument.Parse(body);
        var root = document.RootElement;
        var (order, ended) = root.GetProperty("kind").GetString() == "lift"
            ? (0, root.GetProperty("revision").GetInt32())
            : (root.GetProperty("order").GetProperty("revision").GetInt32(), 0);
        Interlocked.Increment(ref ended > 0 ? ref lifts : ref orders);
        last.AddOrUpdate(enterprise, (order, ended), (_, l) => (Math.Max(l.Order, order), Math.Max(l.Ended, ended)));
    }
}
