using Emergency.Core.Quantities;
using Emergency.Core.Time;
using Emergency.Forecasting.Models.Box;
using Emergency.Forecasting.Models.Features;
using Emergency.Forecasting.Models.Trees;

namespace Emergency.Forecasting.Models.Trained;

/// <summary>How a variant is trained: what the trials of docs/forecast.md settled.</summary>
internal sealed record VariantPlan(WeatherSetting Setting, FeatureScope Scope)
{
    /// <summary>Hours between issue times that are trained on.</summary>
    public int Step { get; init; } = 12;

    /// <summary>Hours of the free runs of neural boxes.</summary>
    public int BoxHours { get; init; } = BoxInputs.Horizon;

    /// <summary>Neural boxes averaged.</summary>
    public int Boxes { get; init; } = 3;

    /// <summary>Times each run is seen.</summary>
    public int Epochs { get; init; } = 8;

    /// <summary>Penalty of the ridge per row.</summary>
    public double RidgePenalty { get; init; } = 0.1;

    /// <summary>Trees of PM2.5.</summary>
    public TreeSettings Trees { get; init; } = new() { Rounds = 250, Depth = 5, Eta = 0.04, Subsample = 0.6, ColumnSample = 0.3, LeastWeight = 30 };

    /// <summary>Leads that share one set of trees, for PM2.5; leads that are in no group have none.</summary>
    public IReadOnlyList<(int First, int Last)> Groups { get; init; } = [(1, 1), (2, 2), (3, 3), (4, 5), (6, 7), (8, 8), (9, 10)];

    /// <summary>The same for PM10 and ozone.</summary>
    public IReadOnlyList<(int First, int Last)> OtherGroups { get; init; } = [(1, 1), (2, 3), (4, 10)];

    /// <summary>The usual plan of a kind of weather knowledge.</summary>
    public static VariantPlan Of(WeatherSetting setting, FeatureScope scope, bool quick)
    {
        var plan = new VariantPlan(setting, scope);
        plan = scope switch
        {
            FeatureScope.Air => plan with { Step = 6, Boxes = 0, RidgePenalty = 1, Trees = Small(plan.Trees), Groups = [(1, 1), (2, 2), (3, 3)], OtherGroups = [(1, 1), (2, 3)] },
            FeatureScope.Past => plan with { Step = 6, Boxes = 2, Epochs = 5, RidgePenalty = 1, Trees = Small(plan.Trees), Groups = [(1, 1), (2, 2), (3, 3)], OtherGroups = [(1, 1), (2, 3)] },
            _ when setting == WeatherSetting.Perfect => plan with { Step = 6, BoxHours = 120, Epochs = 10, Groups = [(1, 1), (2, 2), (3, 3), (4, 10)] },
            _ => plan,
        };
        return quick
            ? plan with { Step = 24, Boxes = Math.Min(1, plan.Boxes), Epochs = 4, Trees = plan.Trees with { Rounds = 30, Eta = 0.2 }, Groups = [(1, 1), (2, 3)], OtherGroups = [(1, 1)] }
            : plan;
    }

    private static TreeSettings Small(TreeSettings trees) => trees with { Rounds = 150, Depth = 4, Eta = 0.03 };
}

/// <summary>
/// Trains one variant: five times without a fold, to weigh the parts of the stack and to learn how far they miss on days they were not fitted on, and once on
/// everything, for use. Box, scaling, trees, neural boxes and season curve of a fold never see the days held out or two days around them.
/// </summary>
internal sealed class VariantTraining
{
    private const int Leads = IssueMoment.Leads;
    private const int Pollutants = 6;
    private const int BoxFitHours = 120;
    private const int Day = 24;

    private readonly PlaceRecord record;
    private readonly WeatherNormal normal;
    private readonly VariantPlan plan;
    private readonly TrainingOptions options;
    private readonly IReadOnlyList<TrainingMoment> moments;
    private readonly TimeFolds folds;
    private readonly CancellationToken cancel;
    private readonly BoxInputStore? boxStore;

    /// <summary>Prepares the training.</summary>
    public VariantTraining(PlaceRecord record, WeatherNormal normal, VariantPlan plan, TrainingOptions options, IReadOnlyList<TrainingMoment> moments, CancellationToken cancel)
    {
        (this.record, this.normal, this.plan, this.options, this.moments, this.cancel) = (record, normal, plan, options, moments, cancel);
        folds = new TimeFolds(record.Count);
        boxStore = plan.Boxes > 0 ? BoxInputStore.Build(record, normal, moments, plan.Scope == FeatureScope.Future, options.Threads) : null;
    }

    /// <summary>Predictions of held-out rows, [pollutant][row][part]; filled by <see cref="Run"/>.</summary>
    public float[][][] HeldOut { get; private set; } = [];

