using Emergency.Forecasting.Models.Trained;

namespace Emergency.Forecasting.Tests.Models.Trained;

public class MissSpreadTests
{
    [Fact]
    public void A_spread_that_shrinks_with_the_level_is_found()
    {
        var random = new Random(3);
        var middles = Enumerable.Range(0, 4000).Select(i => 2.5 + (3.0 * i / 4000)).ToList();
        var misses = middles.Select(m => Spread(m) * MathNet.Numerics.Distributions.Normal.Sample(random, 0, 1)).ToList();
        var fitted = MissSpread.Fit(middles, misses);
        Assert.All([2.7, 3.5, 4.5, 5.3], m => Assert.InRange(fitted.At(m) / Spread(m), 0.95, 1.05));

        static double Spread(double middle) => 0.5 * Math.Exp(-0.4 * (middle - 2.5));
    }

    [Fact]
    public void Levels_never_seen_count_as_the_nearest_seen()
    {
        var fitted = new MissSpread(4, -1, -0.5, 3, 5);
        Assert.Equal(fitted.At(5), fitted.At(9));
        Assert.Equal(fitted.At(3), fitted.At(0));
        Assert.Equal(Math.Exp(-1), fitted.At(4), 12);
    }

    [Fact]
    public void A_few_misses_give_one_spread_for_all_levels()
    {
        var fitted = MissSpread.Fit([3, 4, 5, 6], [0.1, -0.1, 0.1, -0.1]);
        Assert.Equal(0.1, fitted.At(3), 9);
        Assert.Equal(0.1, fitted.At(6), 9);
    }

    [Fact]
    public void Without_any_miss_the_spread_is_one() => Assert.Equal(1, MissSpread.Fit([], []).At(4));
}
