using Emergency.Core.Decisions;
using Emergency.Core.Quantities;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Forecasting.Indexing;
using Emergency.Forecasting.Observing;
using Emergency.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace Emergency.Forecasting.Tests.Indexing;

public sealed class DailyIndexTests
{
    private static readonly LocalDay Day = LocalDay.Of(2019, 1, 11);
    private static readonly AqiRules Of2012 = AqiCalculatorTests.Of2012;
    private static readonly AqiRules Of2026 = AqiCalculatorTests.Of2026;

    /// <summary>A day of equal hours in which the first so many are missing.</summary>
    private static IEnumerable<HourlyAir> Hours(double? pm25 = null, double? o3 = null, int missing = 0, string place = "晋城", LocalDay? day = null) =>
        (day ?? Day).Hours.Hours().Skip(missing).Select(h => new HourlyAir(place, h, pm25, null, null, null, o3, null));

    private static DailyAir Single(IEnumerable<HourlyAir> hours, AqiRules? rules = null) => Assert.Single(DailyIndex.Compute("晋城", hours, rules ?? Of2012));

    private static IndicatorValue Indicator(DailyAir day, Pollutant pollutant, Averaging averaging) =>
        day.Indicators.Single(i => i.Indicator == new Indicator(pollutant, averaging));

