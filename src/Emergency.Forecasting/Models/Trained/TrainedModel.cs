using Emergency.Core;
using Emergency.Core.Quantities;
using Emergency.Core.Time;
using Emergency.Forecasting.Models.Features;
using Emergency.Forecasting.Weather;

namespace Emergency.Forecasting.Models.Trained;

/// <summary>
/// A model trained on the history of one city: a stack of season curve, ridge, boosted trees and neural boxes by lead, once for each kind of weather knowledge.
/// It picks the best kind that the input allows and says which. At another place it forecasts by ratios to the place's own level, and widens its intervals.
/// </summary>
public sealed class TrainedModel : IForecastModel
{
    /// <summary>
    /// Factor on the spread away from home where the latest days of the place say nothing: an assumption. They take over as they come in (see docs/forecast.md, 62 cities).
    /// </summary>
    public const double ForeignSpread = 1.15;

    /// <summary>
    /// Factor on the spread at home without a weather forecast: what is left then is the season, and years differ as wholes, which the few years of a training
    /// show too little of. Measured on the test year of docs/forecast.md (80 % intervals covered 75 % with a factor of 1).
    /// </summary>
    public const double NewYearSpread = 1.07;

    private const int LevelDays = 45;

    private const int Day = 24;

    internal TrainedModel(string id, string place, LocalDay from, LocalDay to, WeatherNormal normal, LaggedRuns? lagged, IReadOnlyList<ModelVariant> variants)
    {
        (Id, Place, From, To, Normal, Lagged, Variants) = (id, place, from, to, normal, lagged, variants);
    }

    /// <inheritdoc/>
    public string Id { get; }

    /// <inheritdoc/>
    public bool UsesObservedWeather => true;

    /// <summary>City it was trained on.</summary>
    public string Place { get; }

    /// <summary>First day of the training data.</summary>
    public LocalDay From { get; }

    /// <summary>Last day of the training data.</summary>
    public LocalDay To { get; }

    /// <summary>The settings it can forecast in.</summary>
    public IReadOnlyList<WeatherSetting> Settings => [.. Variants.Select(v => v.Setting).Distinct().Order()];

    /// <summary>Earlier weather runs that are blended with the newest, as in training.</summary>
    public int EarlierRuns { get; init; } = LaggedRuns.MostLags;

    internal WeatherNormal Normal { get; }

    internal LaggedRuns? Lagged { get; }

