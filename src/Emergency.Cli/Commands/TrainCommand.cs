using System.CommandLine;
using Emergency.Core.Decisions;
using Emergency.Core.Refusals;
using Emergency.Core.Time;
using Emergency.Forecasting.Models;
using Emergency.Forecasting.Models.Trained;
using Emergency.Forecasting.Verification;
using Emergency.Forecasting.Verification.InService;

namespace Emergency.Cli.Commands;

/// <summary><c>train FILE… --id ID</c>: trains a model on the history of a city and writes models/ID/ with the model and its card.</summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        var files = new TrainingFiles();
        var until = new Option<string?>("--until") { Description = "训练资料的最后一天；默认为资料末尾 / last day of training data; by default the end of the data", HelpName = "DAY" };
        var id = new Option<string>("--id") { Description = "模型名称，即文件夹名 / id of the model, and its folder", HelpName = "ID", Required = true };
        var folder = new Option<DirectoryInfo>("--models") { Description = "模型文件夹 / folder of models", HelpName = "DIR", DefaultValueFactory = _ => new DirectoryInfo("models") };
        var name = new Option<string>("--data-name") { Description = "数据集名称，写入模型卡 / name of the data set, for the card", HelpName = "TEXT", DefaultValueFactory = _ => "本单位监测资料 / the authority's own observations" };
        var licence = new Option<string>("--licence") { Description = "数据许可，写入模型卡 / licence of the data, for the card", HelpName = "TEXT", DefaultValueFactory = _ => "未说明 / not stated" };
        var attribution = new Option<string>("--attribution") { Description = "署名，写入模型卡 / attribution, for the card", HelpName = "TEXT", DefaultValueFactory = _ => "—" };
        var settings = new Option<string[]>("--settings") { Description = "设定 / settings: none, forecast, perfect（仅供检验 / for verification only）", HelpName = "S", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => ["none", "forecast"] };
        var replace = new Option<bool>("--replace") { Description = "覆盖同名模型 / replace a model of that id" };
        var tuning = new TuningOptions();
        var command = new Command("train", "用一个城市至少一年的资料训练预报模型 / train a forecast model on at least a year of a city")
        {
            files.Files, id, until, folder, name, licence, attribution, settings, replace,
        };
        foreach (var option in files.Options.Concat(tuning.All))
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, cancel) =>
        {
            var opened = AirFiles.Open();
            var end = parsed.GetValue(until) is { } text ? AirOptions.Day(text) : LocalDay.Of(9998, 12, 31);
            var target = Path.Combine(parsed.GetRequiredValue(folder).FullName, parsed.GetRequiredValue(id));
            var wanted = TuningOptions.Settings(parsed.GetRequiredValue(settings));
            if ((opened.Refusal ?? end.Refusal ?? wanted.Refusal ?? tuning.Check(parsed) ?? CheckTarget(parsed.GetRequiredValue(id), target, parsed.GetValue(replace))) is { } refusal)
            {
                return Terminal.Refuse(refusal);
            }

            var options = tuning.Of(parsed) with { Id = parsed.GetRequiredValue(id), Settings = [.. wanted.Value!] };
            var result = await Terminal.WithProgress("训练 / training", progress => Task.Run(() => Train(files, parsed, opened.Value!, end.Value, options, progress, cancel), cancel));
            if (!result.Ok)
            {
                return Terminal.Refuse(result.Refusal);
            }

            Write(target, result.Value.Trained, result.Value.Scores, options, new(parsed.GetRequiredValue(name), parsed.GetRequiredValue(licence), parsed.GetRequiredValue(attribution)));
            foreach (var note in result.Value.Trained.Notes)
            {
                Console.WriteLine($"· {note.Zh} / {note.En}");
            }

            Console.WriteLine($"{Path.Combine(target, ModelLibrary.FileName)}  {new FileInfo(Path.Combine(target, ModelLibrary.FileName)).Length / 1024} KiB");
            Console.WriteLine(Path.Combine(target, ModelLibrary.CardName));
            return 0;
        });
        return command;
    }

    private static Outcome<(TrainedResult Trained, IReadOnlyList<SettingScore> Scores)> Train(
        TrainingFiles files, ParseResult parsed, AirFiles air, LocalDay end, TrainingOptions options, IProgress<(double Share, string Label)> progress, CancellationToken cancel)
    {
        var read = files.Read(parsed, air, end.Hours.Until, progress, cancel);
        if (!read.Ok)
        {
            return read.Refusal;
        }

        var lastDay = read.Value.Days[^1].Day < end ? read.Value.Days[^1].Day : end;
        var data = read.Value with { Until = lastDay.Hours.Until };
        var aqi = air.Library.Aqi(air.RegionOf(data.Place), lastDay);
        var trained = aqi.Ok ? ModelTraining.Train(data, options, aqi.Value, progress, cancel) : aqi.Refusal;
        if (!trained.Ok)
        {
            return trained.Refusal;
        }

        var days = data.Days.Where(d => d.Day <= lastDay).ToList();
        return (trained.Value, [.. trained.Value.OutOfFold.Select(s => ForecastVerification.Score(new VerificationInput(data.Place, s.Key, s.Value, days, days, aqi.Value!) { Seed = options.Seed }))]);
    }

    private static Refusal? CheckTarget(string id, string target, bool replace) =>
        id.Length == 0 || !id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') || id[0] == '.'
            ? Refusal.Of("TRAIN-004", $"“{id}”不能作为模型名称。", $"\"{id}\" is no id of a model.", "请只用字母、数字、-、_ 和 .。", "Use letters, digits, -, _ and . only.")
            : Directory.Exists(target) && !replace
                ? Refusal.Of("TRAIN-005", $"模型“{id}”已存在。", $"There is a model \"{id}\" already.", "请换一个名称，或加 --replace。", "Take another id, or add --replace.")
                : null;

    /// <summary>The model is written last and moved into its place whole: a folder never holds half a model.</summary>
    private static void Write(string target, TrainedResult trained, IReadOnlyList<SettingScore> scores, TrainingOptions options, DataOrigin origin)
    {
        Directory.CreateDirectory(target);
        var json = ModelFile.Write(trained.Model);
        File.WriteAllText(Path.Combine(target, ModelLibrary.CardName), ModelCard.Write(trained, json, scores, options, origin));
        File.WriteAllText(
            Path.Combine(target, ModelLibrary.ScoresName),
            CanonicalJson.Write(scores.ToDictionary(s => s.Setting.ToString().ToLowerInvariant(), s => s.Leads.Select(CardScore.Of).ToList())));
        var part = Path.Combine(target, ModelLibrary.FileName + ".part");
        File.WriteAllText(part, json);
        File.Move(part, Path.Combine(target, ModelLibrary.FileName), overwrite: true);
    }
}
