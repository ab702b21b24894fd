namespace Emergency.Forecasting.Indexing;

/// <summary>How many days of a span fell into which range: what bureaus report for a year.</summary>
/// <param name="Days">Calendar days.</param>
/// <param name="Valid">Days with an AQI.</param>
/// <param name="Excellent">Days in category 1 (优).</param>
/// <param name="Good">Days in category 2 (良).</param>
/// <param name="Above100">Days with AQI &gt; 100.</param>
/// <param name="Above150">Days with AQI &gt; 150.</param>
/// <param name="Above200">Days with AQI &gt; 200.</param>
/// <param name="Above300">Days with AQI &gt; 300.</param>
public sealed record DayCounts(int Days, int Valid, int Excellent, int Good, int Above100, int Above150, int Above200, int Above300)
{
    /// <summary>Counts a span of days.</summary>
    public static DayCounts Of(IReadOnlyCollection<DailyAir> days)
    {
        int Above(int limit) => days.Count(d => d.Aqi > limit);
        return new DayCounts(
            days.Count,
            days.Count(d => d.Valid),
            days.Count(d => d.CategoryLevel == 1),
            days.Count(d => d.CategoryLevel == 2),
            Above(100),
            Above(150),
            Above(200),
            Above(300));
    }
}
