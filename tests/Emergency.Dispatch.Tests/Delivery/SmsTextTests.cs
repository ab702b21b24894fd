using Emergency.Dispatch.Delivery;
using FsCheck;
using FsCheck.Fluent;

namespace Emergency.Dispatch.Tests.Delivery;

public sealed class SmsTextTests
{
    private const string Link = "https://air.example.gov.cn/a/2018-2019-03-0017-1.0123456789abcdefghjkmnpqrs";
    private static readonly Config Pinned = Config.QuickThrowOnFailure.WithMaxTest(500).WithReplay(20190111UL, 1UL);

    // Latin, escaped Latin, Chinese, an emoji and a rare Chinese character of two UTF-16 units, a web address.
    private static readonly Gen<string> Texts = Gen.ListOf(Gen.Elements("a", "Z", " ", "[", "€", "停", "产", "，", "😀", "𠀀", Link, "http://x"), 120).Select(string.Concat);

    [Fact]
    public void The_parts_put_together_are_the_text_and_none_is_too_long() => Holds(text =>
    {
        var parts = SmsText.Split(text);
        var alphabet = SmsText.AlphabetOf(text);
        return string.Concat(parts) == text && parts.All(p => SmsText.Length(p, alphabet) <= SmsText.Limit(alphabet, parts.Count > 1));
    });

    [Fact]
    public void No_character_of_two_units_is_cut() =>
        Holds(text => SmsText.Split(text).All(p => p.Length == 0 || (!char.IsLowSurrogate(p[0]) && !char.IsHighSurrogate(p[^1]))));

    [Fact]
    public void A_web_address_that_fits_into_a_part_is_never_cut() =>
        Check.One(Pinned, Prop.ForAll(Gen.Choose(0, 150).ToArbitrary(), n =>
        {
            const string Short = "https://air.example/a/1.0123456789abcdefghjkmnpqrs";
            return SmsText.Split(new string('停', n) + " " + Short + " 谢谢").Count(p => p.Contains(Short, StringComparison.Ordinal)) == 1;
        }));

    [Theory]
    [InlineData("Stop kiln 1 by 18:00", SmsAlphabet.Gsm7)]
    [InlineData("Ωmega €5 [x]", SmsAlphabet.Gsm7)]
    [InlineData("停窑", SmsAlphabet.Ucs2)]
    [InlineData("Stop – now", SmsAlphabet.Ucs2)]
    [InlineData("a\tb", SmsAlphabet.Ucs2)]
    public void One_character_outside_the_seven_bits_makes_the_whole_text_sixteen(string text, SmsAlphabet alphabet) =>
        Assert.Equal(alphabet, SmsText.AlphabetOf(text));

    [Theory]
    [InlineData("停", 70, 1)]
    [InlineData("停", 71, 2)]
    [InlineData("停", 134, 2)]
    [InlineData("停", 135, 3)]
    [InlineData("a", 160, 1)]
    [InlineData("a", 161, 2)]
    [InlineData("a", 306, 2)]
    [InlineData("a", 307, 3)]
    [InlineData("€", 80, 1)]
    [InlineData("€", 81, 2)]
    // 153 septets hold 76 escaped characters; the odd one stays empty.
    [InlineData("€", 153, 3)]
    [InlineData("😀", 35, 1)]
    [InlineData("😀", 36, 2)]
    // 67 units hold 33 pairs.
    [InlineData("😀", 67, 3)]
    public void Parts_are_counted_as_networks_count_them(string character, int times, int parts) =>
        Assert.Equal(parts, SmsText.Split(string.Concat(Enumerable.Repeat(character, times))).Count);

    private static void Holds(Func<string, bool> law) => Check.One(Pinned, Prop.ForAll(Texts.ToArbitrary(), law));
}
