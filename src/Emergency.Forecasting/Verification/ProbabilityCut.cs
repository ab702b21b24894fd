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
    /// A cut for the best CSI, from forecasts whose outcome is known and which the model was not fitted on; never from the cases that are scored with it. It is the
    /// mean of two: the cut that maximises CSI on them (midway between the probabilities it parts; of equally good ones the highest, which raises the fewest alarms),
    /// which follows single days where events are few; and CSI ÷ (1 + CSI), the best cut of probabilities that are calibrated, which does not.
    /// </summary>
    /// <remarks>
    /// One more yes with probability p adds p to the hits and 1 − p to the alarms that are not among the events: hits ÷ (yes + events − hits) grows by it exactly
    /// while p ÷ (1 − p) is at least CSI.
    /// </remarks>
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

        return best > 0 ? new((cut + (best / (1 + best))) / 2, true, best) : Default;
    }
}
