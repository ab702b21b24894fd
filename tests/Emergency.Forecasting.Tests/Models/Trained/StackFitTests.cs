using Emergency.Forecasting.Models.Trained;
using FsCheck;
using FsCheck.Fluent;

namespace Emergency.Forecasting.Tests.Models.Trained;

public class StackFitTests
{
    [Fact]
    public void The_best_part_alone_gets_the_weight()
    {
        var random = new Random(1);
        var targets = Enumerable.Range(0, 400).Select(_ => (float)(4 + Normal(random))).ToArray();
        float[][] parts = [.. targets.Select(t => new[] { (float)Normal(random), t, (float)Normal(random), float.NaN, float.NaN })];
        var stack = StackFit.Fit(parts, targets, Rows(400));
        Assert.Equal(1, stack.Weights[1], 0.01);
        Assert.Equal(1, stack.MeanWeights[1], 0.01);
        Assert.InRange(stack.Weights[0], 0, 0.02);
        Assert.Equal(0, stack.Weights[3]);
        Assert.Equal(5, stack.Median([0, 5, 0, float.NaN, float.NaN], 0), 0.05);
        Assert.Equal(Math.Exp(5), stack.Mean([0, 5, 0, float.NaN, float.NaN], 0), 0.05 * Math.Exp(5));
    }

    [Fact]
    public void A_part_that_points_the_wrong_way_gets_nothing()
    {
        var random = new Random(2);
        var targets = Enumerable.Range(0, 200).Select(_ => (float)Normal(random)).ToArray();
        var stack = StackFit.Fit([.. targets.Select(t => new[] { -t, (0.5f * t) + (0.3f * (float)Normal(random)), float.NaN, float.NaN, float.NaN })], targets, Rows(200));
        Assert.Equal(0, stack.Weights[0]);
        Assert.True(stack.Weights[1] > 1);
    }

    [Fact]
    public void Weights_are_not_negative_and_no_part_alone_is_better_on_the_rows_of_the_fit() => Law.Holds(
        from seed in Gen.Choose(0, 100_000)
        from rows in Gen.Choose(20, 60)
        select (seed, rows),
        t =>
        {
            var random = new Random(t.seed);
            var targets = Enumerable.Range(0, t.rows).Select(_ => (float)(4 + Normal(random))).ToArray();
            var (noise, share) = (Enumerable.Range(0, 4).Select(_ => 2 * random.NextDouble()).ToArray(), Enumerable.Range(0, 4).Select(_ => random.NextDouble()).ToArray());
            float[][] parts = [.. targets.Select(y => Enumerable.Range(0, 4).Select(k => (float)(4 + (share[k] * (y - 4)) + (noise[k] * Normal(random)))).Append(float.NaN).ToArray())];
            var stack = StackFit.Fit(parts, targets, Rows(t.rows));
            var ownMean = targets.Average(y => (double)y);
            var error = parts.Select((p, i) => Math.Pow(stack.Median(p, 0) - targets[i], 2)).Sum();
            var alone = Enumerable.Range(0, 4).Min(k =>
            {
                var centre = parts.Average(p => (double)p[k]);
                return parts.Select((p, i) => Math.Pow(ownMean + p[k] - centre - targets[i], 2)).Sum();
            });
            var meanError = parts.Select((p, i) => Math.Pow(stack.Mean(p, 0) - Math.Exp(targets[i]), 2)).Sum();
            var meanAlone = Enumerable.Range(0, 4).Min(k => parts.Select((p, i) => Math.Pow(Math.Exp(p[k]) - Math.Exp(targets[i]), 2)).Sum());
            return stack.Weights.Concat(stack.MeanWeights).All(w => w >= 0) && error <= (1.001 * alone) + 1e-6 && meanError <= (1.001 * meanAlone) + 1e-6;
        });

    [Theory]
    [InlineData(0.5, true)]
    [InlineData(5, false)]
    public void The_expected_value_leaves_the_mean_of_the_season_only_for_a_clear_gain(double noise, bool leaves)
    {
        var random = new Random(4);
        var targets = Enumerable.Range(0, 300).Select(_ => (float)(4 + (0.5 * Normal(random)))).ToArray();
        float[][] parts = [.. targets.Select(t => new[] { float.NaN, t + (float)(noise * Normal(random)), float.NaN, float.NaN, 4.1f })];
        var stack = StackFit.Fit(parts, targets, Rows(300));
        Assert.Equal(leaves, stack.MeanWeights[1] > 0);
        Assert.Equal(0, stack.Weights[4]);
        if (!leaves)
        {
            Assert.Equal([0, 0, 0, 0, 1], stack.MeanWeights);
        }
    }

    [Fact]
    public void Rows_without_target_or_without_a_part_change_nothing()
    {
        var random = new Random(3);
        var targets = Enumerable.Range(0, 100).Select(_ => (float)Normal(random)).ToArray();
        float[][] parts = [.. targets.Select(t => new[] { t + (float)Normal(random), 0.5f * t, float.NaN, float.NaN, float.NaN })];
        var clean = StackFit.Fit(parts[..90], targets[..90], Rows(90));
        targets[95] = float.NaN;
        parts[92] = [float.NaN, 99, float.NaN, float.NaN, float.NaN];
        var gappy = StackFit.Fit(parts, targets, [.. Rows(90), 92, 95]);
        Assert.Equal(clean.Weights, gappy.Weights);
        Assert.Equal(clean.Centre, gappy.Centre);
    }

    [Fact]
    public void Without_any_target_nothing_is_claimed()
    {
        var stack = StackFit.Fit([[1, 2, 3, 4, 5]], [float.NaN], [0]);
        Assert.Equal(double.NaN, stack.Median([1, 2, 3, 4, 5], 0));
    }

    [Fact]
    public void Non_negative_least_squares_worked_out_by_hand()
    {
        // x²+y²+xy − 3x + y: freely (7/3, −5/3); with y ≥ 0 the best is x = 3/2.
        Assert.Equal([1.5, 0], StackFit.NonNegative(new double[,] { { 2, 1 }, { 1, 2 } }, [3, -1]));
        var free = StackFit.NonNegative(new double[,] { { 2, 1 }, { 1, 2 } }, [3, 3]);
        Assert.Equal(1, free[0], 1e-6);
        Assert.Equal(1, free[1], 1e-6);
    }

    private static List<int> Rows(int count) => [.. Enumerable.Range(0, count)];

    private static double Normal(Random random) => MathNet.Numerics.Distributions.Normal.Sample(random, 0, 1);
}
