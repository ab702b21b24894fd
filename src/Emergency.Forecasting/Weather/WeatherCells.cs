using Emergency.Core;
using Emergency.Core.Time;
using Emergency.Forecasting.Observing;

namespace Emergency.Forecasting.Weather;

/// <summary>What the readers of weather share: collecting hours, wind, humidity, the hour of rain, what can be.</summary>
internal static class WeatherCells
{
    /// <summary>
    /// Values beyond these cannot be weather in the unit said; they stand for a wrong unit or a shifted column. Indexed by <see cref="WeatherVariable"/>.
    /// </summary>
    private static readonly (double From, double To, string Unit)[] Possible =
    [
        (-120, 120, "m/s"), (-120, 120, "m/s"), (0, 120, "m/s"), (-90, 60, "°C"), (-100, 45, "°C"), (300, 1100, "hPa"), (0, 500, "mm"),
    ];

    /// <summary>Unit of a quantity as stored.</summary>
    public static string UnitOf(WeatherVariable variable) => Possible[(int)variable].Unit;

    /// <summary>True when the value can occur. Never for NaN.</summary>
    public static bool CanBe(WeatherVariable variable, double value) => value >= Possible[(int)variable].From && value <= Possible[(int)variable].To;

    /// <summary>Reports a value that cannot occur.</summary>
    public static void Impossible(FileProblems problems, int row, string column, string value, WeatherVariable variable)
    {
        var (from, to, unit) = Possible[(int)variable];
        problems.Fatal(
            row,
            column,
            value,
            new Text(FormattableString.Invariant($"{from}至{to} {unit}"), FormattableString.Invariant($"{from} to {to} {unit}")),
            new Text("请核对该列的单位；无效值请留空。", "Check the unit of this column; leave invalid values empty."));
    }

    /// <summary>
    /// Components towards east and north of a wind that comes from a direction, clockwise from north: a wind from the north blows towards the south, so its
    /// northern component is negative.
    /// </summary>
    /// <param name="speed">Speed [m/s].</param>
    /// <param name="from">Direction it comes from [°].</param>
    public static (double East, double North) Towards(double speed, double from)
    {
        // Whole degrees that lie on an axis have exact components; sine and cosine would leave 1e-16 of a cross wind.
        var (east, north) = from switch
        {
            0 or 360 => (0.0, -1.0),
            90 => (-1.0, 0.0),
            180 => (0.0, 1.0),
            270 => (1.0, 0.0),
            _ => (-Math.Sin(from * Math.PI / 180), -Math.Cos(from * Math.PI / 180)),
        };
        return (speed * east, speed * north);
    }

    /// <summary>
    /// Dew point from temperature [°C] and relative humidity [%] by the Magnus formula with the coefficients of WMO-No. 8 (17.62, 243.12 °C, over water);
    /// null where humidity is zero, which has none.
    /// </summary>
    public static double? DewPoint(double temperature, double humidity)
    {
        if (humidity <= 0)
        {
            return null;
        }

        var x = Math.Log(humidity / 100) + (17.62 * temperature / (243.12 + temperature));
        return 243.12 * x / (17.62 - x);
    }

    /// <summary>
    /// Sources with instants give the rain of the hour <em>before</em> the instant, all else at it. Here the hour is named by its start, so rain moves one hour
    /// back. The hours come back in order; each place must not hold an hour twice.
    /// </summary>
    public static List<WeatherHour> RainToHourBefore(IEnumerable<WeatherHour> hours)
    {
        var moved = new SortedDictionary<(string Place, Hour Hour), WeatherHour>(Comparer<(string Place, Hour Hour)>.Create((left, right) =>
            string.CompareOrdinal(left.Place, right.Place) is not 0 and var byPlace ? byPlace : left.Hour.CompareTo(right.Hour)));
        foreach (var hour in hours)
        {
            var at = (hour.Place, hour.Hour);
            moved[at] = moved.TryGetValue(at, out var next) ? hour with { Rain = next.Rain } : hour with { Rain = null };
            if (hour.Rain is { } rain)
            {
                var before = (hour.Place, Hour: hour.Hour.Plus(-1));
                moved[before] = (moved.TryGetValue(before, out var there) ? there : new WeatherHour(before.Place, before.Hour, null, null, null, null, null, null, null)) with { Rain = rain };
            }
        }

        return [.. moved.Values.Where(hour => !hour.Empty)];
    }
}

/// <inheritdoc cref="HourCollector{T}"/>
internal sealed class WeatherCollector(FileProblems problems) : HourCollector<WeatherHour>(problems, hour => (hour.Place, hour.Hour), hour => hour.Empty);
