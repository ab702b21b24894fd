using Emergency.Core;
using Emergency.Core.Decisions;
using Emergency.Core.Refusals;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Forecasting.Episodes;
using Emergency.Forecasting.Indexing;
using Emergency.Forecasting.Models;
using Emergency.Forecasting.Observing;

namespace Emergency.Warnings.Advice;

/// <summary>What an advice rests on.</summary>
/// <param name="Place">City name, as the observations carry it.</param>
/// <param name="RegionCode">Region advised.</param>
/// <param name="IssuedAt">First hour not observed; the issue time of the forecast when there is one.</param>
/// <param name="Hours">Hourly values of the place; what lies at or after the issue time is ignored.</param>
/// <param name="Days">Daily values of the place; the same.</param>
/// <param name="Forecast">The forecast; null judges observations alone.</param>
/// <param name="Aqi">AQI edition in force.</param>
/// <param name="Triggers">Trigger edition in force.</param>
/// <param name="DecidedBy">User name, or "system".</param>
/// <param name="DecidedAt">When the advice is made.</param>
public sealed record AdviceInput(
    string Place,
    string RegionCode,
    Hour IssuedAt,
    IReadOnlyList<HourlyAir> Hours,
    IReadOnlyList<DailyAir> Days,
    Forecast? Forecast,
    AqiRules Aqi,
    TriggerRules Triggers,
    string DecidedBy,
    DateTimeOffset DecidedAt)
{
    /// <summary>A reading of "lasts N hours" chosen by the user in place of the edition's default; null for the default.</summary>
    public DurationReading? Reading { get; init; }
}

/// <summary>
/// Advises a warning level by the triggers in force. Only PM2.5-caused pollution (and the rare SO2, NO2 or CO) counts: ozone and dust give a health notice.
/// An advice is not a warning: the consultation and headquarters decide.
/// </summary>
public static class WarningAdviser
{
    /// <summary>Observed days taken in front of the forecast: longer than any duration of the triggers and the joining gap together.</summary>
    public const int TailDays = 10;

    /// <summary>Makes the advice.</summary>
    /// <returns>The advice; ADVICE-001 when the forecast is of another place or issue time; ADVICE-002 without any data to judge.</returns>
    public static Outcome<WarningAdvice> Advise(AdviceInput input)
    {
        if (input.Forecast is { } forecast && (forecast.Place != input.Place || forecast.IssuedAt != input.IssuedAt.Start))
        {
            return Refusal.Of(
                "ADVICE-001",
                $"预报属于{forecast.Place}、起报于{forecast.IssuedAt.ToIso()}，与研判对象{input.Place}、{input.IssuedAt}不符。",
                $"The forecast is of {forecast.Place} issued {forecast.IssuedAt.ToIso()}, not of {input.Place} at {input.IssuedAt}.",
                "请用同一地点、同一起报时刻的预报。",
                "Use the forecast of the same place and issue time.");
        }

        var reading = input.Reading ?? input.Triggers.Reading;
        var tail = Observed(input);
        var course = Extend(tail, input.Forecast, input.Forecast?.Days.Select(d => d.AqiForWarnings ?? d.AqiWithoutOzone).ToList() ?? []);
        if (course.Means.All(double.IsNaN))
        {
            return Refusal.Of(
                "ADVICE-002",
                $"{input.Place} 在 {input.IssuedAt} 前后没有可研判的24小时均值。",
                $"{input.Place} has no 24-hour mean to judge around {input.IssuedAt}.",
                "请导入最近的观测资料或先作出预报。",
                "Import recent observations or make a forecast first.");
        }

        var episodes = Ahead(CourseJudge.Judge(course, input.Triggers, reading), course, input.Forecast is null);
        var chosen = episodes.Find(e => e.Level != WarningLevel.None) ?? episodes.FirstOrDefault();
        var firstAhead = Math.Clamp(input.IssuedAt - course.From - AirCourse.WindowHours + 1, 0, Math.Max(0, course.Means.Count - 1));
        var findings = chosen is null
            ? TriggerFindings.Of(course, input.Triggers, reading, input.Forecast is null ? 0 : firstAhead, course.Means.Count)
            : TriggerFindings.Of(course, input.Triggers, reading, chosen.Start, chosen.End);
        var level = chosen?.Level ?? WarningLevel.None;
        var days = DaysOf(input);
        var excluded = ExcludedDays.Of(input.Place, days, input.Triggers, input.IssuedAt.Day.Plus(-1), chosen);
        return new WarningAdvice(
            input.Place,
            input.RegionCode,
            input.IssuedAt.Start,
            level,
            reading,
            ReadingReason(input, reading),
            findings,
            chosen is null ? excluded?.Episode : Episode(input, course, chosen),
            excluded?.Notice,
            level == WarningLevel.None ? null : Later(chosen!.FirstDay, input.Forecast is null ? chosen.FirstDay : input.IssuedAt.Day),
            level == WarningLevel.None ? null : chosen!.LastDay,
            BasisOf(input))
        {
            Probabilities = Probabilities(tail, input, reading),
            Later = [.. episodes.Where(e => chosen is not null && e.Start > chosen.Start).Select(e => new LaterEpisode(e.FirstDay, e.LastDay, e.Level))],
        };
    }