    internal IReadOnlyList<ModelVariant> Variants { get; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The input has no AQI edition, or nothing was observed before its issue time.</exception>
    public ModelOutput Predict(ForecastInput input, int seed) => Predict(input, seed, explain: true);

    /// <summary>Predicts, without drivers when nobody will read them.</summary>
    /// <param name="input">Everything known at the issue time.</param>
    /// <param name="seed">Seed of any sampling.</param>
    /// <param name="explain">True for drivers.</param>
    /// <param name="said">What the model said of the first day issued at a midnight, where that was worked out before; null works it out.</param>
    internal ModelOutput Predict(ForecastInput input, int seed, bool explain, Func<Hour, double[]?>? said = null)
    {
        var rules = input.Aqi ?? throw new ArgumentException("A trained model needs the AQI edition in force.", nameof(input));
        var foreign = input.Place != Place;
        input = Earlier(input);
        var record = PlaceRecord.Of(input.Place, input.Hours, input.Days, input.ObservedWeather, input.IssuedAt);
        if (record.Count == 0)
        {
            throw new ArgumentException($"Nothing was observed at {input.Place} before {input.IssuedAt}.", nameof(input));
        }

        var (variant, why) = Choose(input, record, foreign);
        var level = foreign ? Level(record, input.IssuedAt, variant) : [];
        var scaled = foreign ? record.Scaled(level) : record;
        var predictor = new VariantPredictor(variant, Normal);
        var runs = Runs(input, input.IssuedAt);
        var lately = Lately(input, scaled, variant, predictor, said);
        var missed = Enumerable.Range(0, lately.Length).Select(p => RecentMisses.Mean(lately[p].Select(d => d.Miss))).ToArray();
        var expected = predictor.Predict(scaled, input.IssuedAt, Future(input, variant, runs), Quality(variant, runs), missed);
        var explanation = explain ? new ForecastExplanation(predictor, Normal, scaled, input.IssuedAt, variant, foreign ? level[(int)Pollutant.Pm25] : 0).Explain(expected) : [];
        var spread = variant.Setting == WeatherSetting.None ? NewYearSpread : 1;
        if (foreign)
        {
            (expected, spread) = Followed(expected, scaled, input.IssuedAt, lately, variant);
            expected = Unscaled(expected, level);
        }

        var output = new OutputMaker(variant.Residuals, rules).Make(expected, input.IssuedAt, seed, spread);
        return output with { Setting = variant.Setting, Remarks = [.. why, .. Remarks(input, record, foreign ? spread : null, variant)], Drivers = explanation };
    }

    private (ModelVariant Variant, List<Text> Why) Choose(ForecastInput input, PlaceRecord record, bool foreign)
    {
        ModelVariant? Find(WeatherSetting setting, FeatureScope scope) => Variants.FirstOrDefault(v => v.Setting == setting && v.Scope == scope);
        var pastWeather = record.HasWeatherBefore(input.IssuedAt - record.First);
        var wanted = input.Hindcast ? WeatherSetting.Perfect : WeatherSetting.Forecast;
        if (!foreign && pastWeather && input.WeatherForecast is { } run && input.IssuedAt - run.IssuedAt is >= 0 and <= WeatherRun.OldestUsed && Find(wanted, FeatureScope.Future) is { } future)
        {
            return (future, []);
        }

        var why = foreign && input.WeatherForecast is not null
            ? new Text("天气预报未使用：外地模型不了解本地气象常态。", "The weather forecast was not used: a foreign model does not know the local normals.")
            : input.WeatherForecast is null
                ? new Text("没有天气预报：按“无天气预报”设定预报，第3天起接近气候平均。", "No weather forecast: made in the setting \"none\"; from day 3 on it is little more than the climatology.")
                : new Text("天气预报无法使用（模型未按天气预报训练，或预报过旧、晚于起报时刻，或缺少实况天气）：按“无天气预报”设定预报。", "The weather forecast cannot be used (the model was not trained on one, it is too old or later than the issue time, or observed weather is missing): made in the setting \"none\".");
        var past = pastWeather && !foreign ? Find(WeatherSetting.None, FeatureScope.Past) : null;
        return (past ?? Find(WeatherSetting.None, FeatureScope.Air) ?? throw new ArgumentException("The model has no variant for the setting none.", nameof(input)), [why]);
    }

    private WeatherSeries? Future(ForecastInput input, ModelVariant variant, List<WeatherRun> runs) => variant.Setting switch
    {
        WeatherSetting.Perfect => input.WeatherForecast!.Hours,
        WeatherSetting.Forecast => Lagged is null ? runs[0].Hours : Lagged.Blend(runs, Normal),
        _ => null,
    };

    private float[] Quality(ModelVariant variant, List<WeatherRun> runs) =>
        variant.Setting == WeatherSetting.Forecast && Lagged is not null ? Lagged.QualityWith(runs.Count) : [];

    /// <summary>The newest run known at a time and the earlier ones that are blended with it; empty when it is too old.</summary>
    private List<WeatherRun> Runs(ForecastInput input, Hour at)
    {
        var known = input.WeatherForecast is { } newest ? input.EarlierRuns.Prepend(newest).Where(r => r.IssuedAt <= at).Take(1 + EarlierRuns).ToList() : [];
        return known.Count > 0 && at - known[0].IssuedAt <= WeatherRun.OldestUsed ? known : [];
    }

    /// <summary>The first days of the latest forecasts, made again from what was known then, against what came, by pollutant: what was said, and by what it missed.</summary>
    private List<(double Middle, double Miss)>[] Lately(ForecastInput input, PlaceRecord record, ModelVariant variant, VariantPredictor predictor, Func<Hour, double[]?>? said)
    {
        var days = Enumerable.Range(0, 6).Select(_ => new List<(double, double)>()).ToArray();
        foreach (var midnight in RecentMisses.Midnights(record, input.IssuedAt - record.First))
        {
            if ((said is null ? FirstDay(input, record, variant, predictor, record.First.Plus(midnight)) : said(record.First.Plus(midnight))) is { } middle)
            {
                for (var p = 0; p < middle.Length; p++)
                {
                    days[p].Add((middle[p], TrainingRows.Target(record, (Pollutant)p, midnight) - middle[p]));
                }
            }
        }

        return days;
    }

    private double[]? FirstDay(ForecastInput input, PlaceRecord record, ModelVariant variant, VariantPredictor predictor, Hour midnight)
    {
        var index = midnight - record.First;
        if (variant.Scope != FeatureScope.Air && !record.HasWeatherBefore(index))
        {
            return null;
        }

        if (variant.Setting != WeatherSetting.Forecast)
        {
            var observed = variant.Setting == WeatherSetting.Perfect ? ObservedWeather.Of(record, index, Math.Min(WeatherOutlook.After, record.Count - index)) : null;
            return predictor.FirstDay(record, midnight, observed, []);
        }

        return Runs(input, midnight) is { Count: > 0 } runs ? predictor.FirstDay(record, midnight, Future(input, variant, runs), Quality(variant, runs)) : null;
    }

    /// <summary>What the model says of the first day after a midnight, at home, without a look at what it missed before; null when it cannot in the setting that the input asks for.</summary>
    internal double[]? FirstDay(ForecastInput input)
    {
        input = Earlier(input);
        var record = PlaceRecord.Of(input.Place, input.Hours, input.Days, input.ObservedWeather, input.IssuedAt);
        if (record.Count == 0)
        {
            return null;
        }

        var variant = Choose(input, record, foreign: false).Variant;
        if (variant.Setting == WeatherSetting.None && input.WeatherForecast is not null)
        {
            return null;
        }

        var runs = Runs(input, input.IssuedAt);
        return new VariantPredictor(variant, Normal).FirstDay(record, input.IssuedAt, Future(input, variant, runs), Quality(variant, runs));
    }

    private static ForecastInput Earlier(ForecastInput input) =>
        input with { EarlierRuns = [.. input.EarlierRuns.Where(r => r.IssuedAt < input.WeatherForecast?.IssuedAt)] };

    /// <summary>By how much the place lies above (+) the model's home in the season, as ln, each pollutant: its last weeks against the season curve.</summary>
    private static double[] Level(PlaceRecord record, Hour issuedAt, ModelVariant variant)
    {
        var issue = issuedAt - record.First;
        return [.. Enum.GetValues<Pollutant>().Select(p =>
        {
            var (sum, days) = (0.0, 0);
            for (var d = 1; d <= LevelDays; d++)
            {
                var from = issue - (Day * d);
                var log = p == Pollutant.O3 ? LogAir.Of(p, record.HighestEightHours(from, from + Day)) : record.LogMean(p, from, from + Day);
                if (!double.IsNaN(log))
                {
                    sum += log - SeasonCurve.At(variant[p].Season, record.First.Plus(from).Day.Date.DayOfYear);
                    days++;
                }
            }

            return days == 0 ? 0 : sum / days;
        })];
    }

    /// <summary>
    /// Follows a foreign model only as far as it deserved lately: the first day is drawn towards the day before the issue, later days towards the mean of the last
    /// weeks. The expected value keeps its ratio to the middle. The factor on the spread is that of the misses of PM2.5 that were left, <see cref="ForeignSpread"/> where none is known.
    /// </summary>
    private static (Expected Expected, double Spread) Followed(Expected expected, PlaceRecord record, Hour issuedAt, List<(double Middle, double Miss)>[] lately, ModelVariant variant)
    {
        var spread = ForeignSpread;
        var issue = issuedAt - record.First;
        var midnights = RecentMisses.Midnights(record, issue).ToList();
        var (middle, mean) = (new double[expected.Middle.Length][], expected.Pm25Mean);
        for (var p = 0; p < middle.Length; p++)
        {
            var before = midnights.Select(m => (double)TrainingRows.Target(record, (Pollutant)p, m - Day)).ToList();
            var trust = lately[p].Count == midnights.Count
                ? RecentMisses.Trust([.. lately[p].Zip(before, (d, b) => d.Middle - b)], [.. lately[p].Zip(before, (d, b) => d.Middle + d.Miss - b)])
                : 1;
            var day = (double)TrainingRows.Target(record, (Pollutant)p, issue - Day);
            var weeks = lately[p].Select(d => d.Middle + d.Miss).Where(v => !double.IsNaN(v)).DefaultIfEmpty(double.NaN).Average();
            middle[p] = [.. expected.Middle[p].Select((m, i) => (Anchor: i == 0 ? day : weeks, Middle: m)).Select(x => double.IsNaN(x.Anchor) ? x.Middle : x.Anchor + (trust * (x.Middle - x.Anchor)))];
            if (p != (int)Pollutant.Pm25)
            {
                continue;
            }

            mean = [.. mean.Select((m, i) => m * Math.Exp(middle[p][i] - expected.Middle[p][i]))];
            var left = lately[p].Zip(before, (d, b) => double.IsNaN(b) ? d : (Middle: b + (trust * (d.Middle - b)), Miss: d.Miss + ((1 - trust) * (d.Middle - b))));
            spread = RecentMisses.Spread(left.Select(d => d.Miss / variant.Residuals.Spreads[p].At(d.Middle)), ForeignSpread);
        }

        return (new(middle, mean), spread);
    }

    private static Expected Unscaled(Expected expected, double[] level) => new(
        [.. expected.Middle.Select((leads, p) => leads.Select(m => m + level[p]).ToArray())],
        [.. expected.Pm25Mean.Select(m => m * Math.Exp(level[(int)Pollutant.Pm25]))]);

    private IEnumerable<Text> Remarks(ForecastInput input, PlaceRecord record, double? foreignSpread, ModelVariant variant)
    {
        if (double.IsNaN(FeatureRows.StartOf(record, input.IssuedAt - record.First)))
        {
            yield return new(
                "起报前24小时没有PM2.5观测：预报不知道当前水平，前几天不可靠。",
                "No PM2.5 was observed in the 24 h before the issue time: the forecast does not know where it starts, and its first days are not reliable.");
        }

        if (foreignSpread is { } spread)
        {
            yield return new(
                $"使用外地模型（{Place}训练，{From}至{To}），按本地近{LevelDays}天水平换算，区间按本地近{RecentMisses.Days}天的误差取训练地的{spread:0.00}倍。满一年资料后请用 train 训练本地模型。",
                $"A foreign model (trained on {Place}, {From} to {To}), brought to the local level of the last {LevelDays} days; its spread is {spread:0.00} times that of its home, by its misses here in the last {RecentMisses.Days} days. With a year of data train a local one (\"train\").");
        }

        if (variant.Setting == WeatherSetting.Forecast && Lagged is not null && input.EarlierRuns.Count < EarlierRuns)
        {
            yield return new(
                $"仅有{input.EarlierRuns.Count}个较早起报的天气预报（训练时为{EarlierRuns}个）：区间可能偏窄。",
                $"Only {input.EarlierRuns.Count} earlier weather runs are at hand (trained with {EarlierRuns}): intervals may be too narrow.");
        }

        if (input.IssuedAt.HourOfDay != 0)
        {
            yield return new(
                $"起报时刻为{input.IssuedAt.HourOfDay}时：模型按零时起报训练，当日余下时段介于两个预见期之间。",
                $"Issued at {input.IssuedAt.HourOfDay}:00: the model was trained for midnight; targets lie between two of its leads.");
        }
    }
}