    /// <summary>All rows.</summary>
    public TrainingRows Rows { get; private set; } = null!;

    /// <summary>Mean miss of the latest first days before each moment, [pollutant][moment], ln.</summary>
    public double[][] Recent { get; private set; } = [];

    /// <summary>Trains; <paramref name="progress"/> hears of each of six rounds.</summary>
    public ModelVariant Run(Action<int> progress)
    {
        var box = plan.Scope == FeatureScope.Future ? FitBox(_ => true) : null;
        Rows = TrainingRows.Build(record, normal, plan.Scope, box, moments, options.Threads, cancel);
        HeldOut = [.. Enumerable.Range(0, Pollutants).Select(_ => Enumerable.Range(0, Rows.Count).Select(_ => MissingParts()).ToArray())];
        for (var fold = 0; fold < TimeFolds.Count; fold++)
        {
            var f = fold;
            var rows = box is null ? Rows : Rows.With(FitBox(hour => folds.MayTrain(hour, f)), normal, options.Threads, cancel);
            var parts = TrainParts(
                rows,
                [.. Enumerable.Range(0, Rows.Count).Where(i => folds.MayTrain(Rows.TargetOf(i), f) && folds.MayTrain(Rows.TargetOf(i) + Day - 1, f) && folds.MayTrain(Rows.Moments[i / Leads].Issue, f))],
                hour => folds.MayTrain(hour, f),
                100 * (fold + 1));
            PredictHeldOut(rows, parts, f);
            progress(fold + 1);
        }

        var all = TrainParts(Rows, [.. Enumerable.Range(0, Rows.Count)], _ => true, 0);
        var bare = Enumerable.Range(0, Pollutants).Select(Stacks).ToList();
        Recent = [.. Enumerable.Range(0, Pollutants).Select(p => RecentOf(p, bare[p][0]))];
        var stacks = bare.Select((leads, p) => leads.Select((stack, i) => WithCarry(stack, p, i + 1)).ToArray()).ToList();
        progress(TimeFolds.Count + 1);
        return new ModelVariant
        {
            Setting = plan.Setting,
            Scope = plan.Scope,
            Box = box,
            NeuralBoxes = all.Boxes,
            Scale = all.Scale,
            Pollutants = [.. Enumerable.Range(0, Pollutants).Select(p => new PollutantModel(all.Season[p], all.Ridge[p], all.Trees[p], stacks[p], all.SeasonMeans[p]))],
            Residuals = Residuals(stacks),
        };
    }

    /// <summary>ln of the middle that the stack says of a held-out row; NaN when the row was not held out.</summary>
    public double HeldOutMedian(LeadStack stack, int pollutant, int row) => stack.Median(HeldOut[pollutant][row], Recent[pollutant][row / Leads]);

    /// <summary>Each lead of a forecast has its own quality of weather, so neighbours mislead a ridge; few weights are steadier with them.</summary>
    private bool Pooled => plan.Setting != WeatherSetting.Forecast;

    private static float[] MissingParts() => [.. Enumerable.Repeat(float.NaN, LeadStack.Parts)];

    private BoxModel FitBox(Func<int, bool> mayTrain)
    {
        var terms = new double[record.Count * BoxModel.Terms];
        var logs = new double[record.Count];
        Parallel.For(0, (record.Count + WeatherOutlook.After - 1) / WeatherOutlook.After, new ParallelOptions { MaxDegreeOfParallelism = options.Threads }, () => new WeatherOutlook(), (block, _, outlook) =>
        {
            // Observed weather in stretches: an outlook that starts where the last one ended, seen from its own end.
            var first = block * WeatherOutlook.After;
            outlook.Fill(record, normal, record.First.Plus(first), ObservedWeather.Of(record, first, WeatherOutlook.After));
            for (var i = 0; i < WeatherOutlook.After && first + i < record.Count; i++)
            {
                var t = first + i;
                var row = terms.AsSpan(t * BoxModel.Terms, BoxModel.Terms);
                BoxModel.Write(outlook, WeatherOutlook.Before + i, row);
                logs[t] = LogAir.Of(Pollutant.Pm25, record.Air[(int)Pollutant.Pm25][t]);
                if (!mayTrain(t))
                {
                    row.Fill(double.NaN);
                    logs[t] = double.NaN;
                }
            }

            return outlook;
        }, _ => { });
        var firstMidnight = (Day - record.First.HourOfDay) % Day;
        var starts = Enumerable.Range(1, Math.Max(0, (record.Count - BoxFitHours - firstMidnight) / Day)).Select(d => firstMidnight + (Day * d)).ToList();
        return new BoxFit(terms, logs, starts, BoxFitHours).Run();
    }

