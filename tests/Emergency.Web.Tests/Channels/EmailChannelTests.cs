using System.Text;
using Emergency.Dispatch.Delivery;
using Emergency.Testing;
using Emergency.Web.Channels;
using MimeKit;

namespace Emergency.Web.Tests.Channels;

public sealed class EmailChannelTests
{
    private const string Address = "duty@plant1.example";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_order_goes_out_as_plain_text_with_its_link()
    {
        await using var server = new MailServer();
        var result = await Channel(server, ("Links:Address", "https://air.example.gov.cn"), ("Links:Secret", "{env:LONG}")).DeliverAsync(Messages.ToOrder("email", Address), Token);

        Assert.Equal(DeliveryResult.Done, result);
        var mail = Read(Assert.Single(server.Mails));
        Assert.Equal(("橙色预警减排指令 2018-2019-03-0001-1", "值班室"), (mail.Subject, mail.From[0].Name));
        Assert.Equal("text/plain", mail.Body!.ContentType.MimeType);
        Assert.Contains("喷雾干燥塔停产", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("https://air.example.gov.cn/a/" + OneTimeLink.Token("0123456789abcdef", Messages.Order.Number), mail.TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_repeat_is_the_same_message_and_the_lift_answers_it()
    {
        await using var server = new MailServer();
        var channel = Channel(server);
        await channel.DeliverAsync(Messages.ToOrder("email", Address), Token);
        await channel.DeliverAsync(Messages.ToOrder("email", Address) with { Attempt = 2 }, Token);
        await channel.DeliverAsync(Messages.ToLift("email", Address), Token);

        var mails = server.Mails.Select(Read).ToList();
        Assert.Equal(mails[0].MessageId, mails[1].MessageId);
        Assert.NotEqual(mails[0].MessageId, mails[2].MessageId);
        Assert.Equal((null, mails[0].MessageId), (mails[0].InReplyTo, mails[2].InReplyTo));
        Assert.EndsWith("@example.gov.cn", mails[0].MessageId, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_text_from_outside_makes_a_header_or_a_recipient()
    {
        await using var server = new MailServer();
        var order = Messages.Order with { Number = "1\r\nBcc: thief@example.org\r\n\r\n.\r\nMAIL FROM:<x@y.example>" };
        await Channel(server).DeliverAsync(Messages.ToOrder("email", Address, order), Token);

        var received = Assert.Single(server.Mails);
        Assert.Equal([Address], received.Recipients);
        var mail = Read(received);
        Assert.Empty(mail.Bcc);
        Assert.DoesNotContain('\n', mail.Subject ?? "");
        Assert.Equal(["Content-Transfer-Encoding", "Content-Type", "Date", "From", "Message-Id", "MIME-Version", "Subject", "To"],
            received.Data[..received.Data.IndexOf("\r\n\r\n", StringComparison.Ordinal)].Split("\r\n").Where(l => !char.IsWhiteSpace(l[0])).Select(l => l[..l.IndexOf(':', StringComparison.Ordinal)]).Order(StringComparer.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("duty")]
    [InlineData("")]
    [InlineData("a@plant.example, b@plant.example")]
    [InlineData("a@plant.example\r\nRCPT TO:<b@plant.example>")]
    [InlineData("张工 <a@plant.example>")]
    public async Task Only_one_plain_address_is_written_to(string address)
    {
        await using var server = new MailServer();
        Assert.StartsWith("not a mail address", (await Channel(server).DeliverAsync(Messages.ToOrder("email", address), Token)).Error, StringComparison.Ordinal);
        Assert.Empty(server.Mails);
    }

    [Theory]
    [InlineData(MailServerMood.RefusesRecipients, "no such mailbox", true)]
    [InlineData(MailServerMood.RefusesContent, "not wanted", true)]
    [InlineData(MailServerMood.Breaks, "", false)]
    [InlineData(MailServerMood.Stalls, "no answer within 0.5 s", false)]
    public async Task What_the_server_does_is_a_result_without_the_address_and_a_refused_mail_says_nothing_of_the_line(MailServerMood mood, string error, bool answered)
    {
        await using var server = new MailServer(mood);
        var patience = mood == MailServerMood.Stalls ? TimeSpan.FromSeconds(0.5) : TimeSpan.FromMinutes(1);
        var result = await new EmailChannel(Settings(server).Smtp!, null, patience, TimeProvider.System).DeliverAsync(Messages.ToOrder("email", Address), Token);
        Assert.False(result.Delivered);
        Assert.Contains(error, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Address, result.Error, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(answered, result.LineAnswered);
    }

    [Fact]
    public async Task A_password_goes_to_the_server_and_a_wrong_one_is_a_failure()
    {
        await using var server = new MailServer();
        Assert.True((await Channel(server, ("Smtp:User", "air"), ("Smtp:Password", "{env:MAIL}")).DeliverAsync(Messages.ToOrder("email", Address), Token)).Delivered);
        Assert.False((await Channel(server, ("Smtp:User", "air"), ("Smtp:Password", "{env:SMS_KEY}")).DeliverAsync(Messages.ToOrder("email", Address), Token)).Delivered);
    }

    [Fact]
    public async Task A_server_without_encryption_is_refused_unless_the_settings_allow_it()
    {
        await using var server = new MailServer();
        Assert.False((await Channel(server, ("Smtp:Tls", "starttls")).DeliverAsync(Messages.ToOrder("email", Address), Token)).Delivered);
        Assert.Empty(server.Mails);
    }

    [Fact]
    public async Task Nobody_listening_is_a_failure_not_a_fault()
    {
        var settings = Written.Read(("Smtp:Host", "127.0.0.1"), ("Smtp:Port", "1"), ("Smtp:Tls", "none"), ("Smtp:From", "a@b.example")).OrThrow();
        Assert.False((await new EmailChannel(settings.Smtp!, null, TimeSpan.FromMinutes(1), TimeProvider.System).DeliverAsync(Messages.ToOrder("email", Address), Token)).Delivered);
    }

    private static MimeMessage Read(ReceivedMail mail) => MimeMessage.Load(new MemoryStream(Encoding.UTF8.GetBytes(mail.Data)));

    private static EmailChannel Channel(MailServer server, params (string, string)[] settings)
    {
        var read = Settings(server, settings);
        return new EmailChannel(read.Smtp!, read.Links, TimeSpan.FromMinutes(1), TimeProvider.System);
    }

    private static ChannelSettings Settings(MailServer server, params (string Name, string Value)[] settings)
    {
        (string Name, string Value)[] usual =
        [
            ("Smtp:Host", "127.0.0.1"), ("Smtp:Port", server.Port.ToString(System.Globalization.CultureInfo.InvariantCulture)), ("Smtp:Tls", "none"), ("Smtp:From", "值班室 <air@example.gov.cn>"),
        ];
        return Written.Read([.. usual.Where(u => settings.All(s => s.Name != u.Name)), .. settings]).OrThrow();
    }
}
