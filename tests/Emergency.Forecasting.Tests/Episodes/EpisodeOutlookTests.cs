using Emergency.Core.Time;
using Emergency.Forecasting.Episodes;
using Emergency.Forecasting.Models;
using FsCheck.Fluent;

namespace Emergency.Forecasting.Tests.Episodes;

public sealed class EpisodeOutlookTests
{
    private static readonly LocalDay First = LocalDay.Of(2019, 1, 12);

    [Fact]
    public void The_example_of_the_documentation_comes_out()
    {
        var outlook = EpisodeOutlook.Of([[210, 160, 90, 60], [140, 170, 200, 80], [90, 80, 70, 60]], [180], First, 150, 36);

        Assert.Equal([2 / 3.0, 2 / 3.0, 1 / 3.0, 0], outlook.Chance);
        var episode = Assert.Single(outlook.Episodes);
        Assert.Equal(First, episode.Anchor);
        Assert.Equal(First.Plus(-1), episode.Start.Middle);
        Assert.Equal((First.Plus(1), First.Plus(2)), (episode.End.Early, episode.End.Late));
        Assert.True(episode.UnderWay);
        Assert.Equal(0, episode.OpenEnd);
    }

    [Fact]
    public void Two_episodes_too_far_apart_to_join_are_two()
    {
        var outlook = EpisodeOutlook.Of([[200, 200, 60, 60, 60, 180, 60], [200, 200, 60, 60, 60, 180, 60]], [60], First, 150, 36);

        Assert.Equal([First, First.Plus(5)], outlook.Episodes.Select(e => e.Start.Middle));
        Assert.All(outlook.Episodes, e => Assert.False(e.UnderWay));
    }

    [Fact]
    public void An_episode_that_reaches_the_last_day_has_no_known_end() =>
        Assert.Equal(0.5, Assert.Single(EpisodeOutlook.Of([[100, 200, 200], [100, 200, 100]], [], First, 150, 36).Episodes).OpenEnd);

    [Fact]
    public void The_index_is_rounded_up_before_it_is_compared() =>
        Assert.Equal([0, 1], EpisodeOutlook.Of([[150, 150.1]], [], First, 150, 0).Chance);

    [Fact]
    public void What_fewer_than_one_course_in_ten_has_is_no_episode()
    {
        var members = Enumerable.Range(0, 20).Select(m => (IReadOnlyList<double>)[m == 0 ? 300 : 50, 50]).ToList();
        var outlook = EpisodeOutlook.Of(members, [], First, 150, 36);

        Assert.Equal(0.05, outlook.Chance[0]);
        Assert.Empty(outlook.Episodes);
    }

    [Fact]
    public void Without_courses_nothing_is_said()
    {
        var outlook = EpisodeOutlook.Of([], [200], First, 150, 36);
        Assert.Empty(outlook.Chance);
        Assert.Empty(outlook.Episodes);
    }

    [Fact]
    public void Start_peak_and_end_stand_in_order_and_chances_are_shares()
    {
        var courses = Gen.ListOf(Gen.Choose(50, 260)).Where(values => values.Count >= 10);
        Law.Holds(courses, values =>
        {
            // A course of ten days from each place of the list, which goes round.
            var members = values.Select((_, start) => (IReadOnlyList<double>)[.. Enumerable.Range(start, 10).Select(i => (double)values[i % values.Count])]).ToList();
            var outlook = EpisodeOutlook.Of(members, [160, null, 90], First, 150, 36);
            return outlook.Chance.All(c => c is >= 0 and <= 1)
                && outlook.Episodes.All(e => e.Start.Middle <= e.Peak.Middle && e.Peak.Middle <= e.End.Middle
                    && e.Start.Early <= e.Start.Middle && e.Start.Middle <= e.Start.Late && e.PeakAqi.Low > 150);
        });
    }

    [Fact]
    public void Bands_of_one_to_five_are_the_usual_quantiles() =>
        Assert.Equal(new MemberBand(1.4, 2, 3, 4, 4.6), MemberBand.Of([[5.0], [1.0], [3.0], [2.0], [4.0]])[0] is var b ? b with { P10 = Math.Round(b.P10, 9), P90 = Math.Round(b.P90, 9) } : null);
}
