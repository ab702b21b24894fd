using Emergency.Forecasting.Verification;

namespace Emergency.Forecasting.Tests.Verification;

public class BlockBootstrapTests
{
    private static double? Mean(double[] sums) => sums[0] > 0 ? sums[1] / sums[0] : null;

    [Fact]
    public void Equal_days_leave_no_doubt()
    {
        var range = BlockBootstrap.Range([.. Enumerable.Range(0, 100).Select(_ => new double[] { 1, 7 })], Mean, seed: 1)!;
        Assert.Equal(7, range.Low, 9);
        Assert.Equal(7, range.High, 9);
    }

    [Fact]
    public void Independent_days_give_the_range_of_the_central_limit()
    {
        // A day is 0 or 1 by chance: the mean of 400 has the standard deviation 0.025, its middle nine tenths reach ± 1.645 × 0.025.
        var random = new Random(3);
        var days = Enumerable.Range(0, 400).Select(_ => new double[] { 1, random.Next(2) }).ToList();
        var mean = days.Average(d => d[1]);
        var range = BlockBootstrap.Range(days, Mean, seed: 1)!;
        Assert.InRange(mean - range.Low, 0.029, 0.053);
        Assert.InRange(range.High - mean, 0.029, 0.053);
    }

    [Fact]
    public void Days_that_come_in_spells_widen_the_range()
    {
        double[] Day(bool one) => [1, one ? 1 : 0];
        var alternating = Enumerable.Range(0, 200).Select(i => Day(i % 2 == 0)).ToList();
        var spells = Enumerable.Range(0, 200).Select(i => Day(i / 10 % 2 == 0)).ToList();
        double Width(IReadOnlyList<double[]> days) => BlockBootstrap.Range(days, Mean, seed: 1) is { } r ? r.High - r.Low : 0;
        Assert.True(Width(spells) > 3 * Width(alternating));
    }

    [Fact]
    public void The_same_seed_gives_the_same_range_and_another_seed_nearly_the_same()
    {
        var random = new Random(5);
        var days = Enumerable.Range(0, 200).Select(_ => new double[] { 1, random.NextDouble() }).ToList();
        Assert.Equal(BlockBootstrap.Range(days, Mean, 1), BlockBootstrap.Range(days, Mean, 1));
        var (one, two) = (BlockBootstrap.Range(days, Mean, 1)!, BlockBootstrap.Range(days, Mean, 2)!);
        Assert.NotEqual(one, two);
        Assert.Equal(one.Low, two.Low, 0.01);
    }

    [Fact]
    public void A_month_or_an_undefined_score_gives_no_range()
    {
        Assert.Null(BlockBootstrap.Range([.. Enumerable.Range(0, 29).Select(_ => new double[] { 1, 1 })], Mean, 1));
        Assert.Null(BlockBootstrap.Range([.. Enumerable.Range(0, 99).Select(_ => new double[] { 0, 0 })], Mean, 1));
    }
}
