using System.Numerics;
using System.Runtime.InteropServices;

namespace Emergency.Forecasting.Models.Box;

/// <summary>Free runs to train a <see cref="NeuralBox"/> on.</summary>
/// <param name="Inputs">Standardised inputs of each run, <see cref="BoxInputs.Count"/> an hour; an hour whose first input is NaN ends the run.</param>
/// <param name="Targets">ln PM2.5 of the hours of each run; NaN where missing or held out. Its length is that of the run.</param>
/// <param name="Starts">Concentration before each run [µg/m³].</param>
/// <param name="Means">Means by which the inputs were standardised.</param>
/// <param name="Scales">Reciprocal spreads.</param>
internal sealed record BoxRuns(IReadOnlyList<float[]> Inputs, IReadOnlyList<float[]> Targets, IReadOnlyList<float> Starts, float[] Means, float[] Scales);

/// <summary>How a neural box is trained.</summary>
/// <param name="Epochs">Times each run is seen.</param>
/// <param name="Rate">Highest step of Adam; warmed up over the first tenth, then a half cosine to zero.</param>
/// <param name="Decay">Weight decay per step, times the rate.</param>
internal sealed record NeuralBoxSettings(int Epochs, float Rate = 0.005f, float Decay = 0.003f);

/// <summary>
/// Trains a <see cref="NeuralBox"/> by Adam on mini-batches of whole runs. Each batch is split into a fixed number of parts whose gradients are added in a
/// fixed order: the result is the same to the byte for any number of threads.
/// </summary>
internal static class NeuralBoxFit
{
    private const int Batch = 16;
    private const int Parts = 4;
    private const float FarError = 1.5f;
    private const float FirstExchange = -0.5f;
    private const float FirstLog = 4;

    /// <summary>Trains one box.</summary>
    /// <param name="runs">Runs; fewer than one batch leave the box untrained.</param>
    /// <param name="settings">How.</param>
    /// <param name="seed">Seed of weights and order.</param>
    /// <param name="threads">Threads to use; changes nothing but the time.</param>
    /// <param name="cancel">Looked at between batches.</param>
    public static NeuralBox Train(BoxRuns runs, NeuralBoxSettings settings, int seed, int threads, CancellationToken cancel)
    {
        var inputs = runs.Inputs;
        var random = new Random(seed);
        var parameters = Initial(random);
        var adam = new Adam(parameters, settings, settings.Epochs * (inputs.Count / Batch));
        var order = Enumerable.Range(0, inputs.Count).ToArray();
        var work = Enumerable.Range(0, Parts).Select(_ => new Work(runs.Targets.Select(t => t.Length).DefaultIfEmpty().Max())).ToArray();
        for (var epoch = 0; epoch < settings.Epochs; epoch++)
        {
            random.Shuffle(order);
            for (var first = 0; first + Batch <= order.Length; first += Batch)
            {
                cancel.ThrowIfCancellationRequested();
                void OnePart(int part)
                {
                    work[part].Clear();
                    for (var j = part; j < Batch; j += Parts)
                    {
                        var run = order[first + j];
                        work[part].Add(parameters, inputs[run], runs.Targets[run], runs.Starts[run]);
                    }
                }

                if (threads > 1)
                {
                    Parallel.For(0, Parts, new ParallelOptions { MaxDegreeOfParallelism = threads }, OnePart);
                }
                else
                {
                    for (var part = 0; part < Parts; part++)
                    {
                        OnePart(part);
                    }
                }

                adam.Step(work);
            }
        }

        return new(parameters, runs.Means, runs.Scales);
    }

    /// <summary>Sum of squared errors of ln C over a run and its gradient, for tests of the adjoint.</summary>
    internal static (double Loss, float[] Gradient) Evaluate(NeuralBox box, float[] rows, float[] targets, float start)
    {
        var work = new Work(targets.Length);
        work.Add(box.Parameters, rows, targets, start);
        return (work.Loss, work.Gradient);
    }

