using System.Text;
using System.Text.RegularExpressions;
using Emergency.Dispatch.Delivery;
using Emergency.Testing;

namespace Emergency.Dispatch.Tests.Delivery;

public sealed class WebhookSignatureTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_547_200_800);
    private static readonly byte[] Key = WebhookSignature.KeyFor("secret", "91140500MA0000001X");
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("{\"kind\":\"order\"}");

    [Fact]
    public void A_genuine_fresh_request_passes() =>
        Assert.Null(WebhookSignature.Verify(Key, "1547200800", WebhookSignature.Sign(Key, "1547200800", Body), Body, Now));

    [Theory]
    [InlineData(300, null)]
    [InlineData(-300, null)]
    [InlineData(301, "SIGN-002")]
    [InlineData(-301, "SIGN-002")]
    public void A_time_stamp_passes_within_five_minutes_either_way(int seconds, string? code) =>
        Assert.Equal(code, WebhookSignature.Verify(Key, "1547200800", WebhookSignature.Sign(Key, "1547200800", Body), Body, Now.AddSeconds(seconds))?.Code);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("99999999999999999999")]
    public void A_time_stamp_that_is_none_is_refused(string? timestamp) =>
        Assert.Equal("SIGN-001", WebhookSignature.Verify(Key, timestamp, "sha256=00", Body, Now)?.Code);

    [Fact]
    public void Any_changed_part_breaks_the_signature()
    {
        var signature = WebhookSignature.Sign(Key, "1547200800", Body);
        Assert.Equal("SIGN-003", WebhookSignature.Verify(Key, "1547200801", signature, Body, Now)?.Code);
        Assert.Equal("SIGN-003", WebhookSignature.Verify(Key, "1547200800", signature, [.. Body, (byte)' '], Now)?.Code);
        Assert.Equal("SIGN-003", WebhookSignature.Verify(WebhookSignature.KeyFor("secret", "91140500MA0000002X"), "1547200800", signature, Body, Now)?.Code);
        Assert.Equal("SIGN-003", WebhookSignature.Verify(Key, "1547200800", null, Body, Now)?.Code);
        Assert.Equal("SIGN-003", WebhookSignature.Verify(Key, "1547200800", signature.ToUpperInvariant(), Body, Now)?.Code);
    }

    [Fact]
    public void The_example_of_the_documentation_is_right()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "orders.md"));
        string Field(string name) => Regex.Match(page, $"^{Regex.Escape(name)}: (.+)$", RegexOptions.Multiline).Groups[1].Value.Trim();
        var key = WebhookSignature.KeyFor(Field("secret"), Field(WebhookSignature.EnterpriseHeader));
        Assert.Equal(Field("key"), Convert.ToHexStringLower(key));
        Assert.Equal(Field(WebhookSignature.SignatureHeader), WebhookSignature.Sign(key, Field(WebhookSignature.TimestampHeader), Encoding.UTF8.GetBytes(Field("body"))));
    }
}
