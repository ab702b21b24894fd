using Emergency.Core.Time;
using Emergency.Forecasting.Observing;

namespace Emergency.Cli.Demo;

/// <summary>
/// Made-up hourly air of a made-up city, the same bytes from the same seed: a seasonal level, slow
/// weather swings, a daily cycle, and one heavy week in January 2025 that builds up, peaks and is blown away. Nothing here was measured.
/// </summary>
internal static class DemoAir
{
    /// <summary>Place name of the made-up city, as its region's short name.</summary>
    public const string Place = "示例";

    /// <summary>First hour of the made-up record.</summary>
    public static Hour First { get; } = LocalDay.Of(2023, 11, 1).FirstHour;

    /// <summary>Hour after the last of the made-up record.</summary>
    public static Hour End { get; } = LocalDay.Of(2025, 1, 21).FirstHour;

    // Daily PM2.5 of the heavy week [µg/m³]: builds up from the 9th, heavy on the 11th to 14th, cold air on the 15th.
    private static readonly Dictionary<LocalDay, double> HeavyWeek = new()
    {
        [LocalDay.Of(2025, 1, 8)] = 62,
        [LocalDay.Of(2025, 1, 9)] = 98,
        [LocalDay.Of(2025, 1, 10)] = 138,
        [LocalDay.Of(2025, 1, 11)] = 176,
        [LocalDay.Of(2025, 1, 12)] = 205,
        [LocalDay.Of(2025, 1, 13)] = 221,
        [LocalDay.Of(2025, 1, 14)] = 168,
        [LocalDay.Of(2025, 1, 15)] = 58,
        [LocalDay.Of(2025, 1, 16)] = 34,
        [LocalDay.Of(2025, 1, 17)] = 41,
        [LocalDay.Of(2025, 1, 18)] = 47,
        [LocalDay.Of(2025, 1, 19)] = 66,
        [LocalDay.Of(2025, 1, 20)] = 83,
    };

    /// <summary>The whole record, oldest first.</summary>
    public static IReadOnlyList<HourlyAir> Make(int seed)
    {
        // A seeded generator: the demo is the same on every machine.
        var random = new Random(seed);
        var hours = new List<HourlyAir>();
        var weather = 0.0;
        for (var hour = First; hour < End; hour = hour.Plus(1))
        {
            if (hour.HourOfDay == 0)
            {
                weather = (0.72 * weather) + (0.42 * Normal(random));
            }

            var season = Math.Cos(2 * Math.PI * (hour.Day.Date.DayOfYear - 15) / 365.25);
            var winter = 0.5 * (1 + season);
            var rhythm = 1 + (0.16 * Math.Cos(2 * Math.PI * (hour.HourOfDay - 2) / 24.0));
            var daily = HeavyWeek.TryGetValue(hour.Day, out var given) ? given : (26 + (34 * winter)) * Math.Exp(weather);
            var fine = Math.Clamp(daily * rhythm * (1 + (0.05 * Normal(random))), 3, 480);
            var sun = Math.Max(0, Math.Sin(Math.PI * (hour.HourOfDay - 7) / 13.0));
            hours.Add(new HourlyAir(
                Place,
                hour,
                Math.Round(fine),
                Math.Round((fine * 1.25) + 22 + (6 * Math.Abs(Normal(random)))),
                Math.Round(6 + (14 * winter * rhythm) + (2 * Math.Abs(Normal(random)))),
                Math.Round(18 + (20 * winter) + (0.06 * fine) + (3 * Math.Abs(Normal(random)))),
                Math.Round(Math.Max(4, 28 + (150 * sun * (1 - (0.78 * winter))) + (6 * Normal(random)))),
                Math.Round(0.4 + (0.008 * fine), 1)));
        }

        return hours;
    }

    // Box–Muller: one normal deviate from two uniform ones.
    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
