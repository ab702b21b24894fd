using Emergency.Warnings.Responses;

namespace Emergency.Warnings.Tests.Responses;

public class ResponseTransitionsTests
{
    public static TheoryData<ResponseState, ResponseEvent> All()
    {
        var all = new TheoryData<ResponseState, ResponseEvent>();
        foreach (var state in Enum.GetValues<ResponseState>())
        {
            foreach (var occurrence in Enum.GetValues<ResponseEvent>())
            {
                all.Add(state, occurrence);
            }
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Every_event_in_every_state_moves_or_refuses_with_a_reason(ResponseState state, ResponseEvent occurrence)
    {
        var transition = ResponseTransitions.Of(state, occurrence);
        Assert.True(transition.To is null != transition.RefusalCode is null);
        var outcome = ResponseDecisionsTests.Apply(ResponseDecisionsTests.InState(state), occurrence);
        if (transition.To is { } to)
        {
            Assert.Equal(to, outcome.OrThrow().State);
        }
        else
        {
            Assert.Equal(transition.RefusalCode, outcome.Refusal?.Code);
            Assert.Contains(state.Name().Zh, outcome.Refusal?.Sentence.Zh, StringComparison.Ordinal);
            Assert.NotEmpty(outcome.Refusal!.Remedy.En);
        }
    }

    [Theory]
    [InlineData(ResponseState.Proposed, ResponseEvent.Approve, ResponseState.Approved)]
    [InlineData(ResponseState.Proposed, ResponseEvent.Withdraw, ResponseState.Withdrawn)]
    [InlineData(ResponseState.Approved, ResponseEvent.TakeEffect, ResponseState.InForce)]
    [InlineData(ResponseState.Approved, ResponseEvent.ChangeLevel, ResponseState.Approved)]
    [InlineData(ResponseState.Approved, ResponseEvent.Extend, ResponseState.Approved)]
    [InlineData(ResponseState.Approved, ResponseEvent.Withdraw, ResponseState.Withdrawn)]
    [InlineData(ResponseState.InForce, ResponseEvent.ChangeLevel, ResponseState.InForce)]
    [InlineData(ResponseState.InForce, ResponseEvent.Extend, ResponseState.InForce)]
    [InlineData(ResponseState.InForce, ResponseEvent.Suspend, ResponseState.Suspended)]
    [InlineData(ResponseState.InForce, ResponseEvent.Lift, ResponseState.Lifted)]
    [InlineData(ResponseState.Suspended, ResponseEvent.Resume, ResponseState.InForce)]
    [InlineData(ResponseState.Suspended, ResponseEvent.Lift, ResponseState.Lifted)]
    public void These_moves_exist(ResponseState from, ResponseEvent occurrence, ResponseState to) =>
        Assert.Equal(to, ResponseTransitions.Of(from, occurrence).To);

    [Fact]
    public void No_other_move_exists()
    {
        var moves = Enum.GetValues<ResponseState>().Sum(s => Enum.GetValues<ResponseEvent>().Count(e => ResponseTransitions.Of(s, e).To is not null));
        Assert.Equal(12, moves);
    }

    [Fact]
    public void Lifted_and_withdrawn_are_final_and_nothing_else_is() =>
        Assert.Equal([ResponseState.Lifted, ResponseState.Withdrawn], Enum.GetValues<ResponseState>().Where(s => s.IsFinal()));
}
