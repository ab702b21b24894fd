namespace Emergency.Core.Time;

/// <summary>
/// One clock hour, half-open [start, start + 1 h). Named by its start; national files name it by its end (<see cref="EndLabel"/>).
/// Ordered and countable: subtracting two hours gives the number of hours between them. The default value is the first hour of 1970 UTC.
/// </summary>
/// <param name="Index">Hours since 1970-01-01T00:00Z.</param>
public readonly record struct Hour(int Index) : IComparable<Hour>
{
    /// <summary>The instant at which the hour starts (included).</summary>
    public DateTimeOffset Start => DateTimeOffset.UnixEpoch.AddHours(Index);

    /// <summary>The instant at which the hour ends (excluded).</summary>
    public DateTimeOffset End => DateTimeOffset.UnixEpoch.AddHours(Index + 1L);

    /// <summary>The Beijing day that contains the hour.</summary>
    public LocalDay Day => new(DateOnly.FromDayNumber(EpochDayNumber + FloorDiv(Index + 8, 24)));

    /// <summary>The hour of the Beijing day at which it starts, 0–23.</summary>
    public int HourOfDay => Mod(Index + 8, 24);

    /// <summary>The label of national files: the hour of the day at which it ends, 1–24 (24 is printed as 0 of the next date).</summary>
    public int EndLabel => HourOfDay + 1;

    private static int EpochDayNumber { get; } = new DateOnly(1970, 1, 1).DayNumber;

    /// <summary>The hour that contains an instant.</summary>
    public static Hour Containing(DateTimeOffset instant) =>
        new((int)FloorDiv(instant.ToUnixTimeSeconds(), 3600L));

    /// <summary>The hour that starts at a clock hour 0–23 of a Beijing date (UCI Beijing files).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The clock hour is not 0–23.</exception>
    public static Hour Starting(DateOnly date, int clockHour)
    {
        if (clockHour is < 0 or > 23)
        {
            throw new ArgumentOutOfRangeException(nameof(clockHour), clockHour, "A clock hour is 0 to 23.");
        }

        return new(((date.DayNumber - EpochDayNumber) * 24) + clockHour - 8);
    }

    /// <summary>The hour that ends at label 0–24 of a Beijing date (national files: label 16 is 15:00–16:00, label 0 is 23:00–24:00 of the day before).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The label is not 0–24.</exception>
    public static Hour Ending(DateOnly date, int label)
    {
        if (label is < 0 or > 24)
        {
            throw new ArgumentOutOfRangeException(nameof(label), label, "An end label is 0 to 24.");
        }

        return new(((date.DayNumber - EpochDayNumber) * 24) + label - 9);
    }

    /// <summary>The hour so many hours later (earlier when negative).</summary>
    public Hour Plus(int hours) => new(Index + hours);

    /// <inheritdoc/>
    public int CompareTo(Hour other) => Index.CompareTo(other.Index);

    /// <summary>Number of hours from right to left.</summary>
    public static int operator -(Hour left, Hour right) => left.Index - right.Index;

    /// <summary>Number of hours from <paramref name="right"/> to <paramref name="left"/> (named form of −).</summary>
    public static int Subtract(Hour left, Hour right) => left - right;

    /// <summary>Earlier.</summary>
    public static bool operator <(Hour left, Hour right) => left.Index < right.Index;

    /// <summary>Later.</summary>
    public static bool operator >(Hour left, Hour right) => left.Index > right.Index;

    /// <summary>Not later.</summary>
    public static bool operator <=(Hour left, Hour right) => left.Index <= right.Index;

    /// <summary>Not earlier.</summary>
    public static bool operator >=(Hour left, Hour right) => left.Index >= right.Index;

    /// <summary>ISO 8601 start with the Beijing offset.</summary>
    public override string ToString() => Start.ToIso();

    private static int FloorDiv(int value, int divisor) => (value >= 0 ? value : value - divisor + 1) / divisor;

    private static long FloorDiv(long value, long divisor) => (value >= 0 ? value : value - divisor + 1) / divisor;

    private static int Mod(int value, int divisor) => ((value % divisor) + divisor) % divisor;
}
