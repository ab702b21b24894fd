using Emergency.Forecasting.Models.Features;

namespace Emergency.Forecasting.Models.Trained;

/// <summary>
/// What the first days of a model's latest forecasts missed by. Years, and months of a year, differ as wholes in ways that no input tells (emissions fall, a new
/// source, a works shut down); a part of what was missed lately will be missed again. How large a part is fitted by lead (<see cref="LeadStack.Carry"/>).
/// </summary>
internal static class RecentMisses
{
    /// <summary>Days looked back.</summary>
    public const int Days = 15;

    private const int Day = 24;

    /// <summary>Days of no miss that are counted in: a few misses alone say little.</summary>
    private const double Prior = 5;

    private const double Steps = 10;

    /// <summary>Midnights whose first day had ended at an issue time, the latest first, as indices of the record.</summary>
    public static IEnumerable<int> Midnights(PlaceRecord record, int issue)
    {
        var last = issue - record.First.Plus(issue).HourOfDay;
        return Enumerable.Range(1, Days).Select(k => last - (Day * k)).Where(m => m > 0);
    }

    /// <summary>Mean miss, drawn towards none when few are known; 0 without any.</summary>
    /// <param name="misses">Observed minus said, ln; NaN where unknown.</param>
    public static double Mean(IEnumerable<double> misses)
    {
        var (sum, count) = (0.0, Prior);
        foreach (var miss in misses)
        {
            sum += double.IsNaN(miss) ? 0 : miss;
            count += double.IsNaN(miss) ? 0 : 1;
        }

        return sum / count;
    }

    /// <summary>Part of the recent miss that comes again in the middle: least squares in logarithms, 0 … 1.</summary>
    /// <param name="recent">Recent mean miss of held-out days [ln].</param>
    /// <param name="misses">Their own miss without any correction [ln].</param>
    public static double Carry(IReadOnlyList<double> recent, IReadOnlyList<double> misses)
    {
        var squares = recent.Sum(r => r * r);
        return squares > 0 ? Math.Clamp(recent.Zip(misses, (r, m) => r * m).Sum() / squares, 0, 1) : 0;
    }

    /// <summary>The same for the expected concentration: the tenth that misses held-out days least, 0 when none is better.</summary>
    /// <param name="recent">Recent mean miss of held-out days [ln].</param>
    /// <param name="means">Expected concentration without any correction.</param>
    /// <param name="observed">Concentration observed.</param>
    public static double MeanCarry(IReadOnlyList<double> recent, IReadOnlyList<double> means, IReadOnlyList<double> observed) =>
        Enumerable.Range(0, (int)Steps + 1).Select(step => step / Steps)
            .MinBy(carry => Enumerable.Range(0, recent.Count).Sum(i => Math.Pow((means[i] * Math.Exp(carry * recent[i])) - observed[i], 2)));
}
