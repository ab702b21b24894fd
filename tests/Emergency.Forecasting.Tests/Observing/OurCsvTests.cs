using System.Text;
using Emergency.Core.Quantities;
using Emergency.Core.Time;
using Emergency.Forecasting.Observing;
using FsCheck;
using FsCheck.Fluent;

namespace Emergency.Forecasting.Tests.Observing;

public sealed class OurCsvTests
{
    [Fact]
    public void An_hour_is_named_by_its_start_with_its_offset()
    {
        var reading = Reading.Of("csv", Samples.Ours);

        Assert.Empty(reading.Problems);
        Assert.Equal(
            [
                new HourlyAir("晋城", Hour.Starting(new DateOnly(2019, 1, 11), 18), 87, 372, 20, 50, 12, 1.25),
                new HourlyAir("晋城", Hour.Starting(new DateOnly(2019, 1, 11), 19), 88.5, null, null, null, 0, null),
            ],
            reading.Hours);
    }

    [Fact]
    public void Any_offset_names_the_same_hour() =>
        Assert.Equal(
            Hour.Starting(new DateOnly(2019, 1, 11), 18),
            Reading.Of("csv", Samples.Ours[..(Samples.Ours.IndexOf('\n', StringComparison.Ordinal) + 1)] + "晋城,2019-01-11T10:00Z,1,,,,,\n").Single().Hour);

    [Theory]
    [InlineData("2019-01-11T18:00")]
    [InlineData("2019-01-11T18:30+08:00")]
    [InlineData("2019-01-11 18")]
    [InlineData("")]
    public void An_hour_without_offset_or_not_full_is_refused(string hour) =>
        Assert.Equal((5, "hour"), Reading.Of("csv", Samples.Ours + $"晋城,{hour},1,,,,,\n").Refusal() is var p ? (p.Row, p.Column) : default);

    [Fact]
    public void Columns_may_stand_in_any_order_and_a_missing_one_is_named()
    {
        Assert.Equal(1.5, Reading.Of("csv", "co_mg_m3,note,place,hour,pm25_ug_m3,pm10_ug_m3,so2_ug_m3,no2_ug_m3,o3_ug_m3\n1.5,x,晋城,2019-01-11T18:00+08:00,,,,,\n").Single().Co);
        Assert.Equal("co_mg_m3", Reading.Of("csv", "place,hour,pm25_ug_m3,pm10_ug_m3,so2_ug_m3,no2_ug_m3,o3_ug_m3\n").Refusal().Column);
    }

    [Fact]
    public void Reading_what_was_written_gives_the_same_hours()
    {
        var value = Gen.OneOf(Gen.Constant<double?>(null), Gen.Choose(-50, 99_999_000).Select(n => (double?)(n / 1000.0)));
        var place = Gen.Elements("晋城", "2160A", "a,b", "say \"hi\"", "two\nlines", "太原/上兰(对照点)");
        var hour =
            from p in place
            from h in Gen.Choose(400_000, 450_000)
            from values in value.ArrayOf(6)
            select new HourlyAir(p, new Hour(h), values[0], values[1], values[2], values[3], values[4], values[5]);
        Prop.ForAll(
            hour.ListOf().Select(hours => hours.Where(h => !h.Empty).DistinctBy(h => (h.Place, h.Hour)).ToList()).ToArbitrary(),
            hours =>
            {
                using var writer = new StringWriter();
                OurCsv.Write(writer, hours);
                var reading = Reading.Of("csv", writer.ToString());
                Assert.Empty(reading.Problems);
                Assert.Equal(hours, reading.Hours);
            }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Every_column_names_its_unit() =>
        Assert.All(Pollutants.All, p => Assert.EndsWith(p == Pollutant.Co ? "_mg_m3" : "_ug_m3", OurCsv.ColumnOf(p), StringComparison.Ordinal));
}
