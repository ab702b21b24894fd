namespace Emergency.Forecasting.Models;

/// <summary>
/// What a rule missed on blocks of past days that it was not fitted on: one vector of ten logarithmic residuals a past issue day, with the weight of
/// the rule's shift at each lead. Whole vectors are kept, because the misses of neighbouring days belong together.
/// </summary>
internal sealed class HeldOutResiduals
{
    private const int Folds = 5;
    private const int ShortestBlock = 8;
    private const int LongestBlock = 60;
    private const int BlocksWanted = 15;
    private const int SeasonWindow = 45;
    private const int EnoughForSeason = 100;

    private readonly IReadOnlyList<(int Day, double[] Values)> vectors;
    private readonly Dictionary<int, double[]> byDay;
    private readonly HashSet<int> season;

    private HeldOutResiduals(double[] weights, IReadOnlyList<(int Day, double[] Values)> vectors, bool assumed, int nearDay)
    {
        Weights = weights;
        season = vectors.Where(v => assumed || SeasonalNormal.SeasonDistance(v.Day, nearDay) <= SeasonWindow).Select(v => v.Day).ToHashSet();
        this.vectors = vectors;
        byDay = vectors.ToDictionary(v => v.Day, v => v.Values);
        Assumed = assumed;
    }

    /// <summary>Weight of the shift at each lead, 0–1, never rising with lead.</summary>
    public IReadOnlyList<double> Weights { get; }

    /// <summary>True when the spread is an assumption, for want of past forecasts to learn it from.</summary>
    public bool Assumed { get; }

    /// <summary>
    /// Learns residuals by leaving out blocks in turn. Days within ten of a left-out block are not fitted on either, so that no target of the block
    /// is seen in training.
    /// </summary>
    public static HeldOutResiduals Learn(KnownPast past, ForecastQuantity quantity, PointRule rule)
    {
        var series = past[quantity];
        var block = Math.Clamp(series.Count / BlocksWanted, ShortestBlock, LongestBlock);
        var purge = Math.Min(IssueMoment.Leads, block / 2);
        int FoldOf(int day) => ((day - series.First) / block) % Folds;
        var found = new List<(int Day, double[] Missed, double[] Shift)>();
        for (var fold = 0; fold < Folds; fold++)
        {
            var usable = Enumerable.Range(series.First, series.End - series.First)
                .Select(day => past.MayFit(day) && FoldOf(day) != fold && FoldOf(Math.Max(series.First, day - purge)) != fold && FoldOf(day + purge) != fold)
                .ToArray();
            var predict = rule.Fit(past, quantity, day => day >= series.First && day < series.End && usable[day - series.First]);
            for (var day = series.First; day < series.End; day++)
            {
                if (FoldOf(day) == fold && past.MayFit(day))
                {
                    found.Add(Compare(past, series, predict, day));
                }
            }
        }

        var weights = FindWeights(found);
        var vectors = found
            .Select(f => (f.Day, Values: f.Missed.Select((missed, i) => missed - (weights[i] * f.Shift[i])).ToArray()))
            .OrderBy(v => v.Day)
            .ToList();
        return new(weights, vectors, assumed: false, past.LastDay);
    }

    /// <summary>
    /// Residuals of persistence when there is no past to learn from: differences of a first-order autoregressive course with standard deviation 0.6 in
    /// logarithms and a day-to-day correlation of 0.6, typical of northern cities in winter. Wide on purpose.
    /// </summary>
    public static HeldOutResiduals Assume(int seed)
    {
        const int Members = 200;
        const double Deviation = 0.6;
        const double Correlation = 0.6;
        var random = new Random(seed);
        var vectors = new List<(int Day, double[] Values)>();
        for (var member = 0; member < Members; member++)
        {
            var start = Deviation * MathNet.Numerics.Distributions.Normal.Sample(random, 0, 1);
            var state = start;
            var values = new double[IssueMoment.Leads];
            for (var i = 0; i < values.Length; i++)
            {
                state = (Correlation * state) + (Deviation * Math.Sqrt(1 - (Correlation * Correlation)) * MathNet.Numerics.Distributions.Normal.Sample(random, 0, 1));
                values[i] = state - start;
            }

            vectors.Add((member, values));
        }

        return new(new double[IssueMoment.Leads], vectors, assumed: true, nearDay: 0);
    }

    /// <summary>Past issue days near the season of the forecast whose vectors have all ten leads; of all seasons when the season has fewer than a hundred.</summary>
    public IReadOnlyList<int> CompleteDays => [.. InSeason(values => !values.Any(double.IsNaN)).Select(v => v.Day)];

    /// <summary>The vector of a past issue day.</summary>
    public double[] Vector(int day) => byDay[day];

    /// <summary>
    /// Lower end, middle and upper end of the residuals at a lead, in season when there are enough: the conformal 80 % interval
    /// (ranks ⌊0.1 (n+1)⌋ and ⌈0.9 (n+1)⌉) around the median.
    /// </summary>
    public (double Low, double Middle, double High) Interval(int lead)
    {
        const double Tail = 0.1;
        var sorted = InSeason(values => !double.IsNaN(values[lead - 1])).Select(v => v.Values[lead - 1]).Order().ToList();
        var count = sorted.Count;
        var low = Math.Clamp((int)Math.Floor(Tail * (count + 1)) - 1, 0, count - 1);
        var high = Math.Clamp((int)Math.Ceiling((1 - Tail) * (count + 1)) - 1, 0, count - 1);
        return (sorted[low], (sorted[(count - 1) / 2] + sorted[count / 2]) / 2, sorted[high]);
    }

    /// <summary>Vectors of the season of the forecast; of all seasons when the season has fewer than a hundred.</summary>
    private List<(int Day, double[] Values)> InSeason(Func<double[], bool> counts)
    {
        var all = vectors.Where(v => counts(v.Values)).ToList();
        var near = all.Where(v => season.Contains(v.Day)).ToList();
        return near.Count >= EnoughForSeason ? near : all;
    }

    private static (int Day, double[] Missed, double[] Shift) Compare(KnownPast past, DaySeries series, PointPredictor predict, int day)
    {
        var missed = new double[IssueMoment.Leads];
        var shift = new double[IssueMoment.Leads];
        for (var lead = 1; lead <= IssueMoment.Leads; lead++)
        {
            var prediction = predict(day, lead);
            var target = past.Target(day, lead);
            missed[lead - 1] = past.MayFit(target) ? series[target] - prediction.Base : double.NaN;
            shift[lead - 1] = prediction.Shift;
        }

        return (day, missed, shift);
    }

    private static double[] FindWeights(List<(int Day, double[] Missed, double[] Shift)> found)
    {
        var weights = new double[IssueMoment.Leads];
        var limit = 1.0;
        for (var i = 0; i < weights.Length; i++)
        {
            var (together, alone) = (0.0, 0.0);
            foreach (var (_, missed, shift) in found)
            {
                if (!double.IsNaN(missed[i]))
                {
                    together += missed[i] * shift[i];
                    alone += shift[i] * shift[i];
                }
            }

            limit = weights[i] = alone > 0 ? Math.Clamp(together / alone, 0, limit) : 0;
        }

        return weights;
    }
}
