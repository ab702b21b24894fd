using Emergency.Core.Decisions;

namespace Emergency.Core.Tests.Decisions;

public sealed class ContentHashTests
{
    [Theory]
    [InlineData("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    public void Published_SHA_256_vectors(string text, string hex) => Assert.Equal(hex, ContentHash.Of(text).Hex);

    [Fact]
    public void A_text_is_hashed_as_UTF_8() =>
        Assert.Equal(ContentHash.Of((ReadOnlySpan<byte>)[0xE6, 0x99, 0x8B]), ContentHash.Of("晋"));

    [Fact]
    public void An_object_is_hashed_as_its_canonical_JSON() =>
        Assert.Equal(ContentHash.Of("""{"zh":"晋","en":"Jin"}"""), ContentHash.OfJson(new Text("晋", "Jin")));

    [Fact]
    public void A_document_longer_than_any_buffer_has_the_hash_of_its_text()
    {
        var texts = Enumerable.Range(0, 50_000).Select(i => new Text($"晋{i}😀\"", $"\n{i}")).ToList();
        Assert.Equal(ContentHash.Of(CanonicalJson.Write(texts)), ContentHash.OfJson(texts));
    }

    [Fact]
    public void People_see_twelve_digits() => Assert.Equal("ba7816bf8f01", ContentHash.Of("abc").Short);
}
