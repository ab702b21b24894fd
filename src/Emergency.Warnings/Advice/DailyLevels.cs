using Emergency.Core;
using Emergency.Core.Rules;
using Emergency.Forecasting.Verification;

namespace Emergency.Warnings.Advice;

/// <summary>
/// The level of each whole day of a course: that of the run in which the day lies, gaps that the joining rule bridges included.
/// <code>
///   AQI     60  210  180   90  220   60   60      triggers of 2024
///   run         [——————————————————]              one clean day is 24 h ≤ 36 h: joined; the gap counts as no polluted time
///   level    0    1    1    1    1    0    0      > 150 for 48 h: yellow; no 72 h, no 48 h above 200: not orange
/// </code>
/// Fast, for scoring many members, and defined on daily values alone. <see cref="CourseJudge"/> judges hour by hour: on the same days it never finds less, and
/// may find more, because a 24-hour mean that crosses midnight can stay above a line that one of its two days does not reach (see docs/verification.md).
/// </summary>
public static class DailyLevels
{
    private const int HoursPerDay = 24;

    /// <summary>The rule of an edition on whole days. Triggers on single hours have no meaning there and never fire.</summary>
    /// <param name="rules">Triggers of the edition.</param>
    /// <returns>Levels as <see cref="DayLevels"/> numbers them; blue, below yellow, counts as none.</returns>
    public static DayLevels Of(TriggerRules rules)
    {
        var threshold = CourseJudge.LowestThreshold(rules);
        var triggers = rules.Triggers
            .Where(t => t.Level >= WarningLevel.Yellow && t.Conditions.All(c => c.Metric == TriggerMetric.Aqi24h))
            .OrderByDescending(t => t.Level)
            .ToArray();
        return days => Judge(WholeNumbers(days), threshold, triggers, rules.JoinGapHours / HoursPerDay);
    }

    /// <summary>The index is a whole number, always rounded up; the tolerance keeps a whole value whole.</summary>
    private static double[] WholeNumbers(IReadOnlyList<double> days)
    {
        var whole = new double[days.Count];
        for (var day = 0; day < whole.Length; day++)
        {
            whole[day] = Math.Ceiling(days[day] - 1e-9);
        }

        return whole;
    }

    private static int[] Judge(double[] days, int threshold, WarningTrigger[] triggers, int joinedDays)
    {
        var levels = new int[days.Length];
        for (var day = 0; day < days.Length; day++)
        {
            if (!(days[day] > threshold))
            {
                continue;
            }

            var (start, last) = (day, day);
            while (day + 1 < days.Length && day - last <= joinedDays)
            {
                day++;
                last = days[day] > threshold ? day : last;
            }

            Array.Fill(levels, LevelOf(days, start, last + 1, triggers), start, last + 1 - start);
            day = last;
        }

        return levels;
    }

    private static int LevelOf(double[] days, int start, int end, WarningTrigger[] triggers)
    {
        foreach (var trigger in triggers)
        {
            if (Fires(days, start, end, trigger))
            {
                return trigger.Level - WarningLevel.Yellow + 1;
            }
        }

        return 0;
    }

    private static bool Fires(double[] days, int start, int end, WarningTrigger trigger)
    {
        foreach (var condition in trigger.Conditions)
        {
            var needed = (condition.DurationHours + HoursPerDay - 1) / HoursPerDay;
            var (run, longest) = (0, 0);
            for (var day = start; day < end; day++)
            {
                run = condition.Beyond(days[day]) ? run + 1 : 0;
                longest = Math.Max(longest, run);
            }

            if (longest < needed)
            {
                return false;
            }
        }

        return true;
    }
}
