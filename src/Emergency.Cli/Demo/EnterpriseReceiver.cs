using System.Collections.Concurrent;
using System.Text.Json;
using Emergency.Dispatch.Delivery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Emergency.Cli.Demo;

/// <summary>
/// The made-up enterprises' own systems: a real HTTP server on this machine that checks the signature, remembers the idempotency key
/// and acknowledges orders in its answer, as docs/orders.md describes it.
/// </summary>
internal sealed class EnterpriseReceiver : IAsyncDisposable
{
    /// <summary>Host in the made-up list's webhook addresses. The name never resolves; the replay's client connects it here.</summary>
    public const string Host = "enterprise.demo.invalid";

    private readonly WebApplication app;
    private readonly ConcurrentDictionary<string, int> seen = new(StringComparer.Ordinal);

    private EnterpriseReceiver(WebApplication app) => this.app = app;

    /// <summary>Distinct messages received, by idempotency key, with the number of times each came.</summary>
    public IReadOnlyDictionary<string, int> Seen => seen;

    /// <summary>Port it listens on.</summary>
    public int Port => new Uri(app.Urls.First()).Port;

    /// <summary>Starts the server on a free port of this machine.</summary>
    public static async Task<EnterpriseReceiver> StartAsync(string secret, TimeProvider clock, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var receiver = new EnterpriseReceiver(builder.Build());
        receiver.app.MapPost("/{code}", (string code, HttpRequest request) => receiver.ReceiveAsync(code, request, secret, clock));
        await receiver.app.StartAsync(cancellationToken);
        return receiver;
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private async Task<IResult> ReceiveAsync(string code, HttpRequest request, string secret, TimeProvider clock)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted);
        var refusal = WebhookSignature.Verify(
            WebhookSignature.KeyFor(secret, code),
            request.Headers[WebhookSignature.TimestampHeader],
            request.Headers[WebhookSignature.SignatureHeader],
            body.ToArray(),
            clock.GetUtcNow());
        if (refusal is not null)
        {
            return TypedResults.Unauthorized();
        }

        var key = request.Headers[WebhookSignature.KeyHeader].ToString();
        seen.AddOrUpdate(key, 1, (_, count) => count + 1);
        using var document = JsonDocument.Parse(body.ToArray());
        return document.RootElement.GetProperty("kind").GetString() == "order"
            ? TypedResults.Ok(new { acknowledge = true, revision = document.RootElement.GetProperty("order").GetProperty("revision").GetInt32(), key = "auto", note = "系统自动签收" })
            : TypedResults.Ok(new { received = true });
    }
}
