using Emergency.Core.Time;

namespace Emergency.Forecasting.Models;

/// <summary>
/// Where an issue time lies among the days: the last complete day before it, and the days of lead 1 … 10 after it.
/// Issued at midnight, lead 1 follows the last complete day at once; issued later, the running day lies between them (<see cref="Skipped"/> = 1).
/// </summary>
/// <param name="IssuedAt">First hour not yet observed.</param>
internal readonly record struct IssueMoment(Hour IssuedAt)
{
    /// <summary>Leads of a forecast.</summary>
    public const int Leads = 10;

    /// <summary>The last day that is over at the issue time.</summary>
    public LocalDay LastDay => IssuedAt.Day.Plus(-1);

    /// <summary>Days between the last complete day and lead 1: none at midnight, the running day otherwise.</summary>
    public int Skipped => IssuedAt.HourOfDay == 0 ? 0 : 1;

    /// <summary>The day of a lead, 1 … 10.</summary>
    public LocalDay DayOf(int lead) => LastDay.Plus(Skipped + lead);

    /// <summary>The same clock hour with another last complete day.</summary>
    public IssueMoment After(int lastDayNumber) =>
        new(new LocalDay(DateOnly.FromDayNumber(lastDayNumber + 1)).FirstHour.Plus(IssuedAt.HourOfDay));
}
