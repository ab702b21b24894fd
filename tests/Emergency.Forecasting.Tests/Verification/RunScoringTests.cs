using Emergency.Forecasting.Indexing;
using Emergency.Forecasting.Verification;
using static Emergency.Forecasting.Tests.Verification.ScoredAir;

namespace Emergency.Forecasting.Tests.Verification;

/// <summary>One observed run: clean days 0 to 9, orange (250) on days 10 to 12, clean to day 20; levels by <see cref="ScoredAir.LevelByRun"/>.</summary>
public class RunScoringTests
{
    private static readonly double[] Truth = [.. Enumerable.Range(0, 21).Select(i => i is >= 10 and <= 12 ? 250.0 : 50)];

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(-1, 1)]
    [InlineData(2, 0)]
    [InlineData(-2, 0)]
    public void A_run_is_announced_when_one_of_the_level_starts_within_one_day(int shift, int announced)
    {
        // Issued before day 8: the run starts on lead 3.
        var found = Announced(Run(8, Shifted(8, shift)), level: 2, ahead: 3);
        Assert.Equal((1, announced), (found.Forecasts, found.Announced));
    }

    [Fact]
    public void A_lower_level_does_not_announce_it_and_a_higher_one_does()
    {
        Assert.Equal(0, Announced(Run(8, Shifted(8, 0, polluted: 180)), level: 2, ahead: 3).Announced);
        Assert.Equal(1, Announced(Run(8, Shifted(8, 0, polluted: 320)), level: 2, ahead: 3).Announced);
    }

    [Fact]
    public void A_probability_below_the_cut_announces_nothing()
    {
        // Two of five members are orange; without out-of-fold forecasts the cut is one half.
        Assert.Equal(0, Announced(Run(8, Shifted(8, 0, polluted: 190), 0.9, 1, 1.05, 1.2, 1.3), level: 2, ahead: 3).Announced);
        Assert.Equal(1, Announced(Run(8, Shifted(8, 0, polluted: 190), 0.9, 1, 1.1, 1.2, 1.3), level: 2, ahead: 3).Announced);
    }

    [Theory]
    [InlineData(8, 0, 1)]
    [InlineData(9, 1, 1)]
    [InlineData(8, -1, 1)]
    [InlineData(8, 2, 0)]
    [InlineData(8, -2, 0)]
    public void A_forecast_run_came_when_one_of_its_level_or_higher_was_observed_within_one_day(int issued, int shift, int came)
    {
        // A yellow run is said to start on day 10 + shift, an orange one came on day 10.
        var ahead = 10 + shift - issued + 1;
        var found = Announced(Run(issued, Shifted(issued, shift, polluted: 180)), level: 1, ahead);
        Assert.Equal((1, came), (found.Said, found.Came));
    }

    [Fact]
    public void A_run_under_way_is_no_start()
    {
        Assert.Equal(0, Announced(Run(11, Shifted(11, 0)), level: 2, ahead: 1).Said);
        Assert.Equal(1, Announced(Run(10, Shifted(10, 0)), level: 2, ahead: 1).Said);
    }

    [Fact]
    public void Each_run_counts_under_the_level_it_reached_and_each_issue_under_its_days_ahead()
    {
        var score = Score(Run(9, Shifted(9, 0)), Run(8, Shifted(8, 0)), Run(5, Shifted(5, 0)));
        Assert.All(score.Announced.Where(a => a.Level != 2), a => Assert.Null(a.Share));
        Assert.Equal([0, 1, 1, 0, 0], score.Announced.Where(a => a.Level == 2).Select(a => a.Forecasts));
        Assert.Equal([1, 2, 3, 5, 7], score.Announced.Where(a => a.Level == 2).Select(a => a.DaysAhead));
    }

    [Fact]
    public void A_run_forecast_a_day_late_has_its_start_and_end_a_day_late()
    {
        var timing = Score(Run(8, Shifted(8, 1))).Timing;
        foreach (var course in Enum.GetValues<TimedCourse>())
        {
            Assert.Equal(new EdgeTiming(1, 1, 1, 1), timing.Single(t => t.Lead == 3 && t.Course == course).Start);
            Assert.Equal(new EdgeTiming(1, 1, 1, 1), timing.Single(t => t.Lead == 5 && t.Course == course).End);
            Assert.Equal(new EdgeTiming(0, 0, null, null), timing.Single(t => t.Lead == 4 && t.Course == course).Start);
        }
    }

    [Fact]
    public void A_run_forecast_nowhere_near_is_counted_and_not_compared()
    {
        var start = Score(Run(8, Shifted(8, 5))).Timing.First(t => t.Lead == 3 && t.Course == TimedCourse.Median).Start;
        Assert.Equal(new EdgeTiming(1, 0, null, null), start);
    }

    [Fact]
    public void The_median_may_miss_what_the_probability_says()
    {
        // The median is below the line; three of five members are above it.
        var run = Run(8, Shifted(8, 0, polluted: 140), 0.8, 1, 1.2, 1.3, 1.4);
        var timing = Score(run).Timing.Where(t => t.Lead == 3).ToDictionary(t => t.Course, t => t.Start.Matched);
        Assert.Equal((0, 1), (timing[TimedCourse.Median], timing[TimedCourse.Probable]));
    }

    [Fact]
    public void A_run_that_reaches_the_last_lead_has_no_known_end()
    {
        var open = Run(8, [50, 50, 250, 250, 250]);
        Assert.Equal(0, Score(open).Timing.First(t => t.Lead == 5).End.Forecasts);
        Assert.Equal(1, Score(Run(8, [50, 50, 250, 250, 250, 50])).Timing.First(t => t.Lead == 5).End.Matched);
    }

    [Fact]
    public void Observed_days_in_front_let_a_run_go_on()
    {
        // A rule by which only the second polluted day in a row has a level: on lead 1 it takes the observed day before.
        IReadOnlyList<int> Second(IReadOnlyList<double> days) => [.. days.Select((d, i) => d > 150 && i > 0 && days[i - 1] > 150 ? 1 : 0)];
        var input = Input(Observed, Run(11, [250, 50])) with { Levels = Second };
        Assert.Equal(1, ForecastVerification.Score(input).Leads[0].Events[VerifiedEvent.Yellow].Table.Hits);
    }

    [Fact]
    public void The_running_day_of_an_afternoon_issue_is_halfway_between_the_last_observed_day_and_lead_one()
    {
        IReadOnlyList<double>? seen = null;
        IReadOnlyList<int> Spy(IReadOnlyList<double> days)
        {
            seen = days.Count == 7 ? [.. days] : seen;
            return new int[days.Count];
        }

        // Issued on day 11 at 16:00: observed to day 10 (250), leads on days 12 and 13.
        var run = Run(12, [150, 90]) with { IssuedAt = First.Plus(11).FirstHour.Plus(16) };
        ForecastVerification.Score(Input(Observed, run) with { Levels = Spy });
        Assert.Equal([50, 50, 50, 250, 200, 150, 90], seen!);
    }

    private static IReadOnlyList<DailyAir> Observed => Days([.. Truth.Select(v => (double?)v)]);

    /// <summary>What came, so many days later.</summary>
    private static double[] Shifted(int firstDay, int shift, double polluted = 250) =>
        [.. Enumerable.Range(firstDay - shift, 10).Select(i => Truth.ElementAtOrDefault(i) is 250 ? polluted : 50)];

    private static SettingScore Score(params VerifiedRun[] runs) => ForecastVerification.Score(Input(Observed, runs));

    private static AnnouncedRuns Announced(VerifiedRun run, int level, int ahead) => Score(run).Announced.Single(a => a.Level == level && a.DaysAhead == ahead);
}
