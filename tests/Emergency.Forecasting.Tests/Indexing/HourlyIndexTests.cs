using Emergency.Core.Quantities;
using Emergency.Core.Time;
using Emergency.Forecasting.Indexing;
using Emergency.Forecasting.Observing;

namespace Emergency.Forecasting.Tests.Indexing;

public sealed class HourlyIndexTests
{
    private static readonly Hour Hour = Hour.Ending(new DateOnly(2019, 1, 7), 0);

    [Fact]
    public void An_hour_is_judged_by_its_one_hour_values_with_the_daily_row_for_particles()
    {
        var result = HourlyIndex.Compute(new HourlyAir("临汾", Hour, 347, 433, 130, 92, 8, 4.98), AqiCalculatorTests.Of2012);

        Assert.Equal(397, result!.Aqi);
        Assert.Equal([Pollutant.Pm25], result.Primary);
        Assert.Equal("严重污染", result.Category.Name.Zh);
    }

    [Fact]
    public void Without_a_usable_value_there_is_no_index()
    {
        Assert.Null(HourlyIndex.Compute(new HourlyAir("临汾", Hour, null, null, null, null, null, null), AqiCalculatorTests.Of2012));
        Assert.Null(HourlyIndex.Compute(new HourlyAir("临汾", Hour, -1, null, null, null, null, null), AqiCalculatorTests.Of2012));
    }

    [Fact]
    public void The_comparison_tells_the_law_from_what_is_published()
    {
        var comparison = new HourlyComparison();
        // 48 µg/m³ is 66.25: 67 by law, 66 as cities are published.
        comparison.Add(new HourlyAir("晋城", Hour, 48, null, null, null, null, null) { PublishedAqi = 66 }, AqiCalculatorTests.Of2012);
        comparison.Add(new HourlyAir("晋城", Hour, 75, null, null, null, null, null) { PublishedAqi = 103 }, AqiCalculatorTests.Of2012);
        comparison.Add(new HourlyAir("晋城", Hour, 75, null, null, null, null, null), AqiCalculatorTests.Of2012);
        comparison.Add(new HourlyAir("晋城", Hour, null, null, null, null, null, null) { PublishedAqi = 80 }, AqiCalculatorTests.Of2012);

        Assert.Equal((2, 1), (comparison.Compared, comparison.NotComputable));
        Assert.Equal((1, 1, 3), (comparison.RoundedToNearest.Exact, comparison.RoundedToNearest.WithinTwo, comparison.RoundedToNearest.Largest));
        Assert.Equal((0, 1), (comparison.RoundedUp.Exact, comparison.RoundedUp.WithinTwo));
        Assert.Equal(0.5, comparison.RoundedToNearest.ExactShare);
    }
}
