using System.Globalization;
using Emergency.Core;
using Emergency.Core.Rules;
using Emergency.Core.Time;

namespace Emergency.Warnings.Advice;

/// <summary>Every trigger of an edition against a course, with its reason in words.</summary>
public static class TriggerFindings
{
    /// <summary>A trigger is nearly met when it lacks no more than one 24-hour block …</summary>
    private const int NearlyHours = AirCourse.WindowHours;

    /// <summary>… or no more than ten index points.</summary>
    private const int NearlyPoints = 10;

    /// <summary>Measures every trigger on the means [start, end) of a course: fired first, then nearly, then the rest, each group with the highest level first.</summary>
    public static IReadOnlyList<TriggerFinding> Of(AirCourse course, TriggerRules rules, DurationReading reading, int start, int end) =>
        [.. rules.Triggers
            .Select(t => Of(t, course, reading, start, end))
            .OrderBy(f => f.State)
            .ThenByDescending(f => f.Level)
            .ThenBy(f => f.TriggerId, StringComparer.Ordinal)];

    private static TriggerFinding Of(WarningTrigger trigger, AirCourse course, DurationReading reading, int start, int end)
    {
        var conditions = trigger.Conditions.Select(condition =>
        {
            var duration = DurationReadings.Measure(course, condition, reading, start, end);
            return new ConditionFinding(condition, duration.Value, duration.Hours, duration.From?.Start, duration.Holds);
        }).ToList();
        var state = conditions.TrueForAll(c => c.Holds) ? TriggerState.Fired
            : conditions.TrueForAll(c => c.Holds || IsNear(c)) ? TriggerState.Nearly
            : TriggerState.NotMet;
        return new(trigger.Id, trigger.Level, state, conditions, Reason(trigger, state, conditions));
    }

    private static bool IsNear(ConditionFinding finding)
    {
        var asked = finding.Condition.DurationHours;
        var shortByOneBlock = asked > NearlyHours && finding.HoursBeyond > 0 && finding.HoursBeyond >= asked - NearlyHours;
        return shortByOneBlock || finding.Value >= finding.Condition.Threshold - NearlyPoints;
    }

    private static Text Reason(WarningTrigger trigger, TriggerState state, List<ConditionFinding> conditions)
    {
        var verdict = state switch
        {
            TriggerState.Fired => new Text("达到", "fired"),
            TriggerState.Nearly => new Text("接近", "nearly met"),
            _ => new Text("未达到", "not met"),
        };
        var level = trigger.Level.Name();
        return new(
            $"{level.Zh}（{trigger.Id}）{verdict.Zh}：{string.Join("；", conditions.Select(Chinese))}。",
            $"{level.En} ({trigger.Id}) {verdict.En}: {string.Join("; ", conditions.Select(English))}.");
    }

    private static string Chinese(ConditionFinding finding)
    {
        var c = finding.Condition;
        var sign = c.Comparison == Comparison.Above ? ">" : "≥";
        var metric = c.Metric == TriggerMetric.Aqi24h ? "24小时平均AQI" : "小时AQI";
        var value = finding.Value is { } v ? v.ToString("0", CultureInfo.InvariantCulture) : "无足够资料";
        var since = finding.From is { } from ? $"（自{from.ToNoticeZh()}）" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"应{metric}{sign}{c.Threshold}持续{c.DurationHours}小时，实际最长{finding.HoursBeyond}小时{since}，最不利{c.DurationHours}小时内最低值{value}；依据{c.Source}");
    }

    private static string English(ConditionFinding finding)
    {
        var c = finding.Condition;
        var sign = c.Comparison == Comparison.Above ? ">" : "≥";
        var metric = c.Metric == TriggerMetric.Aqi24h ? "24-h AQI" : "hourly AQI";
        var value = finding.Value is { } v ? v.ToString("0", CultureInfo.InvariantCulture) : "not enough data";
        var since = finding.From is { } from ? $" (from {from.ToIso()})" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"asks for {metric} {sign} {c.Threshold} for {c.DurationHours} h, found at most {finding.HoursBeyond} h{since}, lowest value in the worst {c.DurationHours} h: {value}; source {c.Source}");
    }
}
