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

    /// <summary>Days of no miss (of full trust) that are counted in: a few days alone say little.</summary>
    private const double Prior = 5;

    private const double Steps = 10;

    /// <summary>
    /// Least part that is carried. Held-out blocks lie between trained blocks of the same months, so they hide what makes a new year differ as a whole: on the test
    /// year of docs/forecast.md without weather 0.6 to 1.6 came again where held-out blocks said 0 to 0.3.
    /// </summary>
    private const double Least = 0.5;

    /// <summary>Days of usual misses that are counted in when a spread is measured at another place.</summary>
    private const double SpreadPrior = 5;

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

    /// <summary>How far the latest first days missed, in units of the spread that the model expects, drawn towards what is usual when few are known.</summary>
    /// <param name="misses">Misses in units of the expected spread; NaN where unknown.</param>
    /// <param name="usual">Factor without any knowledge.</param>
    public static double Spread(IEnumerable<double> misses, double usual)
    {
        var (sum, count) = (SpreadPrior * usual * usual, SpreadPrior);
        foreach (var miss in misses.Where(m => !double.IsNaN(m)))
        {
            sum += miss * miss;
            count++;
        }

        return Math.Sqrt(sum / count);
    }

    /// <summary>
    /// How far to follow a foreign model away from yesterday's value, 0 … 1: least squares of what came against what was said, both as changes from the day before,
    /// drawn towards following it. A city that hardly changes is told big changes by a model of one that does.
    /// </summary>
    /// <param name="said">Change from the day before that was said [ln]; NaN where unknown.</param>
    /// <param name="came">Change that came [ln]; NaN where unknown.</param>
    public static double Trust(IReadOnlyList<double> said, IReadOnlyList<double> came)
    {
        var known = Enumerable.Range(0, said.Count).Where(i => !double.IsNaN(said[i] + came[i])).ToList();
        var squares = known.Sum(i => said[i] * said[i]);
        return squares > 0
            ? Math.Clamp(((Prior * squares / known.Count) + known.Sum(i => said[i] * came[i])) / ((Prior * squares / known.Count) + squares), 0, 1)
            : 1;
    }

    /// <summary>Part of the recent miss that comes again in the middle: least squares in logarithms, one half … 1.</summary>
    /// <param name="recent">Recent mean miss of held-out days [ln].</param>
    /// <param name="misses">Their own miss without any correction [ln].</param>
    public static double Carry(IReadOnlyList<double> recent, IReadOnlyList<double> misses)
    {
        var squares = recent.Sum(r => r * r);
        return squares > 0 ? Math.Clamp(recent.Zip(misses, (r, m) => r * m).Sum() / squares, Least, 1) : Least;
    }

    /// <summary>The same for the expected concentration: of the tenths from one half on, the one that misses held-out days least.</summary>
    /// <param name="recent">Recent mean miss of held-out days [ln].</param>
    /// <param name="means">Expected concentration without any correction.</param>
    /// <param name="observed">Concentration observed.</param>
    public static double MeanCarry(IReadOnlyList<double> recent, IReadOnlyList<double> means, IReadOnlyList<double> observed) =>
        Enumerable.Range((int)(Least * Steps), (int)(Steps * (1 - Least)) + 1).Select(step => step / Steps)
            .MinBy(carry => Enumerable.Range(0, recent.Count).Sum(i => Math.Pow((means[i] * Math.Exp(carry * recent[i])) - observed[i], 2)));
}
