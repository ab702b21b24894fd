using System.Globalization;

namespace Emergency.Core.Time;

/// <summary>A calendar day in Beijing time, 00:00–24:00, half-open. The unit of daily reports, orders of the day and shares.</summary>
/// <param name="Date">The calendar date.</param>
public readonly record struct LocalDay(DateOnly Date) : IComparable<LocalDay>
{
    /// <summary>Its 24 hours, in order: <c>FirstHour</c> … <c>FirstHour + 23</c>.</summary>
    public HourRange Hours => new(FirstHour, FirstHour.Plus(24));

    /// <summary>The hour 00:00–01:00.</summary>
    public Hour FirstHour => Hour.Starting(Date, 0);

    /// <summary>The instant 00:00 Beijing time.</summary>
    public DateTimeOffset Start => FirstHour.Start;

    /// <summary>The instant 24:00 Beijing time.</summary>
    public DateTimeOffset End => FirstHour.Plus(24).Start;

    /// <summary>The day so many days later (earlier when negative).</summary>
    public LocalDay Plus(int days) => new(Date.AddDays(days));

    /// <summary>Parses yyyy-MM-dd; null when it is not such a date.</summary>
    public static LocalDay? Parse(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? new LocalDay(date) : null;

    /// <summary>A day from its parts.</summary>
    public static LocalDay Of(int year, int month, int day) => new(new DateOnly(year, month, day));

    /// <inheritdoc/>
    public int CompareTo(LocalDay other) => Date.CompareTo(other.Date);

    /// <summary>Number of days from right to left.</summary>
    public static int operator -(LocalDay left, LocalDay right) => left.Date.DayNumber - right.Date.DayNumber;

    /// <summary>Number of days from <paramref name="right"/> to <paramref name="left"/> (named form of −).</summary>
    public static int Subtract(LocalDay left, LocalDay right) => left - right;

    /// <summary>Earlier.</summary>
    public static bool operator <(LocalDay left, LocalDay right) => left.Date < right.Date;

    /// <summary>Later.</summary>
    public static bool operator >(LocalDay left, LocalDay right) => left.Date > right.Date;

    /// <summary>Not later.</summary>
    public static bool operator <=(LocalDay left, LocalDay right) => left.Date <= right.Date;

    /// <summary>Not earlier.</summary>
    public static bool operator >=(LocalDay left, LocalDay right) => left.Date >= right.Date;

    /// <summary>yyyy-MM-dd.</summary>
    public override string ToString() => Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
