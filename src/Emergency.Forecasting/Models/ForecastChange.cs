using Emergency.Core.Time;

namespace Emergency.Forecasting.Models;

/// <summary>How one figure moved from one forecast to the next.</summary>
/// <param name="Before">In the earlier forecast.</param>
/// <param name="After">In the later one.</param>
public readonly record struct Moved(double Before, double After)
{
    /// <summary>After minus before.</summary>
    public double By => After - Before;
}

/// <summary>One driver in two forecasts of the same day.</summary>
/// <param name="Key">Stable name of the driver.</param>
/// <param name="Before">As the earlier forecast gave it; null when it was not among the drivers.</param>
/// <param name="After">As the later one gives it; null when it no longer is.</param>
public sealed record DriverChange(string Key, Driver? Before, Driver? After)
{
    /// <summary>By how much its effect on ln PM2.5 moved; a driver that is not named counts as zero.</summary>
    public double By => (After?.Effect ?? 0) - (Before?.Effect ?? 0);
}

/// <summary>What changed for one day that both forecasts have.</summary>
/// <param name="Day">The day.</param>
/// <param name="LeadBefore">Its lead in the earlier forecast.</param>
/// <param name="LeadAfter">Its lead in the later one.</param>
/// <param name="Aqi">Median AQI.</param>
/// <param name="Pm25">Median PM2.5 [µg/m³].</param>
/// <param name="Above150">P(AQI &gt; 150), with ozone where both have it.</param>
/// <param name="Above200">P(AQI &gt; 200).</param>
/// <param name="Width">Width of the 80 % interval of the AQI.</param>
/// <param name="Drivers">Drivers whose effect moved, most first; empty unless both forecasts name drivers of the day.</param>
public sealed record DayChange(
    LocalDay Day,
    int LeadBefore,
    int LeadAfter,
    Moved Aqi,
    Moved Pm25,
    Moved Above150,
    Moved Above200,
    Moved Width,
    IReadOnlyList<DriverChange> Drivers)
{
    /// <summary>True when the new median lies outside the old 80 % interval: more than the forecast then said to expect.</summary>
    public bool Surprising { get; init; }
}

/// <summary>What changed between two forecasts of one place.</summary>
/// <param name="SameModel">Both come from one model: a difference is news of air and weather, not another view.</param>
/// <param name="SameSetting">Both saw the same kind of weather.</param>
/// <param name="Days">Days that both have, in order.</param>
public sealed record ForecastChange(bool SameModel, bool SameSetting, IReadOnlyList<DayChange> Days)
{
    /// <summary>A change of a driver's effect on ln PM2.5 below which it is not told: one per cent.</summary>
    private const double Notable = 0.01;

    /// <summary>Compares two forecasts day by day.</summary>
    /// <param name="earlier">Issued first.</param>
    /// <param name="later">Issued afterwards.</param>
    /// <exception cref="ArgumentException">They are of different places, or not in this order.</exception>
    public static ForecastChange Between(Forecast earlier, Forecast later)
    {
        if (earlier.Place != later.Place || earlier.IssuedAt > later.IssuedAt)
        {
            throw new ArgumentException($"{earlier.Place} {earlier.IssuedAt:O} is not an earlier forecast of {later.Place} {later.IssuedAt:O}.", nameof(earlier));
        }

        var before = earlier.Days.ToDictionary(d => d.Day);
        return new(
            earlier.ModelId == later.ModelId,
            earlier.Setting == later.Setting,
            [.. later.Days.Where(d => before.ContainsKey(d.Day)).Select(d => Of(before[d.Day], d, DriversOf(earlier, d.Day), DriversOf(later, d.Day)))]);
    }

    private static DayChange Of(ForecastDay before, ForecastDay after, IReadOnlyList<Driver>? driversBefore, IReadOnlyList<Driver>? driversAfter)
    {
        var ozone = before.WithOzone is not null && after.WithOzone is not null;
        return new(
            after.Day,
            before.Lead,
            after.Lead,
            new(before.Aqi, after.Aqi),
            new(before.Pm25, after.Pm25),
            ozone ? new(before.WithOzone!.Above150, after.WithOzone!.Above150) : new(before.Above150, after.Above150),
            ozone ? new(before.WithOzone!.Above200, after.WithOzone!.Above200) : new(before.Above200, after.Above200),
            new(before.AqiHigh - before.AqiLow, after.AqiHigh - after.AqiLow),
            driversBefore is null || driversAfter is null ? [] : Changes(driversBefore, driversAfter))
        {
            Surprising = after.Aqi < before.AqiLow || after.Aqi > before.AqiHigh,
        };
    }

    private static IReadOnlyList<DriverChange> Changes(IReadOnlyList<Driver> before, IReadOnlyList<Driver> after) =>
    [
        .. before.Concat(after).Select(d => d.Key).Distinct()
            .Select(key => new DriverChange(key, before.FirstOrDefault(d => d.Key == key), after.FirstOrDefault(d => d.Key == key)))
            .Where(c => Math.Abs(c.By) >= Notable)
            .OrderByDescending(c => Math.Abs(c.By)).ThenBy(c => c.Key, StringComparer.Ordinal),
    ];

    private static IReadOnlyList<Driver>? DriversOf(Forecast forecast, LocalDay day) => forecast.Drivers.FirstOrDefault(d => d.Day == day)?.Drivers;
}
