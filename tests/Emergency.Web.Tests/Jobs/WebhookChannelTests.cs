using Emergency.Dispatch.Delivery;
using Emergency.Testing;
using Emergency.Web.Jobs;

namespace Emergency.Web.Tests.Jobs;

public sealed class WebhookChannelTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static DeliveryMessage Message(string address, int attempt = 1) => new("o:1/webhook/order", "o:1", "91140500MA0000001X", "webhook", DeliveryStage.Order, address, """{"kind":"order","文":"字"}""", attempt);

    private static WebhookChannel Channel(string secret = "s", TimeSpan? patience = null) => new(WebhookChannel.CreateClient(), secret, patience ?? TimeSpan.FromMinutes(1), TimeProvider.System);

    [Fact]
    public async Task The_document_goes_out_byte_for_byte_with_key_and_attempt()
    {
        await using var receiver = await RecordingReceiver.StartAsync(Token);
        var result = await Channel().DeliverAsync(Message(receiver.Address.ToString(), 3), Token);

        Assert.Equal(DeliveryResult.Done, result);
        var request = Assert.Single(receiver.Requests);
        Assert.Equal(("o:1/webhook/order", "3", """{"kind":"order","文":"字"}"""), (request.Key, request.Headers[WebhookSignature.AttemptHeader], request.Body));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(500)]
    public async Task Anything_but_success_is_a_failure_that_names_the_status(int status)
    {
        await using var receiver = await RecordingReceiver.StartAsync(Token, _ => new ReceiverAnswer(status));
        var result = await Channel().DeliverAsync(Message(receiver.Address.ToString()), Token);
        Assert.Equal((false, $"HTTP {status}"), (result.Delivered, result.Error));
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var other = await RecordingReceiver.StartAsync(Token);
        await using var receiver = await RecordingReceiver.StartAsync(Token, _ => new ReceiverAnswer(307, Location: other.Address.ToString()));
        Assert.Equal("HTTP 307", (await Channel().DeliverAsync(Message(receiver.Address.ToString()), Token)).Error);
        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task A_receiver_that_asks_to_wait_is_heard()
    {
        await using var receiver = await RecordingReceiver.StartAsync(Token, _ => new ReceiverAnswer(429, TimeSpan.FromSeconds(90)));
        Assert.Equal(TimeSpan.FromSeconds(90), (await Channel().DeliverAsync(Message(receiver.Address.ToString()), Token)).RetryAfter);
    }

    [Fact]
    public async Task A_receiver_that_never_answers_is_a_failure()
    {
        await using var receiver = await RecordingReceiver.StartAsync(Token, _ => new ReceiverAnswer(Stall: true));
        Assert.Equal("no answer within 0.3 s", (await Channel(patience: TimeSpan.FromMilliseconds(300)).DeliverAsync(Message(receiver.Address.ToString()), Token)).Error);
    }

    [Theory]
    [InlineData("")]
    [InlineData("plant1.example/orders")]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://plant1.example/orders")]
    public async Task Only_http_and_https_addresses_are_called(string address)
    {
        var result = await Channel().DeliverAsync(Message(address), Token);
        Assert.StartsWith("not an http(s) address", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_goes_out_unsigned() =>
        Assert.Equal("Webhook:Secret is not configured", (await Channel("").DeliverAsync(Message("http://127.0.0.1:9/"), Token)).Error);

    [Fact]
    public async Task Nobody_listening_is_a_failure_not_a_fault() =>
        Assert.False((await Channel().DeliverAsync(Message("http://127.0.0.1:1/"), Token)).Delivered);

    [Theory]
    [InlineData("""{"acknowledge": true, "revision": 2, "key": "k", "note": "收到"}""", true)]
    [InlineData("""{"acknowledge": true, "revision": 2}""", false)]
    [InlineData("""{"acknowledge": false, "revision": 2, "key": "k"}""", false)]
    [InlineData("""{"acknowledge": "yes"}""", false)]
    [InlineData("OK", false)]
    [InlineData("null", false)]
    public async Task An_acknowledgement_is_read_from_the_answer_when_it_is_complete(string answer, bool acknowledged)
    {
        await using var receiver = await RecordingReceiver.StartAsync(Token, _ => new ReceiverAnswer(Body: answer));
        var result = await Channel().DeliverAsync(Message(receiver.Address.ToString()), Token);
        Assert.True(result.Delivered);
        Assert.Equal(acknowledged ? new AnsweredAcknowledgement(2, "k", "收到") : null, result.Acknowledgement);
    }
}
