using Emergency.Core.Refusals;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Dispatch.Escalation;
using Emergency.Dispatch.Orders;

namespace Emergency.Dispatch.Receipts;

/// <summary>A report of one day in force.</summary>
/// <param name="OrderId">Order.</param>
/// <param name="Revision">Revision it names.</param>
/// <param name="Day">The day.</param>
/// <param name="Key">The sender's key: sent twice, it counts once.</param>
/// <param name="EnterpriseCode">Enterprise that speaks.</param>
/// <param name="By">User.</param>
/// <param name="Lines">Every line of the order.</param>
/// <param name="Activity">What runs today, in words (production, electricity, vehicles).</param>
/// <param name="Note">Anything else.</param>
/// <param name="At">When it reached us.</param>
public sealed record DailyReport(
    string OrderId, int Revision, LocalDay Day, string Key, string EnterpriseCode, string By, IReadOnlyList<LineReport> Lines, string Activity, string Note, DateTimeOffset At);

/// <summary>Judges daily reports.</summary>
public static class DailyReports
{
    /// <summary>The order asks for no report of that day.</summary>
    public const string NotOwed = "DAILY-001";

    /// <summary>Not the day of today.</summary>
    public const string WrongDay = "DAILY-002";

    /// <summary>Activity or note too long, or nothing said about the day.</summary>
    public const string Incomplete = "DAILY-003";

    /// <summary>Longest text [characters].</summary>
    public const int TextLimit = 1000;

    /// <summary>Null when the report is taken; the refusal otherwise. A report after the clock hour is taken and shown as late.</summary>
    /// <param name="report">The report.</param>
    /// <param name="standing">Where its order stands.</param>
    /// <param name="lines">Lines of the order.</param>
    /// <param name="rules">Deadlines in force.</param>
    public static Refusal? Check(DailyReport report, OrderStanding standing, int lines, DeadlineRules rules)
    {
        if (FollowUp.DailyDeadline(standing.State, standing.StartsAt, rules, report.Day) is null || standing.StartsAt > report.At)
        {
            return Refusal.Of(
                NotOwed,
                $"指令{standing.Number}（{standing.State.Name().Zh}，{standing.StartsAt.ToNoticeZh()}起执行）无须报送{report.Day}日报。",
                $"Order {standing.Number} ({standing.State.Name().En}, from {standing.StartsAt.ToIso()}) asks for no report of {report.Day}.",
                "执行期间每日报送；指令已结束的无须再报。",
                "Reports are due on each day in force; nothing is due after the end.");
        }

        if (report.Day != report.At.ToLocalDay())
        {
            return Refusal.Of(
                WrongDay,
                $"日报只报当日（{report.At.ToLocalDay()}），收到的是{report.Day}。",
                $"The report is for today ({report.At.ToLocalDay()}); this one is for {report.Day}.",
                "漏报的日期请电话向值班室说明。",
                "Tell the duty officer about a day that was missed.");
        }

        if (string.IsNullOrWhiteSpace(report.Activity) || report.Activity.Length > TextLimit || report.Note.Length > TextLimit)
        {
            return Refusal.Of(
                Incomplete,
                $"日报须写明当日生产和用电、运输情况，每项不超过{TextLimit}字。",
                $"The report says what ran today (production, electricity, transport), at most {TextLimit} characters each.",
                "请补充或缩短后重新报送。",
                "Add or shorten it and send it again.");
        }

        return LineReports.Check(report.Lines, lines, report.At);
    }
}
