using Emergency.Dispatch.Delivery;
using Emergency.Testing;

namespace Emergency.Cli.Tests.Harness;

public sealed class RecordingReceiverTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_sent_twice_is_seen_twice_and_taken_once()
    {
        await using var receiver = await RecordingReceiver.StartAsync(Token);
        using var client = new HttpClient();

        using var first = await SendAsync(client, receiver, "order-1", "{\"level\":\"橙色\"}");
        using var second = await SendAsync(client, receiver, "order-1", "{\"level\":\"橙色\"}");

        Assert.Equal([1, 2], receiver.Requests.Select(r => r.Attempt));
        var taken = Assert.Single(receiver.Taken);
        Assert.Equal("{\"level\":\"橙色\"}", taken.Body);
        Assert.Equal("order-1", taken.Headers["x-emergency-key"]);
    }

    [Fact]
    public async Task It_fails_as_told_and_takes_the_message_later()
    {
        await using var receiver = await RecordingReceiver.StartAsync(Token, r => r.Attempt == 1 ? new ReceiverAnswer(503, TimeSpan.FromSeconds(7)) : new ReceiverAnswer());
        using var client = new HttpClient();

        using var refused = await SendAsync(client, receiver, "order-1", "{}");
        Assert.Equal(503, (int)refused.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(7), refused.Headers.RetryAfter!.Delta);
        Assert.Empty(receiver.Taken);

        using var taken = await SendAsync(client, receiver, "order-1", "{}");
        Assert.Equal(200, (int)taken.StatusCode);
        Assert.Single(receiver.Taken);
    }

    [Fact]
    public async Task It_can_take_a_message_and_break_the_connection()
    {
        await using var receiver = await RecordingReceiver.StartAsync(Token, _ => new ReceiverAnswer(TakeThenBreak: true));
        using var client = new HttpClient();

        await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync(client, receiver, "order-1", "{}"));

        Assert.Single(receiver.Taken);
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, RecordingReceiver receiver, string key, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, receiver.Address) { Content = new StringContent(body) };
        request.Headers.Add(WebhookSignature.KeyHeader, key);
        return await client.SendAsync(request, Token);
    }
}
