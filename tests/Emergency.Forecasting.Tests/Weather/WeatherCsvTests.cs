using Emergency.Core.Time;
using Emergency.Forecasting.Weather;
using FsCheck;
using FsCheck.Fluent;

namespace Emergency.Forecasting.Tests.Weather;

public sealed class WeatherCsvTests
{
    [Fact]
    public void An_hour_is_named_by_its_start_and_empty_cells_are_missing() => Assert.Equal(
        [
            new WeatherHour("晋城", Hour.Starting(new DateOnly(2019, 1, 11), 18), 0.5, -1.25, 1.5, -2, -11.5, 931.2, 0),
            new WeatherHour("晋城", Hour.Starting(new DateOnly(2019, 1, 11), 19), null, null, 2, null, null, null, 0.3),
        ],
        WeatherFile.Of("csv", WeatherSamples.Ours).Good());

    [Theory]
    [InlineData("晋城,2019-01-11T18:00+08:00", "晋城,2019-01-11T18:00", "hour")]
    [InlineData("晋城,2019-01-11T18:00+08:00", ",2019-01-11T18:00+08:00", "place")]
    [InlineData("931.2", "9312", "pressure_hpa")]
    [InlineData("931.2", "931.2hPa", "pressure_hpa")]
    [InlineData("-1.25", "1e1", "wind_north_m_s")]
    [InlineData(",931.2,0\n", ",931.2,-0.1\n", "rain_mm")]
    public void A_broken_cell_is_named(string good, string bad, string column)
    {
        var problem = WeatherFile.Of("csv", WeatherSamples.Ours.Replace(good, bad, StringComparison.Ordinal)).Refusal();
        Assert.Equal((2, column), (problem.Row, problem.Column));
    }

    [Fact]
    public void A_missing_column_is_named() =>
        Assert.Equal("rain_mm", WeatherFile.Of("csv", WeatherSamples.Ours.Replace("rain_mm", "regen", StringComparison.Ordinal)).Refusal().Column);

    [Fact]
    public void Of_an_hour_that_stands_twice_the_later_row_counts_and_both_are_named()
    {
        var file = WeatherFile.Of("csv", WeatherSamples.Ours + "晋城,2019-01-11T18:00+08:00,,,9,,,,\n");
        Assert.Equal(9, file.Hours[0].WindSpeed);
        var remark = Assert.Single(file.Problems);
        Assert.Equal((5, false), (remark.Row, remark.Fatal));
        Assert.Contains("row 2", remark.Remedy.En, StringComparison.Ordinal);
    }

    [Fact]
    public void Reading_what_was_written_gives_the_same_hours()
    {
        // Doubles with all their digits, as means and components have them, and tiny ones.
        Gen<double?> Value(WeatherVariable v) => Gen.Frequency(
            (1, Gen.Constant<double?>(null)),
            (1, Gen.Choose(1, 1000).Select(n => (double?)(n * 1.7e-9))),
            (3, Gen.Choose(1, int.MaxValue).Select(n => (double?)(v == WeatherVariable.Pressure ? 900 + (n / 3e7) : n / 7e8))));
        var hour =
            from place in Gen.Elements("晋城", "54511", "a,b", "say \"hi\"", "two\nlines")
            from h in Gen.Choose(400_000, 450_000)
            from values in Gen.CollectToList(Enum.GetValues<WeatherVariable>(), Value)
            select new WeatherHour(place, new Hour(h), -values[0], values[1], values[2], -values[3], values[4], values[5], values[6]);
        Prop.ForAll(
            hour.ListOf().Select(hours => hours.Where(h => !h.Empty && h.Pressure is null or >= 300).DistinctBy(h => (h.Place, h.Hour)).Where(h => !h.Empty).ToList()).ToArbitrary(),
            hours =>
            {
                using var writer = new StringWriter();
                WeatherCsv.Write(writer, hours);
                Assert.Equal(hours, WeatherFile.Of("csv", writer.ToString()).Good());
            }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Every_column_has_its_own_name() =>
        Assert.Equal(WeatherSeries.Variables, Enum.GetValues<WeatherVariable>().Select(WeatherCsv.ColumnOf).Distinct().Count());
}
