using Emergency.Core;
using Emergency.Core.Refusals;
using static Emergency.Dispatch.Receipts.RestartState;

namespace Emergency.Dispatch.Receipts;

/// <summary>Where a line stands on its way back to production after its order was lifted.</summary>
public enum RestartState
{
    /// <summary>May start again by its operating rules, without asking.</summary>
    Free,

    /// <summary>Needs approval (a cold furnace), not asked for yet.</summary>
    Waiting,

    /// <summary>Approval asked for.</summary>
    Requested,

    /// <summary>Approved: may start.</summary>
    Approved,

    /// <summary>Approval refused, with the reason; may be asked for again.</summary>
    Refused,

    /// <summary>Runs again, reported. Final.</summary>
    Restarted,
}

/// <summary>What can happen to a restart.</summary>
public enum RestartEvent
{
    /// <summary>The enterprise asks for approval.</summary>
    Request,

    /// <summary>An officer approves.</summary>
    Approve,

    /// <summary>An officer refuses.</summary>
    Refuse,

    /// <summary>The enterprise reports that the line runs again.</summary>
    Report,
}

/// <summary>The one table of restarts: every state × every event leads to a state or to a refusal.</summary>
public static class Restarts
{
    /// <summary>The line needs no approval.</summary>
    public const string NotNeeded = "RESTART-001";

    /// <summary>Approval has to be asked for and given first.</summary>
    public const string ApprovalMissing = "RESTART-002";

    /// <summary>Nothing was asked: there is nothing to decide.</summary>
    public const string NothingAsked = "RESTART-003";

    /// <summary>Asked already.</summary>
    public const string AskedAlready = "RESTART-004";

    /// <summary>Decided already.</summary>
    public const string DecidedAlready = "RESTART-005";

    /// <summary>Runs again already.</summary>
    public const string RunsAlready = "RESTART-006";

    /// <summary>A refusal, a request or a report without words.</summary>
    public const string ReasonMissing = "RESTART-007";

    /// <summary>The order has not been lifted, or has no such line.</summary>
    public const string NotLifted = "RESTART-008";

    /// <summary>Longest reason or note [characters].</summary>
    public const int TextLimit = 500;

    //                                              Request        Approve         Refuse          Report
    private static readonly Dictionary<RestartState, Cell[]> Rows = new()
    {
        [Free] = [NotNeeded, NotNeeded, NotNeeded, Restarted],
        [Waiting] = [Requested, NothingAsked, NothingAsked, ApprovalMissing],
        [Requested] = [AskedAlready, Approved, Refused, ApprovalMissing],
        [Approved] = [DecidedAlready, DecidedAlready, DecidedAlready, Restarted],
        [Refused] = [Requested, DecidedAlready, DecidedAlready, ApprovalMissing],
        [Restarted] = [RunsAlready, RunsAlready, RunsAlready, RunsAlready],
    };

    /// <summary>The state in words.</summary>
    public static Text Name(this RestartState state) => state switch
    {
        Free => new("可自行恢复", "may restart"),
        Waiting => new("恢复须经批准", "needs approval"),
        Requested => new("已申请", "approval asked"),
        Approved => new("已批准", "approved"),
        Refused => new("未批准", "refused"),
        Restarted => new("已恢复生产", "runs again"),
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };

    /// <summary>The state after an event, or why it is refused.</summary>
    /// <param name="state">State before.</param>
    /// <param name="happened">What happens.</param>
    /// <param name="line">The line as people name it.</param>
    /// <param name="words">Reason or note; needed for a request and a refusal.</param>
    public static Outcome<RestartState> Apply(RestartState state, RestartEvent happened, string line, string words)
    {
        var cell = Rows[state][(int)happened];
        if (cell.RefusalCode is { } code)
        {
            return Refusing(code, state, line);
        }

        return words.Length > TextLimit || (happened is RestartEvent.Request or RestartEvent.Refuse && string.IsNullOrWhiteSpace(words))
            ? Refusal.Of(
                ReasonMissing,
                $"“{line}”：须说明理由，且不超过{TextLimit}字。",
                $"\"{line}\": a reason is needed, of at most {TextLimit} characters.",
                "申请请写明计划点火时间和准备情况；不批准请写明原因。",
                "A request says when and how it will be lit; a refusal says why.")
            : cell.To!.Value;
    }

    private static Refusal Refusing(string code, RestartState state, string line)
    {
        var (zh, en, remedyZh, remedyEn) = code switch
        {
            NotNeeded => ("不需要批准", "needs no approval", "按操作规程恢复生产后报告即可。", "Restart it by its operating rules and report it."),
            ApprovalMissing => ("未经批准不得点火", "may not be lit without approval", "请先提交恢复申请，批准后再点火。", "Ask for approval first, and light it after it is given."),
            NothingAsked => ("企业尚未申请恢复", "has no request to decide", "请等企业提交申请。", "Wait for the enterprise's request."),
            AskedAlready => ("已提交申请，正在等候批准", "has a request that waits for its answer", "请等候批复，急需时电话联系值班室。", "Wait for the answer; call the duty officer if it is urgent."),
            DecidedAlready => ("已有批复", "has been decided", "请刷新页面查看批复。", "Load the page again to see the decision."),
            _ => ("已报告恢复生产", "has been reported as running", "无需再报。", "Nothing more needs reporting."),
        };
        return Refusal.Of(code, $"“{line}”{zh}（现状态：{state.Name().Zh}）。", $"\"{line}\" {en} (now: {state.Name().En}).", remedyZh, remedyEn);
    }

    private readonly record struct Cell(RestartState? To, string? RefusalCode)
    {
        public static implicit operator Cell(RestartState to) => new(to, null);

        public static implicit operator Cell(string refusalCode) => new(null, refusalCode);
    }
}
