using Emergency.Dispatch.Receipts;
using static Emergency.Dispatch.Receipts.RestartEvent;
using static Emergency.Dispatch.Receipts.RestartState;

namespace Emergency.Dispatch.Tests.Receipts;

public sealed class RestartsTests
{
    /// <summary>What is expected of every state × event, written down apart from the table: a state, or the code of the refusal.</summary>
    private static readonly Dictionary<(RestartState, RestartEvent), string> Expected = new()
    {
        [(Free, Request)] = "RESTART-001", [(Free, Approve)] = "RESTART-001", [(Free, Refuse)] = "RESTART-001", [(Free, Report)] = nameof(Restarted),
        [(Waiting, Request)] = nameof(Requested), [(Waiting, Approve)] = "RESTART-003", [(Waiting, Refuse)] = "RESTART-003", [(Waiting, Report)] = "RESTART-002",
        [(Requested, Request)] = "RESTART-004", [(Requested, Approve)] = nameof(Approved), [(Requested, Refuse)] = nameof(Refused), [(Requested, Report)] = "RESTART-002",
        [(Approved, Request)] = "RESTART-005", [(Approved, Approve)] = "RESTART-005", [(Approved, Refuse)] = "RESTART-005", [(Approved, Report)] = nameof(Restarted),
        [(Refused, Request)] = nameof(Requested), [(Refused, Approve)] = "RESTART-005", [(Refused, Refuse)] = "RESTART-005", [(Refused, Report)] = "RESTART-002",
        [(Restarted, Request)] = "RESTART-006", [(Restarted, Approve)] = "RESTART-006", [(Restarted, Refuse)] = "RESTART-006", [(Restarted, Report)] = "RESTART-006",
    };

    public static TheoryData<RestartState, RestartEvent> Cells => [.. Enum.GetValues<RestartState>().SelectMany(s => Enum.GetValues<RestartEvent>().Select(e => (s, e)))];

    [Theory]
    [MemberData(nameof(Cells))]
    public void Every_state_meets_every_event_as_written_down(RestartState state, RestartEvent happened)
    {
        var outcome = Restarts.Apply(state, happened, "辊道窑", "准备就绪");
        Assert.Equal(Expected[(state, happened)], outcome.Ok ? outcome.Value.ToString() : outcome.Refusal.Code);
        if (!outcome.Ok)
        {
            Assert.Contains("辊道窑", outcome.Refusal.Sentence.Zh, StringComparison.Ordinal);
            Assert.NotEmpty(outcome.Refusal.Remedy.Zh);
        }
    }

    [Fact]
    public void A_request_and_a_refusal_need_words_an_approval_and_a_report_do_not()
    {
        Assert.Equal(Restarts.ReasonMissing, Restarts.Apply(Waiting, Request, "窑", " ").Refusal?.Code);
        Assert.Equal(Restarts.ReasonMissing, Restarts.Apply(Requested, Refuse, "窑", "").Refusal?.Code);
        Assert.Equal(Approved, Restarts.Apply(Requested, Approve, "窑", "").OrThrow());
        Assert.Equal(Restarted, Restarts.Apply(Approved, Report, "窑", "").OrThrow());
    }

    [Fact]
    public void A_cold_furnace_never_runs_again_without_approval()
    {
        var reached = new HashSet<RestartState> { Waiting };
        for (var i = 0; i < 4; i++)
        {
            // Everything an enterprise can do by itself.
            reached.UnionWith(reached.ToList().SelectMany(s => new[] { Request, Report }.Select(e => Restarts.Apply(s, e, "窑", "请批准"))).Where(o => o.Ok).Select(o => o.Value));
        }

        Assert.DoesNotContain(Restarted, reached);
    }
}
