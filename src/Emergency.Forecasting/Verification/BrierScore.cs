namespace Emergency.Forecasting.Verification;

/// <summary>Brier score (1950): mean squared distance of a probability to what happened (1 or 0). 0 is perfect, 0.25 a coin.</summary>
public static class BrierScore
{
    /// <summary>The score of pairs; null when there are none.</summary>
    public static double? Of(IReadOnlyCollection<(double Probability, bool Happened)> pairs) =>
        pairs.Count == 0 ? null : pairs.Average(p => Math.Pow(p.Probability - (p.Happened ? 1 : 0), 2));

    /// <summary>Skill: 1 − score ÷ score of the reference. 1 is perfect, 0 no better than the reference; null when the reference is missing or already perfect.</summary>
    public static double? Skill(double? score, double? reference) => score is { } s && reference is > 0 and var r ? 1 - (s / r) : null;
}
