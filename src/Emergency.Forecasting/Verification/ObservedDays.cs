using Emergency.Core.Quantities;
using Emergency.Core.Rules;
using Emergency.Forecasting.Indexing;

namespace Emergency.Forecasting.Verification;

/// <summary>One observed day as scoring sees it; NaN where a value is missing.</summary>
/// <param name="Pm25">Daily PM2.5 [µg/m³].</param>
/// <param name="Ozone">O3 MDA8 [µg/m³].</param>
/// <param name="Aqi">AQI of all pollutants.</param>
/// <param name="ForWarnings">AQI without ozone and PM10.</param>
/// <param name="Category">AQI category 1 … 6; null when there is no AQI.</param>
internal readonly record struct ObservedDay(double Pm25, double Ozone, double Aqi, double ForWarnings, int? Category)
{
    public static ObservedDay Unknown { get; } = new(double.NaN, double.NaN, double.NaN, double.NaN, null);

    /// <summary>Whether an AQI event happened; null when it is not known.</summary>
    public bool? Exceeds(int threshold) => double.IsNaN(Aqi) ? null : Aqi > threshold;

    /// <summary>The category of a forecast AQI: indices are whole numbers, always rounded up, within the edition's range.</summary>
    public static int CategoryOf(AqiRules rules, double aqi) =>
        AqiCalculator.CategoryOf(rules, Math.Clamp((int)Math.Ceiling(aqi - 1e-9), rules.Categories[0].Min, rules.Cap)).Level;
}

/// <summary>The record of a place by day number, with the level of the finished run in which each day lies.</summary>
internal sealed class ObservedDays
{
    /// <summary>Persistence carries on a day at most this old.</summary>
    public const int ReachDays = 10;

    private readonly ObservedDay[] days;
    private readonly IReadOnlyList<int>? levels;

    public ObservedDays(string place, IReadOnlyList<DailyAir> observed, DayLevels? dayLevels)
    {
        var here = observed.Where(d => d.Place == place).ToList();
        First = here.Count == 0 ? 0 : here.Min(d => d.Day.Date.DayNumber);
        days = new ObservedDay[here.Count == 0 ? 0 : here.Max(d => d.Day.Date.DayNumber) - First + 1];
        Array.Fill(days, ObservedDay.Unknown);
        foreach (var day in here)
        {
            days[day.Day.Date.DayNumber - First] = new(
                (double?)day.ConcentrationOf(Pollutant.Pm25) ?? double.NaN,
                (double?)day.ConcentrationOf(Pollutant.O3) ?? double.NaN,
                day.Aqi ?? double.NaN,
                day.AqiForWarnings ?? double.NaN,
                day.CategoryLevel);
        }

        levels = dayLevels?.Invoke([.. days.Select(d => d.ForWarnings)]);
    }

    /// <summary>Day number of the first day.</summary>
    public int First { get; }

    /// <summary>Day number after the last day.</summary>
    public int End => First + days.Length;

    /// <summary>The day; all unknown outside the record.</summary>
    public ObservedDay this[int day] => day >= First && day < End ? days[day - First] : ObservedDay.Unknown;

    /// <summary>Level of the run in which a day lies, by the whole record; null when levels are not scored or the day is not known.</summary>
    public int? LevelOf(int day) => levels is null || double.IsNaN(this[day].ForWarnings) ? null : levels[day - First];

    /// <summary>Whether an event happened on a day; null when it is not known.</summary>
    public bool? Happened(VerifiedEvent e, int day) =>
        e.Threshold() is { } threshold ? this[day].Exceeds(threshold)
        : LevelOf(day) is { } level ? level >= e.Level()
        : null;

    /// <summary>Runs of the record: consecutive days with a level, and the highest level among them.</summary>
    public IEnumerable<(int First, int Last, int Level)> Runs()
    {
        for (var i = 0; levels is not null && i < levels.Count; i++)
        {
            if (levels[i] == 0)
            {
                continue;
            }

            var (start, level) = (i, levels[i]);
            while (i + 1 < levels.Count && levels[i + 1] > 0)
            {
                i++;
                level = Math.Max(level, levels[i]);
            }

            yield return (First + start, First + i, level);
        }
    }

    /// <summary>The latest day not after <paramref name="day"/>, at most ten days back, whose value is known; null when none.</summary>
    public int? LatestValid(int day, Func<ObservedDay, double> value)
    {
        for (var candidate = day; candidate >= day - ReachDays; candidate--)
        {
            if (!double.IsNaN(value(this[candidate])))
            {
                return candidate;
            }
        }

        return null;
    }
}
