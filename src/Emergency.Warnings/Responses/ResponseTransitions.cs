using Emergency.Core;
using Emergency.Core.Refusals;

namespace Emergency.Warnings.Responses;

/// <summary>What an event does to a response in a state: a move, or the refusal that says why not.</summary>
/// <param name="To">State after the event; null when the event is refused.</param>
/// <param name="RefusalCode">Code of the refusal; null when the event moves.</param>
public sealed record ResponseTransition(ResponseState? To, string? RefusalCode);

/// <summary>
/// The life of a response, one row a state, one column an event. Nothing is ever silently ignored.
/// <code>
///  Proposed ──Approve──▶ Approved ──TakeEffect──▶ InForce ──Lift──▶ Lifted
///     │                     │  ↺ ChangeLevel, Extend  │  ▲ ↺ ChangeLevel, Extend
///     └──────Withdraw───────┴──▶ Withdrawn     Suspend│  │Resume
///                                                     ▼  │
///                                                  Suspended ──Lift──▶ Lifted
/// </code>
/// </summary>
public static class ResponseTransitions
{
    private const string NotApproved = "RESPONSE-010";
    private const string AlreadyApproved = "RESPONSE-011";
    private const string NotStarted = "RESPONSE-012";
    private const string AlreadyInForce = "RESPONSE-013";
    private const string IsSuspended = "RESPONSE-014";
    private const string NotSuspended = "RESPONSE-015";
    private const string WithdrawAfterStart = "RESPONSE-016";
    private const string Final = "RESPONSE-017";

    private static readonly Dictionary<(ResponseState, ResponseEvent), ResponseTransition> Table = new()
    {
        [(ResponseState.Proposed, ResponseEvent.Approve)] = To(ResponseState.Approved),
        [(ResponseState.Proposed, ResponseEvent.TakeEffect)] = No(NotApproved),
        [(ResponseState.Proposed, ResponseEvent.ChangeLevel)] = No(NotApproved),
        [(ResponseState.Proposed, ResponseEvent.Extend)] = No(NotApproved),
        [(ResponseState.Proposed, ResponseEvent.Suspend)] = No(NotApproved),
        [(ResponseState.Proposed, ResponseEvent.Resume)] = No(NotApproved),
        [(ResponseState.Proposed, ResponseEvent.Lift)] = No(NotApproved),
        [(ResponseState.Proposed, ResponseEvent.Withdraw)] = To(ResponseState.Withdrawn),

        [(ResponseState.Approved, ResponseEvent.Approve)] = No(AlreadyApproved),
        [(ResponseState.Approved, ResponseEvent.TakeEffect)] = To(ResponseState.InForce),
        [(ResponseState.Approved, ResponseEvent.ChangeLevel)] = To(ResponseState.Approved),
        [(ResponseState.Approved, ResponseEvent.Extend)] = To(ResponseState.Approved),
        [(ResponseState.Approved, ResponseEvent.Suspend)] = No(NotStarted),
        [(ResponseState.Approved, ResponseEvent.Resume)] = No(NotStarted),
        [(ResponseState.Approved, ResponseEvent.Lift)] = No(NotStarted),
        [(ResponseState.Approved, ResponseEvent.Withdraw)] = To(ResponseState.Withdrawn),

        [(ResponseState.InForce, ResponseEvent.Approve)] = No(AlreadyApproved),
        [(ResponseState.InForce, ResponseEvent.TakeEffect)] = No(AlreadyInForce),
        [(ResponseState.InForce, ResponseEvent.ChangeLevel)] = To(ResponseState.InForce),
        [(ResponseState.InForce, ResponseEvent.Extend)] = To(ResponseState.InForce),
        [(ResponseState.InForce, ResponseEvent.Suspend)] = To(ResponseState.Suspended),
        [(ResponseState.InForce, ResponseEvent.Resume)] = No(NotSuspended),
        [(ResponseState.InForce, ResponseEvent.Lift)] = To(ResponseState.Lifted),
        [(ResponseState.InForce, ResponseEvent.Withdraw)] = No(WithdrawAfterStart),

        [(ResponseState.Suspended, ResponseEvent.Approve)] = No(AlreadyApproved),
        [(ResponseState.Suspended, ResponseEvent.TakeEffect)] = No(IsSuspended),
        [(ResponseState.Suspended, ResponseEvent.ChangeLevel)] = No(IsSuspended),
        [(ResponseState.Suspended, ResponseEvent.Extend)] = No(IsSuspended),
        [(ResponseState.Suspended, ResponseEvent.Suspend)] = No(IsSuspended),
        [(ResponseState.Suspended, ResponseEvent.Resume)] = To(ResponseState.InForce),
        [(ResponseState.Suspended, ResponseEvent.Lift)] = To(ResponseState.Lifted),
        [(ResponseState.Suspended, ResponseEvent.Withdraw)] = No(WithdrawAfterStart),

        [(ResponseState.Lifted, ResponseEvent.Approve)] = No(Final),
        [(ResponseState.Lifted, ResponseEvent.TakeEffect)] = No(Final),
        [(ResponseState.Lifted, ResponseEvent.ChangeLevel)] = No(Final),
        [(ResponseState.Lifted, ResponseEvent.Extend)] = No(Final),
        [(ResponseState.Lifted, ResponseEvent.Suspend)] = No(Final),
        [(ResponseState.Lifted, ResponseEvent.Resume)] = No(Final),
        [(ResponseState.Lifted, ResponseEvent.Lift)] = No(Final),
        [(ResponseState.Lifted, ResponseEvent.Withdraw)] = No(Final),

        [(ResponseState.Withdrawn, ResponseEvent.Approve)] = No(Final),
        [(ResponseState.Withdrawn, ResponseEvent.TakeEffect)] = No(Final),
        [(ResponseState.Withdrawn, ResponseEvent.ChangeLevel)] = No(Final),
        [(ResponseState.Withdrawn, ResponseEvent.Extend)] = No(Final),
        [(ResponseState.Withdrawn, ResponseEvent.Suspend)] = No(Final),
        [(ResponseState.Withdrawn, ResponseEvent.Resume)] = No(Final),
        [(ResponseState.Withdrawn, ResponseEvent.Lift)] = No(Final),
        [(ResponseState.Withdrawn, ResponseEvent.Withdraw)] = No(Final),
    };

