using Emergency.Core.Time;
using Emergency.Forecasting.Models;
using Emergency.Forecasting.Models.Features;
using Emergency.Forecasting.Models.Trained;
using Emergency.Forecasting.Weather;

namespace Emergency.Forecasting.Tests.Models.Trained;

public class RecentMissesTests
{
    [Fact]
    public void A_few_misses_are_drawn_towards_none_and_unknown_ones_do_not_count()
    {
        Assert.Equal(0, RecentMisses.Mean([]));
        Assert.Equal(0.2 * 15 / 20, RecentMisses.Mean(Enumerable.Repeat(0.2, 15)), 12);
        Assert.Equal(0.2 * 2 / 7, RecentMisses.Mean([0.2, double.NaN, 0.2]), 12);
    }

    [Fact]
    public void The_part_that_comes_again_is_found_and_lies_between_one_half_and_all()
    {
        double[] recent = [-0.3, -0.1, 0.1, 0.2, 0.4];
        Assert.Equal(0.6, RecentMisses.Carry(recent, [.. recent.Select(r => 0.6 * r)]), 12);
        Assert.Equal(1, RecentMisses.Carry(recent, [.. recent.Select(r => 3 * r)]));
        Assert.Equal(0.5, RecentMisses.Carry(recent, [.. recent.Select(r => -r)]));
        Assert.Equal(0.5, RecentMisses.Carry([0, 0], [0.1, 0.2]));
    }

    [Fact]
    public void The_part_for_the_expected_value_is_the_one_that_misses_least()
    {
        double[] recent = [-0.3, -0.1, 0.1, 0.2, 0.4];
        double[] means = [50, 80, 120, 60, 90];
        Assert.Equal(0.8, RecentMisses.MeanCarry(recent, means, [.. means.Select((m, i) => m * Math.Exp(0.82 * recent[i]))]));
        Assert.Equal(0.5, RecentMisses.MeanCarry(recent, means, [.. means.Select((m, i) => m * Math.Exp(-recent[i]))]));
    }

    [Fact]
    public void The_spread_at_another_place_is_measured_there_and_drawn_towards_the_usual()
    {
        Assert.Equal(1.15, RecentMisses.Spread([], 1.15), 12);
        Assert.Equal(Math.Sqrt(((5 * 1.15 * 1.15) + (15 * 0.25)) / 20), RecentMisses.Spread([.. Enumerable.Repeat(-0.5, 15), double.NaN], 1.15), 12);
    }

    [Fact]
    public void A_model_that_tells_changes_which_do_not_come_is_followed_less()
    {
        double[] said = [.. Enumerable.Range(0, 15).Select(i => i % 2 == 0 ? 0.5 : -0.4)];
        Assert.Equal(1, RecentMisses.Trust(said, said), 12);
        Assert.Equal(5.0 / 20, RecentMisses.Trust(said, new double[15]), 12);
        Assert.Equal(0, RecentMisses.Trust(said, [.. said.Select(s => -s)]));
        Assert.Equal(1, RecentMisses.Trust(said, [.. said.Select(s => 3 * s)]));
        Assert.Equal(1, RecentMisses.Trust([double.NaN, 0], [1, double.NaN]));
    }

    [Fact]
    public void Only_days_that_had_ended_are_looked_at()
    {
        var record = PlaceRecord.Of(MadeUpCity.Name, [.. SmallModels.City.Hours.Take(24 * 60)], [], null, MadeUpCity.First.Plus(24 * 60));
        Assert.Equal(Enumerable.Range(1, 15).Select(k => 24 * (40 - k)), RecentMisses.Midnights(record, 24 * 40));
        Assert.Equal(Enumerable.Range(1, 15).Select(k => 24 * (40 - k)), RecentMisses.Midnights(record, (24 * 40) + 16));
        Assert.Equal([48, 24], RecentMisses.Midnights(record, 72));
    }

    [Fact]
    public void A_foreign_model_of_a_city_that_hardly_changes_says_hardly_any_change()
    {
        var input = SmallModels.Input() with { Place = "别处", ObservedWeather = null, WeatherForecast = null, EarlierRuns = [] };
        var calm = input with
        {
            Hours = [.. input.Hours.Select(h => h with { Place = "别处", Pm25 = 60 + (h.Hour.Day.Date.DayNumber % 2) })],
            Days = [],
            History = [],
        };
        var days = SmallModels.Quick.Model.Predict(calm, 1).Days;
        Assert.InRange(days[0].Pm25, 52, 70);
        Assert.InRange(days[9].Pm25, 50, 72);
    }

    [Fact]
    public void A_model_that_lately_said_too_little_says_more_by_the_part_that_comes_again()
    {
        var model = SmallModels.Quick.Model;
        var variant = model.Variants.First(v => v.Setting == WeatherSetting.Forecast);
        var input = SmallModels.Input();
        var record = PlaceRecord.Of(input.Place, input.Hours, input.Days, input.ObservedWeather, input.IssuedAt);
        ModelOutput Missed(double by) => model.Predict(input, 1, explain: false, midnight =>
            [.. Enumerable.Range(0, 6).Select(p => TrainingRows.Target(record, (Core.Quantities.Pollutant)p, midnight - record.First) - by)]);
        var (right, low) = (Missed(0), Missed(0.4));
        for (var i = 0; i < 10; i++)
        {
            var expected = Math.Exp(variant.Pollutants[0].Stack[i].MeanCarry * 0.4 * 15 / 20);
            Assert.Equal(expected, low.Days[i].Pm25Mean!.Value / right.Days[i].Pm25Mean!.Value, 0.01);
        }

        Assert.True(variant.Pollutants[0].Stack.Sum(s => s.Carry) > 0, "the made-up city has months that differ as wholes");
    }

    [Fact]
    public void Forecasts_made_again_in_bulk_are_those_of_the_desk()
    {
        var model = SmallModels.Quick.Model;
        var (city, issue) = (SmallModels.City, SmallModels.Issue);
        var bulk = new TestRuns(model, city.Data(SmallModels.TrainingDays), MadeUpCity.Aqi).Make(WeatherSetting.Forecast, issue.Day, issue.Day.Plus(2), 0, 2, TestContext.Current.CancellationToken);
        Assert.NotEmpty(bulk);
        foreach (var run in bulk)
        {
            var alone = model.Predict(SmallModels.Input(run.IssuedAt), run.IssuedAt.Index);
            Assert.Equal(alone.Days.Select(d => d.Pm25), run.Output.Days.Select(d => d.Pm25));
            Assert.Equal(alone.Days.Select(d => d.Pm25Mean), run.Output.Days.Select(d => d.Pm25Mean));
        }
    }
}