    /// <summary>
    /// The rule applied to observed days with perfect knowledge of what came: every episode of the period with its level. For comparison and review, never for advice.
    /// </summary>
    public static IReadOnlyList<JudgedEpisode> Review(IReadOnlyList<HourlyAir> hours, IReadOnlyList<DailyAir> days, LocalDay first, LocalDay last, AqiRules aqi, TriggerRules triggers, DurationReading reading)
    {
        var tail = new AirCourse.Tail(first.FirstHour, last.Hours.Until, hours, days, aqi);
        return CourseJudge.Judge(tail.With([], last), triggers, reading);
    }

    /// <summary>The course with the medians of a forecast, as the lift decision needs it.</summary>
    internal static AirCourse CourseOf(AdviceInput input) =>
        Extend(Observed(input), input.Forecast, input.Forecast?.Days.Select(d => d.AqiForWarnings ?? d.AqiWithoutOzone).ToList() ?? []);

    /// <summary>The courses of all members of a forecast.</summary>
    internal static IEnumerable<AirCourse> Members(AdviceInput input) => Members(Observed(input), input);

    /// <summary>Inputs, editions and model of an advice.</summary>
    internal static Basis BasisOf(AdviceInput input)
    {
        var inputs = new List<InputRef>
        {
            new($"days:{input.Place}", ContentHash.OfJson(Recent(input, input.Days, d => d.Day).Where(d => d.Day.Hours.Until <= input.IssuedAt).ToList())),
            new($"hours:{input.Place}", ContentHash.OfJson(Recent(input, input.Hours, h => h.Hour.Day).Where(h => h.Hour < input.IssuedAt).ToList())),
        };
        if (input.Forecast is { } forecast)
        {
            inputs.Insert(1, new($"forecast:{input.Place}", ContentHash.OfJson(forecast)));
        }

        return new(inputs, [input.Aqi.Edition.Ref, input.Triggers.Edition.Ref], input.Forecast?.ModelId, input.DecidedBy, input.DecidedAt);
    }

    private static List<T> Recent<T>(AdviceInput input, IEnumerable<T> values, Func<T, LocalDay> dayOf) =>
        [.. values.Where(v => dayOf(v) >= input.IssuedAt.Day.Plus(-TailDays) && dayOf(v).FirstHour < input.IssuedAt)];

    private static AirCourse.Tail Observed(AdviceInput input) => new(
        input.IssuedAt.Day.Plus(-TailDays).FirstHour,
        input.IssuedAt,
        input.Hours.Where(h => h.Place == input.Place),
        input.Days.Where(d => d.Place == input.Place),
        input.Aqi);

    private static AirCourse Extend(AirCourse.Tail tail, Forecast? forecast, IReadOnlyList<double> values) =>
        tail.With(values, forecast is { Days: [var first, ..] } ? first.Day : default);

    private static IEnumerable<AirCourse> Members(AirCourse.Tail tail, AdviceInput input)
    {
        var members = input.Forecast is not { } forecast ? []
            : forecast.WarningTrajectories.Count > 0 ? forecast.WarningTrajectories
            : forecast.Trajectories;
        return members.Select(m => Extend(tail, input.Forecast, m));
    }

    /// <summary>Episodes that reach beyond the observations; those that are over need no advice. Without a forecast all that is known is judged.</summary>
    private static List<JudgedEpisode> Ahead(IEnumerable<JudgedEpisode> episodes, AirCourse course, bool all) =>
        [.. episodes.Where(e => all || course.From.Plus(e.End - 1 + AirCourse.WindowHours) > course.ObservedUntil)];

    private static List<LevelProbability> Probabilities(AirCourse.Tail tail, AdviceInput input, DurationReading reading)
    {
        var reached = Members(tail, input)
            .Select(c => Ahead(CourseJudge.Judge(c, input.Triggers, reading), c, all: false).Select(e => e.Level).DefaultIfEmpty(WarningLevel.None).Max())
            .ToList();
        return reached.Count == 0
            ? []
            : [.. input.Triggers.Triggers.Select(t => t.Level).Distinct().Order()
                .Select(level => new LevelProbability(level, Math.Round((double)reached.Count(r => r >= level) / reached.Count, 4)))];
    }

    private static List<EpisodeDay> DaysOf(AdviceInput input)
    {
        var observed = input.Days.Where(d => d.Place == input.Place && d.Day.Hours.Until <= input.IssuedAt).Select(EpisodeDay.Observed).OfType<EpisodeDay>();
        return [.. observed, .. input.Forecast?.Days.Select(EpisodeDay.Predicted) ?? []];
    }

    private static PollutionEpisode Episode(AdviceInput input, AirCourse course, JudgedEpisode episode) => new(
        input.Place,
        episode.FirstDay,
        episode.LastDay,
        episode.PeakDay,
        episode.PeakAqi,
        PollutionCause.Pm25,
        episode.JoinedGapHours,
        course.From.Plus(episode.End - 1 + AirCourse.WindowHours) > course.ObservedUntil);

    private static LocalDay Later(LocalDay left, LocalDay right) => left > right ? left : right;

    private static Text ReadingReason(AdviceInput input, DurationReading reading)
    {
        var (meaning, source) = (reading.Describe(), input.Triggers.ReadingSource);
        return input.Reading is { } chosen && chosen != input.Triggers.Reading
            ? new(
                $"{meaning.Zh}（使用者选定；默认为{input.Triggers.Reading.Describe().Zh}）。文件未定义“持续N小时”：{source}",
                $"{meaning.En} (chosen by the user; the default is {input.Triggers.Reading.Describe().En}). No text defines \"lasts N hours\": {source}")
            : new($"{meaning.Zh}（默认）。文件未定义“持续N小时”：{source}", $"{meaning.En} (default). No text defines \"lasts N hours\": {source}");
    }
}
