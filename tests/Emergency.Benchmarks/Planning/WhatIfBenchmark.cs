using System.Diagnostics;
using System.Globalization;
using Emergency.Core;
using Emergency.Core.Regions;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Planning.Activation;
using Emergency.Planning.Composing;
using Emergency.Planning.ReductionList.Making;
using Emergency.Planning.WhatIf;

namespace Emergency.Benchmarks.Planning;

/// <summary>
/// What-if on a made-up list: the plan of the base, the cost curve from it, three scenarios beside it, one enterprise's reasons.
/// Options: --enterprises 2000, --points 50, --runs 3 (the best counts, after one that is not counted), --modes supplement,compose, --orders none,district, --level orange, --threads 2.
/// </summary>
internal static class WhatIfBenchmark
{
    public static Task RunAsync(BenchmarkOptions options)
    {
        var day = LocalDay.Of(2024, 12, 10);
        var regions = RegionTree.Load(ShippedData.RegionsFile).Tree.OrThrow();
        var library = RuleLibrary.Load(ShippedData.RulesFolder, regions).Library.OrThrow();
        var rules = new ActivationRules(regions, library.Targets(SampleList.City, day).OrThrow(), library.Grades(SampleList.City, day).OrThrow(), library.Measures(SampleList.City, day).OrThrow());
        var context = new WhatIfContext(SampleList.Make(options.Number("enterprises", 2000), 1, options: true), SampleList.City, day, _ => rules, "benchmark", default) { Settings = new() { Threads = options.Number("threads", 2) } };
        var (points, runs) = (options.Number("points", CostCurve.DefaultPoints), options.Number("runs", 3));
        Console.WriteLine("| mode | order | base plan | base + curve | curve | points | widest gap | median gap | three scenarios | reasons of one |");
        Console.WriteLine("|---|---|---:|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var mode in (options.Find("modes") ?? "supplement,compose").Split(','))
        {
            foreach (var order in (options.Find("orders") ?? "none,district").Split(','))
            {
                var scenario = new Scenario { Name = "base", Mode = Enum.Parse<PlanMode>(mode, true), Order = Enum.Parse<OrderScope>(order, true), Level = WarningLevels.Parse(options.Find("level") ?? "orange")!.Value };
                var (plain, _) = Best(runs, () => WhatIfRunner.Answer(new(scenario, []), context, new()).OrThrow());
                var (drawn, answer) = Best(runs, () => WhatIfRunner.Answer(new(scenario, []), context, new() { CurvePoints = points }).OrThrow());
                var (compared, _) = Best(1, () => WhatIfRunner.Answer(new(scenario, [scenario with { Name = "1", Swap = false }, scenario with { Name = "2", Level = WarningLevel.Red }, scenario with { Name = "3", SocietyFactor = 1.05m }]), context, new()).OrThrow());
                var (why, _) = Best(1, () => WhatIfRunner.Answer(new(scenario, []), context, new() { Dearest = 1 }).OrThrow());
                var gaps = answer.Curve!.Points.Select(p => p.Gap).Order().ToList();
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {mode} | {order} | {plain:F2} s | {drawn:F2} s | {drawn - plain:F2} s | {gaps.Count} | {gaps[^1]:P3} | {gaps[gaps.Count / 2]:P3} | {compared - plain:F2} s | {why - plain:F2} s |"));
            }
        }

        return Task.CompletedTask;
    }

    private static (double Seconds, T Result) Best<T>(int runs, Func<T> work)
    {
        var result = work();
        var seconds = double.PositiveInfinity;
        for (var i = 0; i < runs; i++)
        {
            var watch = Stopwatch.StartNew();
            result = work();
            seconds = Math.Min(seconds, watch.Elapsed.TotalSeconds);
        }

        return (seconds, result);
    }
}