    /// <summary>Means and reciprocal spreads of the inputs of raw runs.</summary>
    public static (float[] Means, float[] Scales) Scale(IEnumerable<float[]> raw)
    {
        const int Sampled = 5;
        var (sums, squares, count) = (new double[BoxInputs.Count], new double[BoxInputs.Count], 0);
        foreach (var rows in raw)
        {
            for (var o = 0; o < rows.Length; o += Sampled * BoxInputs.Count)
            {
                if (float.IsNaN(rows[o]))
                {
                    continue;
                }

                count++;
                for (var k = 0; k < BoxInputs.Count; k++)
                {
                    sums[k] += rows[o + k];
                    squares[k] += (double)rows[o + k] * rows[o + k];
                }
            }
        }

        var (means, scales) = (new float[BoxInputs.Count], new float[BoxInputs.Count]);
        for (var k = 0; k < BoxInputs.Count && count > 0; k++)
        {
            var mean = sums[k] / count;
            var spread = Math.Sqrt(Math.Max(0, (squares[k] / count) - (mean * mean)));
            (means[k], scales[k]) = ((float)mean, spread > 1e-4 ? (float)(1 / spread) : 0);
        }

        return (means, scales);
    }

    private static float[] Initial(Random random)
    {
        var parameters = new float[NeuralBox.Size];
        float Normal() => (float)MathNet.Numerics.Distributions.Normal.Sample(random, 0, 1);
        for (var k = 0; k < BoxInputs.Count; k++)
        {
            for (var j = 0; j < NeuralBox.Hidden; j++)
            {
                parameters[(k * NeuralBox.Lanes) + j] = 0.7f * Normal() / MathF.Sqrt(BoxInputs.Count);
            }
        }

        for (var i = NeuralBox.Outputs; i < NeuralBox.Size; i++)
        {
            parameters[i] = 0.1f * Normal() / MathF.Sqrt(NeuralBox.Hidden);
        }

        parameters[NeuralBox.Bias + NeuralBox.Hidden] = FirstExchange;
        parameters[NeuralBox.Bias + NeuralBox.Hidden + 1] = FirstLog;
        return parameters;
    }

    /// <summary>Forward and backward through one part of a batch.</summary>
    private sealed class Work(int hours)
    {
        private readonly float[] lanes = new float[hours * NeuralBox.Lanes];
        private readonly float[] kept = new float[hours];
        private readonly float[] equilibrium = new float[hours];
        private readonly float[] exchanged = new float[hours];
        private readonly bool[] cut = new bool[hours];
        private readonly float[] course = new float[hours + 1];

        public float[] Gradient { get; } = new float[NeuralBox.Size];

        public double Loss { get; private set; }

        public int Targets { get; private set; }

        public void Clear()
        {
            Array.Clear(Gradient);
            (Loss, Targets) = (0, 0);
        }

        public void Add(float[] parameters, float[] inputs, float[] targets, float start)
        {
            var length = Forward(parameters, inputs, start, Math.Min(hours, targets.Length));
            var adjoint = 0f;
            Span<float> slopes = stackalloc float[NeuralBox.Lanes];
            for (var h = length - 1; h >= 0; h--)
            {
                if (!float.IsNaN(targets[h]))
                {
                    var miss = MathF.Log(course[h + 1]) - targets[h];
                    var bounded = miss < -FarError ? -FarError : miss > FarError ? FarError : miss;
                    Loss += miss * miss;
                    Targets++;
                    adjoint += 2 * bounded / course[h + 1];
                }

                // Softplus of w·x gives the exchange, so the sigmoid is its slope.
                var w = adjoint * (course[h] - equilibrium[h]) * kept[h] * -NeuralBox.Exchange / (1 + MathF.Exp(-exchanged[h]));
                var v = cut[h] ? 0 : adjoint * (1 - kept[h]) * equilibrium[h];
                adjoint *= kept[h];
                Backward(parameters, inputs.AsSpan(h * BoxInputs.Count, BoxInputs.Count), lanes.AsSpan(h * NeuralBox.Lanes, NeuralBox.Lanes), w, v, slopes);
            }
        }

