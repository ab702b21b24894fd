using System.CommandLine;
using Emergency.Core.Refusals;
using Emergency.Forecasting.Models;
using Emergency.Forecasting.Models.Trained;

namespace Emergency.Cli.Commands;

/// <summary>Options of <c>train</c> and <c>verify</c> that change how a model is trained.</summary>
internal sealed class TuningOptions
{
    private readonly Option<int> seed = new("--seed") { Description = "随机种子 / seed", HelpName = "N", DefaultValueFactory = _ => 1 };
    private readonly Option<int> threads = new("--threads") { Description = "线程数，不影响结果 / threads; changes nothing but the time", HelpName = "N", DefaultValueFactory = _ => Environment.ProcessorCount };
    private readonly Option<int> earlier = new("--earlier-runs")
    {
        Description = "除最新一次外，使用几个较早起报的天气预报（0—4）/ earlier weather runs used beside the newest, a day apart (0–4)",
        HelpName = "N",
        DefaultValueFactory = _ => TrainingOptions.MostEarlierRuns,
    };

    private readonly Option<bool> quick = new("--quick") { Description = "快速的小模型，仅供试看 / a small quick model, for a first look only" };
    private readonly Option<bool> withoutTrees = new("--without-trees") { Description = "不用树模型（本机无libxgboost时）/ without boosted trees, where libxgboost is missing" };

    /// <summary>The options, for a command.</summary>
    public IEnumerable<Option> All => [seed, threads, earlier, quick, withoutTrees];

    /// <summary>Why the options mean nothing (TRAIN-006); null when they do.</summary>
    public Refusal? Check(ParseResult parsed) => parsed.GetValue(earlier) is (< 0 or > TrainingOptions.MostEarlierRuns) and var given
        ? Refusal.Of(
            "TRAIN-006",
            $"--earlier-runs {given} 不在0—{TrainingOptions.MostEarlierRuns}。",
            $"--earlier-runs {given} is not within 0 to {TrainingOptions.MostEarlierRuns}.",
            $"请填0—{TrainingOptions.MostEarlierRuns}。",
            $"Give 0 to {TrainingOptions.MostEarlierRuns}.")
        : null;

    /// <summary>As given; <see cref="Check"/> has found nothing wrong.</summary>
    public TrainingOptions Of(ParseResult parsed) => new()
    {
        Seed = parsed.GetValue(seed),
        Threads = Math.Max(1, parsed.GetValue(threads)),
        EarlierRuns = parsed.GetValue(earlier),
        Quick = parsed.GetValue(quick),
        WithoutTrees = parsed.GetValue(withoutTrees),
    };

    /// <summary>The model of a file, or one trained now.</summary>
    public Outcome<(TrainedModel Model, TrainedResult? Trained)> ModelFrom(
        ParseResult parsed, FileInfo? file, TrainingData data, AirFiles files, IReadOnlyCollection<WeatherSetting> settings, IProgress<(double Share, string Label)> progress, CancellationToken cancel)
    {
        if (file is not null)
        {
            if (parsed.GetResult(earlier) is { Implicit: false })
            {
                return Refusal.Of(
                    "TRAIN-007",
                    "--earlier-runs 只用于训练：模型文件已记有融合几个天气预报。",
                    "--earlier-runs is for training: a model file knows how many weather runs it blends.",
                    "请去掉 --model 或 --earlier-runs。",
                    "Leave --model or --earlier-runs out.");
            }

            var read = ModelOptions.ReadFile(file.FullName);
            return read.Ok ? (read.Value, null) : read.Refusal;
        }

        var aqi = files.Library.Aqi(files.RegionOf(data.Place), data.Until.Plus(-1).Day);
        var trained = aqi.Ok ? ModelTraining.Train(data, Of(parsed) with { Settings = settings }, aqi.Value, progress, cancel) : aqi.Refusal;
        return trained.Ok ? (trained.Value.Model, trained.Value) : trained.Refusal;
    }

    /// <summary>Settings by their names.</summary>
    public static Outcome<IReadOnlyList<WeatherSetting>> Settings(string[] names)
    {
        var found = names.SelectMany(n => n.Split(',')).Select(n => Enum.TryParse<WeatherSetting>(n, ignoreCase: true, out var s) && !char.IsDigit(n[0]) ? s : (WeatherSetting?)null).ToList();
        return found.TrueForAll(s => s is not null)
            ? found.Select(s => s!.Value).Distinct().Order().ToList()
            : Refusal.Of("VERIFY-001", $"未知的设定：{string.Join(" ", names)}。", $"Unknown setting: {string.Join(" ", names)}.", "可用：none, perfect, forecast。", "Use none, perfect, forecast.");
    }
}
