using System.Diagnostics;
using System.Globalization;
using Emergency.Forecasting.Models.Box;
using Emergency.Forecasting.Models.Features;
using Emergency.Forecasting.Models.Trained;
using Emergency.Forecasting.Tests.Models.Trained;

namespace Emergency.Benchmarks;

/// <summary>
/// Features of a whole history: years of made-up hours and weather of one station (seeded), made into rows as often as there are stations; one issue a day, ten
/// leads each. From the hours in memory to the rows with their targets; the box runs, its fit is part of training.
/// Options: --years N (10), --stations N (12).
/// </summary>
internal static class FeaturesBenchmark
{
    public static Task RunAsync(BenchmarkOptions options)
    {
        var (days, stations) = (options.Number("years", 10) * 365, options.Number("stations", 12));
        var city = new MadeUpCity(days, runs: false);
        var until = MadeUpCity.First.Plus(24 * days);
        var parameters = new double[2 * BoxModel.Terms];
        parameters[BoxModel.Terms] = 4;
        Print($"{days} days x {stations} stations (one made-up history, repeated), one issue a day, ten leads");
        Console.WriteLine("| what | columns | threads | seconds | rows/s | MB of one station |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|");
        var records = Seconds(() =>
        {
            for (var s = 0; s < stations; s++)
            {
                PlaceRecord.Of(MadeUpCity.Name, city.Hours, [], city.Weather, until);
            }
        });
        Print($"| records with running sums | | 1 | {records:F2} | | |");
        foreach (var scope in new[] { FeatureScope.Past, FeatureScope.Future })
        {
            foreach (var threads in new[] { 1, 2 })
            {
                var (columns, rows, bytes) = (0, 0L, 0L);
                var seconds = Seconds(() =>
                {
                    for (var s = 0; s < stations; s++)
                    {
                        var record = PlaceRecord.Of(MadeUpCity.Name, city.Hours, [], city.Weather, until);
                        var normal = WeatherNormal.Fit(record, _ => true);
                        var moments = Enumerable.Range(10, days - 11)
                            .Select(d => new TrainingMoment(24 * d, 0, scope == FeatureScope.Future ? city.Weather : null)).ToList();
                        var made = TrainingRows.Build(record, normal, scope, scope == FeatureScope.Future ? new BoxModel(parameters) : null, moments, threads, CancellationToken.None);
                        (columns, rows, bytes) = (made.Columns, rows + made.Count, sizeof(float) * made.Features.LongLength);
                    }
                });
                Print($"| record, normals and rows, scope {scope} | {columns} | {threads} | {seconds:F2} | {rows / seconds:N0} | {bytes / 1e6:F0} |");
            }
        }

        return Task.CompletedTask;
    }

    private static double Seconds(Action work)
    {
        var watch = Stopwatch.StartNew();
        work();
        return watch.Elapsed.TotalSeconds;
    }

    private static void Print(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
