using Emergency.Core.Quantities;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Forecasting.Indexing;
using Emergency.Testing;

namespace Emergency.Forecasting.Tests.Indexing;

public class QuickIndexTests
{
    public static TheoryData<int> Years() => [2015, 2027];

    [Theory]
    [MemberData(nameof(Years))]
    public void The_quick_index_is_within_one_of_the_exact_one_over_the_whole_table(int year)
    {
        var rules = Rules(year);
        var quick = new QuickIndex(rules);
        foreach (var pollutant in Enum.GetValues<Pollutant>())
        {
            var indicator = new Indicator(pollutant, pollutant == Pollutant.O3 ? Averaging.Hour8 : Averaging.Hour24);
            var row = rules.Rows.First(r => r.Indicator == indicator);
            var step = row.Breakpoints[^1] / 3000;
            for (var c = 0m; c <= row.Breakpoints[^1]; c += step)
            {
                var exact = AqiCalculator.Iaqi(rules, indicator, AqiCalculator.Rounded(rules, pollutant, c));
                Assert.True(Math.Abs(exact!.Value - quick.Of(pollutant, (double)c)) <= 1, $"{pollutant} {c}: {quick.Of(pollutant, (double)c)} against {exact}");
            }

            // At the points of the table nothing is rounded.
            foreach (var (point, index) in row.Breakpoints.Zip(row.Iaqi))
            {
                Assert.Equal((double)index, quick.Of(pollutant, (double)point));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Years))]
    public void The_index_never_falls_and_ends_at_the_cap(int year)
    {
        var rules = Rules(year);
        var quick = new QuickIndex(rules);
        foreach (var pollutant in Enum.GetValues<Pollutant>())
        {
            var last = 0.0;
            for (var c = 0.0; c < 4000; c += 0.7)
            {
                var index = quick.Of(pollutant, c);
                Assert.True(index >= last && index <= rules.Cap, $"{pollutant} {c}: {index} after {last}");
                last = index;
            }

            Assert.Equal(double.NaN, quick.Of(pollutant, double.NaN));
        }
    }

    [Fact]
    public void An_edition_without_a_row_has_no_index()
    {
        var rules = Rules(2015);
        var quick = new QuickIndex(rules with { Rows = [.. rules.Rows.Where(r => r.Indicator.Pollutant != Pollutant.Co)] });
        Assert.Equal(double.NaN, quick.Of(Pollutant.Co, 1));
        Assert.Equal(100, quick.Of(Pollutant.Pm25, 75));
    }

    private static AqiRules Rules(int year) => ShippedRules.Library.Aqi("cn", LocalDay.Of(year, 1, 1)).OrThrow();
}
