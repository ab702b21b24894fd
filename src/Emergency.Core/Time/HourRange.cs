namespace Emergency.Core.Time;

/// <summary>A half-open range of hours: <paramref name="From"/> is included, <paramref name="Until"/> is not. Empty when both are equal (the default value).</summary>
/// <param name="From">First hour of the range.</param>
/// <param name="Until">First hour after the range.</param>
public readonly record struct HourRange(Hour From, Hour Until)
{
    /// <summary>First hour of the range.</summary>
    public Hour From { get; } = From <= Until ? From : throw new ArgumentException($"A range cannot end ({Until}) before it starts ({From}).", nameof(Until));

    /// <summary>Number of hours.</summary>
    public int Count => Until - From;

    /// <summary>True when the hour lies in the range.</summary>
    public bool Contains(Hour hour) => hour >= From && hour < Until;

    /// <summary>True when the two ranges share at least one hour.</summary>
    public bool Overlaps(HourRange other) => From < other.Until && other.From < Until;

    /// <summary>The hours, in order.</summary>
    public IEnumerable<Hour> Hours()
    {
        for (var hour = From; hour < Until; hour = hour.Plus(1))
        {
            yield return hour;
        }
    }
}