    private Parts TrainParts(TrainingRows rows, int[] train, Func<int, bool> mayTrain, int seed)
    {
        var (columns, leads) = (rows.Columns, train.Select(TrainingRows.LeadOf).ToArray());
        var features = new float[(long)train.Length * columns];
        Parallel.For(0, train.Length, new ParallelOptions { MaxDegreeOfParallelism = options.Threads }, i => rows.Row(train[i]).CopyTo(features.AsSpan(i * columns, columns)));
        var targets = rows.Targets.Select(t => train.Select(i => t[i]).ToArray()).ToArray();
        var trees = TrainTrees(features, columns, leads, targets, seed);
        var boxes = boxStore is null ? [] : boxStore.Train(record, mayTrain, plan, options, seed, cancel);
        var scale = ColumnScale.Of(features, columns);
        var days = train.Select(i => record.First.Plus(rows.TargetOf(i) + (Day / 2)).Day.Date.DayOfYear).ToArray();
        Parallel.For(0, train.Length, new ParallelOptions { MaxDegreeOfParallelism = options.Threads }, i => scale.Apply(rows.Row(train[i]), features.AsSpan(i * columns, columns)));
        var ridge = RidgeLeads.Fit(features, columns, leads, targets, plan.RidgePenalty, Pooled, options.Threads, cancel);
        var daily = Enumerable.Range(0, train.Length).Where(i => leads[i] == 1 && record.First.Plus(rows.TargetOf(train[i])).HourOfDay == 0).ToArray();
        var seasonMeans = targets.Select(t => SeasonWindow.Fit([.. daily.Select(i => days[i])], [.. daily.Select(i => t[i])])).ToArray();
        return new(scale, ridge, trees, boxes, [.. targets.Select(t => FitSeason(days, t))], seasonMeans);
    }

    private TreeEnsemble?[][] TrainTrees(float[] features, int columns, int[] leads, float[][] targets, int seed)
    {
        var result = Enumerable.Range(0, Pollutants).Select(_ => new TreeEnsemble?[Leads]).ToArray();
        if (options.WithoutTrees)
        {
            return result;
        }

        // The longest first, so that two threads end together.
        var jobs = plan.Groups.Select(g => (Pollutant.Pm25, g)).Concat(plan.OtherGroups.SelectMany(g => new[] { (Pollutant.Pm10, g), (Pollutant.O3, g) }))
            .OrderByDescending(j => j.g.Last - j.g.First).ToList();
        Parallel.ForEach(jobs, new ParallelOptions { MaxDegreeOfParallelism = options.Threads, CancellationToken = cancel }, job =>
        {
            var (p, (first, last)) = ((int)job.Item1, job.g);
            var chosen = Enumerable.Range(0, leads.Length).Where(i => leads[i] >= first && leads[i] <= last && !float.IsNaN(targets[p][i])).ToArray();
            if (chosen.Length < Leads * Leads)
            {
                return;
            }

            var rows = new float[(long)chosen.Length * columns];
            for (var i = 0; i < chosen.Length; i++)
            {
                features.AsSpan(chosen[i] * columns, columns).CopyTo(rows.AsSpan(i * columns, columns));
            }

            var trees = XgboostTrainer.Train(rows, columns, [.. chosen.Select(i => targets[p][i])], null, plan.Trees with { Seed = options.Seed + seed + first }, cancel);
            for (var lead = first; lead <= last; lead++)
            {
                result[p][lead - 1] = trees;
            }
        });
        return result;
    }

    private static double[] FitSeason(int[] days, float[] targets)
    {
        var fit = new RidgeFit(SeasonCurve.Terms);
        Span<double> row = stackalloc double[SeasonCurve.Terms];
        for (var i = 0; i < days.Length; i++)
        {
            if (!float.IsNaN(targets[i]))
            {
                SeasonCurve.Write(days[i], row);
                fit.Add(row, targets[i]);
            }
        }

        return fit.Solve(0);
    }

    private void PredictHeldOut(TrainingRows rows, Parts parts, int fold)
    {
        var byMoment = Enumerable.Range(0, rows.Count).Where(i => folds.FoldOf(rows.TargetOf(i)) == fold).GroupBy(i => i / Leads).ToList();
        Parallel.ForEach(byMoment, new ParallelOptions { MaxDegreeOfParallelism = options.Threads, CancellationToken = cancel }, group =>
        {
            var box = boxStore?.DailyLogs(group.Key, parts.Boxes);
            var standardised = new float[rows.Columns];
            foreach (var i in group)
            {
                var lead = TrainingRows.LeadOf(i);
                parts.Scale.Apply(rows.Row(i), standardised);
                for (var p = 0; p < Pollutants; p++)
                {
                    var held = HeldOut[p][i];
                    var dayOfYear = record.First.Plus(rows.TargetOf(i) + (Day / 2)).Day.Date.DayOfYear;
                    held[(int)StackPart.Season] = (float)SeasonCurve.At(parts.Season[p], dayOfYear);
                    held[(int)StackPart.SeasonMean] = parts.SeasonMeans[p][dayOfYear];
                    held[(int)StackPart.Ridge] = RidgeLeads.Predict(parts.Ridge[p][lead - 1], standardised);
                    held[(int)StackPart.Trees] = parts.Trees[p][lead - 1]?.Predict(rows.Row(i)) ?? float.NaN;
                    held[(int)StackPart.NeuralBox] = p == (int)Pollutant.Pm25 && box is not null ? (float)box[lead - 1] : float.NaN;
                }
            }
        });
    }

