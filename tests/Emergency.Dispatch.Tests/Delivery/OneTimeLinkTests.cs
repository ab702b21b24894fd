using Emergency.Dispatch.Delivery;

namespace Emergency.Dispatch.Tests.Delivery;

public sealed class OneTimeLinkTests
{
    private const string Secret = "a secret of the installation";
    private const string Number = "2018-2019-03-0017-1";

    [Fact]
    public void A_genuine_token_gives_the_number_back() =>
        Assert.Equal(Number, OneTimeLink.Read(Secret, OneTimeLink.Token(Secret, Number)));

    [Fact]
    public void Whatever_character_is_changed_the_token_opens_nothing()
    {
        var token = OneTimeLink.Token(Secret, Number);
        Assert.All(Enumerable.Range(0, token.Length), i => Assert.Null(OneTimeLink.Read(Secret, token[..i] + (token[i] == '2' ? '3' : '2') + token[(i + 1)..])));
        Assert.All(Enumerable.Range(0, token.Length), i => Assert.Null(OneTimeLink.Read(Secret, token[..i])));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("2018-2019-03-0017-1")]
    [InlineData("2018-2019-03-0017-1.")]
    [InlineData("none")]
    public void Anything_else_opens_nothing(string token) => Assert.Null(OneTimeLink.Read(Secret, token));

    [Fact]
    public void Another_secret_or_none_opens_nothing()
    {
        Assert.Null(OneTimeLink.Read("another secret", OneTimeLink.Token(Secret, Number)));
        Assert.Null(OneTimeLink.Read("", OneTimeLink.Token("", Number)));
    }

    [Fact]
    public void Every_revision_has_a_link_of_its_own()
    {
        var tokens = Enumerable.Range(1, 50).Select(r => OneTimeLink.Token(Secret, $"2018-2019-03-0017-{r}")[(Number.Length + 1)..]);
        Assert.Equal(50, tokens.Distinct().Count());
    }

    // Made once by another program (Python's hmac): a link sent before an update of the product must still open after it.
    [Fact]
    public void The_token_is_the_one_that_was_sent_before() =>
        Assert.Equal(Number + ".6x4pxyvpa5k7x3xwc0mahmq4fa", OneTimeLink.Token(Secret, Number));

    [Fact]
    public void The_address_stands_below_the_public_one() =>
        Assert.Equal(
            "https://air.example.gov.cn/haze/a/" + OneTimeLink.Token(Secret, Number),
            OneTimeLink.Address(new Uri("https://air.example.gov.cn/haze/"), Secret, Number));
}