        private int Forward(float[] parameters, float[] inputs, float start, int until)
        {
            course[0] = start;
            for (var h = 0; h < until; h++)
            {
                var z = inputs.AsSpan(h * BoxInputs.Count, BoxInputs.Count);
                if (float.IsNaN(z[0]))
                {
                    return h;
                }

                (exchanged[h], var log) = NeuralBox.Forward(parameters, z, lanes.AsSpan(h * NeuralBox.Lanes, NeuralBox.Lanes));
                kept[h] = NeuralBox.Kept(exchanged[h]);
                cut[h] = log is < NeuralBox.LowestLog or > NeuralBox.HighestLog;
                equilibrium[h] = MathF.Exp(NeuralBox.Clamp(log));
                course[h + 1] = (kept[h] * course[h]) + ((1 - kept[h]) * equilibrium[h]);
            }

            return until;
        }

        private void Backward(float[] parameters, ReadOnlySpan<float> z, ReadOnlySpan<float> hidden, float w, float v, Span<float> slopes)
        {
            for (var j = 0; j < NeuralBox.Hidden; j++)
            {
                var o = NeuralBox.Outputs + (2 * j);
                Gradient[o] += w * hidden[j];
                Gradient[o + 1] += v * hidden[j];
                slopes[j] = ((parameters[o] * w) + (parameters[o + 1] * v)) * (1 - (hidden[j] * hidden[j]));
            }

            (slopes[NeuralBox.Hidden], slopes[NeuralBox.Hidden + 1]) = (w, v);
            var lane = MemoryMarshal.Cast<float, Vector<float>>(slopes);
            var weights = MemoryMarshal.Cast<float, Vector<float>>(Gradient.AsSpan(0, NeuralBox.Outputs));
            for (var k = 0; k < BoxInputs.Count; k++)
            {
                var value = new Vector<float>(z[k]);
                for (var j = 0; j < lane.Length; j++)
                {
                    weights[(k * lane.Length) + j] += lane[j] * value;
                }
            }

            for (var j = 0; j < lane.Length; j++)
            {
                weights[(BoxInputs.Count * lane.Length) + j] += lane[j];
            }
        }
    }

    /// <summary>Adam with decoupled weight decay.</summary>
    private sealed class Adam(float[] parameters, NeuralBoxSettings settings, int steps)
    {
        private const float First = 0.9f;
        private const float Second = 0.99f;
        private const float WarmUp = 0.1f;

        private readonly float[] mean = new float[parameters.Length];
        private readonly float[] square = new float[parameters.Length];
        private readonly float[] gradient = new float[parameters.Length];
        private int step;

        public void Step(Work[] parts)
        {
            var targets = parts.Sum(p => p.Targets);
            if (targets == 0)
            {
                return;
            }

            step++;
            var length = 0.0;
            for (var i = 0; i < gradient.Length; i++)
            {
                var sum = 0f;
                foreach (var part in parts)
                {
                    sum += part.Gradient[i];
                }

                gradient[i] = sum / targets;
                length += gradient[i] * gradient[i];
            }

            var clip = length > 1 ? 1 / (float)Math.Sqrt(length) : 1;
            var done = (float)step / steps;
            var rate = settings.Rate * (done < WarmUp ? done / WarmUp : 0.5f * (1 + MathF.Cos(MathF.PI * (done - WarmUp) / (1 - WarmUp))));
            var (firstBias, secondBias) = (1 - MathF.Pow(First, step), 1 - MathF.Pow(Second, step));
            for (var i = 0; i < gradient.Length; i++)
            {
                var g = gradient[i] * clip;
                mean[i] = (First * mean[i]) + ((1 - First) * g);
                square[i] = (Second * square[i]) + ((1 - Second) * g * g);
                var decay = i is >= NeuralBox.Bias and < NeuralBox.Outputs ? 0 : settings.Decay * parameters[i];
                parameters[i] -= rate * ((mean[i] / firstBias / (MathF.Sqrt(square[i] / secondBias) + 1e-7f)) + decay);
            }
        }
    }
}
