using Emergency.Core.Decisions;
using Emergency.Forecasting.Weather;

namespace Emergency.Storage.Weather;

/// <summary>
/// What an arriving weather hour does to the row that is there: a missing value never erases, an equal one changes nothing, one where there was none is filled in, a
/// different one replaces.
/// </summary>
internal static class WeatherMerge
{
    private static readonly WeatherVariable[] Variables = Enum.GetValues<WeatherVariable>();

    /// <summary>Merges an hour into its row and counts.</summary>
    /// <param name="row">The row; changed in place.</param>
    /// <param name="hour">What arrives.</param>
    /// <exception cref="ArgumentException">A value is not a finite number: a reader must report it, not pass it on.</exception>
    public static (int Inserted, int Changed, int Unchanged) Into(WeatherHourRow row, in WeatherHour hour)
    {
        int inserted = 0, changed = 0, unchanged = 0;
        foreach (var variable in Variables)
        {
            if (hour[variable] is not { } value)
            {
                continue;
            }

            var arriving = float.IsFinite((float)value) ? (float)value : throw new ArgumentException($"{value} is no weather.", nameof(hour));
            var there = row[variable];
            inserted += there is null ? 1 : 0;
            changed += there is { } old && old != arriving ? 1 : 0;
            unchanged += there == arriving ? 1 : 0;
            row[variable] = arriving;
        }

        return (inserted, changed, unchanged);
    }

    /// <summary>The values of a row, for its revision.</summary>
    public static string ToJson(WeatherHourRow row) =>
        CanonicalJson.Write(new FormerWeather(row.WindEast, row.WindNorth, row.WindSpeed, row.Temperature, row.DewPoint, row.Pressure, row.Rain));

    private sealed record FormerWeather(float? WindEast, float? WindNorth, float? WindSpeed, float? Temperature, float? DewPoint, float? Pressure, float? Rain);
}
