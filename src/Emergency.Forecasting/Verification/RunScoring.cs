namespace Emergency.Forecasting.Verification;

/// <summary>
/// Scores whole runs: consecutive days that lie in a run of a level.
/// <code>
///   observed       . . Y Y Y .        first day s, level = that of the run
///   announced n days ahead: in the forecast whose lead n is s, the days with P(level or higher) ≥ cut form runs; one of them starts on s−1, s or s+1
///   came                    a run of such a forecast that starts on its lead n has an observed run of the level or higher that starts at most a day beside it
///   timing         . . . Y Y Y .      the run of the forecast that overlaps the observed one, or lies at most a day beside it; nearest edge
/// </code>
/// </summary>
internal static class RunScoring
{
    private const int Nearness = 1;
    private static readonly int[] DaysAhead = [1, 2, 3, 5, 7];

    /// <summary>Observed runs by whether they were announced, and announced ones by whether they came.</summary>
    public static IReadOnlyList<AnnouncedRuns> Announced(
        IReadOnlyList<VerifiedRun> runs, IReadOnlyList<RunLevels> levels, ObservedDays observed, ProbabilityCuts cuts, Func<int, bool> scored)
    {
        var episodes = observed.Runs().ToList();
        var result = new List<AnnouncedRuns>();
        foreach (var level in VerifiedEvents.All.Select(e => e.Level()).OfType<int>())
        {
            var wanted = episodes.Where(r => r.Level == level && scored(r.First)).Select(r => r.First).ToHashSet();
            var reached = episodes.Where(r => r.Level >= level).Select(r => r.First).ToList();
            foreach (var ahead in DaysAhead)
            {
                var (forecasts, announced, said, came) = (0, 0, 0, 0);
                for (var i = 0; i < runs.Count; i++)
                {
                    if (levels[i].Leads < ahead)
                    {
                        continue;
                    }

                    var day = runs[i].Output.Days[ahead - 1].Day.Date.DayNumber;
                    var starts = RunsOf(levels[i], lead => Said(levels[i], cuts, level, lead)).Select(r => r.First).ToList();
                    if (wanted.Contains(day))
                    {
                        forecasts++;
                        announced += starts.Exists(s => Math.Abs(s - ahead) <= Nearness) ? 1 : 0;
                    }

                    var underWay = ahead == 1 && observed.LevelOf(day - 1) >= level;
                    if (scored(day) && observed.LevelOf(day) is not null && starts.Contains(ahead) && !underWay)
                    {
                        said++;
                        came += reached.Exists(first => Math.Abs(first - day) <= Nearness) ? 1 : 0;
                    }
                }

                result.Add(new(level, ahead, forecasts, announced, said, came));
            }
        }

        return result;
    }

    /// <summary>Errors of start and end of runs of yellow or higher.</summary>
    public static IReadOnlyList<EpisodeTiming> Timing(
        IReadOnlyList<VerifiedRun> runs, IReadOnlyList<RunLevels> levels, ObservedDays observed, ProbabilityCuts cuts, Func<int, bool> scored)
    {
        var episodes = observed.Runs().Where(r => scored(r.First)).ToList();
        var result = new List<EpisodeTiming>();
        for (var lead = 1; lead <= levels.Select(l => l.Leads).DefaultIfEmpty(0).Max(); lead++)
        {
            foreach (var course in Enum.GetValues<TimedCourse>())
            {
                bool Polluted(RunLevels forecast, int day) => course == TimedCourse.Median ? forecast.Median(day) > 0 : Said(forecast, cuts, 1, day);
                EdgeTiming Edge(Func<(int First, int Last, int Level), int> dayOf, Func<(int First, int Last), int> edge, bool open)
                {
                    var errors = new List<int?>();
                    foreach (var episode in episodes)
                    {
                        foreach (var (forecast, day) in Issued(runs, levels, [dayOf(episode)], lead))
                        {
                            var (first, last) = (lead + episode.First - day, lead + episode.Last - day);
                            var near = RunsOf(forecast, l => Polluted(forecast, l))
                                .Where(r => r.First <= last + Nearness && r.Last >= first - Nearness)
                                .ToList();
                            if (open && near.Exists(r => r.Last == forecast.Leads))
                            {
                                continue;
                            }

                            errors.Add(near.Count == 0 ? null : near.Select(r => edge(r) - lead).MinBy(Math.Abs));
                        }
                    }

                    return new(errors.Count, errors.Count(e => e is not null), errors.Average(e => e is { } x ? Math.Abs(x) : (double?)null), errors.Average());
                }

                result.Add(new(lead, course, Edge(e => e.First, r => r.First, open: false), Edge(e => e.Last, r => r.Last, open: true)));
            }
        }

        return result;
    }

    /// <summary>Forecasts that had one of these days at a lead.</summary>
    private static IEnumerable<(RunLevels Forecast, int Day)> Issued(IReadOnlyList<VerifiedRun> runs, IReadOnlyList<RunLevels> levels, IEnumerable<int> days, int lead)
    {
        var wanted = days.ToHashSet();
        for (var i = 0; i < runs.Count; i++)
        {
            if (levels[i].Leads >= lead && runs[i].Output.Days[lead - 1].Day.Date.DayNumber is var day && wanted.Contains(day))
            {
                yield return (levels[i], day);
            }
        }
    }

    private static bool Said(RunLevels forecast, ProbabilityCuts cuts, int level, int lead) =>
        forecast.Probability(level, lead) >= cuts[VerifiedEvents.OfLevel(level), lead].Value;

    /// <summary>Runs of consecutive leads, as leads.</summary>
    private static List<(int First, int Last)> RunsOf(RunLevels forecast, Func<int, bool> polluted)
    {
        var found = new List<(int First, int Last)>();
        for (var lead = 1; lead <= forecast.Leads; lead++)
        {
            if (!polluted(lead))
            {
                continue;
            }

            if (found.Count > 0 && found[^1].Last == lead - 1)
            {
                found[^1] = (found[^1].First, lead);
            }
            else
            {
                found.Add((lead, lead));
            }
        }

        return found;
    }
}
