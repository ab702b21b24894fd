using Emergency.Core.Quantities;
using Emergency.Forecasting.Models.Box;
using Emergency.Forecasting.Models.Features;
using Emergency.Forecasting.Weather;

namespace Emergency.Forecasting.Models.Trained;

/// <summary>Inputs of the neural boxes for every training moment, made once and shared by all folds.</summary>
internal sealed class BoxInputStore
{
    private readonly float[][] inputs;
    private readonly float[] starts;
    private readonly float[] means;
    private readonly float[] scales;
    private readonly int[] issues;

    private BoxInputStore(float[][] inputs, float[] starts, float[] means, float[] scales, int[] issues) =>
        (this.inputs, this.starts, this.means, this.scales, this.issues) = (inputs, starts, means, scales, issues);

    /// <summary>Makes the inputs of all moments.</summary>
    public static BoxInputStore Build(PlaceRecord record, WeatherNormal normal, IReadOnlyList<TrainingMoment> moments, bool future, int threads)
    {
        var inputs = new float[moments.Count][];
        var starts = new float[moments.Count];
        Parallel.For(0, moments.Count, new ParallelOptions { MaxDegreeOfParallelism = threads }, () => (new WeatherOutlook(), new BoxInputs()), (m, _, tools) =>
        {
            var (outlook, maker) = tools;
            var issue = moments[m].Issue;
            outlook.Fill(record, normal, record.First.Plus(issue), moments[m].Future);
            inputs[m] = new float[BoxInputs.Horizon * BoxInputs.Count];
            maker.Write(outlook, normal, BoxInputs.LogMonth(record, issue), !future, moments[m].Quality, BoxInputs.Horizon, inputs[m]);
            starts[m] = (float)FeatureRows.StartOf(record, issue);
            return tools;
        }, _ => { });
        var (means, scales) = NeuralBoxFit.Scale(inputs);
        Parallel.For(0, inputs.Length, new ParallelOptions { MaxDegreeOfParallelism = threads }, m => NeuralBox.Standardise(inputs[m], means, scales));
        return new(inputs, starts, means, scales, [.. moments.Select(m => m.Issue)]);
    }

    /// <summary>Trains boxes on the hours allowed.</summary>
    public IReadOnlyList<NeuralBox> Train(PlaceRecord record, Func<int, bool> mayTrain, VariantPlan plan, TrainingOptions options, int seed, CancellationToken cancel)
    {
        var (rows, targets, from) = (new List<float[]>(), new List<float[]>(), new List<float>());
        var air = record.Air[(int)Pollutant.Pm25];
        for (var m = 0; m < inputs.Length; m++)
        {
            if (float.IsNaN(starts[m]) || !mayTrain(issues[m]))
            {
                continue;
            }

            var hours = new float[plan.BoxHours];
            for (var h = 0; h < hours.Length; h++)
            {
                var t = issues[m] + h;
                hours[h] = t < record.Count && mayTrain(t) ? (float)LogAir.Of(Pollutant.Pm25, air[t]) : float.NaN;
            }

            rows.Add(inputs[m]);
            targets.Add(hours);
            from.Add(starts[m]);
        }

        var runs = new BoxRuns(rows, targets, from, means, scales);
        return [.. Enumerable.Range(0, plan.Boxes).Select(i => NeuralBoxFit.Train(runs, new NeuralBoxSettings(plan.Epochs), options.Seed + seed + i, options.Threads, cancel))];
    }

    /// <summary>ln of the daily means that boxes give for a moment, averaged over the boxes in logarithms.</summary>
    public double[] DailyLogs(int moment, IReadOnlyList<NeuralBox> boxes) =>
        BoxTargets.DailyLogs(boxes, inputs[moment], starts[moment], new float[BoxInputs.Horizon], new double[BoxInputs.Horizon], 0);
}

/// <summary>Observed weather as if it were a forecast: hindcasts only.</summary>
internal static class ObservedWeather
{
    /// <summary>The observed hours from an index on.</summary>
    public static WeatherSeries Of(PlaceRecord record, int from, int count)
    {
        var series = new WeatherSeries(record.First.Plus(from), count);
        for (var v = 0; v < WeatherSeries.Variables; v++)
        {
            var there = Math.Clamp(record.Count - from, 0, count);
            record.Weather[v].AsSpan(from, there).CopyTo(series[(WeatherVariable)v]);
        }

        return series;
    }
}
