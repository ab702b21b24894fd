using Emergency.Core.Quantities;
using Emergency.Core.Time;
using Emergency.Forecasting.Models.Features;
using Emergency.Forecasting.Observing;
using Emergency.Forecasting.Tests.Models.Trained;
using Emergency.Forecasting.Weather;
using FsCheck;
using FsCheck.Fluent;

namespace Emergency.Forecasting.Tests.Models.Features;

public class PlaceRecordTests
{
    private static readonly LocalDay First = LocalDay.Of(2015, 6, 1);

    [Fact]
    public void A_mean_is_that_of_the_hours_there_when_enough_of_them_are()
    {
        var record = Of([10, null, 30, null, null, 60]);
        Assert.Equal(20, record.Mean(Pollutant.Pm25, 0, 3), 1e-9);
        Assert.Equal(20, record.Mean(Pollutant.Pm25, 0, 4), 1e-9);
        Assert.Equal(double.NaN, record.Mean(Pollutant.Pm25, 0, 5));
        Assert.Equal(double.NaN, record.Mean(Pollutant.Pm25, 3, 5));
        Assert.Equal(double.NaN, record.Mean(Pollutant.Pm10, 0, 6));
        // Hours outside the record are missing, not left out of the count.
        Assert.Equal(10, record.Mean(Pollutant.Pm25, -1, 1), 1e-9);
        Assert.Equal(double.NaN, record.Mean(Pollutant.Pm25, -2, 1));
        Assert.Equal(60, record.Mean(Pollutant.Pm25, 5, 9, share: 0.25), 1e-9);
        Assert.Equal(double.NaN, record.Mean(Pollutant.Pm25, 6, 9));
        Assert.Equal(Math.Log(2), Of([0.5]).LogMean(Pollutant.Pm25, 0, 1), 1e-12);
    }

    [Fact]
    public void Means_by_sums_are_the_means_of_the_values() => Law.Holds(
        from values in Gen.Choose(-40, 4000).Select(v => v < 0 ? (double?)null : v / 10.0).ArrayOf(60)
        from start in Gen.Choose(0, 59)
        from length in Gen.Choose(1, 60)
        select (values, start, length),
        t =>
        {
            var mean = Of(t.values).Mean(Pollutant.Pm25, t.start, t.start + t.length);
            var there = t.values.Skip(t.start).Take(t.length).OfType<double>().ToList();
            return 2 * there.Count >= t.length && there.Count > 0 ? Math.Abs(mean - there.Average()) < 1e-6 : double.IsNaN(mean);
        });

    [Fact]
    public void The_highest_eight_hours_of_a_day_are_those_of_the_daily_report()
    {
        var city = new MadeUpCity(40, seed: 9, runs: false);
        var record = PlaceRecord.Of(MadeUpCity.Name, city.Hours, [], null, MadeUpCity.First.Plus(40 * 24));
        for (var day = 0; day < 40; day++)
        {
            Assert.Equal((double)city.Days[day].ConcentrationOf(Pollutant.O3)!.Value, record.HighestEightHours(24 * day, 24 * (day + 1)), 1e-3);
            Assert.Equal((double)city.Days[day].ConcentrationOf(Pollutant.Pm25)!.Value, record.Mean(Pollutant.Pm25, 24 * day, 24 * (day + 1)), 1e-3);
        }
    }

    [Fact]
    public void Eight_hours_need_six_and_a_day_needs_fourteen_windows()
    {
        var hours = Enumerable.Range(0, 24).Select(h => (double?)(h < 8 ? 100 : 40)).ToArray();
        Assert.Equal(100, Ozone(hours), 1e-9);
        (hours[0], hours[1]) = (null, null);
        Assert.Equal(100, Ozone(hours), 1e-9);
        hours[2] = null;
        // The first windows fall out, thirteen or fewer remain only with more gaps.
        Assert.True(Ozone(hours) < 100);
        foreach (var gap in new[] { 10, 11, 12 })
        {
            hours[gap] = null;
        }

        Assert.Equal(double.NaN, Ozone(hours));

        static double Ozone(double?[] values) => PlaceRecord.Of(
            "甲", [.. values.Select((v, h) => new HourlyAir("甲", First.FirstHour.Plus(h), null, null, null, null, v, null))], [], null, First.Plus(1).FirstHour).HighestEightHours(0, 24);
    }

