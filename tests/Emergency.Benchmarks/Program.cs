using Emergency.Benchmarks;
using Emergency.Benchmarks.Dispatch;
using Emergency.Benchmarks.Planning;

// dotnet run -c Release --project tests/Emergency.Benchmarks -- NAME [--option VALUE]…
// Every benchmark prints its machine, its figures and what they are compared with; docs/benchmarks.md keeps the results.
var benchmarks = new Dictionary<string, Func<BenchmarkOptions, Task>>(StringComparer.Ordinal)
{
    ["import"] = ImportBenchmark.RunAsync,
    ["trees"] = TreesBenchmark.RunAsync,
    ["features"] = FeaturesBenchmark.RunAsync,
    ["forecast"] = ForecastBenchmark.RunAsync,
    ["plan"] = PlanBenchmark.RunAsync,
    ["whatif"] = WhatIfBenchmark.RunAsync,
    ["stagger"] = StaggerBenchmark.RunAsync,
    ["season"] = SeasonBenchmark.RunAsync,
    ["dispatch"] = DispatchBenchmark.RunAsync,
    ["campaign"] = FaultCampaign.RunAsync,
    ["storm"] = StormBenchmark.RunAsync,
};

if (args is ["server", .. var settings])
{
    await ServerProcess.RunAsync(settings);
    return 0;
}

if (args.Length == 0 || !benchmarks.TryGetValue(args[0], out var run))
{
    Console.Error.WriteLine($"Name a benchmark: {string.Join(", ", benchmarks.Keys)}");
    return 2;
}

var options = BenchmarkOptions.Parse(args[1..]);
if (options is null)
{
    Console.Error.WriteLine("Options are written --name VALUE.");
    return 2;
}

Machine.Print();
await run(options);
return 0;
