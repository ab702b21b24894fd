using Emergency.Core.Refusals;

namespace Emergency.Core.Tests.Refusals;

public sealed class OutcomeTests
{
    private static readonly Refusal No = Refusal.Of("TEST-001", "不行。", "No.", "换一个。", "Try another.");

    [Fact]
    public void A_value_is_an_outcome_without_refusal()
    {
        Outcome<string> outcome = "yes";

        Assert.True(outcome.Ok);
        Assert.Equal("yes", outcome.Value);
        Assert.Null(outcome.Refusal);
        Assert.Equal("yes", outcome.OrThrow());
    }

    [Fact]
    public void A_refusal_is_an_outcome_without_value()
    {
        Outcome<string> outcome = No;

        Assert.False(outcome.Ok);
        Assert.Null(outcome.Value);
        Assert.Same(No, outcome.Refusal);
    }

    [Fact]
    public void Insisting_on_a_refused_value_is_a_bug_that_names_the_refusal()
    {
        Outcome<string> outcome = No;

        Assert.Equal("TEST-001 不行。 换一个。", Assert.Throws<InvalidOperationException>(() => outcome.OrThrow()).Message);
    }

    [Fact]
    public void A_refusal_says_code_sentence_and_remedy_in_both_languages()
    {
        Assert.Equal("TEST-001 不行。 换一个。", No.ToString());
        Assert.Equal("No.", No.Sentence.In("en-GB"));
        Assert.Equal("不行。", No.Sentence.In("zh-CN"));
        Assert.Equal("Try another.", No.Remedy.In("EN"));
        Assert.Equal("换一个。", No.Remedy.In("fr"));
    }
}
