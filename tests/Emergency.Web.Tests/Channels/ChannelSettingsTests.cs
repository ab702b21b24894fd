using Emergency.Core.Refusals;
using Emergency.Web.Channels;
using Microsoft.Extensions.Configuration;

namespace Emergency.Web.Tests.Channels;

/// <summary>Settings as an operator writes them, with an environment of their own.</summary>
internal static class Written
{
    public static Outcome<ChannelSettings> Read(params (string Name, string Value)[] settings) => ChannelSettings.Read(
        new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(s => s.Name, s => (string?)s.Value)).Build(),
        "晋城市",
        name => name switch { "SMS_KEY" => "k&\"ey", "LONG" => "0123456789abcdef", "MAIL" => Emergency.Testing.MailServer.Password, "EMPTY" => "", _ => null });
}

public sealed class ChannelSettingsTests
{
    [Fact]
    public void Without_any_block_webhooks_alone_carry_orders_besides_the_portal()
    {
        var settings = Written.Read().OrThrow();
        Assert.Equal(["webhook"], settings.Order.Names);
        Assert.Equal(TimeSpan.FromMinutes(10), settings.Order.FailOverAfter);
        Assert.Equal((null, null, null, null), (settings.Links, settings.Sms, settings.Smtp, settings.Cap));
    }

    [Fact]
    public void Channels_that_are_set_up_are_used_in_the_usual_order_unless_another_is_named()
    {
        (string, string)[] blocks = [("Sms:Url", "http://gateway.example/send"), ("Smtp:Host", "mail.example"), ("Smtp:From", "air@example.gov.cn"), ("Cap:Sender", "air@example.gov.cn")];
        Assert.Equal(["webhook", "cap", "sms", "email"], Written.Read(blocks).OrThrow().Order.Names);
        var named = Written.Read([.. blocks, ("Delivery:Order:0", "sms"), ("Delivery:Order:1", "email"), ("Delivery:FailOverAfter", "00:03:00")]).OrThrow().Order;
        Assert.Equal(["sms", "email"], named.Names);
        Assert.Equal(TimeSpan.FromMinutes(3), named.FailOverAfter);
    }

    [Theory]
    [InlineData("Delivery:Order:0", "sms", "Delivery:Order")]
    [InlineData("Delivery:Order:0", "fax", "Delivery:Order")]
    [InlineData("Links:Address", "air.example", "Links:Address")]
    [InlineData("Links:Secret", "0123456789abcdef", "Links:Address")]
    [InlineData("Sms:Url", "gateway.example", "Sms:Url")]
    [InlineData("Sms:Url", "http://gateway.example/{phon}", "Sms:Url")]
    [InlineData("Sms:Url", "http://gateway.example/{env:MISSING}", "Sms:Url")]
    [InlineData("Sms:Url", "http://gateway.example/{env:EMPTY}", "Sms:Url")]
    [InlineData("Smtp:Host", "mail.example", "Smtp:From")]
    [InlineData("Smtp:From", "a@b.example", "Smtp:Host")]
    [InlineData("Cap:Sender", "two words", "Cap:Sender")]
    public void A_setting_that_makes_no_sense_is_refused_by_its_name(string name, string value, string named) =>
        Assert.Contains(named, Written.Read((name, value)).Refusal!.Sentence.En, StringComparison.Ordinal);

    [Theory]
    [InlineData("Sms:Encoding", "xml", "Sms:Encoding")]
    [InlineData("Sms:Headers:X-Key", "{env:MISSING}", "Sms:Headers:X-Key")]
    [InlineData("Sms:Reports:Secret", "written into the file", "Sms:Reports:Secret")]
    [InlineData("Sms:Reports:Secret", "{env:LONG}", "Sms:Reports")]
    public void So_is_one_of_the_gateway(string name, string value, string named) =>
        Assert.Contains(named, Written.Read(("Sms:Url", "http://gateway.example/send"), (name, value)).Refusal!.Sentence.En, StringComparison.Ordinal);

    [Fact]
    public void A_JSON_body_whose_places_stand_outside_of_quotation_marks_is_refused() => Assert.Contains(
        "Sms:Body",
        Written.Read(("Sms:Url", "http://gateway.example/"), ("Sms:Encoding", "json"), ("Sms:Body", """{"to": {phone}, "text": {text}}""")).Refusal!.Sentence.En,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("Links:Secret", "a secret in the file of settings")]
    [InlineData("Links:Secret", "{env:MISSING}")]
    [InlineData("Links:Secret", "{env:SMS_KEY}")]
    public void A_secret_comes_from_the_environment_and_is_long_enough(string name, string value) =>
        Assert.Contains(name, Written.Read(("Links:Address", "https://air.example"), (name, value)).Refusal!.Sentence.En, StringComparison.Ordinal);

    [Fact]
    public void A_password_in_the_file_of_settings_is_refused() => Assert.Contains(
        "Smtp:Password",
        Written.Read(("Smtp:Host", "mail.example"), ("Smtp:From", "a@b.example"), ("Smtp:User", "air"), ("Smtp:Password", "plain")).Refusal!.Sentence.En,
        StringComparison.Ordinal);
}
