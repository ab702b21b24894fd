using Emergency.Forecasting.Models.Box;
using Emergency.Forecasting.Models.Features;
using Emergency.Forecasting.Tests.Models.Features;

namespace Emergency.Forecasting.Tests.Models.Box;

public class NeuralBoxTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void The_gradient_is_that_of_finite_differences()
    {
        var runs = Runs(16, 30, seed: 1);
        var box = NeuralBoxFit.Train(runs, new(Epochs: 3), seed: 1, threads: 1, Cancel);
        var targets = (float[])runs.Targets[3].Clone();
        targets[5] = float.NaN;
        var (_, gradient) = NeuralBoxFit.Evaluate(box, runs.Inputs[3], targets, runs.Starts[3]);
        var (largest, checkedOnes) = (gradient.Max(Math.Abs), 0);
        for (var i = 0; i < NeuralBox.Size; i += 7)
        {
            const float Step = 4e-3f;
            var slope = (Loss(i, Step) - Loss(i, -Step)) / (2 * Step);
            Assert.True(Math.Abs(slope - gradient[i]) < (0.02 * Math.Abs(slope)) + (2e-3 * largest), $"parameter {i}: {gradient[i]} against {slope}");
            checkedOnes++;
        }

        Assert.True(checkedOnes > 100 && largest > 0.1);

        double Loss(int i, float by)
        {
            var moved = (float[])box.Parameters.Clone();
            moved[i] += by;
            return NeuralBoxFit.Evaluate(new(moved, box.Means, box.Scales), runs.Inputs[3], targets, runs.Starts[3]).Loss;
        }
    }

    [Fact]
    public void One_thread_and_two_give_the_same_bytes_and_another_seed_others()
    {
        var runs = Runs(40, 60, seed: 2);
        var one = NeuralBoxFit.Train(runs, new(Epochs: 3), seed: 5, threads: 1, Cancel).Parameters;
        Assert.Equal(one, NeuralBoxFit.Train(runs, new(Epochs: 3), seed: 5, threads: 2, Cancel).Parameters);
        Assert.NotEqual(one, NeuralBoxFit.Train(runs, new(Epochs: 3), seed: 6, threads: 1, Cancel).Parameters);
    }

    [Fact]
    public void Training_brings_the_course_to_the_targets()
    {
        var runs = Runs(96, 48, seed: 3);
        double Error(NeuralBox box) => runs.Inputs.Select((rows, r) => NeuralBoxFit.Evaluate(box, rows, runs.Targets[r], runs.Starts[r]).Loss).Sum() / (96 * 48);
        var little = Error(NeuralBoxFit.Train(runs, new(Epochs: 1, Rate: 1e-6f), seed: 1, threads: 2, Cancel));
        var trained = Error(NeuralBoxFit.Train(runs, new(Epochs: 40), seed: 1, threads: 2, Cancel));
        Assert.True(trained < 0.1 * little, $"{trained} against {little}");
    }

    [Fact]
    public void A_row_with_any_unknown_input_ends_the_course_and_does_not_poison_the_training()
    {
        // A gap of one variable alone, as in records whose rain gauge or barometer failed: every parameter must stay a number.
        var (outlook, normal) = (Outlooks.Constant(until: 240), Outlooks.Normal(0, 0, 2, 8, 3, 1012, 0.1));
        outlook[OutlookVariable.Rain][WeatherOutlook.Before + 30] = float.NaN;
        var rows = new float[60 * BoxInputs.Count];
        new BoxInputs().Write(outlook, normal, 4, fillNormal: false, [], 60, rows);
        var (means, scales) = NeuralBoxFit.Scale([rows]);
        Assert.All(means, m => Assert.True(float.IsFinite(m)));
        NeuralBox.Standardise(rows, means, scales);
        var targets = Enumerable.Repeat(4f, 60).ToArray();
        var runs = new BoxRuns([.. Enumerable.Repeat(rows, 16)], [.. Enumerable.Repeat(targets, 16)], [.. Enumerable.Repeat(50f, 16)], means, scales);
        var box = NeuralBoxFit.Train(runs, new(Epochs: 2), seed: 1, threads: 1, Cancel);
        Assert.All(box.Parameters, p => Assert.True(float.IsFinite(p)));
        var course = new float[60];
        box.Run(rows, 50, course);
        Assert.True(float.IsFinite(course[29]));
        Assert.True(float.IsNaN(course[30]) && float.IsNaN(course[59]));
    }

    [Fact]
    public void Without_runs_training_gives_the_untrained_box()
    {
        var none = new BoxRuns([], [], [], new float[BoxInputs.Count], new float[BoxInputs.Count]);
        Assert.All(NeuralBoxFit.Train(none, new(Epochs: 2), seed: 1, threads: 2, Cancel).Parameters, p => Assert.True(float.IsFinite(p)));
    }

    [Fact]
    public void Without_future_weather_the_normal_stands_in()
    {
        var normal = Outlooks.Normal(0.5, -0.5, 3, 8, 3, 1012, 0.1);
        var outlook = Outlooks.Constant(until: 0);
        var rows = new float[240 * BoxInputs.Count];
        new BoxInputs().Write(outlook, normal, double.NaN, fillNormal: true, [], 240, rows);
        Assert.All(rows, v => Assert.True(float.IsFinite(v)));
        var later = rows.AsSpan(100 * BoxInputs.Count, BoxInputs.Count);
        Assert.Equal((0.5f, -0.5f, 3f), (later[0], later[1], later[2]));
        Assert.Equal((0f, 0f, 0f), (later[10], later[11], later[12]));
        // The mean of the day before is that of the normal from the second day on.
        Assert.Equal(3f, later[18], 1e-4f);
    }

    private static BoxRuns Runs(int count, int hours, int seed)
    {
        var random = new Random(seed);
        float Normal() => (float)MathNet.Numerics.Distributions.Normal.Sample(random, 0, 1);
        var (inputs, targets, starts) = (new List<float[]>(), new List<float[]>(), new List<float>());
        for (var r = 0; r < count; r++)
        {
            var rows = new float[hours * BoxInputs.Count];
            var logs = new float[hours];
            for (var i = 0; i < rows.Length; i++)
            {
                rows[i] = i < BoxInputs.Count ? Normal() : (0.9f * rows[i - BoxInputs.Count]) + (0.4f * Normal());
            }

            var concentration = 60.0;
            starts.Add(60);
            for (var h = 0; h < hours; h++)
            {
                var (speed, humidity) = (rows[(h * BoxInputs.Count) + 2], rows[(h * BoxInputs.Count) + 8]);
                var kept = Math.Exp(-0.1 * (1 + Math.Max(0, speed)));
                concentration = (kept * concentration) + ((1 - kept) * Math.Exp(4 + (0.5 * humidity)));
                logs[h] = (float)Math.Log(concentration);
            }

            inputs.Add(rows);
            targets.Add(logs);
        }

        return new(inputs, targets, starts, new float[BoxInputs.Count], [.. Enumerable.Repeat(1f, BoxInputs.Count)]);
    }
}
