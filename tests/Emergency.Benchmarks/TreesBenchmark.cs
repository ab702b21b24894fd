using System.Diagnostics;
using System.Globalization;
using Emergency.Forecasting.Models.Trees;
using Emergency.Forecasting.Tests.Models.Trees;

namespace Emergency.Benchmarks;

/// <summary>
/// Prediction with boosted trees: the managed ensemble beside the library's two ways (from its own matrix, which must be built first, and from the caller's memory), in turns, with one
/// thread and with two; one row at a time; and what loading costs. The predictions of all must be the same bits.
/// Options: --rows N (35000), --columns N (150), --rounds N (300), --depth N (5), --runs N (7; the median counts).
/// </summary>
internal static class TreesBenchmark
{
    public static Task RunAsync(BenchmarkOptions options)
    {
        var settings = new TreeSettings { Rounds = options.Number("rounds", 300), Depth = options.Number("depth", 5) };
        var runs = options.Number("runs", 7);
        var data = MadeUpRows.Of(options.Number("rows", 35_000), options.Number("columns", 150), missing: 0.05, seed: 1);
        byte[] json = [];
        var training = Seconds(() => json = data.TrainJson(settings, CancellationToken.None));
        Print($"{data.Count} rows x {data.Columns} columns, {settings.Rounds} trees of depth {settings.Depth}; median of {runs} runs; training took {training:F1} s with one thread");

        Loading(json, runs);
        Console.WriteLine();
        Console.WriteLine("| what | threads | seconds | rows/s | time, managed all rows = 1 |");
        Console.WriteLine("|---|---:|---:|---:|---:|");
        foreach (var threads in new[] { 1, 2 })
        {
            Compare(json, data, threads, runs);
        }

        return Task.CompletedTask;
    }

    private static void Loading(byte[] json, int runs)
    {
        _ = TreeEnsemble.FromXgboost(json);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var ensemble = TreeEnsemble.FromXgboost(json);
        var held = GC.GetTotalMemory(forceFullCollection: true) - before;
        var compact = ensemble.ToCompact();
        var fromJson = Median(runs, () => Seconds(() => TreeEnsemble.FromXgboost(json)));
        var fromCompact = Median(runs, () => Seconds(() => TreeEnsemble.FromCompact(compact)));
        var native = Median(runs, () => Seconds(() => new NativeXgboost(json).Dispose()));
        Print($"load: from JSON of {json.Length / 1e6:F2} MB {fromJson * 1e3:F1} ms (library {native * 1e3:F1} ms), from the compact record of {compact.Nodes.Length / 1e6:F2} MB {fromCompact * 1e3:F1} ms; held in memory {held / 1e6:F2} MB");
        GC.KeepAlive(ensemble);
    }

    private static void Compare(byte[] json, MadeUpRows data, int threads, int runs)
    {
        var ensemble = TreeEnsemble.FromXgboost(json);
        using var native = new NativeXgboost(json, threads);
        var output = Enumerable.Range(0, 5).Select(_ => new float[data.Count]).ToArray();
        var times = output.Select(_ => new List<double>()).ToArray();
        // In turns, so that another process on the machine slows all of them alike; the first round only warms up.
        for (var run = 0; run <= runs; run++)
        {
            Add(0, Seconds(() => Managed(ensemble, data, output[0], threads)));
            Add(1, Seconds(() => OneByOne(ensemble, data, output[1], threads)));
            // A new matrix each time: the library remembers what it has predicted for one.
            nint matrix = 0;
            var building = Seconds(() => matrix = native.Matrix(data.Rows, data.Columns));
            var predicting = Seconds(() => native.Predict(matrix, output[2]));
            NativeXgboost.FreeMatrix(matrix);
            Add(2, predicting);
            Add(3, building + predicting);
            Add(4, Seconds(() => native.PredictInplace(data.Rows, data.Columns, output[4])));

            void Add(int what, double seconds)
            {
                if (run > 0)
                {
                    times[what].Add(seconds);
                }
            }
        }

        foreach (var other in new[] { output[1], output[2], output[4] })
        {
            if (!other.AsSpan().SequenceEqual(output[0]))
            {
                throw new InvalidOperationException("The predictions differ.");
            }
        }

        string[] names = ["managed, all rows", "managed, row by row", "library, from its matrix", "library, building the matrix too", "library, in place"];
        var medians = times.Select(t => t.Order().ElementAt(t.Count / 2)).ToArray();
        for (var i = 0; i < names.Length; i++)
        {
            Print($"| {names[i]} | {threads} | {medians[i]:F4} | {data.Count / medians[i]:N0} | {medians[i] / medians[0]:F1} |");
        }
    }

    private static void Managed(TreeEnsemble ensemble, MadeUpRows data, float[] output, int threads) =>
        InParts(data, threads, (first, count) => ensemble.Predict(data.Rows.AsSpan(first * data.Columns, count * data.Columns), output.AsSpan(first, count)));

    private static void OneByOne(TreeEnsemble ensemble, MadeUpRows data, float[] output, int threads) =>
        InParts(data, threads, (first, count) =>
        {
            for (var i = first; i < first + count; i++)
            {
                output[i] = ensemble.Predict(data.Rows.AsSpan(i * data.Columns, data.Columns));
            }
        });

    private static void InParts(MadeUpRows data, int threads, Action<int, int> part)
    {
        if (threads == 1)
        {
            part(0, data.Count);
            return;
        }

        var size = (data.Count + threads - 1) / threads;
        Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, i => part(i * size, Math.Min(size, data.Count - i * size)));
    }

    private static double Median(int runs, Func<double> timed) => Enumerable.Range(0, runs).Select(_ => timed()).Order().ElementAt(runs / 2);

    private static double Seconds(Action work)
    {
        var watch = Stopwatch.StartNew();
        work();
        return watch.Elapsed.TotalSeconds;
    }

    private static void Print(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
