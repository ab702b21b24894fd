using Emergency.Dispatch.Delivery;

namespace Emergency.Web.Weather;

/// <summary>Settings of the weather forecast, block <c>Weather</c> of the configuration.</summary>
public sealed record OpenMeteoOptions
{
    /// <summary>
    /// <c>Weather:Address</c>: a forecast service with the interface of Open-Meteo; a query in it (a key) is kept. Empty: nothing is fetched, and only imported
    /// runs are used.
    /// </summary>
    public Uri? Address { get; init; }

    /// <summary>
    /// <c>Weather:PastDays</c>: past days asked for with the forecast, in place of observed weather; services of this interface give up to 92. Models look back
    /// four days; more bridges the time in which the service did not answer.
    /// </summary>
    public int PastDays { get; init; } = 10;

    /// <summary><c>Weather:Timeout</c>: longest wait for one answer.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary><c>Weather:Attempts</c>: how often an answer is asked for before the last good one is used.</summary>
    public int Attempts { get; init; } = 4;

    /// <summary><c>Weather:FirstRetry</c>: ceiling of the first delay after a failure; doubles from there.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary><c>Weather:LongestRetry</c>: ceiling of any delay. A service that asks for more is not asked again.</summary>
    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary><c>Weather:LargestAnswer</c>: largest answer read [bytes].</summary>
    public int LargestAnswer { get; init; } = 4 << 20;

    /// <summary>The back-off of these settings.</summary>
    public Backoff Backoff => new(FirstRetry, LongestRetry, Attempts);
}
