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
/// What-if on a made-up list: the base alone, and with it the cost curve, three scenarios, one enterprise's reasons.
/// The four take turns, so that none has the compiled code to itself. Options: --enterprises 2000, --points 50, --runs 3 (the best counts, after two that are not counted), --modes supplement,compose, --orders none,district, --level orange, --threads 2.
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
        Console.WriteLine("| mode | order | base alone | with the curve | points | widest gap | median gap | with three scenarios | with the reasons of one |");
        Console.WriteLine("|---|---|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var mode in (options.Find("modes") ?? "supplement,compose").Split(','))
        {
            foreach (var order in (options.Find("orders") ?? "none,district").Split(','))
            {
                var scenario = new Scenario { Name = "base", Mode = Enum.Parse<PlanMode>(mode, true), Order = Enum.Parse<OrderScope>(order, true), Level = WarningLevels.Parse(options.Find("level") ?? "orange")!.Value };
                List<Scenario> three = [scenario with { Name = "1", Swap = false }, scenario with { Name = "2", Level = WarningLevel.Red }, scenario with { Name = "3", SocietyFactor = 1.05m }];
                (IReadOnlyList<Scenario> Others, WhatIfParts Ask)[] works = [([], new()), ([], new() { CurvePoints = points }), (three, new()), ([], new() { Dearest = 1 })];
                var seconds = new double[works.Length];
                Array.Fill(seconds, double.PositiveInfinity);
                List<double> gaps = [];
                for (var run = -2; run < runs; run++)
                {
                    for (var w = 0; w < works.Length; w++)
                    {
                        var watch = Stopwatch.StartNew();
                        var answer = WhatIfRunner.Answer(new(scenario, works[w].Others), context, works[w].Ask).OrThrow();
                        if (run >= 0)
                        {
                            seconds[w] = Math.Min(seconds[w], watch.Elapsed.TotalSeconds);
                        }

                        gaps = answer.Curve is { } curve ? [.. curve.Points.Select(p => p.Gap).Order()] : gaps;
                    }
                }

                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {mode} | {order} | {seconds[0]:F2} s | {seconds[1]:F2} s | {gaps.Count} | {gaps[^1]:P3} | {gaps[gaps.Count / 2]:P3} | {seconds[2]:F2} s | {seconds[3]:F2} s |"));
            }
        }

        return Task.CompletedTask;
    }
}
