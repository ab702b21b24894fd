using System.Text;
using System.Xml.Linq;
using Emergency.Dispatch.Cap;
using Emergency.Dispatch.Delivery;
using Emergency.Testing;
using Emergency.Web.Channels;
using Emergency.Web.Jobs;

namespace Emergency.Web.Tests.Channels;

public sealed class CapChannelTests
{
    private static readonly CapIssuer Issuer = new("air@example.gov.cn", "晋城市", TimeSpan.FromDays(30));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_message_goes_out_signed_as_a_webhook_is()
    {
        await using var receiver = await RecordingReceiver.StartAsync(Token);
        var result = await Channel("s").DeliverAsync(Messages.ToOrder("cap", receiver.Address.ToString()), Token);

        Assert.Equal(DeliveryResult.Done, result);
        var request = Assert.Single(receiver.Requests);
        Assert.Equal("application/cap+xml; charset=utf-8", request.Headers["Content-Type"]);
        Assert.Equal(Messages.Order.Id, XDocument.Parse(request.Body).Root!.Element(CapNames.Namespace + "identifier")!.Value);
        Assert.Null(WebhookSignature.Verify(
            WebhookSignature.KeyFor("s", Messages.Order.EnterpriseCode), request.Headers[WebhookSignature.TimestampHeader], request.Headers[WebhookSignature.SignatureHeader],
            Encoding.UTF8.GetBytes(request.Body), TimeProvider.System.GetUtcNow()));
    }

    [Fact]
    public async Task Anything_but_success_is_a_failure_and_nothing_goes_out_unsigned()
    {
        await using var receiver = await RecordingReceiver.StartAsync(Token, _ => new ReceiverAnswer(503));
        Assert.Equal("HTTP 503", (await Channel("s").DeliverAsync(Messages.ToLift("cap", receiver.Address.ToString()), Token)).Error);
        Assert.Equal("Webhook:Secret is not configured", (await Channel("").DeliverAsync(Messages.ToOrder("cap", receiver.Address.ToString()), Token)).Error);
        Assert.Single(receiver.Requests);
    }

    private static CapChannel Channel(string secret) => new(WebhookChannel.CreateClient(), Issuer, secret, TimeSpan.FromMinutes(1), TimeProvider.System);
}
