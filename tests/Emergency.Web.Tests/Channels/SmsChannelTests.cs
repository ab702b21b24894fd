using System.Text.Json;
using Emergency.Dispatch.Delivery;
using Emergency.Testing;
using Emergency.Web.Channels;
using Emergency.Web.Jobs;
using Microsoft.AspNetCore.WebUtilities;

namespace Emergency.Web.Tests.Channels;

public sealed class SmsChannelTests
{
    private const string Phone = "13800000001";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_form_gateway_gets_number_text_link_and_key()
    {
        await using var gateway = await RecordingReceiver.StartAsync(Token, _ => new ReceiverAnswer(Body: """{"code":0,"data":[{"id":"m-1"}]}"""));
        var channel = Channel(
            gateway,
            ("Sms:Body", "mobile={phone}&content={text}&uid={key}&secret={env:SMS_KEY}&n={parts}"), ("Sms:Signature", "【晋城生态】"),
            ("Sms:Success:JsonPath", "code"), ("Sms:Success:JsonValue", "0"), ("Sms:MessageId", "data.0.id"),
            ("Links:Address", "https://air.example.gov.cn"), ("Links:Secret", "{env:LONG}"));

        var result = await channel.DeliverAsync(Messages.ToOrder("sms", Phone), Token);

        Assert.Equal((true, "m-1"), (result.Delivered, Assert.Single(result.References)));
        var form = QueryHelpers.ParseQuery(Assert.Single(gateway.Requests).Body);
        Assert.Equal($"{Phone} k&\"ey {Messages.Order.Id}/sms/order", $"{form["mobile"]} {form["secret"]} {form["uid"]}");
        var text = form["content"].ToString();
        Assert.StartsWith("【晋城生态】橙色预警减排指令", text, StringComparison.Ordinal);
        Assert.EndsWith(" https://air.example.gov.cn/a/" + OneTimeLink.Token("0123456789abcdef", Messages.Order.Number), text, StringComparison.Ordinal);
        Assert.Equal($"{SmsText.Split(text).Count}", form["n"].ToString());
    }

