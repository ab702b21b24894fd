using Emergency.Core.Quantities;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Forecasting.Episodes;
using Emergency.Forecasting.Models;
using Emergency.Forecasting.Tests.Models;
using FsCheck;
using FsCheck.Fluent;

namespace Emergency.Forecasting.Tests.Episodes;

public class EpisodeFinderTests
{
    private static readonly LocalDay First = LocalDay.Of(2019, 1, 1);

    [Fact]
    public void Days_on_the_line_do_not_belong_to_an_episode() =>
        Assert.Empty(Find(150, 120, 150));

    [Fact]
    public void One_clean_day_is_joined_over_and_kept()
    {
        var episode = Assert.Single(Find(160, 210, 60, 180));
        Assert.Equal((First, First.Plus(3), First.Plus(1), 210), (episode.First, episode.Last, episode.PeakDay, episode.PeakAqi));
        Assert.Equal([24], episode.JoinedGapHours);
    }

    [Fact]
    public void Two_clean_days_part_two_episodes()
    {
        var episodes = Find(160, 60, 60, 180);
        Assert.Equal([First, First.Plus(3)], episodes.Select(e => e.First));
        Assert.All(episodes, e => Assert.Empty(e.JoinedGapHours));
    }

    [Fact]
    public void A_day_without_value_is_part_of_a_gap()
    {
        EpisodeDay[] days = [new(First, 160, PollutionCause.Pm25, false), new(First.Plus(2), 170, PollutionCause.Pm25, true)];
        var episode = Assert.Single(EpisodeFinder.Find("晋城", days, 150, 36));
        Assert.Equal([24], episode.JoinedGapHours);
        Assert.True(episode.Forecast);
    }

    [Fact]
    public void The_cause_is_that_of_most_days_and_of_fine_particles_when_tied()
    {
        EpisodeDay[] days = [new(First, 160, PollutionCause.Dust, false), new(First.Plus(1), 170, PollutionCause.Pm25, false)];
        Assert.Equal(PollutionCause.Pm25, Assert.Single(EpisodeFinder.Find("晋城", days, 150, 36)).Cause);
        EpisodeDay[] dusty = [.. days, new(First.Plus(2), 160, PollutionCause.Dust, false)];
        Assert.Equal(PollutionCause.Dust, Assert.Single(EpisodeFinder.Find("晋城", dusty, 150, 36)).Cause);
    }

    [Theory]
    [InlineData(120, 300, 30, PollutionCause.Dust)]
    [InlineData(120, 100, 260, PollutionCause.Ozone)]
    [InlineData(120, 240, 30, PollutionCause.Pm25)]
    [InlineData(120, 240, 240, PollutionCause.Pm25)]
    public void The_leading_pollutant_gives_the_cause_and_a_tie_counts_as_fine_particles(double pm25, int pm10Iaqi, int ozoneIaqi, PollutionCause expected)
    {
        var day = MadeUpAir.Day(First, pm25, ozoneIaqi);
        day = day with { Indicators = [.. day.Indicators.Select(i => i.Indicator.Pollutant == Pollutant.Pm10 ? i with { Iaqi = pm10Iaqi } : i)] };
        Assert.Equal(expected, EpisodeDay.CauseOf(day));
    }

    [Fact]
    public void Nitrogen_dioxide_in_the_lead_is_another_cause()
    {
        var day = MadeUpAir.Day(First, 20);
        day = day with { Indicators = [.. day.Indicators, new(new(Pollutant.No2, Averaging.Hour24), 200, 120, 24, null)] };
        Assert.Equal(PollutionCause.Other, EpisodeDay.CauseOf(day));
    }

    [Fact]
    public void A_forecast_day_whose_index_falls_without_ozone_is_an_ozone_day()
    {
        var day = new ForecastDay(1, First, 180, 100, 220, 90, 40, 30, 50, 220, 0, 0, 0, 0);
        Assert.Equal(PollutionCause.Ozone, EpisodeDay.Predicted(day).Cause);
        Assert.Equal(PollutionCause.Pm25, EpisodeDay.Predicted(day with { AqiWithoutOzone = 180 }).Cause);
    }

    [Fact]
    public void Every_polluted_day_lies_in_exactly_one_episode_and_episodes_lie_further_apart_than_the_joining_rule()
    {
        Prop.ForAll(Gen.Choose(20, 400).ArrayOf(25).ToArbitrary(), values =>
        {
            var episodes = Find(values);
            var covered = Enumerable.Range(0, values.Length).All(i => values[i] <= 150 || episodes.Count(e => First.Plus(i) >= e.First && First.Plus(i) <= e.Last) == 1);
            var apart = episodes.Zip(episodes.Skip(1)).All(p => (p.Second.First - p.First.Last - 1) * 24 > 36);
            return covered && apart;
        }).QuickCheckThrowOnFailure();
    }

    private static IReadOnlyList<PollutionEpisode> Find(params int[] values) =>
        EpisodeFinder.Find("晋城", values.Select((v, i) => new EpisodeDay(First.Plus(i), v, PollutionCause.Pm25, false)), 150, 36);
}
