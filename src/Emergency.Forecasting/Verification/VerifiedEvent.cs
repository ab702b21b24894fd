using Emergency.Core;

namespace Emergency.Forecasting.Verification;

/// <summary>The events of a day that forecasts are scored on.</summary>
public enum VerifiedEvent
{
    /// <summary>AQI of all pollutants above 100.</summary>
    Aqi100,

    /// <summary>AQI of all pollutants above 150.</summary>
    Aqi150,

    /// <summary>AQI of all pollutants above 200.</summary>
    Aqi200,

    /// <summary>AQI of all pollutants above 300.</summary>
    Aqi300,

    /// <summary>The day lies in a run of yellow or higher.</summary>
    Yellow,

    /// <summary>The day lies in a run of orange or higher.</summary>
    Orange,

    /// <summary>The day lies in a red run.</summary>
    Red,
}

/// <summary>Names and limits of <see cref="VerifiedEvent"/>.</summary>
public static class VerifiedEvents
{
    /// <summary>All events, in order.</summary>
    public static IReadOnlyList<VerifiedEvent> All { get; } = Enum.GetValues<VerifiedEvent>();

    /// <summary>AQI that must be exceeded; null for the warning levels.</summary>
    public static int? Threshold(this VerifiedEvent e) => e switch
    {
        VerifiedEvent.Aqi100 => 100,
        VerifiedEvent.Aqi150 => 150,
        VerifiedEvent.Aqi200 => 200,
        VerifiedEvent.Aqi300 => 300,
        _ => null,
    };

    /// <summary>Number of the lowest level that counts, as <see cref="DayLevels"/> numbers them: 1 yellow, 2 orange, 3 red; null for the AQI events.</summary>
    public static int? Level(this VerifiedEvent e) => e switch
    {
        VerifiedEvent.Yellow => 1,
        VerifiedEvent.Orange => 2,
        VerifiedEvent.Red => 3,
        _ => null,
    };

    /// <summary>The event of a level number 1 … 3.</summary>
    public static VerifiedEvent OfLevel(int level) => VerifiedEvent.Yellow + (level - 1);

    /// <summary>Name for people.</summary>
    public static Text Name(this VerifiedEvent e) => e switch
    {
        VerifiedEvent.Yellow => new("黄色及以上", "yellow or higher"),
        VerifiedEvent.Orange => new("橙色及以上", "orange or higher"),
        VerifiedEvent.Red => new("红色", "red"),
        _ => new($"AQI>{e.Threshold()}", $"AQI > {e.Threshold()}"),
    };

    /// <summary>Key in the JSON: aqi100 … aqi300, yellow, orange, red.</summary>
    public static string Key(this VerifiedEvent e) => char.ToLowerInvariant(e.ToString()[0]) + e.ToString()[1..];
}
