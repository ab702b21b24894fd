using System.Globalization;
using Emergency.Core;
using Emergency.Core.Time;
using Emergency.Dispatch.Orders;

namespace Emergency.Dispatch.Escalation;

/// <summary>An enterprise in a report to somebody else.</summary>
/// <param name="Number">Number of its order.</param>
/// <param name="Name">Its name.</param>
/// <param name="Township">Township or zone; empty when the list names none.</param>
/// <param name="Contact">Person in the reduction list; may be empty.</param>
/// <param name="Phone">Phone in the reduction list; may be empty.</param>
public sealed record SilentEnterprise(string Number, string Name, string Township, string Contact, string Phone);

/// <summary>The words of reminders and reports onward.</summary>
public static class FollowUpTexts
{
    /// <summary>A reminder to the enterprise. Complete in itself: number, what is owed, by when, what to do, whom to call.</summary>
    public static Text Reminder(Order order, FollowUpAction action, DateTimeOffset now)
    {
        var subject = action.Step.Subject;
        var late = now > action.Deadline;
        var (what, whatEn) = subject switch
        {
            FollowUpSubject.Receipt => ("尚未签收", "has not been acknowledged"),
            FollowUpSubject.Execution => ("尚未报告执行情况", "has no execution report"),
            _ => ($"尚未报送{action.Step.Day}日报", $"has no report of {action.Step.Day}"),
        };
        var state = late ? $"已逾期{Span(now - action.Deadline)}" : $"期限{action.Deadline.ToNoticeZh()}";
        var stateEn = late ? $"overdue since {action.Deadline.ToIso()}" : $"due by {action.Deadline.ToIso()}";
        return new(
            $"【第{action.Step.Number}次提醒】{order.EnterpriseName}：减排指令{order.Number}（第{order.Revision}版）{what}，{state}。请立即在企业端办理。未{(subject == FollowUpSubject.Receipt ? "签收" : "报告")}不影响指令效力。联系：{order.Contact}",
            $"[Reminder {action.Step.Number}] {order.EnterpriseName}: order {order.Number} (revision {order.Revision}) {whatEn}, {stateEn}. Answer in the portal now. The order holds whether or not you answer. Contact: {order.Contact}");
    }

    /// <summary>One report to one addressee about all enterprises that are silent in its area.</summary>
    public static Text Escalation(FollowUpStep step, string area, IReadOnlyList<SilentEnterprise> silent, DateTimeOffset now)
    {
        var visit = step.Target == FollowUpTarget.Inspector;
        var zh = string.Concat(silent.Select((s, i) => string.Create(CultureInfo.InvariantCulture, $"\n{i + 1}．{s.Name}{Township(s)}，指令{s.Number}，{Person(s, "清单无联系人", "清单无电话")}")));
        var en = string.Concat(silent.Select((s, i) => string.Create(CultureInfo.InvariantCulture, $"\n{i + 1}. {s.Name}{Township(s)}, order {s.Number}, {Person(s, "no contact in the list", "no phone in the list")}")));
        return new(
            $"【{(visit ? "需上门核实" : "请督促")}】{area}：截至{now.ToNoticeZh()}，以下{silent.Count}家企业{step.Subject.OverdueZh()}{(step.Day is { } day ? $"（{day}）" : "")}，请{(visit ? "上门核实是否已停限产" : "联系企业立即办理")}并回告值班室。{zh}",
            $"[{(visit ? "Visit needed" : "Please follow up")}] {area}: at {now.ToIso()} these {silent.Count} enterprises are overdue with their {step.Subject.Name().En}{(step.Day is { } on ? $" of {on}" : "")}. {(visit ? "Go and see whether they stopped or limited production" : "Have them answer at once")}, and tell the duty officer.{en}");
    }

    private static string Township(SilentEnterprise s) => s.Township.Length == 0 ? "" : $"（{s.Township}）";

    private static string Person(SilentEnterprise s, string noContact, string noPhone) => $"{(s.Contact.Length == 0 ? noContact : s.Contact)} {(s.Phone.Length == 0 ? noPhone : s.Phone)}";

    private static string Span(TimeSpan late) => late.TotalMinutes < 60
        ? string.Create(CultureInfo.InvariantCulture, $"{(int)late.TotalMinutes}分钟")
        : string.Create(CultureInfo.InvariantCulture, $"{(int)late.TotalHours}小时{late.Minutes}分");
}
