using System.Diagnostics;
using System.Globalization;
using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Core.Regions;
using Emergency.Core.Rules;
using Emergency.Planning.ReductionList.Making;
using Emergency.Planning.Season;

namespace Emergency.Benchmarks.Planning;

/// <summary>
/// The off-peak season of a made-up list. Options: --sizes 2000,20000, --stops 1,2, --off 0.3,0.5, --runs 1 (the best counts, after one that is not counted; 0: the first counts), --threads 2, --gap 0.002.
/// </summary>
internal static class SeasonBenchmark
{
    private const int Year = 2024;

    public static Task RunAsync(BenchmarkOptions options)
    {
        var regions = RegionTree.Load(ShippedData.RegionsFile).Tree.OrThrow();
        var rules = SeasonPlanRules.InForce(RuleLibrary.Load(ShippedData.RulesFolder, regions).Library.OrThrow(), SampleList.City, Year).OrThrow();
        Console.WriteLine("| enterprises | units taking turns | off | stops | seconds | missing to the even level, mean | least period ÷ level | gap |");
        Console.WriteLine("|---:|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var size in Numbers(options.Find("sizes") ?? "2000,20000"))
        {
            var list = SampleList.Make((int)size, 1);
            foreach (var off in Numbers(options.Find("off") ?? "0.3,0.5"))
            {
                foreach (var stops in Numbers(options.Find("stops") ?? "1,2"))
                {
                    var request = new SeasonRequest(list, SampleList.City, Year, [], "benchmark", default) { OffShare = off, MostStops = (int)stops, Threads = options.Number("threads", 2), GapTarget = double.Parse(options.Find("gap") ?? "0.002", CultureInfo.InvariantCulture) };
                    var (plan, seconds) = (default(SeasonPlan), double.PositiveInfinity);
                    for (var run = 0; run <= options.Number("runs", 1); run++)
                    {
                        var watch = Stopwatch.StartNew();
                        plan = SeasonPlanner.Make(request, rules).OrThrow();
                        seconds = run > 0 || options.Number("runs", 1) == 0 ? Math.Min(seconds, watch.Elapsed.TotalSeconds) : seconds;
                    }

                    var least = EmittedPollutants.All.Min(q => plan!.Periods.Min(p => p.Required[q] > 0 ? p.Cut[q] / p.Required[q] : 1));
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {size} | {plan!.Batches.Sum(b => b.Units.Count)} | {off} | {stops} | {seconds:F2} | {plan.Unevenness:P3} | {least:P2} | {plan.Gap:P3} |"));
                }
            }
        }

        return Task.CompletedTask;
    }

    private static IEnumerable<decimal> Numbers(string text) => text.Split(',').Select(t => decimal.Parse(t, CultureInfo.InvariantCulture));
}
