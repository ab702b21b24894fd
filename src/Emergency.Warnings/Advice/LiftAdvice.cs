using Emergency.Core;
using Emergency.Core.Decisions;
using Emergency.Core.Refusals;
using Emergency.Core.Time;

namespace Emergency.Warnings.Advice;

/// <summary>Below which trigger the air must have improved before a response may be lifted; places differ.</summary>
public enum LiftReference
{
    /// <summary>The lowest trigger of the edition: the stricter choice, and the default.</summary>
    LowestLevel,

    /// <summary>The trigger of the level in force.</summary>
    OwnLevel,
}

/// <summary>Advice on lifting a response: people decide.</summary>
/// <param name="Place">City name.</param>
/// <param name="RegionCode">Region.</param>
/// <param name="IssuedAt">When the advice was made.</param>
/// <param name="Level">Level in force.</param>
/// <param name="MayLift">True when the air has improved and is forecast to stay so for longer than the rule asks.</param>
/// <param name="Threshold">24-hour AQI at or below which the air counts as improved.</param>
/// <param name="Aqi24h">24-hour AQI at the issue time; null when unknown.</param>
/// <param name="ImprovedHours">Hours from the issue time for which the 24-hour AQI stays improved in the forecast median; 0 when it is not improved now.</param>
/// <param name="HoursNeeded">Hours that must be exceeded.</param>
/// <param name="EarliestLift">The earliest hour from the issue time on at which the condition holds; null within the horizon.</param>
/// <param name="StaysImproved">Share of the equally likely courses that stay improved from the issue time for longer than asked, 0–1; null without trajectories.</param>
/// <param name="Reason">In words, with the rule.</param>
/// <param name="Basis">Inputs, editions, model.</param>
public sealed record LiftAdvice(
    string Place,
    string RegionCode,
    DateTimeOffset IssuedAt,
    WarningLevel Level,
    bool MayLift,
    int Threshold,
    int? Aqi24h,
    int ImprovedHours,
    int HoursNeeded,
    DateTimeOffset? EarliestLift,
    double? StaysImproved,
    Text Reason,
    Basis Basis);

/// <summary>
/// Advises on lifting: improved below the trigger <em>and</em> forecast to stay so for more than the hours of the edition (36).
/// The 24-hour mean that triggers look at decides, so the advice follows a clean wind by some hours.
/// </summary>
public static class LiftAdviser
{
    /// <summary>Makes the advice.</summary>
    /// <param name="input">Observations and forecast; a lift without a forecast is refused.</param>
    /// <param name="level">Level in force.</param>
    /// <param name="reference">Below which trigger.</param>
    /// <returns>The advice; ADVICE-003 without a forecast, ADVICE-004 when the level is not one of the edition.</returns>
    public static Outcome<LiftAdvice> Advise(AdviceInput input, WarningLevel level, LiftReference reference = LiftReference.LowestLevel)
    {
        if (input.Forecast is null)
        {
            return Refusal.Of(
                "ADVICE-003",
                $"{input.Place} 没有 {input.IssuedAt} 起报的预报，无法判断改善能否持续超过{input.Triggers.LiftForecastHours}小时。",
                $"{input.Place} has no forecast issued at {input.IssuedAt}: whether the improvement lasts more than {input.Triggers.LiftForecastHours} h cannot be judged.",
                "请先作出预报。",
                "Make a forecast first.");
        }

        if (CourseJudge.LowestThreshold(input.Triggers, level) is not { } own)
        {
            return Refusal.Of(
                "ADVICE-004",
                $"{input.Triggers.Edition.DocumentNumber}没有{level.Name().Zh}级别。",
                $"{input.Triggers.Edition.Edition} has no level {level.Name().En}.",
                "请核对响应级别与适用的触发标准。",
                "Check the level of the response and the triggers in force.");
        }

        var threshold = reference == LiftReference.OwnLevel ? own : CourseJudge.LowestThreshold(input.Triggers);
        var needed = input.Triggers.LiftForecastHours;
        var course = WarningAdviser.CourseOf(input);
        var now = course.MeanUntil(input.IssuedAt);
        var improved = ImprovedFrom(course, input.IssuedAt, threshold);
        var members = WarningAdviser.Members(input).ToList();
        double? share = members.Count == 0
            ? null
            : Math.Round((double)members.Count(m => ImprovedFrom(m, input.IssuedAt, threshold) > needed) / members.Count, 4);
        return new LiftAdvice(
            input.Place,
            input.RegionCode,
            input.IssuedAt.Start,
            level,
            improved > needed,
            threshold,
            double.IsNaN(now) ? null : (int)now,
            improved,
            needed,
            Earliest(course, input.IssuedAt, threshold, needed)?.Start,
            share,
            Reason(input, threshold, now, improved, needed, share),
            WarningAdviser.BasisOf(input));
    }

    /// <summary>Hours from an hour on for which the 24-hour mean stays at or below the threshold, the mean up to that hour included; 0 when that mean is above it or unknown.</summary>
    private static int ImprovedFrom(AirCourse course, Hour from, int threshold)
    {
        var hours = 0;
        while (course.MeanUntil(from.Plus(hours)) <= threshold)
        {
            hours++;
        }

        return Math.Max(0, hours - 1);
    }

    private static Hour? Earliest(AirCourse course, Hour from, int threshold, int needed)
    {
        var last = course.From.Plus(course.Means.Count - 1 + AirCourse.WindowHours);
        for (var hour = from; hour <= last; hour = hour.Plus(1))
        {
            if (ImprovedFrom(course, hour, threshold) > needed)
            {
                return hour;
            }
        }

        return null;
    }

    private static Text Reason(AdviceInput input, int threshold, double now, int improved, int needed, double? share)
    {
        var value = double.IsNaN(now) ? "—" : now.ToString("0", System.Globalization.CultureInfo.InvariantCulture);
        var chance = share is { } s ? s.ToString("0%", System.Globalization.CultureInfo.InvariantCulture) : "—";
        var verdict = improved > needed ? new Text("符合解除条件", "the condition for lifting holds") : new Text("不符合解除条件", "the condition for lifting does not hold");
        return new(
            $"{verdict.Zh}：最近24小时平均AQI为{value}（应不高于{threshold}），预报可持续{improved}小时（应超过{needed}小时），持续的概率{chance}；依据{input.Triggers.LiftSource}。",
            $"{verdict.En}: 24-h AQI is {value} (at most {threshold} is asked for), forecast to stay so for {improved} h (more than {needed} h is asked for), probability {chance}; source {input.Triggers.LiftSource}.");
    }
}
