using Emergency.Core.Time;
using Emergency.Forecasting.Weather;

namespace Emergency.Forecasting.Tests.Weather;

public sealed class RunArchiveTests
{
    private static readonly Hour First = LocalDay.Of(2015, 1, 1).FirstHour;

    [Fact]
    public void The_newest_run_that_was_known_is_found_with_those_of_the_days_before()
    {
        var archive = new RunArchive([Run(72), Run(0), Run(24), Run(120)]);
        Assert.Equal([72], Issued(archive, 72));
        Assert.Equal([0], Issued(archive, 23));
        // The chain breaks where a day is missing; a run issued later is not known, one older than thirty hours not used.
        Assert.Equal([72], Issued(archive, 80));
        Assert.Equal([24, 0], Issued(archive, 30));
        Assert.Equal([24], Issued(archive, 30, lags: 0));
        Assert.Equal([72], Issued(archive, 102));
        Assert.Empty(Issued(archive, 103));
        Assert.Empty(Issued(archive, -1));
        Assert.Empty(new RunArchive([]).Known(First, 4));
    }

    [Fact]
    public void The_newest_of_all_sources_is_taken_with_earlier_ones_of_its_own_source()
    {
        var archive = new RunArchive([Run(24, "b"), Run(0, "b"), Run(30), Run(6), Run(0)]);
        Assert.Equal(["a", "b"], archive.Sources);
        Assert.Equal([30, 6], Issued(archive, 32));
        Assert.Equal([24, 0], Issued(archive, 29));
        Assert.Equal([24, 0], Issued(archive, 32, source: "b"));
        Assert.Equal([6], Issued(archive, 23));
    }

    [Fact]
    public void Of_two_runs_of_one_hour_the_later_given_counts()
    {
        Assert.Equal(2, Of(new([Run(0, wind: 1), Run(0, wind: 2)])));
        Assert.Equal(1, Of(new([Run(0, "a", 2), Run(0, "b", 1)])));
        Assert.Equal(2, Of(new([Run(0, "b", 1), Run(0, "a", 2)])));

        static float Of(RunArchive archive) => archive.Known(First, 0)[0].Hours[WeatherVariable.WindEast][0];
    }

    [Fact]
    public void Chains_are_the_runs_with_so_many_before_them()
    {
        var archive = new RunArchive([Run(0), Run(24), Run(48), Run(96), Run(48, "b")]);
        Assert.Equal([24, 48], archive.Chains(1).Select(chain => chain[0].IssuedAt - First));
        Assert.Equal(5, archive.Chains(0).Count());
    }

    private static int[] Issued(RunArchive archive, int hour, int lags = 4, string? source = null) =>
        [.. archive.Known(First.Plus(hour), lags, source).Select(run => run.IssuedAt - First)];

    private static WeatherRun Run(int hour, string source = "a", float wind = 0)
    {
        var hours = new WeatherSeries(First.Plus(hour), 1);
        hours[WeatherVariable.WindEast][0] = wind;
        return new("甲", First.Plus(hour), source, hours);
    }
}