    [Fact]
    public async Task A_JSON_gateway_gets_JSON_whatever_the_name_of_the_enterprise_holds()
    {
        await using var gateway = await RecordingReceiver.StartAsync(Token);
        var channel = Channel(
            gateway, ("Sms:Encoding", "json"), ("Sms:Headers:Authorization", "Bearer {env:SMS_KEY}"),
            ("Sms:Body", """{"to":["{phone}"],"text":"{text}","key":"{key}"}"""));
        var order = Messages.Order with { EnterpriseName = "甲\"},{\"to\":[\"13900000000\"]\\\n厂" };

        Assert.True((await channel.DeliverAsync(Messages.ToOrder("sms", Phone, order), Token)).Delivered);

        var request = Assert.Single(gateway.Requests);
        Assert.Equal("Bearer k&\"ey", request.Headers["Authorization"]);
        using var json = JsonDocument.Parse(request.Body);
        Assert.Equal(Phone, Assert.Single(json.RootElement.GetProperty("to").EnumerateArray()).GetString());
        Assert.Contains(order.EnterpriseName, json.RootElement.GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parts_go_out_one_by_one_in_order_with_keys_of_their_own_and_every_answer_is_remembered()
    {
        var count = 0;
        await using var gateway = await RecordingReceiver.StartAsync(Token, _ => new ReceiverAnswer(Body: $$"""{"id":{{Interlocked.Increment(ref count)}}}"""));
        var channel = Channel(gateway, ("Sms:Split", "parts"), ("Sms:Body", "t={text}&k={key}&i={part}&n={parts}"), ("Sms:MessageId", "id"));

        var result = await channel.DeliverAsync(Messages.ToOrder("sms", Phone), Token);

        var forms = gateway.Requests.Select(r => QueryHelpers.ParseQuery(r.Body)).ToList();
        Assert.True(forms.Count > 1);
        var whole = MessageText.Of(Messages.ToOrder("sms", Phone)).Short;
        Assert.Equal(whole, string.Concat(forms.Select(f => f["t"].ToString())));
        Assert.All(forms, f => Assert.InRange(f["t"].ToString().Length, 1, 67));
        Assert.Equal(forms.Select((_, i) => $"{Messages.Order.Id}/sms/order/{i + 1} {i + 1}/{forms.Count}"), forms.Select(f => $"{f["k"]} {f["i"]}/{f["n"]}"));
        Assert.Equal(forms.Select((_, i) => $"{i + 1}"), result.References);
    }

    [Fact]
    public async Task A_GET_gateway_gets_everything_in_the_address()
    {
        await using var gateway = await RecordingReceiver.StartAsync(Token);
        var channel = Channel(gateway, ("Sms:Method", "GET"), ("Sms:Url", gateway.Address + "?to={phone}&text={text}"));
        Assert.True((await channel.DeliverAsync(Messages.ToOrder("sms", Phone), Token)).Delivered);
        var request = Assert.Single(gateway.Requests);
        Assert.Equal("", request.Body);
        Assert.Contains("喷雾干燥", Uri.UnescapeDataString(request.Path), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200, """{"code":7,"message":"余额不足"}""", "HTTP 200 {\"code\":7,\"message\":\"余额不足\"}")]
    [InlineData(200, """{"code":9,"mobile":"13800000001"}""", "HTTP 200 {\"code\":9,\"mobile\":\"…\"}")]
    [InlineData(200, "<html>", "HTTP 200 <html>")]
    [InlineData(500, """{"code":0}""", "HTTP 500 {\"code\":0}")]
    [InlineData(302, "", "HTTP 302")]
    public async Task An_answer_that_is_not_the_agreed_success_is_a_failure_that_quotes_it(int status, string body, string error)
    {
        await using var gateway = await RecordingReceiver.StartAsync(Token, _ => new ReceiverAnswer(status, Body: body));
        var channel = Channel(gateway, ("Sms:Success:JsonPath", "code"), ("Sms:Success:JsonValue", "0"));
        var result = await channel.DeliverAsync(Messages.ToOrder("sms", Phone), Token);
        Assert.Equal((false, error), (result.Delivered, result.Error));
    }

    [Theory]
    [InlineData("OK: 12", true)]
    [InlineData("ERR: 12", false)]
    public async Task Success_may_be_told_by_a_pattern(string body, bool delivered)
    {
        await using var gateway = await RecordingReceiver.StartAsync(Token, _ => new ReceiverAnswer(Body: body));
        Assert.Equal(delivered, (await Channel(gateway, ("Sms:Success:Pattern", "^OK:")).DeliverAsync(Messages.ToOrder("sms", Phone), Token)).Delivered);
    }

    [Fact]
    public async Task A_gateway_that_stalls_or_asks_to_wait_is_heard()
    {
        await using var stalled = await RecordingReceiver.StartAsync(Token, _ => new ReceiverAnswer(Stall: true));
        Assert.Equal("no answer within 0.3 s", (await Channel(stalled, TimeSpan.FromMilliseconds(300)).DeliverAsync(Messages.ToOrder("sms", Phone), Token)).Error);
        await using var busy = await RecordingReceiver.StartAsync(Token, _ => new ReceiverAnswer(429, TimeSpan.FromSeconds(90)));
        Assert.Equal(TimeSpan.FromSeconds(90), (await Channel(busy).DeliverAsync(Messages.ToOrder("sms", Phone), Token)).RetryAfter);
    }

    [Fact]
    public async Task Nothing_is_sent_to_what_is_no_mobile_number()
    {
        await using var gateway = await RecordingReceiver.StartAsync(Token);
        Assert.False((await Channel(gateway).DeliverAsync(Messages.ToOrder("sms", "0356-2000000"), Token)).Delivered);
        Assert.Empty(gateway.Requests);
    }

    private static SmsChannel Channel(RecordingReceiver gateway, params (string, string)[] settings) => Channel(gateway, TimeSpan.FromMinutes(1), settings);

    private static SmsChannel Channel(RecordingReceiver gateway, TimeSpan patience, params (string Name, string Value)[] settings)
    {
        (string Name, string Value)[] usual = [("Sms:Url", gateway.Address.ToString()), ("Sms:Body", "to={phone}&text={text}")];
        var read = Written.Read([.. usual.Where(u => settings.All(s => s.Name != u.Name)), .. settings]).OrThrow();
        return new SmsChannel(WebhookChannel.CreateClient(), read.Sms!, read.Links, patience, TimeProvider.System);
    }
}
