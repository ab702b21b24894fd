using Emergency.Core.Quantities;
using Emergency.Core.Refusals;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Forecasting.Models.Features;
using Emergency.Forecasting.Models.Trees;
using Emergency.Forecasting.Verification;
using Emergency.Forecasting.Weather;

namespace Emergency.Forecasting.Models.Trained;

/// <summary>A trained model, and what it said of days that it was not fitted on.</summary>
/// <param name="Model">The model.</param>
/// <param name="OutOfFold">Forecasts of held-out days by setting, midnight issues only: from them cuts and first scores come.</param>
/// <param name="Notes">What was left out and why.</param>
public sealed record TrainedResult(TrainedModel Model, IReadOnlyDictionary<WeatherSetting, IReadOnlyList<VerifiedRun>> OutOfFold, IReadOnlyList<Core.Text> Notes);

/// <summary>Trains a <see cref="TrainedModel"/> on the history of a city. The same data, options and seed give the same bytes for any number of threads.</summary>
public static class ModelTraining
{
    /// <summary>Valid days without which nothing is trained: less than a year does not know all seasons.</summary>
    public const int FewestDays = 300;

    private const int FewestRuns = 200;
    private const double WeatherShare = 0.7;
    private const int FirstIssue = 240;
    private const int Day = 24;

    /// <summary>Trains.</summary>
    /// <param name="data">History of the city.</param>
    /// <param name="options">How.</param>
    /// <param name="aqi">AQI edition for judging held-out forecasts.</param>
    /// <param name="progress">Hears of the share done and what is being done.</param>
    /// <param name="cancel">Stops the training.</param>
    /// <returns>The result; TRAIN-001 with less than a year, TRAIN-002 without the tree library unless it is not wanted.</returns>
    public static Outcome<TrainedResult> Train(TrainingData data, TrainingOptions options, AqiRules aqi, IProgress<(double Share, string Label)> progress, CancellationToken cancel)
    {
        var record = PlaceRecord.Of(data.Place, data.Hours, data.Days, data.Weather, data.Until);
        var valid = Enumerable.Range(0, record.Count / Day).Count(d => !double.IsNaN(record.Mean(Pollutant.Pm25, d * Day, (d + 1) * Day, 20.0 / Day)));
        if (valid < FewestDays)
        {
            return Refusal.Of(
                "TRAIN-001",
                $"{data.Place}在{data.Until}之前只有{valid}个有效日，训练至少需要{FewestDays}个（约一年）。",
                $"{data.Place} has {valid} valid days before {data.Until}; training needs at least {FewestDays} (about a year).",
                "请导入更多历史资料；在此之前可使用随产品提供的外地模型。",
                "Import more history; until then the foreign model that ships with the product can be used.");
        }

        if (!options.WithoutTrees && !XgboostTrainer.Available)
        {
            var how = XgboostTrainer.HowToInstall;
            return Refusal.Of("TRAIN-002", "本机没有 libxgboost，无法训练树模型。", "libxgboost is not on this machine: trees cannot be trained.", $"{how.Zh}或加 --without-trees。", $"{how.En} Or add --without-trees.");
        }

        var archive = new RunArchive(data.Runs.Where(r => r.IssuedAt < data.Until));
        var normal = WeatherNormal.Fit(record, _ => true);
        var (plans, notes) = Plans(record, data.Runs.Count(r => r.IssuedAt >= record.First && r.IssuedAt < data.Until), options);
        var lagged = plans.Exists(p => p.Setting == WeatherSetting.Forecast) ? LaggedRuns.Fit(archive, record, normal, data.Until) : null;
        var variants = new List<ModelVariant>();
        var outOfFold = new Dictionary<WeatherSetting, IReadOnlyList<VerifiedRun>>();
        for (var i = 0; i < plans.Count; i++)
        {
            var plan = plans[i];
            var moments = Moments(record, archive, lagged, normal, plan, options.EarlierRuns);
            void Report(int round) => progress.Report(((i + (round / 6.0)) / plans.Count, $"{Name(plan)} {round}/6"));
            Report(0);
            var training = new VariantTraining(record, normal, plan, options, moments, cancel);
            var variant = training.Run(Report);
            variants.Add(variant);
            if (plan.Scope != FeatureScope.Air || !plans.Exists(p => p.Setting == WeatherSetting.None && p.Scope == FeatureScope.Past))
            {
                outOfFold[plan.Setting] = HeldOut.Forecasts(training, variant, record, aqi);
            }
        }

        var model = new TrainedModel(options.Id, data.Place, record.First.Day, data.Until.Plus(-1).Day, normal, lagged, variants) { EarlierRuns = options.EarlierRuns };
        return new TrainedResult(model, outOfFold, notes);
    }

