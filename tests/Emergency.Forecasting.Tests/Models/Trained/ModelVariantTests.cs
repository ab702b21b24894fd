using Emergency.Forecasting.Models.Trained;

namespace Emergency.Forecasting.Tests.Models.Trained;

public class ModelVariantTests
{
    [Fact]
    public void A_season_curve_is_its_two_harmonics()
    {
        double[] curve = [4, 0.1, 0.5, -0.2, 0.05];
        var angle = 2 * Math.PI * 100 / 365.25;
        Assert.Equal(4 + (0.1 * Math.Sin(angle)) + (0.5 * Math.Cos(angle)) - (0.2 * Math.Sin(2 * angle)) + (0.05 * Math.Cos(2 * angle)), SeasonCurve.At(curve, 100), 1e-12);
        Assert.Equal(SeasonCurve.At(curve, 366), SeasonCurve.At(curve, 1), 0.01);
        Assert.Equal(4, Enumerable.Range(1, 365).Average(d => SeasonCurve.At(curve, d)), 0.01);
    }

    [Fact]
    public void Columns_are_brought_to_mean_zero_and_spread_one_and_missing_ones_to_their_mean()
    {
        // Columns: 1 … 5 with a gap, constant, never there, with one far out.
        var rows = new float[100 * 4];
        for (var i = 0; i < 100; i++)
        {
            (rows[4 * i], rows[(4 * i) + 1], rows[(4 * i) + 2], rows[(4 * i) + 3]) = ((i % 5) + 1, 7, float.NaN, i == 0 ? 1000 : i % 2);
        }

        rows[0] = float.NaN;
        var scale = ColumnScale.Of(rows, 4);
        Assert.Equal(0, scale.Factors[1]);
        Assert.Equal(0, scale.Factors[2]);
        var (sum, squares, row) = (0.0, 0.0, new float[4]);
        for (var i = 1; i < 100; i++)
        {
            scale.Apply(rows.AsSpan(4 * i, 4), row);
            sum += row[0];
            squares += row[0] * row[0];
            Assert.Equal((0f, 0f), (row[1], row[2]));
        }

        Assert.Equal(0, sum / 99, 1e-5);
        Assert.Equal(1, squares / 99, 1e-4);
        scale.Apply(rows.AsSpan(0, 4), row);
        Assert.Equal([0, 0, 0, 4], row);
    }

    [Fact]
    public void A_missing_part_stands_at_its_mean()
    {
        var stack = new LeadStack(4, [3.9, 4.1, 4, 0, 0], [0.5, 0.5, 0, 0, 0], [0.5, 0.6, 0, 0, 0], 0.5, 0.25);
        Assert.Equal(4 + (0.5 * 0.1), stack.Median([4f, float.NaN, 99, 99, 99], 0), 1e-6);
        Assert.Equal((0.5 * Math.Exp(4)) + (0.6 * Math.Exp(4.1)), stack.Mean([4f, float.NaN, 0, 0, 0], 0), 1e-3);
    }

    [Fact]
    public void A_part_of_the_recent_miss_is_added()
    {
        var stack = new LeadStack(4, [4, 0, 0, 0, 0], [1, 0, 0, 0, 0], [1, 0, 0, 0, 0], 0.5, 0.25);
        Assert.Equal(4.1, stack.Median([4f, 0, 0, 0, 0], 0.2), 1e-6);
        Assert.Equal(Math.Exp(4 + 0.05), stack.Mean([4f, 0, 0, 0, 0], 0.2), 1e-3);
    }
}

public class SeasonWindowTests
{
    [Fact]
    public void A_day_has_the_mean_of_the_days_within_thirty_across_the_turn_of_the_year()
    {
        int[] days = [1, 20, 350, 32, 200];
        var table = SeasonWindow.Fit(days, [.. new[] { 10, 20, 60, 900, 500 }.Select(v => MathF.Log(v))]);
        Assert.Equal(30, Math.Exp(table[1]), 1e-3);
        Assert.Equal(500, Math.Exp(table[190]), 1e-2);
        Assert.Equal(1490 / 5.0, Math.Exp(table[100]), 1e-2);
        Assert.Equal(float.NaN, SeasonWindow.Fit([5], [float.NaN])[5]);
    }
}

public class RidgeLeadsTests
{
    private static readonly float[] Truth = [0.5f, -0.3f, 0];

    [Fact]
    public void Leads_to_three_stand_alone_and_later_ones_help_their_neighbours()
    {
        Assert.True(RidgeLeads.Counts(2, 2, pooled: true));
        Assert.False(RidgeLeads.Counts(3, 4, pooled: true));
        Assert.False(RidgeLeads.Counts(4, 3, pooled: true));
        Assert.True(RidgeLeads.Counts(4, 5, pooled: true));
        Assert.True(RidgeLeads.Counts(10, 9, pooled: true));
        Assert.False(RidgeLeads.Counts(10, 8, pooled: true));
        Assert.False(RidgeLeads.Counts(4, 5, pooled: false));
    }

