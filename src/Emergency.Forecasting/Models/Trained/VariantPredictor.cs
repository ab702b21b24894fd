using Emergency.Core.Quantities;
using Emergency.Core.Time;
using Emergency.Forecasting.Models.Box;
using Emergency.Forecasting.Models.Features;
using Emergency.Forecasting.Weather;

namespace Emergency.Forecasting.Models.Trained;

/// <summary>What a variant expects before its spread is added: ln of the middle, and the expected PM2.5.</summary>
/// <param name="Middle">[pollutant][lead − 1], ln of the stored unit.</param>
/// <param name="Pm25Mean">Expected PM2.5 by lead − 1 [µg/m³].</param>
internal sealed record Expected(double[][] Middle, double[] Pm25Mean);

/// <summary>Runs a variant for one issue time after another. Holds buffers: one predictor serves one thread.</summary>
internal sealed class VariantPredictor
{
    private const int Leads = IssueMoment.Leads;
    private const int Day = 24;

    private readonly ModelVariant variant;
    private readonly WeatherNormal normal;
    private readonly FeatureRows rows;
    private readonly BoxInputs inputs = new();
    private readonly float[] boxRows = new float[(BoxInputs.Horizon + Day) * BoxInputs.Count];
    private readonly float[] course = new float[BoxInputs.Horizon + Day];
    private readonly double[] logCourse = new double[BoxInputs.Horizon + Day];
    private readonly float[] features;
    private readonly float[] standardised;
    private readonly int columns;
    private float[] quality = [];
    private double[] recent = new double[6];

    /// <summary>Prepares a predictor.</summary>
    public VariantPredictor(ModelVariant variant, WeatherNormal normal)
    {
        this.variant = variant;
        this.normal = normal;
        rows = new FeatureRows(variant.Scope, variant.Box);
        columns = variant.Scale.Means.Length;
        features = new float[columns * Leads];
        standardised = new float[columns];
    }

    /// <summary>The weather around the issue time, for looking at and for neutralising parts of it.</summary>
    public WeatherOutlook Outlook => rows.Outlook;

    /// <summary>Expects from an issue time on.</summary>
    /// <param name="record">What was observed before it.</param>
    /// <param name="issuedAt">The issue time.</param>
    /// <param name="future">Weather after it; null in scopes without.</param>
    /// <param name="known">How well the weather of each lead day is known; empty when it is observed.</param>
    /// <param name="missed">Mean miss of the latest first days by pollutant [ln].</param>
    public Expected Predict(PlaceRecord record, Hour issuedAt, WeatherSeries? future, float[] known, double[] missed)
    {
        (quality, recent) = (known, missed);
        rows.Outlook.Fill(record, normal, issuedAt, variant.Scope == FeatureScope.Future ? future : null);
        return Predict(record, issuedAt);
    }

    /// <summary>ln of the middle of the first day by pollutant, issued at a midnight, without any correction by what was missed before.</summary>
    /// <param name="record">What was observed; nothing at or after <paramref name="issuedAt"/> is looked at.</param>
    /// <param name="issuedAt">A midnight.</param>
    /// <param name="future">Weather after it; null in scopes without.</param>
    /// <param name="known">How well the weather of each lead day is known; empty when it is observed.</param>
    public double[] FirstDay(PlaceRecord record, Hour issuedAt, WeatherSeries? future, float[] known)
    {
        (quality, recent) = (known, new double[6]);
        var issue = issuedAt - record.First;
        rows.Outlook.Fill(record, normal, issuedAt, variant.Scope == FeatureScope.Future ? future : null);
        rows.Start(record, issue);
        rows.Write(record, issue, 0, 1, features.AsSpan(0, columns));
        var box = variant.NeuralBoxes.Count == 0 ? null : RunBoxes(record, issue, 0, Day);
        Span<float> parts = stackalloc float[LeadStack.Parts];
        var middle = new double[6];
        for (var p = 0; p < middle.Length; p++)
        {
            middle[p] = OneModel(p, 1, 1, 0, issuedAt, box, parts).Middle;
        }

        return middle;
    }

    /// <summary>Expects from the outlook as it stands.</summary>
    public Expected Predict(PlaceRecord record, Hour issuedAt)
    {
        var issue = issuedAt - record.First;
        var skip = (Day - issuedAt.HourOfDay) % Day;
        rows.Start(record, issue);
        for (var lead = 1; lead <= Leads; lead++)
        {
            rows.Write(record, issue, skip, lead, features.AsSpan((lead - 1) * columns, columns));
        }

        var box = variant.NeuralBoxes.Count == 0 ? null : RunBoxes(record, issue, skip, BoxInputs.Horizon);
        var middle = new double[6][];
        var mean = new double[Leads];
        Span<float> parts = stackalloc float[LeadStack.Parts];
        for (var p = 0; p < middle.Length; p++)
        {
            middle[p] = new double[Leads];
            for (var lead = 1; lead <= Leads; lead++)
            {
                (middle[p][lead - 1], var expected) = OneLead(p, lead, skip, issuedAt, box, parts);
                if (p == (int)Pollutant.Pm25)
                {
                    mean[lead - 1] = expected;
                }
            }
        }

        return new(middle, mean);
    }

