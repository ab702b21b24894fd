namespace Emergency.Forecasting.Episodes;

/// <summary>
/// Finds pollution episodes in daily values: days above a threshold, joined over gaps that are too short to lift a response in between
/// (环大气〔2017〕86号; 36 h by the lifting rule).
/// <code>
///  AQI   250  60 250        one episode, joined over 24 h      (24 ≤ 36)
///  AQI   250  60  60 250    two episodes                       (48 > 36)
/// </code>
/// </summary>
public static class EpisodeFinder
{
    private const int HoursPerDay = 24;

    /// <summary>Finds the episodes of a place.</summary>
    /// <param name="place">City name or station code.</param>
    /// <param name="days">Observed and forecast days in any order, one record a day; missing days count as part of a gap.</param>
    /// <param name="threshold">AQI above which a day belongs to an episode: the lowest threshold of the triggers in force.</param>
    /// <param name="joinGapHours">Longest gap that is joined over [h].</param>
    /// <returns>Episodes, oldest first.</returns>
    public static IReadOnlyList<PollutionEpisode> Find(string place, IEnumerable<EpisodeDay> days, int threshold, int joinGapHours)
    {
        var episodes = new List<PollutionEpisode>();
        var members = new List<EpisodeDay>();
        var gaps = new List<int>();
        foreach (var day in days.Where(d => d.Aqi > threshold).OrderBy(d => d.Day))
        {
            if (members.Count > 0)
            {
                var gap = (day.Day - members[^1].Day - 1) * HoursPerDay;
                if (gap > joinGapHours)
                {
                    episodes.Add(Close(place, members, gaps));
                    members.Clear();
                    gaps.Clear();
                }
                else if (gap > 0)
                {
                    gaps.Add(gap);
                }
            }

            members.Add(day);
        }

        if (members.Count > 0)
        {
            episodes.Add(Close(place, members, gaps));
        }

        return episodes;
    }

    private static PollutionEpisode Close(string place, List<EpisodeDay> days, List<int> gaps)
    {
        var peak = days.MaxBy(d => d.Aqi)!;

        // Of causes that lead on equally many days the first of the enum wins: PM2.5, the one that binds.
        var cause = days.GroupBy(d => d.Cause).OrderByDescending(g => g.Count()).ThenBy(g => g.Key).First().Key;
        return new(place, days[0].Day, days[^1].Day, peak.Day, peak.Aqi, cause, [.. gaps], days.Exists(d => d.Forecast));
    }
}
