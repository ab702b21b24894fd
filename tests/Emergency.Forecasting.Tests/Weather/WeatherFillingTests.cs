using Emergency.Core.Time;
using Emergency.Forecasting.Weather;
using FsCheck;
using FsCheck.Fluent;

namespace Emergency.Forecasting.Tests.Weather;

public sealed class WeatherFillingTests
{
    private const float None = float.NaN;

    [Fact]
    public void A_gap_of_six_hours_is_bridged_by_a_straight_line_and_one_of_seven_stays_open()
    {
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], Filled(WeatherVariable.Temperature, 1, None, None, None, None, None, None, 8));
        Assert.Equal([1, None, None, None, None, None, None, None, 9], Filled(WeatherVariable.Temperature, 1, None, None, None, None, None, None, None, 9));
    }

    [Fact]
    public void The_beginning_stays_open_and_the_end_is_carried_on_for_a_day()
    {
        Assert.Equal([None, None, 4, 4], Filled(WeatherVariable.DewPoint, None, None, 4, None));
        var long_ = Filled(WeatherVariable.Pressure, [1000, .. Enumerable.Repeat(None, 30)]);
        Assert.Equal([.. Enumerable.Repeat(1000f, 25), .. Enumerable.Repeat(None, 6)], long_);
    }

    [Fact]
    public void Rain_is_bridged_but_never_carried_on() =>
        Assert.Equal([2, 1, 0, 5, None, None], Filled(WeatherVariable.Rain, 2, None, 0, 5, None, None));

    [Fact]
    public void What_was_given_is_not_changed()
    {
        var series = Series(WeatherVariable.Temperature, 1, None, 3);
        WeatherFilling.Fill(series);
        Assert.True(float.IsNaN(series[WeatherVariable.Temperature][1]));
    }

    /// <summary>Known values stay, filled ones lie between their neighbours within the limits, everything else stays open.</summary>
    [Fact]
    public void Filling_never_invents_beyond_its_limits()
    {
        var value = Gen.Frequency((2, Gen.Constant(None)), (1, Gen.Choose(-300, 300).Select(n => n / 10f)));
        Prop.ForAll(
            (from variable in Gen.Elements(Enum.GetValues<WeatherVariable>()) from values in value.ArrayOf(60) select (variable, values)).ToArbitrary(),
            sample =>
            {
                var (variable, values) = sample;
                var filled = Filled(variable, values);
                for (var i = 0; i < values.Length; i++)
                {
                    var before = Array.FindLastIndex(values, i, v => !float.IsNaN(v));
                    var after = Array.FindIndex(values, i, v => !float.IsNaN(v));
                    if (before == i)
                    {
                        Assert.Equal(values[i], filled[i]);
                    }
                    else if (before >= 0 && after >= 0 && after - before <= 7)
                    {
                        Assert.InRange(filled[i], Math.Min(values[before], values[after]) - 1e-4f, Math.Max(values[before], values[after]) + 1e-4f);
                    }
                    else if (before >= 0 && after < 0 && i - before <= 24 && variable != WeatherVariable.Rain)
                    {
                        Assert.Equal(values[before], filled[i]);
                    }
                    else
                    {
                        Assert.True(float.IsNaN(filled[i]));
                    }
                }
            }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_part_of_a_series_keeps_its_hours_and_is_open_outside()
    {
        var series = Series(WeatherVariable.Temperature, 1, 2, 3);
        var part = series.Within(new HourRange(series.First.Plus(-1), series.First.Plus(2)));
        Assert.Equal((series.First.Plus(-1), 3), (part.First, part.Count));
        Assert.Equal([None, 1, 2], part[WeatherVariable.Temperature]);
        Assert.Equal([3, None], series.Within(new HourRange(series.First.Plus(2), series.First.Plus(4)))[WeatherVariable.Temperature]);
        Assert.Equal([None], series.Within(new HourRange(series.First.Plus(5), series.First.Plus(6)))[WeatherVariable.Temperature]);
    }

    private static float[] Filled(WeatherVariable variable, params float[] values)
    {
        var filled = WeatherFilling.Fill(Series(variable, values));
        Assert.All(Enum.GetValues<WeatherVariable>().Where(v => v != variable), other => Assert.All(filled[other], v => Assert.True(float.IsNaN(v))));
        return filled[variable];
    }

    private static WeatherSeries Series(WeatherVariable variable, params float[] values)
    {
        var series = new WeatherSeries(new Hour(400_000), values.Length);
        values.CopyTo(series[variable], 0);
        return series;
    }
}
