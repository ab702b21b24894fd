using Emergency.Forecasting.Indexing;

namespace Emergency.Forecasting.Models;

/// <summary>Everything a forecast may use, cut off at the issue time whatever the caller passed in: tomorrow's data never change today's forecast.</summary>
internal sealed class KnownPast
{
    private readonly Dictionary<ForecastQuantity, DaySeries> series = [];
    private readonly HashSet<int> fitDays;

    /// <summary>Cuts the input at its issue time.</summary>
    public KnownPast(ForecastInput input)
    {
        Moment = new(input.IssuedAt);
        bool IsOver(DailyAir day) => day.Place == input.Place && day.Day <= Moment.LastDay;
        var history = input.History.Where(IsOver).ToList();
        var known = ReferenceEquals(input.History, input.Days) ? history : [.. history, .. input.Days.Where(IsOver)];
        foreach (var quantity in Enum.GetValues<ForecastQuantity>())
        {
            series[quantity] = DaySeries.Of(known, quantity);
        }

        fitDays = (history.Count > 0 ? history : known).Select(d => d.Day.Date.DayNumber).ToHashSet();
        Tendency = new(input.Hours.Where(h => h.Place == input.Place && h.Hour < input.IssuedAt).ToList(), Moment);
    }

    /// <summary>The issue time among the days.</summary>
    public IssueMoment Moment { get; }

    /// <summary>Hourly values before each issue time.</summary>
    public HourlyTendency Tendency { get; }

    /// <summary>Day number of the last complete day.</summary>
    public int LastDay => Moment.LastDay.Date.DayNumber;

    /// <summary>The series of one quantity.</summary>
    public DaySeries this[ForecastQuantity quantity] => series[quantity];

    /// <summary>True when a model may fit on the day.</summary>
    public bool MayFit(int day) => fitDays.Contains(day);

    /// <summary>Day number of the target of a lead, seen from a last complete day.</summary>
    public int Target(int lastDay, int lead) => lastDay + Moment.Skipped + lead;
}
