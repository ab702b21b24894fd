using System.Diagnostics;
using System.Globalization;
using Emergency.Planning.Staggering.Patterns;

namespace Emergency.Benchmarks.Planning;

/// <summary>
/// Plans over days on made-up episodes. Options: --sizes 200x7,2000x10,20000x10, --rules free,fair,fair+zones+starts (also district: groups within zones), --seeds 1, --runs 1 (the best counts, after one
/// that is not counted), --gap SHARE (0.01 up to 2,000, 0.005 beyond), --threads 2, --answers N, --rounds N (the optimiser's own), --reference SECONDS (0: no CBC), --reference-most ENTERPRISES (200).
/// </summary>
internal static class StaggerBenchmark
{
    public static Task RunAsync(BenchmarkOptions options)
    {
        Console.WriteLine("| enterprises × days | rules | seed | solver | seconds | CPU s | cost, million yuan | gap | passes | note |");
        Console.WriteLine("|---|---|---:|---|---:|---:|---:|---:|---:|---|");
        foreach (var size in (options.Find("sizes") ?? "200x7,2000x10,20000x10").Split(','))
        {
            var (enterprises, days) = (int.Parse(size.Split('x')[0], CultureInfo.InvariantCulture), int.Parse(size.Split('x')[1], CultureInfo.InvariantCulture));
            foreach (var name in (options.Find("rules") ?? "free,fair,fair+zones+starts").Split(','))
            {
                foreach (var seed in (options.Find("seeds") ?? "1").Split(',').Select(s => int.Parse(s, CultureInfo.InvariantCulture)))
                {
                    var rules = new EpisodeRules(name.Contains("fair", StringComparison.Ordinal) ? 1 : null, name.Contains("zones", StringComparison.Ordinal), name.Contains("starts", StringComparison.Ordinal) ? 0.1 : null);
                    var instance = MadeEpisodes.Make(enterprises, days, rules, seed, name.Contains("district", StringComparison.Ordinal));
                    Run(FormattableString.Invariant($"| {enterprises} × {days} | {name} | {seed} |"), instance, enterprises, options);
                }
            }
        }

        Console.WriteLine(FormattableString.Invariant($"\nhighest working set {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:F0} MB, load at the end {(File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown")}"));
        return Task.CompletedTask;
    }

    private static void Run(string head, StaggerInstance instance, int enterprises, BenchmarkOptions options)
    {
        var defaults = new StaggerSettings();
        var settings = defaults with
        {
            GapTarget = options.Find("gap") is { } text ? double.Parse(text, CultureInfo.InvariantCulture) : enterprises < 10_000 ? 0.01 : 0.005,
            Threads = options.Number("threads", 2),
            Answers = options.Number("answers", defaults.Answers),
            PriceRounds = options.Number("rounds", defaults.PriceRounds),
        };
        StaggerResult? result = null;
        var (seconds, processor) = (double.PositiveInfinity, double.PositiveInfinity);
        for (var i = 0; i <= options.Number("runs", 1); i++)
        {
            var before = Process.GetCurrentProcess().TotalProcessorTime;
            var watch = Stopwatch.StartNew();
            result = StaggerOptimiser.Solve(instance, settings);
            if (i > 0 || options.Number("runs", 1) == 0)
            {
                (seconds, processor) = (Math.Min(seconds, watch.Elapsed.TotalSeconds), Math.Min(processor, (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds));
            }
        }

        Console.WriteLine(FormattableString.Invariant($"{head} ours | {seconds:F2} | {processor:F2} | {result!.Cost / 1e6:F4} | {100 * result.Gap:F3} % | {result.Passes} | {result.Status} |"));
        if (options.Number("reference", 0) is var limit and > 0 && enterprises <= options.Number("reference-most", 200))
        {
            Reference(head, instance, result, settings.GapTarget, limit);
        }
    }

    /// <summary>The other's gap is taken to our certified bound, so that both are measured by one ruler.</summary>
    private static void Reference(string head, StaggerInstance instance, StaggerResult ours, double gap, int limit)
    {
        var folder = Directory.CreateTempSubdirectory("stagger");
        try
        {
            var lp = Path.Combine(folder.FullName, "stagger.lp");
            StaggerLpFile.Write(instance, lp);
            if (ReferenceSolver.Cbc(lp, gap, limit) is { } answer)
            {
                Console.WriteLine(FormattableString.Invariant($"{head} CBC | {answer.Seconds:F1} | | {answer.Cost / 1e6:F4} | {100 * (1 - (ours.Bound / answer.Cost)):F3} % | | {answer.Note} |"));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
