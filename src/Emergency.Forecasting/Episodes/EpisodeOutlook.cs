using Emergency.Core.Time;
using Emergency.Forecasting.Models;

namespace Emergency.Forecasting.Episodes;

/// <summary>A day of which the courses say different things: eight in ten lie between <paramref name="Early"/> and <paramref name="Late"/>.</summary>
/// <param name="Early">One course in ten is earlier.</param>
/// <param name="Middle">The median.</param>
/// <param name="Late">One course in ten is later.</param>
public sealed record DaySpan(LocalDay Early, LocalDay Middle, LocalDay Late);

/// <summary>An episode as the equally likely courses of a forecast see it.</summary>
/// <param name="Anchor">The day on which most courses have it; start, peak and end are those of the courses that have it on this day.</param>
/// <param name="Probability">Share of all courses that have it on that day, 0–1.</param>
/// <param name="Start">First day.</param>
/// <param name="Peak">Day of the highest index.</param>
/// <param name="PeakAqi">Highest index: low, median, high (10, 50, 90 %).</param>
/// <param name="End">Last day within the horizon.</param>
/// <param name="OpenEnd">Share of these courses in which it reaches the last forecast day, so that its end is not known.</param>
/// <param name="UnderWay">True when most of them have it begin on an observed day: it is confirmed and not only announced.</param>
public sealed record ExpectedEpisode(
    LocalDay Anchor,
    double Probability,
    DaySpan Start,
    DaySpan Peak,
    (double Low, double Middle, double High) PeakAqi,
    DaySpan End,
    double OpenEnd,
    bool UnderWay);

/// <summary>
/// Start, peak and end of the episodes to come with their uncertainty, by counting courses. Each course is judged by the joining rule of
/// <see cref="EpisodeFinder"/> with the last observed days in front of it, so that an episode under way goes on:
/// <code>
///   observed 180 | member 1  210 160  90  60      in the episode: day 1, 2
///                | member 2  140 170 200  80                      day 1 (joined over), 2, 3
///                | member 3   90  80  70  60                      none
///   P(in episode)            2/3 2/3 1/3  0
/// </code>
/// </summary>
/// <param name="Chance">P(the day lies in an episode) by lead, gaps that are joined over included.</param>
/// <param name="Episodes">Episodes in the order of their days; none that fewer than one course in ten has.</param>
public sealed record EpisodeOutlook(IReadOnlyList<double> Chance, IReadOnlyList<ExpectedEpisode> Episodes)
{
    private const int HoursPerDay = 24;
    private const double LeastProbability = 0.1;
    private const int MostEpisodes = 3;

    /// <summary>Counts.</summary>
    /// <param name="members">[member][lead−1], the index that warnings are judged on.</param>
    /// <param name="observed">The same index of the observed days just before lead 1, oldest first, null where a day is not valid; may be empty.</param>
    /// <param name="firstDay">Day of lead 1.</param>
    /// <param name="threshold">Index above which a day belongs to an episode: the lowest threshold of the triggers in force.</param>
    /// <param name="joinGapHours">Longest gap that is joined over [h].</param>
    public static EpisodeOutlook Of(IReadOnlyList<IReadOnlyList<double>> members, IReadOnlyList<double?> observed, LocalDay firstDay, double threshold, int joinGapHours)
    {
        if (members.Count == 0)
        {
            return new([], []);
        }

        var (back, leads) = (observed.Count, members[0].Count);
        var courses = members.Select(m => Runs([.. observed.Select(v => v ?? double.NaN), .. m], threshold, joinGapHours / HoursPerDay)).ToList();
        var chance = Enumerable.Range(back, leads).Select(day => (double)courses.Count(c => c.Exists(r => r.Covers(day))) / members.Count).ToArray();
        var episodes = new List<ExpectedEpisode>();
        var left = Enumerable.Range(0, leads).ToList();
        while (episodes.Count < MostEpisodes && left.Count > 0)
        {
            // Of equally likely days the first.
            var lead = left.MaxBy(l => chance[l]);
            if (chance[lead] < LeastProbability)
            {
                break;
            }

            var episode = At(courses, lead + back, back, leads, firstDay.Plus(-back), chance[lead]);
            episodes.Add(episode);
            left.RemoveAll(l => l == lead || (firstDay.Plus(l) >= episode.Start.Early && firstDay.Plus(l) <= episode.End.Late));
        }

        return new(chance, [.. episodes.OrderBy(e => e.Anchor)]);
    }

    private static ExpectedEpisode At(List<List<Run>> courses, int day, int back, int leads, LocalDay first, double chance)
    {
        var runs = courses.Select(c => c.Find(r => r.Covers(day))).OfType<Run>().ToList();
        var peaks = runs.Select(r => r.PeakValue).Order().ToArray();
        return new(
            first.Plus(day),
            chance,
            Span(runs.Select(r => r.First), first),
            Span(runs.Select(r => r.Peak), first),
            (MemberBand.At(peaks, 0.1), MemberBand.At(peaks, 0.5), MemberBand.At(peaks, 0.9)),
            Span(runs.Select(r => r.Last), first),
            (double)runs.Count(r => r.Last == back + leads - 1) / runs.Count,
            2 * runs.Count(r => r.First < back) > runs.Count);
    }

    private static DaySpan Span(IEnumerable<int> days, LocalDay first)
    {
        var sorted = days.Select(d => (double)d).Order().ToArray();
        LocalDay Day(double share) => first.Plus((int)Math.Round(MemberBand.At(sorted, share), MidpointRounding.AwayFromZero));
        return new(Day(0.1), Day(0.5), Day(0.9));
    }

    private static List<Run> Runs(double[] days, double threshold, int joinedDays)
    {
        var runs = new List<Run>();
        for (var day = 0; day < days.Length; day++)
        {
            // The index is a whole number, rounded up; a missing day is NaN and never above.
            if (!(Math.Ceiling(days[day] - 1e-9) > threshold))
            {
                continue;
            }

            if (runs.Count > 0 && day - runs[^1].Last - 1 <= joinedDays)
            {
                runs[^1] = runs[^1].With(day, days[day]);
            }
            else
            {
                runs.Add(new(day, day, day, days[day]));
            }
        }

        return runs;
    }

    private sealed record Run(int First, int Last, int Peak, double PeakValue)
    {
        public bool Covers(int day) => day >= First && day <= Last;

        public Run With(int day, double value) => value > PeakValue ? new(First, day, day, value) : this with { Last = day };
    }
}