    private static string Name(VariantPlan plan) => plan.Scope switch
    {
        FeatureScope.Air => "仅空气 / air alone",
        FeatureScope.Past => "无天气预报 / none",
        _ => plan.Setting == WeatherSetting.Perfect ? "实况天气 / perfect" : "天气预报 / forecast",
    };

    private static (List<VariantPlan> Plans, List<Core.Text> Notes) Plans(PlaceRecord record, int runs, TrainingOptions options)
    {
        var speed = record.Weather[(int)WeatherVariable.WindSpeed];
        var weather = speed.Count(v => !float.IsNaN(v)) >= WeatherShare * record.Count;
        var (plans, notes) = (new List<VariantPlan>(), new List<Core.Text>());
        void Add(WeatherSetting setting, FeatureScope scope) => plans.Add(VariantPlan.Of(setting, scope, options.Quick));
        if (options.Settings.Contains(WeatherSetting.None))
        {
            Add(WeatherSetting.None, FeatureScope.Air);
            if (weather)
            {
                Add(WeatherSetting.None, FeatureScope.Past);
            }
        }

        if (options.Settings.Contains(WeatherSetting.Perfect) && weather)
        {
            Add(WeatherSetting.Perfect, FeatureScope.Future);
        }

        if (options.Settings.Contains(WeatherSetting.Forecast) && weather && runs >= FewestRuns)
        {
            Add(WeatherSetting.Forecast, FeatureScope.Future);
        }
        else if (options.Settings.Contains(WeatherSetting.Forecast))
        {
            notes.Add(new(
                weather ? $"观测期内的历史天气预报只有{runs}个（至少{FewestRuns}个）：未训练“天气预报”设定。" : "实况天气不足：未训练“天气预报”设定。",
                weather ? $"Only {runs} past weather forecasts of the observed time (at least {FewestRuns} are needed): the setting \"forecast\" was not trained." : "Too little observed weather: the setting \"forecast\" was not trained."));
        }

        if (plans.Count == 0)
        {
            // Nothing of what was wanted can be trained: a model that can only fall back is better than none.
            Add(WeatherSetting.None, FeatureScope.Air);
        }

        return (plans, notes);
    }

    private static List<TrainingMoment> Moments(PlaceRecord record, RunArchive archive, LaggedRuns? lagged, WeatherNormal normal, VariantPlan plan, int lags)
    {
        var first = FirstIssue + ((Day - record.First.Plus(FirstIssue).HourOfDay) % Day);
        var moments = new List<TrainingMoment>();
        for (var issue = first; issue + Day <= record.Count; issue += plan.Step)
        {
            if (plan.Scope != FeatureScope.Future)
            {
                moments.Add(new(issue, 0, null));
            }
            else if (plan.Setting == WeatherSetting.Perfect)
            {
                moments.Add(new(issue, 0, ObservedWeather.Of(record, issue, Math.Min(WeatherOutlook.After, record.Count - issue))));
            }
            else
            {
                foreach (var (source, number) in archive.Sources.Select((s, n) => (s, n)))
                {
                    if (archive.Known(record.First.Plus(issue), lags, source) is { Count: > 0 } runs)
                    {
                        moments.Add(new(issue, number, lagged!.Blend(runs, normal)) { Quality = lagged.QualityWith(runs.Count) });
                    }
                }
            }
        }

        return moments;
    }
}
