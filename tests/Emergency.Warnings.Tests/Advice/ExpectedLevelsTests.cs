using Emergency.Core;
using Emergency.Core.Time;
using Emergency.Forecasting.Indexing;
using Emergency.Warnings.Advice;
using static Emergency.Warnings.Tests.Advice.AdviceAir;

namespace Emergency.Warnings.Tests.Advice;

public sealed class ExpectedLevelsTests
{
    [Fact]
    public void Each_day_has_the_level_of_its_run_and_the_share_of_courses_that_reach_it()
    {
        var input = Observed(Rules2024, (20, 48));
        var forecast = Forecast(input, [(300, 60), (250, 210), (250, 210), (80, 60)], [[60, 210, 210, 60], [60, 210, 310, 60], [60, 60, 60, 60], [60, 160, 160, 160]]);

        var days = ExpectedLevels.Of(forecast, [], Rules2024);

        // By the index without ozone; the share counts this level or a stricter one, on a day without a level the courses without one.
        Assert.Equal([WarningLevel.None, WarningLevel.Orange, WarningLevel.Orange, WarningLevel.None], days.Select(d => d.Level));
        Assert.Equal([1, 0.75, 0.75, 0.75], days.Select(d => d.Probability));
        Assert.Equal([60, 210, 210, 60], days.Select(d => d.Aqi));
        Assert.Equal(forecast.Days.Select(d => d.Day), days.Select(d => d.Day));
    }

    [Fact]
    public void A_run_that_began_before_the_forecast_counts()
    {
        var input = Observed(Rules2024, (20, 24));
        var forecast = Forecast(input, [(160, 160), (60, 60)]);
        var before = Day(forecast.Days[0].Day.Plus(-1), 160);
        Assert.Equal(WarningLevel.None, ExpectedLevels.Of(forecast, [], Rules2024)[0].Level);
        Assert.Equal(WarningLevel.Yellow, ExpectedLevels.Of(forecast, [before], Rules2024)[0].Level);
        Assert.Null(ExpectedLevels.Of(forecast, [before], Rules2024)[0].Probability);
    }

    [Fact]
    public void The_level_is_the_one_that_days_are_scored_on()
    {
        double[] course = [210, 180, 90, 220, 60, 310, 60, 160, 160, 60];
        var forecast = Forecast(Observed(Rules2024, (20, 24)), [.. course.Select(v => (v, v))]);
        Assert.Equal(DailyLevels.Of(Rules2024)(course).Select(l => l == 0 ? WarningLevel.None : WarningLevel.Yellow + (l - 1)), ExpectedLevels.Of(forecast, [], Rules2024).Select(d => d.Level));
    }

    private static DailyAir Day(LocalDay day, int aqi)
    {
        var known = DailyIndex.Compute("晋城", Hours((20, 24)), Aqi)[0];
        return known with { Day = day, Indicators = [.. known.Indicators.Select(i => i with { Iaqi = i.Iaqi is null ? null : aqi })] };
    }
}