    [Fact]
    public void Twenty_hours_make_a_daily_mean_and_nineteen_do_not()
    {
        Assert.Equal(200, Single(Hours(pm25: 150, missing: 4)).Aqi);

        var nineteen = Single(Hours(pm25: 150, missing: 5));
        Assert.False(nineteen.Valid);
        Assert.Null(nineteen.Aqi);
        Assert.Null(nineteen.CategoryLevel);
        Assert.Contains("PM2.5：有效小时19个，不足20个", nineteen.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_day_runs_from_midnight_to_midnight_in_Beijing()
    {
        var before = new HourlyAir("晋城", Day.FirstHour.Plus(-1), 499, null, null, null, null, null);
        var after = new HourlyAir("晋城", Day.FirstHour.Plus(24), 499, null, null, null, null, null);

        var days = DailyIndex.Compute("晋城", [before, .. Hours(pm25: 150), after], Of2012);

        Assert.Equal([Day.Plus(-1), Day, Day.Plus(1)], days.Select(d => d.Day));
        Assert.Equal([null, 200, null], days.Select(d => d.Aqi));
    }

    [Fact]
    public void Days_without_any_hour_stand_between_as_invalid()
    {
        var days = DailyIndex.Compute("晋城", Hours(pm25: 150).Concat(Hours(pm25: 75, day: Day.Plus(3))), Of2012);

        Assert.Equal([200, null, null, 100], days.Select(d => d.Aqi));
    }

    [Fact]
    public void The_order_of_the_hours_does_not_matter()
    {
        var hours = Hours(pm25: 150).Concat(Hours(pm25: 75, day: Day.Plus(40))).Concat(Hours(pm25: 35, day: Day.Plus(-40))).ToList();

        Assert.Equal(
            DailyIndex.Compute("晋城", hours, Of2012).Select(d => d.Aqi),
            DailyIndex.Compute("晋城", Enumerable.Reverse(hours), Of2012).Select(d => d.Aqi));
    }

    [Fact]
    public void Of_an_hour_given_twice_the_later_counts() => Assert.Equal(100, Single(Hours(pm25: 150).Concat(Hours(pm25: 75))).Aqi);

    [Fact]
    public void A_negative_hour_is_no_valid_hour()
    {
        var hours = Hours(pm25: 150).ToArray();
        hours[0] = hours[0] with { Pm25 = -3 };

        Assert.Equal(23, Indicator(Single(hours), Pollutant.Pm25, Averaging.Hour24).ValidHours);
        Assert.Equal(150, Single(hours).ConcentrationOf(Pollutant.Pm25));
    }

    [Fact]
    public void The_largest_8_hour_mean_is_sought_in_the_windows_that_end_at_8_to_24()
    {
        // 200 from 16:00 to 24:00 and 40 before: the last window is all 200. The same eight hours laid around midnight would not count as one window.
        var hours = Hours(o3: 40).Select(h => h.Hour.HourOfDay >= 16 ? h with { O3 = 200 } : h);

        var day = Single(hours);

        Assert.Equal(200, day.ConcentrationOf(Pollutant.O3));
        Assert.Equal(17, Indicator(day, Pollutant.O3, Averaging.Hour8).ValidHours);
        Assert.Equal(200, Indicator(day, Pollutant.O3, Averaging.Hour1).Concentration);
    }

    /// <summary>With the first k hours missing, a window has six hours from the one that ends at k + 6 on: 19 − k windows.</summary>
    [Theory]
    [InlineData(4, 15, true)]
    [InlineData(5, 14, true)]
    [InlineData(6, 13, false)]
    public void An_8_hour_maximum_needs_14_windows_of_6_hours(int missing, int windows, bool valid)
    {
        var day = Single(Hours(o3: 100, missing: missing));

        Assert.Equal(windows, Indicator(day, Pollutant.O3, Averaging.Hour8).ValidHours);
        Assert.Equal(valid ? 100 : null, day.ConcentrationOf(Pollutant.O3));
    }

    [Fact]
    public void An_incomplete_8_hour_maximum_above_the_limit_counts_all_the_same_and_its_hour_with_it()
    {
        var day = Single(Hours(o3: 170, missing: 12));

        Assert.Equal(170, day.ConcentrationOf(Pollutant.O3));
        Assert.Equal(170, Indicator(day, Pollutant.O3, Averaging.Hour1).Concentration);
        Assert.False(Single(Hours(o3: 160, missing: 12)).Valid);
    }

    [Fact]
    public void Ozone_above_the_8_hour_table_is_judged_by_its_largest_hour_in_2012_and_counts_300_in_2026()
    {
        Assert.Equal(400, Single(Hours(o3: 1000)).Aqi);
        Assert.Equal(300, Single(Hours(pm25: 10, o3: 1000), Of2026).Aqi);
    }

    [Fact]
    public void Without_a_pollutant_2012_publishes_and_2026_publishes_only_above_100()
    {
        Assert.Equal(100, Single(Hours(pm25: 75)).Aqi);
        Assert.Equal(114, Single(Hours(pm25: 75), Of2026).Aqi);

        var low = Single(Hours(pm25: 60), Of2026);
        Assert.Null(low.Aqi);
        Assert.Contains("其余污染物的AQI为100，不超过100", low.Why, StringComparison.Ordinal);
        Assert.Equal(60, low.ConcentrationOf(Pollutant.Pm25));
    }

    [Fact]
    public void The_edition_follows_the_day()
    {
        var last = LocalDay.Of(2026, 2, 28);
        var days = DailyIndex.Compute("晋城", Hours(pm25: 75, day: last).Concat(Hours(pm25: 75, day: last.Plus(1))), d => ShippedRules.Library.Aqi("cn", d).OrThrow());

        Assert.Equal([100, 114], days.Select(d => d.Aqi));
        Assert.Equal(["HJ633-2012", "HJ633-2026"], days.Select(d => d.Edition.Edition));
    }

    [Fact]
    public void A_city_is_the_mean_of_its_valid_stations_each_averaged_over_its_day_first()
    {
        // Hour by hour first would give (4 × 100 + 20 × (100 + 200) / 2) / 24 = 141.7.
        var city = DailyIndex.ComputeCity("城", Hours(pm25: 100, place: "a").Concat(Hours(pm25: 200, place: "b", missing: 4)), Of2012);

        Assert.Equal(150, Assert.Single(city).ConcentrationOf(Pollutant.Pm25));
        Assert.Equal("城", city[0].Place);
    }

    [Theory]
    [InlineData(4, 1, true)] // 3 of 4: 75 %
    [InlineData(4, 2, false)]
    [InlineData(8, 2, true)]
    [InlineData(8, 3, false)]
    [InlineData(3, 1, true)] // small network: 2 of 3 is more than 50 %
    [InlineData(2, 1, true)]
    [InlineData(3, 2, false)]
    public void A_city_value_needs_three_quarters_of_its_stations_or_half_in_a_small_network(int stations, int without, bool valid)
    {
        var hours = Enumerable.Range(0, stations).SelectMany(s => Hours(pm25: 150, place: $"s{s}", missing: s < without ? 10 : 0));

        var day = Assert.Single(DailyIndex.ComputeCity("城", hours, Of2012));

        Assert.Equal(valid, day.Valid);
        Assert.Equal(valid, day.Why is null);
    }

    [Fact]
    public void A_mean_that_is_exactly_a_breakpoint_does_not_round_up_to_the_next_index()
    {
        // 24 values whose binary sum is not exact: 0.1 more and 0.1 less around 150.
        var hours = Hours(pm25: 150).Select((h, i) => h with { Pm25 = 150 + (i % 2 == 0 ? 0.1 : -0.1) });

        Assert.Equal(200, Single(hours).Aqi);
    }

    [Fact]
    public void Published_days_are_recomputed_from_their_concentrations()
    {
        var day = DailyIndex.Recompute(new PublishedDay("晋城", Day, 999, "良", 150, 100, 20, 30, 50, 1.1), Of2012);

        Assert.Equal(200, day.Aqi);
        Assert.Equal([Pollutant.Pm25], day.Primary);
        Assert.Equal(50, day.ConcentrationOf(Pollutant.O3));
        Assert.False(DailyIndex.Recompute(new PublishedDay("晋城", Day, 80, "良", null, null, null, null, null, null), Of2012).Valid);
    }

    [Theory]
    [InlineData(2012)]
    [InlineData(2026)]
    public void The_index_of_a_day_never_falls_when_one_hour_rises(int edition)
    {
        var rules = edition == 2012 ? Of2012 : Of2026;
        var value = Gen.OneOf(Gen.Constant<double?>(null), Gen.Choose(0, 1300).Select(n => (double?)n));
        var day =
            from values in value.ArrayOf(24 * 6)
            from hour in Gen.Choose(0, 23)
            from pollutant in Gen.Elements(Pollutants.All.ToArray())
            from rise in Gen.Choose(1, 800)
            select (values, hour, pollutant, rise);
        Prop.ForAll(day.ToArbitrary(), d =>
        {
            var slot = (d.hour * 6) + (int)d.pollutant;
            if (d.values[slot] is not { } old)
            {
                return;
            }

            var before = Single(Series(d.values), rules);
            double?[] raised = [.. d.values];
            raised[slot] = old + d.rise;
            var after = Single(Series(raised), rules);
            Assert.True(before.Aqi is null || after.Aqi >= before.Aqi, $"{before.Aqi} fell to {after.Aqi}");
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Tomorrow_never_changes_today()
    {
        var days = DailyIndex.Compute("晋城", Hours(pm25: 75).Concat(Hours(pm25: 400, day: Day.Plus(1))), Of2012);

        Assert.Equal(CanonicalJson.Write(Single(Hours(pm25: 75))), CanonicalJson.Write(days[0]));
    }

    private static IEnumerable<HourlyAir> Series(double?[] v) =>
        Day.Hours.Hours().Select((h, i) => new HourlyAir("晋城", h, v[i * 6], v[(i * 6) + 1], v[(i * 6) + 2], v[(i * 6) + 3], v[(i * 6) + 4], v[(i * 6) + 5]));
}
