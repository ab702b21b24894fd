using Emergency.Planning.ReductionList;
using Emergency.Planning.ReductionList.Making;

namespace Emergency.Planning.Tests.ReductionList;

public sealed class UnifiedCreditCodeTests
{
    [Theory]
    [InlineData("91350100M000100Y43")] // the example of GB 32100-2015 and of its commentaries
    [InlineData("9144030071526726XG")] // codes of large companies, from public registers
    [InlineData("91110000802100433B")]
    [InlineData("91330100799655058B")]
    public void Published_codes_have_the_right_check_character(string code) => Assert.True(UnifiedCreditCode.IsValid(code));

    [Theory]
    [InlineData("91350100M000100Y44")] // check character changed
    [InlineData("91350100M000100Y34")] // two characters exchanged
    [InlineData("91350100M000100Y4")] // too short
    [InlineData("91350100M000100I43")] // a letter the code does not use
    [InlineData("91350100m000100y43")] // small letters
    [InlineData("")]
    public void A_code_with_one_thing_wrong_is_refused(string code) => Assert.False(UnifiedCreditCode.IsValid(code));

    [Fact]
    public void Any_single_wrong_character_is_noticed()
    {
        const string code = "91350100M000100Y43";
        for (var at = 0; at < code.Length; at++)
        {
            foreach (var other in "0123456789ABCDEFGHJKLMNPQRTUWXY".Where(c => c != code[at]))
            {
                Assert.False(UnifiedCreditCode.IsValid(code[..at] + other + code[(at + 1)..]));
            }
        }
    }

    [Fact]
    public void Made_up_codes_are_valid_and_carry_a_district_that_does_not_exist()
    {
        Assert.All(Enumerable.Range(1, 300).Select(SampleList.Code), code =>
        {
            Assert.True(UnifiedCreditCode.IsValid(code));
            Assert.StartsWith("91140599MA", code, StringComparison.Ordinal);
        });
    }
}
