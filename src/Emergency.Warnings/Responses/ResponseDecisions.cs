using Emergency.Core;
using Emergency.Core.Refusals;
using Emergency.Core.Regions;
using Emergency.Core.Time;

namespace Emergency.Warnings.Responses;

/// <summary>Who changes a response, when, and which version of it they saw.</summary>
/// <param name="By">User.</param>
/// <param name="At">When.</param>
/// <param name="ExpectedVersion">Version the user saw; another one means somebody was faster.</param>
public sealed record ResponseChange(string By, DateTimeOffset At, int ExpectedVersion);

/// <summary>
/// The decisions in the life of a response. Pure: each takes the response as it is and returns it as it becomes, with its version counted up, or the refusal.
/// Moves between states follow <see cref="ResponseTransitions"/>; what else must hold is checked here.
/// </summary>
public static class ResponseDecisions
{
    /// <summary>Drafts a response for headquarters.</summary>
    /// <param name="regions">The region tree; the region must be one whose authority may start a response (Air Law art. 96).</param>
    /// <param name="regionCode">Region it covers.</param>
    /// <param name="level">Level.</param>
    /// <param name="startsAt">Start; a start before the proposal is refused.</param>
    /// <param name="endsAt">Planned end; null for "until further notice".</param>
    /// <param name="ground">Why.</param>
    /// <param name="existingNumbers">Numbers of all responses of the region.</param>
    /// <param name="by">User.</param>
    /// <param name="at">When it is proposed.</param>
    /// <param name="prohibition">What no response may serve (<see cref="Core.Rules.ResponseRules.Prohibition"/>), said with the reason; null where no edition says it.</param>
    public static Outcome<Response> Propose(
        RegionTree regions,
        string regionCode,
        WarningLevel level,
        DateTimeOffset startsAt,
        DateTimeOffset? endsAt,
        ResponseGround ground,
        IEnumerable<string> existingNumbers,
        string by,
        DateTimeOffset at,
        Text? prohibition = null)
    {
        var region = regions.Require(regionCode, Capabilities.StartResponse);
        if (!region.Ok)
        {
            return region.Refusal;
        }

        var refusal = CheckLevel(level) ?? CheckTimes(startsAt, endsAt) ?? CheckStartGround(ground, regionCode, level);
        if (refusal is not null)
        {
            return refusal;
        }

        // Starts are given to the minute; a proposal half a minute into it is still in time.
        if (startsAt.AddMinutes(1) <= at)
        {
            return Refusal.Of(
                "RESPONSE-005",
                $"启动时间{startsAt.ToNoticeZh()}早于提出时间{at.ToNoticeZh()}。",
                $"The start {startsAt.ToIso()} lies before the proposal {at.ToIso()}.",
                "请把启动时间改为现在或以后。",
                "Set the start to now or later.");
        }

        var number = ResponseNumber.Next(startsAt, existingNumbers);
        return new Response(
            $"{regionCode}-{number}",
            number,
            regionCode,
            level,
            ResponseState.Proposed,
            startsAt,
            endsAt,
            LiftedAt: null,
            (ground as ResponseGround.OfAdvice)?.AdviceId,
            Reason(ground, prohibition),
            by,
            ApprovedBy: null,
            Version: 1);
    }

    /// <summary>Headquarters approves.</summary>
    /// <param name="response">The response.</param>
    /// <param name="change">Who, when, which version.</param>
    /// <param name="fourEyes">True when nobody may approve what they proposed themselves.</param>
    public static Outcome<Response> Approve(Response response, ResponseChange change, bool fourEyes = false) =>
        Refused(response, change, ResponseEvent.Approve) is null && fourEyes && change.By == response.ProposedBy
            ? Refusal.Of(
                "RESPONSE-026",
                $"响应{response.Number}由{change.By}提出，不能由本人批准。",
                $"Response {response.Number} was proposed by {change.By}, who cannot approve it too.",
                "请由另一名指挥部成员批准。",
                "Have another member of headquarters approve it.")
            : Move(response, change, ResponseEvent.Approve, r => r with { ApprovedBy = change.By });

    /// <summary>Its start has come; refused earlier, and after its planned end.</summary>
    public static Outcome<Response> TakeEffect(Response response, ResponseChange change)
    {
        if (Refused(response, change, ResponseEvent.TakeEffect) is { } refusal)
        {
            return refusal;
        }

        if (change.At < response.StartsAt)
        {
            return Refusal.Of(
                "RESPONSE-020",
                $"响应{response.Number}的启动时间{response.StartsAt.ToNoticeZh()}未到。",
                $"Response {response.Number} starts at {response.StartsAt.ToIso()}, which has not come.",
                "请等到启动时间。",
                "Wait for the start.");
        }

        return response.EndsAt is { } end && change.At >= end
            ? Refusal.Of(
                "RESPONSE-021",
                $"响应{response.Number}的计划结束时间{end.ToNoticeZh()}已过。",
                $"The planned end of response {response.Number}, {end.ToIso()}, has passed.",
                "请先延长，或撤回该响应。",
                "Extend it first, or withdraw it.")
            : Move(response, change, ResponseEvent.TakeEffect, r => r);
    }

