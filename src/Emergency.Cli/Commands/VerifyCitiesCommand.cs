using System.CommandLine;
using System.Globalization;
using Emergency.Core.Quantities;
using Emergency.Core.Refusals;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Forecasting.Indexing;
using Emergency.Forecasting.Models;
using Emergency.Forecasting.Models.Trained;
using Emergency.Forecasting.Observing;
using Emergency.Forecasting.Verification;

namespace Emergency.Cli.Commands;

/// <summary><c>verify-cities FILE… --model FILE</c>: one model at every city of the files, in the setting none, against persistence.</summary>
internal static class VerifyCitiesCommand
{
    private const int FewestDays = 60;

    /// <summary>Scores of a city.</summary>
    /// <param name="Place">City.</param>
    /// <param name="Days">Days scored at lead 1.</param>
    /// <param name="Leads">Leads 1, 2 and 3.</param>
    private sealed record CityScore(string Place, int Days, IReadOnlyList<CityLead> Leads);

    /// <summary>One lead of a city.</summary>
    /// <param name="Lead">1 … 3.</param>
    /// <param name="Rmse">RMSE of PM2.5 [µg/m³].</param>
    /// <param name="RmsePersistence">The same of persistence.</param>
    /// <param name="Skill">1 − Rmse ÷ RmsePersistence.</param>
    /// <param name="Coverage80">Share inside the 80 % interval.</param>
    private sealed record CityLead(int Lead, double Rmse, double RmsePersistence, double Skill, double? Coverage80);

    public static Command Create()
    {
        var (files, format) = (AirOptions.Files(), AirOptions.Format());
        var model = new Option<string>("--model") { Description = $"模型文件，或 / a model.json, or {string.Join(", ", Forecaster.Models.Keys)}", HelpName = "M", Required = true };
        var from = new Option<string>("--from") { Description = "检验的第一天 / first day scored", HelpName = "DAY", Required = true };
        var to = new Option<string>("--to") { Description = "检验的最后一天 / last day scored", HelpName = "DAY", Required = true };
        var json = Terminal.JsonOption();
        var command = new Command("verify-cities", "用一个模型逐城市检验（无天气预报设定）/ score one model at every city of the files (setting none)") { files, format, model, from, to, json };
        command.SetAction(async (parsed, cancel) =>
        {
            var opened = AirFiles.Open();
            var (first, last) = (AirOptions.Day(parsed.GetRequiredValue(from)), AirOptions.Day(parsed.GetRequiredValue(to)));
            var read = Model(parsed.GetRequiredValue(model));
            if ((opened.Refusal ?? first.Refusal ?? last.Refusal ?? read.Refusal) is { } refusal)
            {
                return Terminal.Refuse(refusal);
            }

            var scores = await Terminal.WithProgress("检验 / verifying", progress => Task.Run<Outcome<List<CityScore>>>(
                () =>
                {
                    var hours = AirFiles.ReadPlaces(parsed.GetRequiredValue(files), parsed.GetRequiredValue(format), progress, cancel);
                    return hours.Ok ? Score(opened.Value!, read.Value.Model, hours.Value, first.Value, last.Value, progress, cancel) : hours.Refusal;
                },
                cancel));
            if (!scores.Ok)
            {
                return Terminal.Refuse(scores.Refusal);
            }

            Terminal.WriteJson(parsed.GetValue(json), new { Cities = scores.Value });
            Print(scores.Value);
            return 0;
        });
        return command;
    }

    private static Outcome<(IForecastModel Model, string Name)> Model(string name)
    {
        if (Forecaster.Models.TryGetValue(name, out var known))
        {
            return (known, name);
        }

        var read = ModelOptions.ReadFile(name);
        return read.Ok ? ((IForecastModel)read.Value, name) : read.Refusal;
    }

    private static List<CityScore> Score(
        AirFiles files, IForecastModel model, IReadOnlyDictionary<string, List<HourlyAir>> places, LocalDay from, LocalDay to, IProgress<(double Share, string Label)> progress, CancellationToken cancel)
    {
        var scores = new List<CityScore>();
        foreach (var (place, hours) in places)
        {
            cancel.ThrowIfCancellationRequested();
            progress.Report(((double)scores.Count / places.Count, place));
            var region = files.RegionOf(place);
            var days = DailyIndex.Compute(place, hours, day => files.Library.Aqi(region, day).OrThrow());
            var aqi = files.Library.Aqi(region, from).OrThrow();
            var runs = Runs(model, place, hours, days, aqi, from, to, cancel);
            var score = ForecastVerification.Score(new VerificationInput(place, WeatherSetting.None, runs, days, [], aqi) { From = from, To = to });
            var leads = score.Leads.Where(l => l.Lead <= 3 && l.Pm25.RmsePersistence is > 0)
                .Select(l => new CityLead(l.Lead, l.Pm25.Rmse, l.Pm25.RmsePersistence!.Value, 1 - (l.Pm25.Rmse / l.Pm25.RmsePersistence.Value), l.Pm25.Coverage80)).ToList();
            if (leads.Count == 3 && score.Leads[0].Days >= FewestDays)
            {
                scores.Add(new(place, score.Leads[0].Days, leads));
            }
        }

        return scores;
    }

    /// <summary>Forecasts issued at midnight, each from what was known then: the hours of the last weeks, and all days of the place before.</summary>
    private static VerifiedRun[] Runs(
        IForecastModel model, string place, List<HourlyAir> hours, IReadOnlyList<DailyAir> days, AqiRules aqi, LocalDay from, LocalDay to, CancellationToken cancel)
    {
        var runs = new VerifiedRun?[to - from + 3];
        Parallel.For(0, runs.Length, new ParallelOptions { CancellationToken = cancel }, i =>
        {
            var issuedAt = from.Plus(i - 2).FirstHour;
            var known = days.Where(d => d.Day.Hours.Until <= issuedAt).ToList();
            if (known.Any(d => d.AqiWithoutOzone is not null && d.ConcentrationOf(Pollutant.Pm25) is not null))
            {
                var recent = hours.Where(h => h.Hour < issuedAt && h.Hour >= issuedAt.Plus(-24 * TestRuns.KnownDays)).ToList();
                runs[i] = new(issuedAt, model.Predict(new ForecastInput(place, issuedAt, known, recent, known) { Aqi = aqi, AqiCap = aqi.Cap }, issuedAt.Index));
            }
        });
        return [.. runs.OfType<VerifiedRun>()];
    }

    private static void Print(List<CityScore> scores)
    {
        Console.WriteLine("| 城市 / city | n | persistence 1 | RMSE 1 | skill 1 | covered 1 | skill 2 | skill 3 |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var s in scores)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {s.Place} | {s.Days} | {s.Leads[0].RmsePersistence:0.0} | {s.Leads[0].Rmse:0.0} | {s.Leads[0].Skill:0.00} | {s.Leads[0].Coverage80:0.00} | {s.Leads[1].Skill:0.00} | {s.Leads[2].Skill:0.00} |"));
        }

        if (scores.Count > 0)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{scores.Count} 个城市 / cities; skill 1 {scores.Min(s => s.Leads[0].Skill):0.00} … {scores.Max(s => s.Leads[0].Skill):0.00}, mean {scores.Average(s => s.Leads[0].Skill):0.00}; covered 1/2/3 {scores.Average(s => s.Leads[0].Coverage80):0.00} {scores.Average(s => s.Leads[1].Coverage80):0.00} {scores.Average(s => s.Leads[2].Coverage80):0.00}"));
        }
    }
}
