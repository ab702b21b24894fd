using Emergency.Dispatch.Delivery;
using Emergency.Testing;

namespace Emergency.Dispatch.Tests.Delivery;

public sealed class ChannelOrderTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    [Fact]
    public void Routes_follow_the_authoritys_order_and_leave_out_what_has_no_address()
    {
        var enterprise = DispatchCity.List(1).Enterprises[0] with { WebhookUrl = "http://p/", ContactPhone = "13800000000", Email = "duty@p.example" };
        var order = ChannelOrder.Of(["sms", "cap", "email", "webhook"], Patience).OrThrow();
        Assert.Equal([new("sms", "13800000000"), new("email", "duty@p.example"), new("webhook", "http://p/")], order.RoutesTo(enterprise));
        Assert.DoesNotContain(order.RoutesTo(enterprise with { ContactPhone = "0356-2000000" }), r => r.Channel == "sms");
    }

    [Theory]
    [InlineData("13800000000", true)]
    [InlineData("19912345678", true)]
    [InlineData("12345678901", false)]
    [InlineData("0356-2000000", false)]
    [InlineData("138000000001", false)]
    [InlineData("13800000000\n", false)]
    [InlineData("１３８００００００００", false)]
    public void Only_a_mobile_number_takes_short_messages(string phone, bool mobile) => Assert.Equal(mobile, ChannelOrder.IsMobile(phone));

    [Theory]
    [InlineData("fax")]
    [InlineData("portal")]
    [InlineData("sms,sms")]
    public void A_name_that_is_no_channel_or_stands_twice_is_refused(string names) =>
        Assert.Equal(ChannelOrder.UnknownChannel, ChannelOrder.Of(names.Split(','), Patience).Refusal?.Code);
}