    [Fact]
    public void A_rare_pollutant_is_fitted_on_its_own_rows_and_costs_the_others_none()
    {
        var (rows, leads, common, rare) = Made();
        var both = RidgeLeads.Fit(rows, 3, leads, [common, rare], 1e-3, true, 2, TestContext.Current.CancellationToken);
        var alone = RidgeLeads.Fit(rows, 3, leads, [common], 1e-3, true, 1, TestContext.Current.CancellationToken);
        for (var lead = 0; lead < 10; lead++)
        {
            Assert.Equal(alone[0][lead], both[0][lead]);
            Assert.Equal(4, both[0][lead][0], 0.1);
            Assert.Equal(0.5f, both[0][lead][1], 0.1f);
            // The rare one is the other turned round, on a tenth of the rows.
            Assert.Equal(-0.5f, both[1][lead][1], 0.1f);
            Assert.Equal(0.3f, both[1][lead][2], 0.1f);
        }
    }

    [Fact]
    public void A_pollutant_that_was_never_measured_gets_zeros()
    {
        var (rows, leads, common, _) = Made();
        var fitted = RidgeLeads.Fit(rows, 3, leads, [common, [.. common.Select(_ => float.NaN)]], 1e-3, true, 2, TestContext.Current.CancellationToken);
        Assert.All(fitted[1], lead => Assert.Equal([0, 0, 0, 0], lead));
    }

    [Fact]
    public void A_prediction_is_the_constant_and_the_products() => Assert.Equal(1 + (2 * 3) - (1 * 4), RidgeLeads.Predict([1, 2, -1], [3, 4]));

    private static (float[] Rows, int[] Leads, float[] Common, float[] Rare) Made()
    {
        var random = new Random(6);
        float Normal() => (float)MathNet.Numerics.Distributions.Normal.Sample(random, 0, 1);
        const int Count = 3000;
        var (rows, leads, common, rare) = (new float[Count * 3], new int[Count], new float[Count], new float[Count]);
        for (var i = 0; i < Count; i++)
        {
            leads[i] = (i % 10) + 1;
            var signal = 0f;
            for (var k = 0; k < 3; k++)
            {
                rows[(3 * i) + k] = Normal();
                signal += Truth[k] * rows[(3 * i) + k];
            }

            common[i] = 4 + signal + (0.1f * Normal());
            rare[i] = i / 10 % 10 == 0 ? 4 - signal : float.NaN;
        }

        return (rows, leads, common, rare);
    }
}

public class TimeFoldsTests
{
    [Theory]
    [InlineData(300 * 24)]
    [InlineData((300 * 24) + 7)]
    [InlineData(972 * 24)]
    [InlineData(3653 * 24)]
    public void No_hour_of_the_training_lies_within_two_days_of_one_held_out(int hours)
    {
        var folds = new TimeFolds(hours);
        for (var fold = 0; fold < TimeFolds.Count; fold++)
        {
            var last = int.MinValue;
            for (var hour = 0; hour < hours; hour++)
            {
                last = folds.FoldOf(hour) == fold ? hour : last;
                Assert.False(folds.MayTrain(hour, fold) && hour - (long)last <= 48, $"fold {fold}, hour {hour}");
            }

            var next = long.MaxValue;
            for (var hour = hours - 1; hour >= 0; hour--)
            {
                next = folds.FoldOf(hour) == fold ? hour : next;
                Assert.False(folds.MayTrain(hour, fold) && next - hour <= 48, $"fold {fold}, hour {hour}");
            }
        }
    }

    [Fact]
    public void Every_hour_is_held_out_once_in_blocks_of_a_month_or_more_and_most_train_each_fold()
    {
        var folds = new TimeFolds(972 * 24);
        var counts = Enumerable.Range(0, TimeFolds.Count).Select(f => Enumerable.Range(0, 972 * 24).Count(h => folds.FoldOf(h) == f)).ToList();
        Assert.Equal(972 * 24, counts.Sum());
        Assert.All(counts, c => Assert.InRange(c, 0.15 * 972 * 24, 0.25 * 972 * 24));
        Assert.All(Enumerable.Range(0, TimeFolds.Count), f => Assert.True(Enumerable.Range(0, 972 * 24).Count(h => folds.MayTrain(h, f)) > 0.75 * 972 * 24));
        var changes = Enumerable.Range(1, (972 * 24) - 1).Where(h => folds.FoldOf(h) != folds.FoldOf(h - 1)).Prepend(0).ToList();
        Assert.All(changes.Zip(changes.Skip(1)), c => Assert.True(c.Second - c.First >= 30 * 24));
    }
}
