using Emergency.Core;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Forecasting.Episodes;

namespace Emergency.Warnings.Advice;

/// <summary>Polluted days whose cause gives no level: ozone and dust.</summary>
/// <param name="Episode">The first episode of that kind.</param>
/// <param name="Notice">The health notice that is due in place of a level.</param>
internal sealed record ExcludedDays(PollutionEpisode Episode, Text Notice)
{
    /// <summary>Finds them from a day on, outside the episode that is advised on; null when there are none.</summary>
    public static ExcludedDays? Of(string place, IReadOnlyList<EpisodeDay> days, TriggerRules rules, LocalDay from, JudgedEpisode? advised)
    {
        var excluded = days
            .Where(d => d.Day >= from && d.Cause is (PollutionCause.Ozone or PollutionCause.Dust))
            .Where(d => advised is null || d.Day < advised.FirstDay || d.Day > advised.LastDay)
            .ToList();
        var episodes = EpisodeFinder.Find(place, excluded, CourseJudge.LowestThreshold(rules), rules.JoinGapHours);
        if (episodes.Count == 0)
        {
            return null;
        }

        var episode = episodes[0];
        var (zh, en) = episode.Cause == PollutionCause.Ozone ? ("臭氧", "ozone") : ("沙尘或扬尘（PM10为首）", "dust (PM10 leads)");
        var rule = rules.Excluded.FirstOrDefault(e => Matches(e, episode.Cause));
        var action = rule is null
            ? new Text("向公众发布健康提示，不启动预警。", "Give a health notice to the public; no warning.")
            : new Text($"{rule.Action.Zh}（{rule.Source}）", $"{rule.Action.En} ({rule.Source})");
        return new(
            episode,
            new(
                $"{episode.First}至{episode.Last}的污染由{zh}引起，最高AQI {episode.PeakAqi}，不作为预警依据：{action.Zh}",
                $"Pollution from {episode.First} to {episode.Last} is caused by {en}, peak AQI {episode.PeakAqi}: no ground for a warning. {action.En}"));
    }

    private static bool Matches(ExcludedCause rule, PollutionCause cause) =>
        cause == PollutionCause.Ozone ? rule.Cause == "Ozone" : rule.Cause is "DustStorm" or "LocalBlowingDust";
}
