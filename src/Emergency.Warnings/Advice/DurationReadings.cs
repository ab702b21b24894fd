using Emergency.Core;
using Emergency.Core.Rules;
using Emergency.Core.Time;

namespace Emergency.Warnings.Advice;

/// <summary>How long a course stays beyond a threshold, by one reading.</summary>
/// <param name="Hours">Longest duration [h]; 0 when never.</param>
/// <param name="From">Start of that duration; null when never.</param>
/// <param name="Value">The lowest value over the best span of the duration asked for; null when the data hold no such span.</param>
/// <param name="Holds">True when the duration asked for is reached.</param>
public sealed record Duration(int Hours, Hour? From, double? Value, bool Holds);

/// <summary>
/// The three readings of "AQI above x lasts N hours", which no text defines. For N = 24 readings A and B say the same: one 24-hour mean that may cross midnight.
/// </summary>
public static class DurationReadings
{
    private const int Block = AirCourse.WindowHours;

    /// <summary>Name and meaning of a reading, for people.</summary>
    public static Text Describe(this DurationReading reading) => reading switch
    {
        DurationReading.ConsecutiveBlocks => new(
            "读法A：N÷24个首尾相接的24小时段（起点不限整日）逐段超过阈值",
            "reading A: N/24 consecutive 24-hour blocks, starting at any hour, each beyond the threshold"),
        DurationReading.EveryRollingMean => new(
            "读法B：N小时内每一个24小时滑动均值都超过阈值",
            "reading B: every rolling 24-hour mean inside N hours is beyond the threshold"),
        DurationReading.CalendarDays => new(
            "读法C：连续N÷24个自然日超过阈值",
            "reading C: N/24 consecutive calendar days beyond the threshold"),
        _ => throw new ArgumentOutOfRangeException(nameof(reading), reading, null),
    };

    /// <summary>Measures a condition on a course.</summary>
    /// <param name="course">The course.</param>
    /// <param name="condition">Threshold and duration.</param>
    /// <param name="reading">How "lasts" is read; single hours have one reading only.</param>
    /// <param name="start">First mean (by index) that counts: spans must touch [start, end).</param>
    /// <param name="end">First mean that no longer counts.</param>
    public static Duration Measure(AirCourse course, TriggerCondition condition, DurationReading reading, int start, int end)
    {
        if (condition.Metric == TriggerMetric.Aqi1h)
        {
            return Runs(course, course.Hourly, condition, spanSteps: condition.DurationHours, firstStepHours: 1, start, Math.Min(end + Block - 1, course.Hourly.Count));
        }

        var blocks = (condition.DurationHours + Block - 1) / Block;
        return reading switch
        {
            DurationReading.EveryRollingMean =>
                Runs(course, course.Means, condition, spanSteps: Math.Max(1, condition.DurationHours - Block + 1), firstStepHours: Block, start, end),
            DurationReading.ConsecutiveBlocks => Blocks(course, condition, blocks, start, end, _ => true),
            DurationReading.CalendarDays => Blocks(course, condition, blocks, start, end, hour => hour.HourOfDay == 0),
            _ => throw new ArgumentOutOfRangeException(nameof(reading), reading, null),
        };
    }

    /// <summary>True when a value is beyond the threshold of a condition; an unknown value is not.</summary>
    public static bool Beyond(this TriggerCondition condition, double value) =>
        condition.Comparison == Comparison.Above ? value > condition.Threshold : value >= condition.Threshold;

    /// <summary>Chains of values 24 hours apart, whose starts pass a filter.</summary>
    private static Duration Blocks(AirCourse course, TriggerCondition condition, int blocks, int start, int end, Func<Hour, bool> mayStart)
    {
        var means = course.Means;
        var chain = new int[means.Count];
        var (longest, at) = (0, -1);
        var best = double.NaN;
        for (var i = 0; i < means.Count; i++)
        {
            if (!mayStart(course.From.Plus(i)))
            {
                continue;
            }

            chain[i] = condition.Beyond(means[i]) ? 1 + (i >= Block ? chain[i - Block] : 0) : 0;
            if (chain[i] > longest && i >= start && i < end)
            {
                (longest, at) = (chain[i], i - ((chain[i] - 1) * Block));
            }

            var first = i - ((blocks - 1) * Block);
            if (first >= 0 && Touches(first, i, Block, start, end))
            {
                best = Larger(best, Enumerable.Range(0, blocks).Min(k => means[first + (k * Block)]));
            }
        }

        return new(longest * Block, at < 0 ? null : course.From.Plus(at), double.IsNaN(best) ? null : best, longest >= blocks);
    }

    /// <summary>Runs of consecutive values: n of them last (n − 1) steps longer than one.</summary>
    private static Duration Runs(AirCourse course, IReadOnlyList<double> values, TriggerCondition condition, int spanSteps, int firstStepHours, int start, int end)
    {
        var (run, longest, at) = (0, 0, -1);
        var best = double.NaN;
        for (var i = 0; i < values.Count; i++)
        {
            run = condition.Beyond(values[i]) ? run + 1 : 0;
            if (run > longest && i >= start && i < end)
            {
                (longest, at) = (run, i - run + 1);
            }

            var first = i - spanSteps + 1;
            if (first >= 0 && Touches(first, i, 1, start, end))
            {
                best = Larger(best, Enumerable.Range(first, spanSteps).Min(k => values[k]));
            }
        }

        var hours = longest == 0 ? 0 : firstStepHours + longest - 1;
        return new(hours, at < 0 ? null : course.From.Plus(at), double.IsNaN(best) ? null : best, longest >= spanSteps);
    }

    private static bool Touches(int first, int last, int step, int start, int end)
    {
        for (var i = first; i <= last; i += step)
        {
            if (i >= start && i < end)
            {
                return true;
            }
        }

        return false;
    }

    private static double Larger(double left, double right) => double.IsNaN(left) || right > left ? right : left;
}
