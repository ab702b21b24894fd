using Emergency.Forecasting.Models.Trees;

namespace Emergency.Forecasting.Tests.Models.Trees;

public sealed class XgboostTrainerTests
{
    private static readonly TreeSettings Few = new() { Rounds = 25, Depth = 4 };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Training_again_gives_the_same_bytes_and_another_seed_gives_others()
    {
        NeedsXgboost.Here();
        var data = MadeUpRows.Of(2_000, 20, missing: 0.05, seed: 1);

        Assert.Equal(data.TrainJson(Few, Cancel), data.TrainJson(Few, Cancel));
        Assert.NotEqual(data.TrainJson(Few, Cancel), data.TrainJson(Few with { Seed = 2 }, Cancel));
    }

    [Fact]
    public async Task Models_trained_at_the_same_time_have_the_bytes_they_have_alone()
    {
        NeedsXgboost.Here();
        var one = MadeUpRows.Of(2_000, 20, missing: 0.05, seed: 1);
        var other = MadeUpRows.Of(3_000, 12, missing: 0.2, seed: 2);
        var alone = (one.TrainJson(Few, Cancel), other.TrainJson(Few with { Seed = 7, Depth = 6 }, Cancel));

        for (var time = 0; time < 4; time++)
        {
            // Both are released at once, so that their rounds really interleave.
            using var start = new Barrier(2);
            var first = Task.Factory.StartNew(() => Together(start, () => one.TrainJson(Few, Cancel)), Cancel, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            var second = Task.Factory.StartNew(() => Together(start, () => other.TrainJson(Few with { Seed = 7, Depth = 6 }, Cancel)), Cancel, TaskCreationOptions.LongRunning, TaskScheduler.Default);

            Assert.Equal(alone.Item1, await first);
            Assert.Equal(alone.Item2, await second);
        }

        static byte[] Together(Barrier start, Func<byte[]> train)
        {
            start.SignalAndWait(Cancel);
            return train();
        }
    }

    [Fact]
    public void The_model_follows_the_targets()
    {
        NeedsXgboost.Here();
        var data = MadeUpRows.Of(3_000, 10, missing: 0.02, seed: 5);
        var ensemble = XgboostTrainer.Train(data.Rows, data.Columns, data.Targets, null, new TreeSettings { Rounds = 120 }, Cancel);
        var predictions = new float[data.Count];
        ensemble.Predict(data.Rows, predictions);

        var mean = data.Targets.Average();
        var left = data.Targets.Zip(predictions, (t, p) => (t - p) * (t - p)).Sum() / data.Targets.Sum(t => (t - mean) * (t - mean));
        Assert.True(left < 0.35, $"{left:P0} of the variance is left.");
        Assert.Equal(120, ensemble.Trees);
    }

    [Fact]
    public void Without_trees_the_model_is_the_weighted_mean_of_the_targets()
    {
        NeedsXgboost.Here();
        var none = new TreeSettings { Rounds = 0 };

        Assert.Equal(2.5f, XgboostTrainer.Train([1, 2, 3], 1, [1, 2, 4.5f], null, none, Cancel).Predict([1]));
        Assert.Equal(4f, XgboostTrainer.Train([1, 2, 3], 1, [1, 2, 4.5f], [0, 0.5f, 2], none, Cancel).Predict([1]));
    }

    [Fact]
    public void Rows_without_weight_do_not_count()
    {
        NeedsXgboost.Here();
        var one = MadeUpRows.Of(500, 3, missing: 0, seed: 1);
        var targets = one.Targets.Select((t, i) => i % 2 == 0 ? 1f : 9f).ToArray();
        var weights = one.Targets.Select((_, i) => i % 2 == 0 ? 1f : 0f).ToArray();

        Assert.Equal(1, XgboostTrainer.Train(one.Rows, 3, targets, weights, Few, Cancel).Predict(one.Rows.AsSpan(3, 3)), 1e-4f);
    }

    [Fact]
    public void Cancelling_ends_the_training()
    {
        NeedsXgboost.Here();
        using var cancel = new CancellationTokenSource();
        cancel.Cancel();

        Assert.Throws<OperationCanceledException>(() => XgboostTrainer.Train([1, 2], 1, [1, 2], null, Few, cancel.Token));
    }

    [Fact]
    public void Settings_that_the_library_refuses_are_reported_with_its_words()
    {
        NeedsXgboost.Here();

        var refusal = Assert.Throws<InvalidOperationException>(() => XgboostTrainer.Train([1, 2], 1, [1, 2], null, Few with { Subsample = 3 }, Cancel));

        Assert.Contains("subsample", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_that_cannot_be_used_are_refused_before_the_library_sees_them()
    {
        Refused("3 targets need 3 rows of 1 values", [1, 2], 1, [1, 2, 3]);
        Refused("at least one row is needed", [], 1, []);
        Refused("Row 1, column 1 is infinite", [1, 2, 3, float.PositiveInfinity], 2, [1, 2]);
        Refused("Target 1 is NaN", [1, 2], 1, [1, float.NaN]);
        Refused("and 1 weights", [1, 2], 1, [1, 2], [1]);
        Refused("Weights must be finite", [1, 2], 1, [1, 2], [1, -1]);
        Refused("Weights must be finite", [1, 2], 1, [1, 2], [0, 0]);
        Refused("columns", [1, 2], 0, [1, 2]);

        static void Refused(string expected, float[] rows, int columns, float[] targets, float[]? weights = null) =>
            Assert.Contains(expected, Assert.ThrowsAny<ArgumentException>(() => XgboostTrainer.Train(rows, columns, targets, weights, Few, Cancel)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_library_is_noticed_and_the_way_out_named_in_both_languages()
    {
        Assert.Equal(0, XgboostLibrary.Load(Path.Combine(Path.GetTempPath(), "no-such-library.so")));
        foreach (var sentence in new[] { XgboostTrainer.HowToInstall.Zh, XgboostTrainer.HowToInstall.En })
        {
            Assert.Contains("libxgboost0", sentence, StringComparison.Ordinal);
            Assert.Contains(XgboostLibrary.OverrideVariable, sentence, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_file_that_is_not_a_library_counts_as_missing() =>
        Assert.Equal(0, XgboostLibrary.Load(typeof(XgboostTrainerTests).Assembly.Location));
}
