using System.Diagnostics;
using System.Globalization;
using Emergency.Planning.Optimising;

namespace Emergency.Benchmarks.Planning;

/// <summary>
/// The one-day optimiser on made-up instances, by size, share, grade order and zone rows; CBC and GLPK on the same instances as a file in the same run.
/// Options: --sizes 200,2000,20000,300000, --shares 10,20,30, --rules none,order,zones,order+zones, --seeds 1, --runs 3 (the best counts, after one that is not counted),
/// --gap SHARE (0.001 at 200 and 2,000, 0.0002 at 20,000, 0.0001 beyond), --tail 1.1 (spread of the log-normal sizes),
/// --reference SECONDS (0: no other solver), --reference-most BLOCKS (20000), --threads 2.
/// </summary>
internal static class PlanBenchmark
{
    public static Task RunAsync(BenchmarkOptions options)
    {
        var limit = options.Number("reference", 0);
        var most = options.Number("reference-most", 20_000);
        var runs = options.Number("runs", 3);
        var tail = double.Parse(options.Find("tail") ?? "1.1", CultureInfo.InvariantCulture);
        var threads = options.Number("threads", 2);
        Console.WriteLine("| enterprises | zones | share | rules | seed | solver | seconds | CPU s | cost, million yuan/day | gap | passes, nodes | note |");
        Console.WriteLine("|---:|---:|---:|---|---:|---|---:|---:|---:|---:|---|---|");
        foreach (var size in Numbers(options.Find("sizes") ?? "200,2000,20000,300000"))
        {
            var gap = options.Find("gap") is { } text ? double.Parse(text, CultureInfo.InvariantCulture) : size switch { < 10_000 => 0.001, < 100_000 => 0.0002, _ => 0.0001 };
            foreach (var share in Numbers(options.Find("shares") ?? "10,20,30"))
            {
                foreach (var rules in (options.Find("rules") ?? "none,order,zones,order+zones").Split(','))
                {
                    foreach (var seed in Numbers(options.Find("seeds") ?? "1"))
                    {
                        var zones = MadeInstances.ZonesOf(size);
                        if (zones == 1 && rules.Contains("zones", StringComparison.Ordinal))
                        {
                            continue;
                        }

                        var instance = MadeInstances.Make(size, zones, share / 100.0, rules.StartsWith("order", StringComparison.Ordinal) ? GradeOrderRule.Thresholds : GradeOrderRule.None, rules.EndsWith("zones", StringComparison.Ordinal), seed, tail: tail);
                        var head = FormattableString.Invariant($"| {size} | {zones} | {share} % | {rules} | {seed} |");
                        var best = Ours(head, instance, new() { GapTarget = gap, Threads = threads }, runs);
                        if (limit > 0 && size <= most)
                        {
                            Reference(head, instance, best, gap, limit);
                        }
                    }
                }
            }
        }

        Console.WriteLine(FormattableString.Invariant($"\nhighest working set {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:F0} MB, load at the end {(File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown")}"));
        return Task.CompletedTask;
    }

    private static PlanResult Ours(string head, PlanInstance instance, SolveSettings settings, int runs)
    {
        var result = PlanOptimiser.Solve(instance, settings);
        var (seconds, processor) = (double.PositiveInfinity, double.PositiveInfinity);
        for (var i = 0; i < runs; i++)
        {
            var before = Process.GetCurrentProcess().TotalProcessorTime;
            var watch = Stopwatch.StartNew();
            result = PlanOptimiser.Solve(instance, settings);
            (seconds, processor) = (Math.Min(seconds, watch.Elapsed.TotalSeconds), Math.Min(processor, (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds));
        }

        Console.WriteLine(FormattableString.Invariant($"{head} ours | {seconds:F3} | {processor:F3} | {result.Cost / 1e6:F4} | {100 * result.Gap:F4} % | {result.Passes}, {result.Nodes} | {result.Status} |"));
        return result;
    }

    /// <summary>The others' gap is taken to our certified bound where that is the better one, so that all are measured by one ruler.</summary>
    private static void Reference(string head, PlanInstance instance, PlanResult best, double gap, int limit)
    {
        var folder = Directory.CreateTempSubdirectory("plan");
        try
        {
            var lp = Path.Combine(folder.FullName, "plan.lp");
            LpFile.Write(instance, lp);
            foreach (var (name, answer) in new[] { ("CBC", ReferenceSolver.Cbc(lp, gap, limit)), ("GLPK", ReferenceSolver.Glpk(lp, gap, limit)) })
            {
                Console.WriteLine(answer is null
                    ? $"{head} {name} | | | | | | not installed |"
                    : FormattableString.Invariant($"{head} {name} | {answer.Seconds:F1} | | {answer.Cost / 1e6:F4} | {(answer.Cost is { } cost ? 100 * (1 - best.Bound / cost) : double.NaN):F4} % to our bound | | {answer.Note} |"));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static int[] Numbers(string text) => [.. text.Split(',').Select(t => int.Parse(t, CultureInfo.InvariantCulture))];
}
