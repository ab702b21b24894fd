using Emergency.Core;
using Emergency.Dispatch.Orders;
using Emergency.Planning.Activation;
using Emergency.Planning.Rulings;
using Emergency.Storage.Orders;
using Emergency.Storage.Responses;

namespace Emergency.Storage.Rulings;

/// <summary>A ruling that is wanted, or one that is to end.</summary>
/// <param name="ResponseId">Response that is not over.</param>
/// <param name="Terms">With what orders are issued that follow.</param>
/// <param name="By">User.</param>
/// <param name="At">When.</param>
public abstract record RulingAsk(string ResponseId, OrderTerms Terms, string By, DateTimeOffset At)
{
    /// <summary>A new ruling.</summary>
    /// <param name="ResponseId">Response that is not over.</param>
    /// <param name="Draft">What is wanted.</param>
    /// <param name="Terms">With what orders are issued that follow.</param>
    /// <param name="By">User.</param>
    /// <param name="At">When.</param>
    public sealed record Make(string ResponseId, RulingDraft Draft, OrderTerms Terms, string By, DateTimeOffset At) : RulingAsk(ResponseId, Terms, By, At);

    /// <summary>The end of a ruling.</summary>
    /// <param name="ResponseId">Response that is not over.</param>
    /// <param name="Number">Number of the ruling.</param>
    /// <param name="Why">Why it ends.</param>
    /// <param name="Terms">With what orders are issued that follow.</param>
    /// <param name="By">User.</param>
    /// <param name="At">When.</param>
    public sealed record Revoke(string ResponseId, int Number, string Why, OrderTerms Terms, string By, DateTimeOffset At) : RulingAsk(ResponseId, Terms, By, At);
}

/// <summary>What follows from a ruling for the orders.</summary>
public enum RulingReach
{
    /// <summary>No plan has been issued: the next plan honours it.</summary>
    NothingIssued,

    /// <summary>Orders stand of another level: they stay, and the plan of the new level, which is due, honours it.</summary>
    OtherLevel,

    /// <summary>The response is suspended and no order runs: resuming issues them by it.</summary>
    Suspended,

    /// <summary>Orders change at once.</summary>
    Orders,
}

/// <summary>What a ruling, or its end, would do. Nothing has been saved.</summary>
/// <param name="Ruling">The ruling.</param>
/// <param name="Reach">What follows for the orders.</param>
/// <param name="Before">Plan in force; null when none was issued.</param>
/// <param name="After">The plan that takes its place; null when none was issued.</param>
/// <param name="Orders">Orders that change; empty unless they change at once.</param>
/// <param name="Digest">Hash over all of it: a confirmation names it, so that what is confirmed is what was shown.</param>
public sealed record RulingPreview(Ruling Ruling, RulingReach Reach, Plan? Before, Plan? After, OrderChanges Orders, string Digest);

/// <summary>A ruling that was made or ended.</summary>
/// <param name="Ruling">The ruling.</param>
/// <param name="PlanId">Chain record of the plan in force now; null when none was issued.</param>
/// <param name="Issued">What changed among the orders; null when none were issued.</param>
public sealed record Ruled(Ruling Ruling, string? PlanId, IssueResult? Issued);

/// <summary>Words of it.</summary>
public static class RulingReaches
{
    /// <summary>What follows, in one sentence.</summary>
    public static Text Describe(this RulingReach reach) => reach switch
    {
        RulingReach.NothingIssued => new("尚未下达指令：确认后记录，今后制定的方案都按此办理。", "No orders are out: it is recorded, and every plan from now on honours it."),
        RulingReach.OtherLevel => new("级别已调整而新方案尚未下达：原级别的指令不动，新级别的方案按此办理，请随即制定并下达。", "The level has changed and its plan is not issued yet: the old orders stay, and the plan of the new level honours it; make and issue that now."),
        RulingReach.Suspended => new("响应已暂停，没有指令在执行：恢复时按此下达。", "The response is suspended and no order runs: resuming issues orders by it."),
        RulingReach.Orders => new("确认后立即下达下列变动，其他企业的指令不变。", "The changes below are issued at once; all other orders stay as they are."),
        _ => throw new ArgumentOutOfRangeException(nameof(reach), reach, null),
    };
}