    private LeadStack[] Stacks(int pollutant) =>
        [.. Enumerable.Range(1, Leads).Select(lead => StackFit.Fit(HeldOut[pollutant], Rows.Targets[pollutant], [.. HeldOutRows(pollutant, lead)]))];

    /// <summary>Held-out rows from which what belongs to a lead is fitted: few weights are steadier with those of its neighbours.</summary>
    private IEnumerable<int> HeldOutRows(int pollutant, int lead) => Enumerable.Range(0, Rows.Count)
        .Where(i => RidgeLeads.Counts(TrainingRows.LeadOf(i), lead, pooled: true) && !float.IsNaN(HeldOut[pollutant][i][(int)StackPart.Season]));

    private double[] RecentOf(int pollutant, LeadStack first)
    {
        // Forecasts of one source of weather follow each other; those of another say nothing of its misses.
        var misses = Enumerable.Range(0, moments.Count)
            .ToDictionary(m => (moments[m].Issue, moments[m].Source), m => Rows.Targets[pollutant][m * Leads] - first.Median(HeldOut[pollutant][m * Leads], 0));
        return [.. moments.Select(moment => RecentMisses.Mean(RecentMisses.Midnights(record, moment.Issue).Select(m => misses.GetValueOrDefault((m, moment.Source), double.NaN))))];
    }

    private LeadStack WithCarry(LeadStack stack, int pollutant, int lead)
    {
        var rows = HeldOutRows(pollutant, lead).Where(i => !double.IsNaN(Rows.Targets[pollutant][i] - stack.Median(HeldOut[pollutant][i], 0))).ToList();
        var recent = rows.Select(i => Recent[pollutant][i / Leads]).ToList();
        return stack with
        {
            Carry = RecentMisses.Carry(recent, [.. rows.Select(i => Rows.Targets[pollutant][i] - stack.Median(HeldOut[pollutant][i], 0))]),
            MeanCarry = RecentMisses.MeanCarry(recent, [.. rows.Select(i => stack.Mean(HeldOut[pollutant][i], 0))], [.. rows.Select(i => Math.Exp(Rows.Targets[pollutant][i]))]),
        };
    }

    private ResidualBank Residuals(List<LeadStack[]> stacks)
    {
        var spreads = Enumerable.Range(0, Pollutants * Leads).Select(i => Spread(stacks[i / Leads][i % Leads], i / Leads, (i % Leads) + 1)).ToArray();
        var (days, misses) = (new List<int>(), new List<float[]>());
        var sources = moments.Max(m => m.Source) + 1;
        for (var m = 0; m < moments.Count; m++)
        {
            var hour = record.First.Plus(moments[m].Issue);
            if (hour.HourOfDay != 0 || hour.Day.Date.DayNumber % sources != moments[m].Source)
            {
                continue;
            }

            var miss = new float[Pollutants * Leads];
            for (var p = 0; p < Pollutants; p++)
            {
                for (var lead = 1; lead <= Leads; lead++)
                {
                    var row = (m * Leads) + lead - 1;
                    var middle = HeldOutMedian(stacks[p][lead - 1], p, row);
                    miss[(p * Leads) + lead - 1] = (float)Math.Round((Rows.Targets[p][row] - middle) / spreads[(p * Leads) + lead - 1].At(middle), 3);
                }
            }

            days.Add(hour.Day.Date.DayNumber - 1);
            misses.Add(miss);
        }

        return new([.. days], [.. misses], spreads);
    }

    private MissSpread Spread(LeadStack stack, int pollutant, int lead)
    {
        var (middles, misses) = (new List<double>(), new List<double>());
        for (var row = lead - 1; row < Rows.Count; row += Leads)
        {
            var middle = HeldOutMedian(stack, pollutant, row);
            if (!float.IsNaN(HeldOut[pollutant][row][(int)StackPart.Season]) && !double.IsNaN(Rows.Targets[pollutant][row] - middle))
            {
                middles.Add(middle);
                misses.Add(Rows.Targets[pollutant][row] - middle);
            }
        }

        return MissSpread.Fit(middles, misses);
    }

    private sealed record Parts(ColumnScale Scale, float[][][] Ridge, TreeEnsemble?[][] Trees, IReadOnlyList<NeuralBox> Boxes, double[][] Season, float[][] SeasonMeans);
}