    /// <summary>Raises or lowers the level, by the same procedure as starting.</summary>
    public static Outcome<Response> ChangeLevel(Response response, ResponseChange change, WarningLevel level, ResponseGround ground, Text? prohibition = null)
    {
        if ((Refused(response, change, ResponseEvent.ChangeLevel) ?? CheckLevel(level) ?? CheckStartGround(ground, response.RegionCode, level)) is { } refusal)
        {
            return refusal;
        }

        return level == response.Level
            ? Refusal.Of(
                "RESPONSE-022",
                $"响应{response.Number}已是{level.Name().Zh}级别。",
                $"Response {response.Number} is at level {level.Name().En} already.",
                "无需调整。",
                "Nothing is to be done.")
            : Move(response, change, ResponseEvent.ChangeLevel, r => r with { Level = level, AdviceId = (ground as ResponseGround.OfAdvice)?.AdviceId, Reason = Reason(ground, prohibition) });
    }

    /// <summary>Moves the planned end later, or to "until further notice" (null).</summary>
    public static Outcome<Response> Extend(Response response, ResponseChange change, DateTimeOffset? endsAt, ResponseGround ground, Text? prohibition = null)
    {
        if ((Refused(response, change, ResponseEvent.Extend) ?? CheckStartGround(ground, response.RegionCode, response.Level)) is { } refusal)
        {
            return refusal;
        }

        if (response.EndsAt is not { } end || (endsAt is { } later && later <= end))
        {
            return Refusal.Of(
                "RESPONSE-023",
                $"响应{response.Number}的结束时间为{End(response.EndsAt).Zh}，新的结束时间{End(endsAt).Zh}并不更晚。",
                $"Response {response.Number} ends {End(response.EndsAt).En}; {End(endsAt).En} is not later.",
                "请给出更晚的结束时间；要提前结束请解除。",
                "Give a later end; to end it sooner, lift it.");
        }

        return Move(response, change, ResponseEvent.Extend, r => r with { EndsAt = endsAt, Reason = Reason(ground, prohibition) });
    }

    /// <summary>Suspends by notice. Refused with RESPONSE-027 without a reason, which enterprises and the history read.</summary>
    public static Outcome<Response> Suspend(Response response, ResponseChange change, string reason) => MoveFor(reason, response, change, ResponseEvent.Suspend);

    /// <summary>Resumes by notice. Refused with RESPONSE-027 without a reason, which enterprises and the history read.</summary>
    public static Outcome<Response> Resume(Response response, ResponseChange change, string reason) => MoveFor(reason, response, change, ResponseEvent.Resume);

    /// <summary>Lifts: on a lift advice whose condition holds, or on an order from above that is named.</summary>
    public static Outcome<Response> Lift(Response response, ResponseChange change, ResponseGround ground)
    {
        if (Refused(response, change, ResponseEvent.Lift) is { } refusal)
        {
            return refusal;
        }

        if (ground is ResponseGround.OfLiftAdvice { Advice: { MayLift: false } advice })
        {
            return Refusal.Of(
                "RESPONSE-024",
                $"响应{response.Number}不能解除：{advice.Reason.Zh}",
                $"Response {response.Number} cannot be lifted: {advice.Reason.En}",
                "请等到改善可持续足够长，或凭上级命令解除。",
                "Wait until the improvement lasts long enough, or lift on an order from above.");
        }

        if (ground is not (ResponseGround.OfLiftAdvice or ResponseGround.OrderFromAbove))
        {
            return Refusal.Of(
                "RESPONSE-025",
                $"响应{response.Number}的解除需要解除研判或上级命令。",
                $"Lifting response {response.Number} needs a lift advice or an order from above.",
                "请先作解除研判，或写明上级文号。",
                "Make a lift advice first, or name the order.");
        }

        return CheckGround(ground, response.RegionCode, response.Level) ?? Move(response, change, ResponseEvent.Lift, r => r with { LiftedAt = change.At, Reason = ground.Describe() });
    }

    /// <summary>Withdraws before the start. Refused with RESPONSE-027 without a reason, which enterprises and the history read.</summary>
    public static Outcome<Response> Withdraw(Response response, ResponseChange change, string reason) => MoveFor(reason, response, change, ResponseEvent.Withdraw);

    /// <summary>Whether the authority may publish the warning to the public: provinces and prefecture-level cities only (Air Law art. 95). A county starts its response without publishing.</summary>
    public static Outcome<Region> MayPublish(RegionTree regions, Response response) => regions.Require(response.RegionCode, Capabilities.PublishWarning);

