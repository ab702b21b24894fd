using System.Diagnostics;
using System.Globalization;
using Emergency.Core.Time;
using Emergency.Forecasting.Models;
using Emergency.Forecasting.Models.Features;
using Emergency.Forecasting.Models.Trained;
using Emergency.Forecasting.Models.Trees;
using Emergency.Forecasting.Observing;
using Emergency.Forecasting.Tests.Models.Trained;
using Emergency.Forecasting.Weather;
using ModelFile = Emergency.Forecasting.Models.Trained.ModelFile;

namespace Emergency.Benchmarks;

/// <summary>
/// Ten-day forecasts of a trained model from 45 days of made-up hours and weather, drivers included: for one city and for many, each with a weather forecast
/// and as a place that borrows the model of another.
/// Options: --model FILE (a model.json; without it a quick one of the same shape is trained on made-up data), --cities N (400), --runs N (3; the median counts).
/// </summary>
internal static class ForecastBenchmark
{
    private const int TrainingDays = 340;

    public static Task RunAsync(BenchmarkOptions options)
    {
        var (cities, runs) = (options.Number("cities", 400), options.Number("runs", 3));
        var made = new MadeUpCity(TrainingDays + 60);
        var json = options.Find("model") is { } file ? File.ReadAllText(file) : Quick(made);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        TrainedModel? model = null;
        var loading = Seconds(() => model = ModelFile.Read(json, "model.json").OrThrow());
        var held = GC.GetTotalMemory(forceFullCollection: true) - before;
        Print($"model {model!.Id} ({(options.Find("model") is null ? "quick, trained on made-up data" : "from the file named")}), settings {string.Join(", ", model.Settings)}: {json.Length / 1e6:F1} MB of JSON, loaded in {loading:F2} s, {held / 1e6:F1} MB in memory");

        var home = Input(made, model.Place);
        var foreign = home with { Place = "elsewhere", Hours = [.. home.Hours.Select(h => h with { Place = "elsewhere" })] };
        var setting = model.Predict(home, 1).Setting;
        model.Predict(foreign, 1);
        Console.WriteLine("| what | setting | threads | cities | seconds | ms a city | MB allocated a city |");
        Console.WriteLine("|---|---|---:|---:|---:|---:|---:|");
        foreach (var (what, input, said) in new[] { ("own model, weather forecast, drivers", home, setting), ("borrowed model", foreign, WeatherSetting.None) })
        {
            foreach (var (count, threads) in new[] { (1, 1), (cities, 1), (cities, 2) })
            {
                var allocated = GC.GetTotalAllocatedBytes();
                var times = Enumerable.Range(0, runs).Select(_ => Seconds(() =>
                    Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = threads }, c => model.Predict(input, c)))).Order().ToList();
                var each = (GC.GetTotalAllocatedBytes() - allocated) / 1e6 / (runs * count);
                var seconds = times[runs / 2];
                Print($"| {what} | {said} | {threads} | {count} | {seconds:F3} | {1e3 * seconds / count:F2} | {each:F1} |");
            }
        }

        Print($"highest working set {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:F0} MB");
        return Task.CompletedTask;
    }

    private static string Quick(MadeUpCity city)
    {
        var options = new TrainingOptions { Id = "quick", Quick = true, Threads = 2, Settings = [WeatherSetting.None, WeatherSetting.Forecast], WithoutTrees = !XgboostTrainer.Available };
        TrainedResult? result = null;
        var seconds = Seconds(() => result = ModelTraining.Train(city.Data(TrainingDays), options, MadeUpCity.Aqi, new Progress<(double, string)>(), CancellationToken.None).OrThrow());
        Print($"quick training on {TrainingDays} made-up days, settings none and forecast: {seconds:F1} s with two threads");
        return ModelFile.Write(result!.Model);
    }

    private static ForecastInput Input(MadeUpCity city, string place)
    {
        var issuedAt = MadeUpCity.First.Plus(24 * (TrainingDays + 45));
        var from = issuedAt.Plus(-24 * TestRuns.KnownDays);
        var runs = new RunArchive(city.Runs).Known(issuedAt, TestRuns.KnownRuns);
        IReadOnlyList<HourlyAir> hours = [.. city.Hours.Where(h => h.Hour >= from && h.Hour < issuedAt).Select(h => h with { Place = place })];
        return new(place, issuedAt, [], hours, [])
        {
            Aqi = MadeUpCity.Aqi,
            AqiCap = MadeUpCity.Aqi.Cap,
            ObservedWeather = city.Weather.Within(new HourRange(from, issuedAt)),
            WeatherForecast = runs[0],
            EarlierRuns = [.. runs.Skip(1)],
        };
    }

    private static double Seconds(Action work)
    {
        var watch = Stopwatch.StartNew();
        work();
        return watch.Elapsed.TotalSeconds;
    }

    private static void Print(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
