namespace Emergency.Forecasting.Verification;

/// <summary>The probability from which on an event is said to come.</summary>
/// <param name="Value">Yes when the probability is at least this.</param>
/// <param name="Chosen">True when chosen on out-of-fold forecasts; false when it is the default one half, for want of them.</param>
/// <param name="Csi">CSI that the cut reaches on the forecasts it was chosen on; null when not chosen.</param>
public sealed record ProbabilityCut(double Value, bool Chosen, double? Csi)
{
    /// <summary>One half: what is used when nothing can be chosen.</summary>
    public static ProbabilityCut Default { get; } = new(0.5, false, null);

    /// <summary>
    /// The cut that maximises CSI on forecasts whose outcome is known and which the model was not fitted on. It lies midway between the probabilities it parts, so
    /// that the last digit does not decide; of equally good cuts the highest, which raises the fewest alarms. Never on the cases that are scored with it.
    /// </summary>
    /// <returns>The cut; <see cref="Default"/> when there is no event, or every event had probability zero.</returns>
    public static ProbabilityCut Choose(IEnumerable<(double Probability, bool Happened)> outOfFold)
    {
        var sorted = outOfFold.OrderByDescending(p => p.Probability).ToList();
        var events = sorted.Count(p => p.Happened);
        var (hits, best, cut) = (0, 0.0, double.NaN);
        for (var i = 0; i < sorted.Count && sorted[i].Probability > 0; i++)
        {
            hits += sorted[i].Happened ? 1 : 0;
            var below = i + 1 < sorted.Count ? sorted[i + 1].Probability : 0;
            var csi = (double)hits / (i + 1 + events - hits);
            if (below < sorted[i].Probability && csi > best)
            {
                (best, cut) = (csi, (sorted[i].Probability + below) / 2);
            }
        }

        return best > 0 ? new(cut, true, best) : Default;
    }
}
