using Emergency.Core;
using Emergency.Core.Rules;
using Emergency.Core.Time;

namespace Emergency.Warnings.Advice;

/// <summary>A stretch of a course above the lowest threshold, joined over gaps too short to lift, and what the triggers say of it.</summary>
/// <param name="FirstDay">Day of the middle of its first polluted 24-hour mean.</param>
/// <param name="LastDay">Day of the middle of its last one.</param>
/// <param name="Start">Index of its first polluted mean in the course.</param>
/// <param name="End">Index after its last one.</param>
/// <param name="JoinedGapHours">Gaps joined over [h], in whole days.</param>
/// <param name="PeakAqi">Highest 24-hour mean.</param>
/// <param name="PeakDay">Day of the middle of that mean.</param>
/// <param name="Level">Highest level fired; None when none.</param>
public sealed record JudgedEpisode(
    LocalDay FirstDay,
    LocalDay LastDay,
    int Start,
    int End,
    IReadOnlyList<int> JoinedGapHours,
    int PeakAqi,
    LocalDay PeakDay,
    WarningLevel Level);

/// <summary>Applies the triggers of one edition to a course.</summary>
public static class CourseJudge
{
    private const int HoursPerDay = 24;

    /// <summary>A 24-hour mean speaks for the day in which its middle lies.</summary>
    private const int Middle = AirCourse.WindowHours / 2;

    /// <summary>The lowest 24-hour threshold of an edition: above it a day belongs to an episode.</summary>
    public static int LowestThreshold(TriggerRules rules) => DayConditions(rules.Triggers).Min(c => c.Threshold);

    /// <summary>The lowest 24-hour threshold of one level of an edition; null when the level has none.</summary>
    public static int? LowestThreshold(TriggerRules rules, WarningLevel level)
    {
        var conditions = DayConditions(rules.Triggers.Where(t => t.Level == level)).ToList();
        return conditions.Count == 0 ? null : conditions.Min(c => c.Threshold);
    }

    /// <summary>
    /// The episodes of a course, oldest first. Gaps are counted in whole days, as <see cref="Emergency.Forecasting.Episodes.EpisodeFinder"/> counts them; episodes
    /// not further apart than the joining rule allows are one, judged by the stricter result of their parts. A gap never counts as polluted time.
    /// </summary>
    public static IReadOnlyList<JudgedEpisode> Judge(AirCourse course, TriggerRules rules, DurationReading reading)
    {
        var threshold = LowestThreshold(rules);
        var episodes = new List<JudgedEpisode>();
        foreach (var (start, end, gaps) in Join(course, Runs(course, threshold), rules.JoinGapHours))
        {
            var peak = Enumerable.Range(start, end - start).Where(i => !double.IsNaN(course.Means[i])).MaxBy(i => course.Means[i]);
            var level = WarningLevel.None;
            foreach (var trigger in rules.Triggers)
            {
                if (trigger.Level > level && trigger.Conditions.All(c => DurationReadings.Measure(course, c, reading, start, end).Holds))
                {
                    level = trigger.Level;
                }
            }

            episodes.Add(new(DayOf(course, start), DayOf(course, end - 1), start, end, gaps, (int)course.Means[peak], DayOf(course, peak), level));
        }

        return episodes;
    }

    private static IEnumerable<TriggerCondition> DayConditions(IEnumerable<WarningTrigger> triggers) =>
        triggers.SelectMany(t => t.Conditions).Where(c => c.Metric == TriggerMetric.Aqi24h);

    private static LocalDay DayOf(AirCourse course, int index) => course.From.Plus(index + Middle).Day;

    private static List<(int Start, int End)> Runs(AirCourse course, int threshold)
    {
        var runs = new List<(int Start, int End)>();
        for (var i = 0; i < course.Means.Count; i++)
        {
            if (!(course.Means[i] > threshold))
            {
                continue;
            }

            if (runs.Count > 0 && runs[^1].End == i)
            {
                runs[^1] = (runs[^1].Start, i + 1);
            }
            else
            {
                runs.Add((i, i + 1));
            }
        }

        return runs;
    }

    private static List<(int Start, int End, List<int> Gaps)> Join(AirCourse course, List<(int Start, int End)> runs, int joinGapHours)
    {
        var joined = new List<(int Start, int End, List<int> Gaps)>();
        foreach (var run in runs)
        {
            if (joined.Count > 0)
            {
                var last = joined[^1];
                var gap = (DayOf(course, run.Start) - DayOf(course, last.End - 1) - 1) * HoursPerDay;
                if (gap <= joinGapHours)
                {
                    if (gap > 0)
                    {
                        last.Gaps.Add(gap);
                    }

                    joined[^1] = (last.Start, run.End, last.Gaps);
                    continue;
                }
            }

            joined.Add((run.Start, run.End, []));
        }

        return joined;
    }
}