    private static Outcome<Response> MoveFor(string reason, Response response, ResponseChange change, ResponseEvent occurrence)
    {
        var moved = Move(response, change, occurrence, r => r);
        return moved.Ok && string.IsNullOrWhiteSpace(reason)
            ? Refusal.Of("RESPONSE-027", "没有写明理由。", "No reason is given.", "请填写通知文号或理由，企业会在通知中看到。", "State the number of the notice or the reason; enterprises read it in their notice.")
            : moved;
    }

    private static Outcome<Response> Move(Response response, ResponseChange change, ResponseEvent occurrence, Func<Response, Response> with)
    {
        if (Refused(response, change, occurrence) is { } refusal)
        {
            return refusal;
        }

        return with(response) with { State = ResponseTransitions.Of(response.State, occurrence).To!.Value, Version = response.Version + 1 };
    }

    private static Refusal? Refused(Response response, ResponseChange change, ResponseEvent occurrence) =>
        change.ExpectedVersion != response.Version
            ? Refusal.Of(
                "RESPONSE-001",
                $"响应{response.Number}已被他人修改（现为第{response.Version}版，您看到的是第{change.ExpectedVersion}版）。",
                $"Response {response.Number} was changed by somebody else (it is at version {response.Version}, you saw {change.ExpectedVersion}).",
                "请刷新后重新判断。",
                "Reload it and judge again.")
            : ResponseTransitions.Move(response, occurrence).Refusal;

    private static Refusal? CheckLevel(WarningLevel level) =>
        level == WarningLevel.None
            ? Refusal.Of("RESPONSE-002", "响应必须有级别。", "A response needs a level.", "请选择级别；要结束响应请解除。", "Choose a level; to end a response, lift it.")
            : null;

    private static Refusal? CheckTimes(DateTimeOffset startsAt, DateTimeOffset? endsAt) =>
        endsAt is { } end && end <= startsAt
            ? Refusal.Of(
                "RESPONSE-003",
                $"结束时间{end.ToNoticeZh()}不晚于启动时间{startsAt.ToNoticeZh()}。",
                $"The end {end.ToIso()} is not after the start {startsAt.ToIso()}.",
                "请改正时间，或留空表示另行通知。",
                "Mend the times, or leave the end open.")
            : null;

    private static Refusal? CheckStartGround(ResponseGround ground, string regionCode, WarningLevel level) =>
        ground is ResponseGround.OfLiftAdvice
            ? Refusal.Of(
                "RESPONSE-008",
                "解除研判不能作为启动、调整或延长的依据。",
                "A lift advice is no ground to start, change or prolong.",
                "请使用预警建议、上级命令或会商意见。",
                "Rest on a warning advice, an order from above or the consultation.")
            : CheckGround(ground, regionCode, level);

    /// <summary>A ground must say what it rests on, and an advice must speak of this region and support at least this level.</summary>
    private static Refusal? CheckGround(ResponseGround ground, string regionCode, WarningLevel level)
    {
        switch (ground)
        {
            case ResponseGround.OrderFromAbove order when string.IsNullOrWhiteSpace(order.Issuer) || string.IsNullOrWhiteSpace(order.DocumentNumber):
                return Refusal.Of("RESPONSE-004", "上级命令缺少发文机关或文号。", "The order from above lacks its issuer or number.", "请填写发文机关和文号。", "Give issuer and number.");
            case ResponseGround.Consultation { Opinion: var opinion } when string.IsNullOrWhiteSpace(opinion):
                return Refusal.Of("RESPONSE-004", "会商意见为空。", "The opinion of the consultation is empty.", "请写明理由。", "Write the reason.");
            case ResponseGround.OfAdvice { Advice: var advice } when advice.RegionCode != regionCode || advice.Level < level:
                return Refusal.Of(
                    "RESPONSE-006",
                    $"预警建议针对{advice.RegionCode}、级别{advice.Level.Name().Zh}，不支持{regionCode}的{level.Name().Zh}响应。",
                    $"The advice is for {advice.RegionCode} at {advice.Level.Name().En}; it does not support {level.Name().En} for {regionCode}.",
                    "请按建议的级别启动，或以会商意见、上级命令为依据并写明理由。",
                    "Take the advised level, or rest on the consultation or an order from above and say why.");
            case ResponseGround.OfLiftAdvice { Advice: var lift } when lift.RegionCode != regionCode:
                return Refusal.Of(
                    "RESPONSE-007",
                    $"解除研判针对{lift.RegionCode}，不是{regionCode}。",
                    $"The lift advice is for {lift.RegionCode}, not {regionCode}.",
                    "请使用本地区的解除研判。",
                    "Use the lift advice of this region.");
            default:
                return null;
        }
    }

    private static Text Reason(ResponseGround ground, Text? prohibition)
    {
        var text = ground.Describe();
        return prohibition is null ? new($"{text.Zh}。", $"{text.En}.") : new($"{text.Zh}。{prohibition.Zh}", $"{text.En}. {prohibition.En}");
    }

    private static Text End(DateTimeOffset? end) => end is { } e ? new(e.ToNoticeZh(), e.ToIso()) : new("另行通知", "until further notice");
}
