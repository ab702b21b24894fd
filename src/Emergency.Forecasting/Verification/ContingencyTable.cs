namespace Emergency.Forecasting.Verification;

/// <summary>
/// Yes/no forecasts of an event against what happened, counted.
/// <code>
///                 happened   did not
///   forecast        hits     false alarms
///   not forecast    misses   correct rejections
/// </code>
/// A ratio whose denominator is zero is null: with no event there is no detection to speak of.
/// </summary>
/// <param name="Hits">Forecast and happened.</param>
/// <param name="Misses">Happened, not forecast.</param>
/// <param name="FalseAlarms">Forecast, did not happen.</param>
/// <param name="CorrectRejections">Neither.</param>
public readonly record struct ContingencyTable(int Hits, int Misses, int FalseAlarms, int CorrectRejections)
{
    /// <summary>Cases in all.</summary>
    public int Count => Hits + Misses + FalseAlarms + CorrectRejections;

    /// <summary>Cases in which the event happened.</summary>
    public int Observed => Hits + Misses;

    /// <summary>Cases in which it was forecast.</summary>
    public int Forecast => Hits + FalseAlarms;

    /// <summary>Probability of detection: hits ÷ (hits + misses).</summary>
    public double? Pod => Ratio(Hits, Observed);

    /// <summary>False alarm ratio: false alarms ÷ (hits + false alarms). Not the false alarm rate.</summary>
    public double? Far => Ratio(FalseAlarms, Forecast);

    /// <summary>Critical success index (threat score): hits ÷ (hits + misses + false alarms).</summary>
    public double? Csi => Ratio(Hits, Hits + Misses + FalseAlarms);

    /// <summary>Counts pairs.</summary>
    public static ContingencyTable Of(IEnumerable<(bool Forecast, bool Happened)> pairs)
    {
        var (hits, misses, alarms, rejections) = (0, 0, 0, 0);
        foreach (var (forecast, happened) in pairs)
        {
            hits += forecast && happened ? 1 : 0;
            misses += !forecast && happened ? 1 : 0;
            alarms += forecast && !happened ? 1 : 0;
            rejections += !forecast && !happened ? 1 : 0;
        }

        return new(hits, misses, alarms, rejections);
    }

    private static double? Ratio(int part, int whole) => whole == 0 ? null : (double)part / whole;
}
