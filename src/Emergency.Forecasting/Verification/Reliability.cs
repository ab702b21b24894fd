namespace Emergency.Forecasting.Verification;

/// <summary>One bin of a reliability table: "when we said about 60 %, it happened …".</summary>
/// <param name="From">Lower edge, included.</param>
/// <param name="Until">Upper edge, excluded; 1 is included in the last bin.</param>
/// <param name="MeanProbability">Mean of the probabilities said.</param>
/// <param name="Frequency">Share of the cases in which it happened.</param>
/// <param name="Cases">Forecasts in the bin.</param>
/// <param name="Days">Different target days among them: forecasts of one day at several leads are not independent.</param>
/// <param name="Margin">
/// Half-width of the range in which the frequency of a calibrated forecast lies nine times in ten, with one independent case a day:
/// 1.645 √(p (1 − p) ÷ days).
/// </param>
public sealed record ReliabilityBin(double From, double Until, double MeanProbability, double Frequency, int Cases, int Days, double Margin)
{
    /// <summary>Frequency minus probability: above zero it happened more often than said.</summary>
    public double Deviation => Frequency - MeanProbability;
}

/// <summary>Probabilities against frequencies for one event over a range of leads.</summary>
/// <param name="Event">The event; null for the four AQI thresholds together.</param>
/// <param name="FirstLead">First lead pooled.</param>
/// <param name="LastLead">Last lead pooled.</param>
/// <param name="Bins">Bins with any case, lowest first.</param>
public sealed record ReliabilityTable(VerifiedEvent? Event, int FirstLead, int LastLead, IReadOnlyList<ReliabilityBin> Bins)
{
    /// <summary>Different days below which a bin is shown but not judged.</summary>
    public const int DaysToJudge = 20;

    /// <summary>The judged bin with the largest deviation; null when none has enough days.</summary>
    public ReliabilityBin? Worst => Bins.Where(b => b.Days >= DaysToJudge).MaxBy(b => Math.Abs(b.Deviation));

    /// <summary>Case-weighted mean absolute deviation over all bins; null without cases.</summary>
    public double? MeanDeviation => Bins.Count == 0 ? null : Bins.Sum(b => b.Cases * Math.Abs(b.Deviation)) / Bins.Sum(b => b.Cases);
}

/// <summary>Sorts probabilities into ten equal bins.</summary>
public static class Reliability
{
    private const int Bins = 10;
    private const double NinetyPercent = 1.645;

    /// <summary>The bins that hold any case.</summary>
    /// <param name="cases">Probability said, whether it happened, and the day number of the target.</param>
    public static IReadOnlyList<ReliabilityBin> Of(IEnumerable<(double Probability, bool Happened, int Day)> cases) =>
    [
        .. cases
            .GroupBy(c => Math.Min((int)(c.Probability * Bins), Bins - 1))
            .OrderBy(g => g.Key)
            .Select(g => Bin(g.Key, [.. g])),
    ];

    private static ReliabilityBin Bin(int index, List<(double Probability, bool Happened, int Day)> cases)
    {
        var mean = cases.Average(c => c.Probability);
        var days = cases.Select(c => c.Day).Distinct().Count();
        return new(
            (double)index / Bins,
            (double)(index + 1) / Bins,
            mean,
            (double)cases.Count(c => c.Happened) / cases.Count,
            cases.Count,
            days,
            NinetyPercent * Math.Sqrt(mean * (1 - mean) / days));
    }
}
