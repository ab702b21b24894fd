using Emergency.Core.Quantities;
using Emergency.Core.Time;
using Emergency.Forecasting.Observing;
using FsCheck;
using FsCheck.Fluent;

namespace Emergency.Forecasting.Tests.Observing;

public sealed class QualityFlagsTests
{
    private static readonly Hour First = LocalDay.Of(2016, 1, 1).FirstHour;

    private static List<Quality> Ozone(params double?[] values) => Flags(Pollutant.O3, values.Select((v, i) => new HourlyAir("x", First.Plus(i), null, null, null, null, v, null)));

    private static List<Quality> Flags(Pollutant pollutant, IEnumerable<HourlyAir> hours) => [.. QualityFlags.Mark(hours.ToList()).Select(h => h.QualityOf(pollutant))];

    [Fact]
    public void A_lone_jump_is_a_spike_and_a_rise_that_lasts_is_not()
    {
        Assert.Equal([Quality.None, Quality.Spike, Quality.None], Ozone(40, 673, 38));
        Assert.Equal([Quality.None, Quality.None, Quality.None, Quality.None], Ozone(40, 300, 310, 38));
    }

    [Fact]
    public void A_jump_beside_a_gap_is_not_judged()
    {
        Assert.Equal([Quality.None, Quality.None, Quality.None], Ozone(40, 673, null));
        Assert.Equal(
            [Quality.None, Quality.None, Quality.None],
            Flags(Pollutant.O3, [With("x", 0, 40), With("x", 1, 673), With("x", 3, 38)]));
        Assert.Equal(
            [Quality.None, Quality.None, Quality.None],
            Flags(Pollutant.O3, [With("x", 0, 40), With("x", 1, 673), With("y", 2, 38)]));

        static HourlyAir With(string place, int hour, double o3) => new(place, First.Plus(hour), null, null, null, null, o3, null);
    }

    [Fact]
    public void Eight_equal_hours_are_stuck_and_seven_are_not()
    {
        Assert.All(Ozone([.. Enumerable.Repeat<double?>(60, 8)]), f => Assert.Equal(Quality.Stuck, f));
        Assert.All(Ozone([.. Enumerable.Repeat<double?>(60, 7)]), f => Assert.Equal(Quality.None, f));
        Assert.All(Ozone([.. Enumerable.Repeat<double?>(2, 24)]), f => Assert.Equal(Quality.None, f));
    }

    [Fact]
    public void The_end_of_an_instruments_range_is_saturated_and_a_longer_range_is_not()
    {
        Assert.Equal([Quality.Saturated], Ozone(1071));
        Assert.Equal(
            [Quality.Saturated, Quality.None, Quality.None],
            Flags(Pollutant.Pm10, new double[] { 999, 1800, 900 }.Select((v, i) => new HourlyAir("x", First.Plus(i * 5), null, v, null, null, null, null))));
        Assert.Equal([Quality.Saturated], Flags(Pollutant.Co, [new HourlyAir("x", First, null, null, null, null, null, 10)]));
    }

    [Fact]
    public void Fine_above_coarse_marks_both()
    {
        var hour = Assert.Single(QualityFlags.Mark([new HourlyAir("x", First, 80, 70, null, null, null, null)]));

        Assert.Equal(Quality.FineAboveCoarse, hour.QualityOf(Pollutant.Pm25));
        Assert.Equal(Quality.FineAboveCoarse, hour.QualityOf(Pollutant.Pm10));
        Assert.Equal(Quality.None, hour.QualityOf(Pollutant.So2));
    }

    [Fact]
    public void What_cannot_occur_is_implausible_but_ozone_may_vanish()
    {
        Assert.Equal([Quality.None, Quality.Implausible, Quality.Implausible], Ozone(0, -5, 5000));
        Assert.Equal([Quality.Implausible], Flags(Pollutant.Pm25, [new HourlyAir("x", First, 0, null, null, null, null, null)]));
    }

    [Fact]
    public void Marking_keeps_every_value_and_the_order_and_does_not_depend_on_it()
    {
        var value = Gen.OneOf(Gen.Constant<double?>(null), Gen.Choose(-5, 1200).Select(n => (double?)n), Gen.Constant<double?>(60));
        var hours =
            from values in value.ArrayOf(40)
            select values.Select((v, i) => new HourlyAir(i % 2 == 0 ? "a" : "b", First.Plus(i / 2), v, 60, null, null, v, 1)).ToList();
        Prop.ForAll(hours.ToArbitrary(), list =>
        {
            var marked = QualityFlags.Mark(list);
            Assert.Equal(list, marked.Select(h => h with { PackedQuality = 0 }));
            Assert.Equal(marked, Enumerable.Reverse(QualityFlags.Mark(Enumerable.Reverse(list).ToList())));
            Assert.Equal(marked, QualityFlags.Mark(marked));
        }).QuickCheckThrowOnFailure();
    }
}
