namespace Emergency.Forecasting.Verification;

/// <summary>
/// Continuous ranked probability score: the area between the forecast distribution and the step at what was observed, in the unit of the quantity.
/// For one value it is the absolute error, so it compares a distribution with a point forecast fairly.
/// </summary>
public static class Crps
{
    /// <summary>
    /// Score of equally likely members: mean |x − y| − ½ mean |x − x'| over all pairs of members (Gneiting and Raftery 2007, eq. 21). The members' order does not matter.
    /// </summary>
    /// <param name="members">Members; at least one.</param>
    /// <param name="observed">What was observed.</param>
    public static double Of(IEnumerable<double> members, double observed)
    {
        var sorted = members.ToArray();
        Array.Sort(sorted);
        return OfSorted(sorted, observed);
    }

    /// <summary>The same for members already sorted, smallest first: one pass.</summary>
    /// <exception cref="ArgumentException">There is no member.</exception>
    public static double OfSorted(ReadOnlySpan<double> sorted, double observed)
    {
        if (sorted.Length == 0)
        {
            throw new ArgumentException("A distribution has at least one member.", nameof(sorted));
        }

        var (error, spread) = (0.0, 0.0);
        for (var i = 0; i < sorted.Length; i++)
        {
            error += Math.Abs(sorted[i] - observed);

            // In the sum over all pairs a member is the larger one i times and the smaller one m − 1 − i times.
            spread += sorted[i] * ((2 * i) - sorted.Length + 1);
        }

        return (error / sorted.Length) - (spread / sorted.Length / sorted.Length);
    }
}
