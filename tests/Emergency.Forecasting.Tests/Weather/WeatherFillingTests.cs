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
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], Bridged(1, None, None, None, None, None, None, 8));
        Assert.Equal([1, None, None, None, None, None, None, None, 9], Bridged(1, None, None, None, None, None, None, None, 9));
    }

    [Fact]
    public void The_beginning_and_the_end_stay_open() => Assert.Equal([None, None, 4, 4.5f, 5, None], Bridged(None, None, 4, None, 5, None));

    /// <summary>Known values stay, filled ones lie between their neighbours within the limit, everything else stays open.</summary>
    [Fact]
    public void Filling_never_invents_beyond_its_limits()
    {
        var value = Gen.Frequency((2, Gen.Constant(None)), (1, Gen.Choose(-300, 300).Select(n => n / 10f)));
        Prop.ForAll(
            value.ArrayOf(60).ToArbitrary(),
            values =>
            {
                var filled = Bridged(values);
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

    private static float[] Bridged(params float[] values)
    {
        float[] filled = [.. values];
        WeatherFilling.Bridge(filled);
        return filled;
    }

    private static WeatherSeries Series(WeatherVariable variable, params float[] values)
    {
        var series = new WeatherSeries(new Hour(400_000), values.Length);
        values.CopyTo(series[variable], 0);
        return series;
    }
}