    [Fact]
    public void A_day_without_hours_counts_with_its_daily_value_and_a_day_with_hours_does_not()
    {
        var hours = new[] { new HourlyAir("甲", First.FirstHour.Plus(5), 10, null, null, null, null, null) };
        var record = PlaceRecord.Of("甲", hours, [Day(First, 90), Day(First.Plus(1), 80), Day(First.Plus(2), 70)], null, First.Plus(2).FirstHour.Plus(12));
        Assert.Equal(60, record.Count);
        Assert.Equal(10, record.Air[0][5]);
        Assert.Equal(double.NaN, record.Air[0][6]);
        Assert.All(record.Air[0][24..48], v => Assert.Equal(80, v));
        // The third day is not over at the issue time: its daily value is not known yet.
        Assert.All(record.Air[0][48..], v => Assert.Equal(double.NaN, v));
    }

    [Fact]
    public void Other_places_and_later_hours_are_left_out()
    {
        HourlyAir[] hours = [Hour("甲", 0, 10), Hour("乙", -50, 99), Hour("甲", 1, 20), Hour("甲", 2, 30), Hour("乙", 1, 99)];
        var record = PlaceRecord.Of("甲", hours, [Day(First.Plus(-9), 5) with { Place = "乙" }], null, First.FirstHour.Plus(2));
        Assert.Equal(First.FirstHour, record.First);
        Assert.Equal([10, 20], record.Air[0]);
        Assert.Equal(0, PlaceRecord.Of("丙", hours, [], null, First.FirstHour).Count);
    }

    [Theory]
    [InlineData(6, true)]
    [InlineData(7, false)]
    public void Gaps_of_the_weather_are_bridged_up_to_six_hours(int gap, bool bridged)
    {
        var weather = Outlooks.Series(First.FirstHour, 30, 1, 2, 3, 4, 5, 6, 7);
        weather[WeatherVariable.Temperature].AsSpan(0, 10).Fill(10);
        weather[WeatherVariable.Temperature].AsSpan(10, gap).Fill(float.NaN);
        weather[WeatherVariable.Temperature].AsSpan(10 + gap).Fill(10 + gap + 1);
        weather[WeatherVariable.Rain][29] = float.NaN;
        var record = Outlooks.Record(weather, First.FirstHour.Plus(30));
        var values = record.Weather[(int)WeatherVariable.Temperature];
        for (var i = 0; i < gap; i++)
        {
            Assert.Equal(bridged ? 11 + i : float.NaN, values[10 + i], 1e-4f);
        }

        // Nothing is carried on beyond the last hour, and a gap of one variable is none of another.
        Assert.Equal(float.NaN, record.Weather[(int)WeatherVariable.Rain][29]);
        Assert.DoesNotContain(float.NaN, record.Weather[(int)WeatherVariable.WindSpeed]);
    }

    [Fact]
    public void Weather_before_an_hour_is_looked_for_in_three_days()
    {
        var weather = Outlooks.Series(First.FirstHour, 100, 1, 2, 3);
        weather[WeatherVariable.WindSpeed].AsSpan(1).Fill(float.NaN);
        var record = Outlooks.Record(weather, First.FirstHour.Plus(100));
        Assert.True(record.HasWeatherBefore(72));
        Assert.False(record.HasWeatherBefore(73));
        Assert.False(record.HasWeatherBefore(0));
    }

    [Fact]
    public void A_scaled_record_is_divided_pollutant_by_pollutant()
    {
        var scaled = Of([10, null]).Scaled([Math.Log(2), 0, 0, 0, 0, 0]);
        Assert.Equal(5, scaled.Air[0][0], 1e-12);
        Assert.Equal(5, scaled.Mean(Pollutant.Pm25, 0, 2), 1e-12);
    }

    private static HourlyAir Hour(string place, int hour, double pm25) => new(place, First.FirstHour.Plus(hour), pm25, null, null, null, null, null);

    private static Emergency.Forecasting.Indexing.DailyAir Day(LocalDay day, double pm25) => MadeUpAir.Day(day, pm25) with { Place = "甲" };

    private static PlaceRecord Of(double?[] pm25) => PlaceRecord.Of(
        "甲", [.. pm25.Select((v, h) => new HourlyAir("甲", First.FirstHour.Plus(h), v, null, null, null, null, null))], [], null, First.FirstHour.Plus(pm25.Length));
}
