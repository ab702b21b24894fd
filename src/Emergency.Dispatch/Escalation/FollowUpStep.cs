using System.Globalization;
using Emergency.Core;
using Emergency.Core.Time;

namespace Emergency.Dispatch.Escalation;

/// <summary>What an enterprise owes.</summary>
public enum FollowUpSubject
{
    /// <summary>The acknowledgement of the order (签收).</summary>
    Receipt,

    /// <summary>The execution report (执行报告).</summary>
    Execution,

    /// <summary>The report of the day (日报).</summary>
    Daily,
}

/// <summary>Who is told about it, in the order of escalation.</summary>
public enum FollowUpTarget
{
    /// <summary>The enterprise itself: a reminder.</summary>
    Enterprise,

    /// <summary>The township or zone (乡镇、园区).</summary>
    Township,

    /// <summary>The branch of the ecology bureau in the county (县区分局).</summary>
    County,

    /// <summary>The inspector, who goes there (监督帮扶).</summary>
    Inspector,
}

/// <summary>One step of following up one order. Its <see cref="Key"/> is unique within the order: no step is ever taken twice.</summary>
/// <param name="Subject">What is owed.</param>
/// <param name="Target">Who is told.</param>
/// <param name="Number">1, 2, … among the reminders of the subject; 1 for every other target.</param>
/// <param name="Day">The day a daily report is owed for; null for the other subjects.</param>
public sealed record FollowUpStep(FollowUpSubject Subject, FollowUpTarget Target, int Number, LocalDay? Day = null)
{
    /// <summary>As stored and as part of ledger keys: <c>receipt-1</c>, <c>execution-county</c>, <c>daily-2019-01-12-2</c>.</summary>
    public string Key => string.Create(
        CultureInfo.InvariantCulture,
        $"{Subject.ToString().ToLowerInvariant()}{(Day is { } day ? $"-{day}" : "")}-{(Target == FollowUpTarget.Enterprise ? Number : Target.ToString().ToLowerInvariant())}");
}

/// <summary>A step whose time has come.</summary>
/// <param name="Step">The step.</param>
/// <param name="Deadline">The deadline it turns on.</param>
/// <param name="DueAt">When its time came.</param>
public sealed record FollowUpAction(FollowUpStep Step, DateTimeOffset Deadline, DateTimeOffset DueAt);

/// <summary>Names as people read them.</summary>
public static class FollowUpNames
{
    /// <summary>What is owed.</summary>
    public static Text Name(this FollowUpSubject subject) => subject switch
    {
        FollowUpSubject.Receipt => new("签收", "acknowledgement"),
        FollowUpSubject.Execution => new("执行报告", "execution report"),
        FollowUpSubject.Daily => new("日报", "daily report"),
        _ => throw new ArgumentOutOfRangeException(nameof(subject), subject, null),
    };

    /// <summary>What is missing, as Chinese reports put it: an order is signed for (签收), reports are handed in (报).</summary>
    public static string OverdueZh(this FollowUpSubject subject) => subject == FollowUpSubject.Receipt ? "逾期未签收" : $"逾期未报{subject.Name().Zh}";

    /// <summary>Who is told.</summary>
    public static Text Name(this FollowUpTarget target) => target switch
    {
        FollowUpTarget.Enterprise => new("企业", "enterprise"),
        FollowUpTarget.Township => new("乡镇（园区）", "township or zone"),
        FollowUpTarget.County => new("县区分局", "county branch"),
        FollowUpTarget.Inspector => new("监督帮扶", "inspector"),
        _ => throw new ArgumentOutOfRangeException(nameof(target), target, null),
    };

    /// <summary>The step as a line of an order's history.</summary>
    /// <param name="key">Key of a step.</param>
    public static Text Describe(string key)
    {
        var parts = key.Split('-');
        var subject = Enum.Parse<FollowUpSubject>(parts[0], ignoreCase: true);
        var day = parts.Length > 2 ? string.Join('-', parts[1..^1]) : "";
        var (dayZh, dayEn) = day.Length == 0 ? ("", "") : ($"（{day}）", $" of {day}");
        return int.TryParse(parts[^1], CultureInfo.InvariantCulture, out var number)
            ? new($"第{number}次提醒{subject.Name().Zh}{dayZh}", $"reminder {number}: {subject.Name().En}{dayEn}")
            : Reported(subject, Enum.Parse<FollowUpTarget>(parts[^1], ignoreCase: true), dayZh, dayEn);
    }

    private static Text Reported(FollowUpSubject subject, FollowUpTarget target, string dayZh, string dayEn) =>
        new($"{subject.OverdueZh()}{dayZh}，已报{target.Name().Zh}", $"{subject.Name().En}{dayEn} overdue, reported to the {target.Name().En}");
}