    /// <summary>What the event does in the state.</summary>
    public static ResponseTransition Of(ResponseState state, ResponseEvent occurrence) => Table[(state, occurrence)];

    /// <summary>True when no event moves the state any more.</summary>
    public static bool IsFinal(this ResponseState state) => Enum.GetValues<ResponseEvent>().All(e => Of(state, e).To is null);

    /// <summary>Name of a state, for people.</summary>
    public static Text Name(this ResponseState state) => state switch
    {
        ResponseState.Proposed => new("待批准", "proposed"),
        ResponseState.Approved => new("已批准", "approved"),
        ResponseState.InForce => new("响应中", "in force"),
        ResponseState.Suspended => new("已暂停", "suspended"),
        ResponseState.Lifted => new("已解除", "lifted"),
        ResponseState.Withdrawn => new("已撤回", "withdrawn"),
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };

    /// <summary>Name of an event, for people.</summary>
    public static Text Name(this ResponseEvent occurrence) => occurrence switch
    {
        ResponseEvent.Approve => new("批准", "approve"),
        ResponseEvent.TakeEffect => new("启动", "take effect"),
        ResponseEvent.ChangeLevel => new("调整级别", "change level"),
        ResponseEvent.Extend => new("延长", "extend"),
        ResponseEvent.Suspend => new("暂停", "suspend"),
        ResponseEvent.Resume => new("恢复", "resume"),
        ResponseEvent.Lift => new("解除", "lift"),
        ResponseEvent.Withdraw => new("撤回", "withdraw"),
        _ => throw new ArgumentOutOfRangeException(nameof(occurrence), occurrence, null),
    };

    /// <summary>The state after the event, or the refusal with its reason and what to do.</summary>
    internal static Outcome<ResponseState> Move(Response response, ResponseEvent occurrence)
    {
        var transition = Of(response.State, occurrence);
        if (transition.To is { } to)
        {
            return to;
        }

        var (why, remedy) = Explain(transition.RefusalCode!);
        var (state, act) = (response.State.Name(), occurrence.Name());
        return new Refusal(
            transition.RefusalCode!,
            new($"响应{response.Number}（{state.Zh}）不能{act.Zh}：{why.Zh}。", $"Response {response.Number} ({state.En}) cannot {act.En}: {why.En}."),
            remedy);
    }

    private static (Text Why, Text Remedy) Explain(string code) => code switch
    {
        NotApproved => (new("尚未批准", "it is not approved"), new("请先由指挥部批准，或撤回。", "Have headquarters approve it, or withdraw it.")),
        AlreadyApproved => (new("已经批准", "it is approved already"), new("无需再次批准。", "Nothing is to be done.")),
        NotStarted => (new("尚未启动", "it has not started"), new("请撤回该响应，或等启动后再操作。", "Withdraw it, or wait until it has started.")),
        AlreadyInForce => (new("已在响应中", "it is in force already"), new("无需再次启动。", "Nothing is to be done.")),
        IsSuspended => (new("处于暂停", "it is suspended"), new("请先恢复响应，或解除。", "Resume it first, or lift it.")),
        NotSuspended => (new("并未暂停", "it is not suspended"), new("无需恢复。", "Nothing is to be done.")),
        WithdrawAfterStart => (new("已经启动", "it has started"), new("请按程序解除，使已停限产的企业得到通知。", "Lift it, so that every enterprise that stopped is told.")),
        Final => (new("已经结束", "it is over"), new("如需再次响应，请提出新的响应。", "Propose a new response.")),
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, null),
    };

    private static ResponseTransition To(ResponseState state) => new(state, null);

    private static ResponseTransition No(string code) => new(null, code);
}