    /// <summary>
    /// Lead models know targets that start a whole number of days ahead. Issued later in the day the target starts hours after that, so it lies between two
    /// of them and takes its share of both.
    /// </summary>
    private (double Middle, double Mean) OneLead(int p, int lead, int skip, Hour issuedAt, double[]? box, Span<float> parts)
    {
        var (middle, mean) = OneModel(p, lead, lead, skip, issuedAt, box, parts);
        if (skip == 0 || lead == Leads)
        {
            return (middle, mean);
        }

        var (later, laterMean) = OneModel(p, lead, lead + 1, skip, issuedAt, box, parts);
        var share = (double)skip / Day;
        return (((1 - share) * middle) + (share * later), ((1 - share) * mean) + (share * laterMean));
    }

    private (double Middle, double Mean) OneModel(int p, int lead, int modelLead, int skip, Hour issuedAt, double[]? box, Span<float> parts)
    {
        var model = variant.Pollutants[p];
        var row = features.AsSpan((lead - 1) * columns, columns);
        var target = issuedAt.Plus(skip + (Day * (lead - 1)) + (Day / 2)).Day.Date.DayOfYear;
        parts[(int)StackPart.Season] = (float)SeasonCurve.At(model.Season, target);
        variant.Scale.Apply(row, standardised);
        parts[(int)StackPart.Ridge] = RidgeLeads.Predict(model.Ridge[modelLead - 1], standardised);
        parts[(int)StackPart.Trees] = model.Trees[modelLead - 1]?.Predict(row) ?? float.NaN;
        parts[(int)StackPart.NeuralBox] = p == (int)Pollutant.Pm25 && box is not null ? (float)box[lead - 1] : float.NaN;
        parts[(int)StackPart.SeasonMean] = model.SeasonMeans[target];
        return (model.Stack[modelLead - 1].Median(parts, recent[p]), model.Stack[modelLead - 1].Mean(parts, recent[p]));
    }

    /// <summary>ln of the daily means of the neural boxes, averaged over the boxes hour by hour in logarithms.</summary>
    private double[] RunBoxes(PlaceRecord record, int issue, int skip, int horizon)
    {
        var hours = horizon + skip;
        inputs.Write(rows.Outlook, normal, BoxInputs.LogMonth(record, issue), variant.Scope != FeatureScope.Future, quality, hours, boxRows);
        NeuralBox.Standardise(boxRows.AsSpan(0, hours * BoxInputs.Count), variant.NeuralBoxes[0].Means, variant.NeuralBoxes[0].Scales);
        var start = FeatureRows.StartOf(record, issue);
        return BoxTargets.DailyLogs(variant.NeuralBoxes, boxRows, start, course.AsSpan(0, hours), logCourse, skip);
    }
}

/// <summary>From an hourly course to daily values.</summary>
internal static class BoxTargets
{
    private const int Day = 24;

    /// <summary>ln of the daily means of several boxes by lead, averaged over the boxes hour by hour in logarithms.</summary>
    /// <param name="boxes">Boxes, run one after the other.</param>
    /// <param name="rows">Standardised inputs of the hours.</param>
    /// <param name="start">Concentration before the first hour [µg/m³].</param>
    /// <param name="course">Room for the course of one box; its length is that of the run.</param>
    /// <param name="logs">Room for the averaged course, at least as long.</param>
    /// <param name="skip">Hours before the first target day.</param>
    public static double[] DailyLogs(IReadOnlyList<NeuralBox> boxes, ReadOnlySpan<float> rows, double start, Span<float> course, double[] logs, int skip)
    {
        Array.Clear(logs);
        foreach (var box in boxes)
        {
            box.Run(rows, start, course);
            for (var h = 0; h < course.Length; h++)
            {
                logs[h] += MathF.Log(course[h]) / boxes.Count;
            }
        }

        return [.. Enumerable.Range(0, IssueMoment.Leads).Select(lead => LogMean(logs, skip + (Day * lead)))];
    }

    /// <summary>ln of the mean over the day from <paramref name="from"/> on; NaN when less than a quarter of it is known.</summary>
    public static double LogMean(ReadOnlySpan<double> logCourse, int from)
    {
        var (sum, count) = (0.0, 0);
        for (var h = from; h < from + Day && h < logCourse.Length; h++)
        {
            if (!double.IsNaN(logCourse[h]))
            {
                sum += Math.Exp(logCourse[h]);
                count++;
            }
        }

        return 4 * count >= Day ? Math.Log(sum / count) : double.NaN;
    }
}
