using Emergency.Core;
using Emergency.Core.Time;

namespace Emergency.Planning.Season;

/// <summary>A half month of a season, cut off where the season begins and ends.</summary>
/// <param name="Number">Number, from 1.</param>
/// <param name="From">First day.</param>
/// <param name="Until">Last day.</param>
public sealed record SeasonPeriod(int Number, LocalDay From, LocalDay Until)
{
    private const int FirstOfSecondHalf = 16;

    /// <summary>Days, the first and the last included.</summary>
    public int Days => Until - From + 1;

    /// <summary>11月上半月, first half of November.</summary>
    public Text Name => From.Date.Day < FirstOfSecondHalf
        ? new($"{From.Date.Month}月上半月", $"first half of month {From.Date.Month}")
        : new($"{From.Date.Month}月下半月", $"second half of month {From.Date.Month}");

    /// <summary>Days of it that lie within two days.</summary>
    public int DaysWithin(LocalDay from, LocalDay until) => Math.Max(0, (until < Until ? until : Until) - (from > From ? from : From) + 1);

    /// <summary>Cuts a season into half months.</summary>
    public static IReadOnlyList<SeasonPeriod> Of(LocalDay first, LocalDay last)
    {
        var periods = new List<SeasonPeriod>();
        for (var from = first; from <= last;)
        {
            var next = from.Date.Day < FirstOfSecondHalf
                ? LocalDay.Of(from.Date.Year, from.Date.Month, FirstOfSecondHalf)
                : new LocalDay(new DateOnly(from.Date.Year, from.Date.Month, 1).AddMonths(1));
            var until = next.Plus(-1) < last ? next.Plus(-1) : last;
            periods.Add(new(periods.Count + 1, from, until));
            from = next;
        }

        return periods;
    }
}
