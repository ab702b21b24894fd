using System.CommandLine;
using Emergency.Core.Refusals;
using Emergency.Core.Time;
using Emergency.Forecasting.Models;
using Emergency.Forecasting.Models.Trained;
using Emergency.Forecasting.Verification;
using Emergency.Warnings.Advice;

namespace Emergency.Cli.Commands;

/// <summary><c>verify FILE… --train-until DAY --from DAY --to DAY</c>: trains on the past alone, forecasts a later period again, and scores it by lead.</summary>
internal static class VerifyCommand
{
    private sealed record Verified(TrainedResult? Trained, IReadOnlyList<SettingScore> Scores);

    public static Command Create()
    {
        var files = new TrainingFiles();
        var until = new Option<string?>("--train-until") { Description = "训练资料的最后一天 / last day of training data", HelpName = "DAY" };
        var from = new Option<string>("--from") { Description = "检验的第一天 / first day scored", HelpName = "DAY", Required = true };
        var to = new Option<string>("--to") { Description = "检验的最后一天 / last day scored", HelpName = "DAY", Required = true };
        var settings = new Option<string[]>("--settings") { Description = "设定 / settings: none, perfect, forecast", HelpName = "S", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => ["none", "perfect", "forecast"] };
        var hour = new Option<int>("--issue-hour") { Description = "起报时刻（北京时）/ hour of issue, Beijing time", HelpName = "H", DefaultValueFactory = _ => 0 };
        var model = new Option<FileInfo?>("--model") { Description = "检验已训练的模型文件，不再训练 / score this model.json and train nothing", HelpName = "FILE" };
        var costLoss = new Option<double?>("--cost-loss") { Description = "代价损失比（0–1）/ cost–loss ratio", HelpName = "R" };
        var tuning = new TuningOptions();
        var json = Terminal.JsonOption();
        var command = new Command("verify", "检验预报技巧（对照持续性与气候平均）/ score forecasts by lead against persistence and climatology")
        {
            files.Files, until, from, to, settings, hour, model, costLoss, json,
        };
        foreach (var option in files.Options.Concat(tuning.All))
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, cancel) =>
        {
            var opened = AirFiles.Open();
            var (first, last) = (AirOptions.Day(parsed.GetRequiredValue(from)), AirOptions.Day(parsed.GetRequiredValue(to)));
            var end = parsed.GetValue(until) is { } text ? AirOptions.Day(text) : first.Ok ? first.Value.Plus(-1) : first;
            var wanted = TuningOptions.Settings(parsed.GetRequiredValue(settings));
            if ((opened.Refusal ?? first.Refusal ?? last.Refusal ?? end.Refusal ?? wanted.Refusal ?? tuning.Check(parsed) ?? Check(first.Value, last.Value, end.Value, parsed.GetValue(hour))) is { } refusal)
            {
                return Terminal.Refuse(refusal);
            }

            var result = await Terminal.WithProgress("检验 / verifying", progress => Task.Run(
                () =>
                {
                    var data = files.Read(parsed, opened.Value!, end.Value.Hours.Until, progress, cancel);
                    if (!data.Ok)
                    {
                        return data.Refusal;
                    }

                    var trained = tuning.ModelFrom(parsed, parsed.GetValue(model), data.Value, opened.Value!, wanted.Value!, progress, cancel);
                    return trained.Ok
                        ? (Outcome<Verified>)new Verified(trained.Value.Trained, Score(trained.Value.Model, trained.Value.Trained, data.Value, opened.Value!, wanted.Value!, first.Value, last.Value, parsed.GetValue(hour), tuning.Of(parsed), parsed.GetValue(costLoss), cancel))
                        : trained.Refusal;
                },
                cancel));
            if (!result.Ok)
            {
                return Terminal.Refuse(result.Refusal);
            }

            foreach (var note in result.Value.Trained?.Notes ?? [])
            {
                Console.WriteLine($"· {note.Zh} / {note.En}");
            }

            foreach (var score in result.Value.Scores)
            {
                Console.WriteLine(VerificationText.Of(score));
            }

            if (parsed.GetValue(json) is { } file)
            {
                await File.WriteAllTextAsync(file.FullName, VerificationReport.Json(result.Value.Scores), cancel);
            }

            return 0;
        });
        return command;
    }

    /// <summary>Scores a model over a period, setting by setting.</summary>
    public static IReadOnlyList<SettingScore> Score(
        TrainedModel model,
        TrainedResult? trained,
        TrainingData data,
        AirFiles files,
        IReadOnlyList<WeatherSetting> settings,
        LocalDay from,
        LocalDay to,
        int issueHour,
        TrainingOptions options,
        double? costLoss,
        CancellationToken cancel)
    {
        var region = files.RegionOf(data.Place);
        var aqi = files.Library.Aqi(region, from).OrThrow();
        var levels = DailyLevels.Of(files.Library.Triggers(region, LatestTriggers).OrThrow());
        var test = new TestRuns(model, data, aqi);
        var training = data.Days.Where(d => d.Day.Hours.Until <= data.Until && d.Day < from).ToList();
        return
        [
            .. settings.Where(s => model.Settings.Contains(s)).Select(setting => ForecastVerification.Score(
                new VerificationInput(data.Place, setting, test.Make(setting, from.Plus(-(IssueDays - 1)), to, issueHour, options.Threads, cancel), data.Days, training, aqi)
                {
                    OutOfFold = trained?.OutOfFold.GetValueOrDefault(setting) ?? [],
                    Levels = levels,
                    From = from,
                    To = to,
                    CostLoss = costLoss,
                    Seed = options.Seed,
                })),
        ];
    }

    /// <summary>Warning levels are scored by the national triggers of 2024, whatever the year of the data: a forecast made today is judged by today's rule.</summary>
    private static LocalDay LatestTriggers { get; } = LocalDay.Of(2025, 1, 1);

    private const int IssueDays = 10;

    private static Refusal? Check(LocalDay from, LocalDay to, LocalDay until, int hour) =>
        from > to ? Refusal.Of("VERIFY-002", $"检验期{from}至{to}为空。", $"The period {from} to {to} is empty.", "请核对日期。", "Check the dates.")
        : until >= from ? Refusal.Of("VERIFY-003", $"训练资料（至{until}）与检验期（自{from}）重叠。", $"Training data (to {until}) overlap the period scored (from {from}).", "训练截止日应早于检验期。", "Training must end before the period.")
        : hour is < 0 or > 23 ? Refusal.Of("VERIFY-004", $"起报时刻{hour}不在0—23。", $"{hour} is no hour of issue.", "请填0—23。", "Give 0 to 23.")
        : null;
}
