namespace Emergency.Web.Tests;

/// <summary>Names of the made-up city that the tests use.</summary>
public static class TestCity
{
    /// <summary>Enterprise of the account with the enterprise role.</summary>
    public const string OwnEnterprise = "91140500MA0TEST01X";

    /// <summary>Another enterprise of the same city.</summary>
    public const string OtherEnterprise = "91140500MA0TEST02Y";

    /// <summary>The clock of the tests: 2019-01-11 09:00 Beijing time.</summary>
    public static DateTimeOffset Now { get; } = new(2019, 1, 11, 9, 0, 0, TimeSpan.FromHours(8));
}

/// <summary>A clock that moves only when told, or runs with the system's from a given start.</summary>
public sealed class ShiftedClock(DateTimeOffset start) : TimeProvider
{
    private readonly long started = System.GetTimestamp();

    public TimeSpan Added { get; set; }

    public override DateTimeOffset GetUtcNow() => start.ToUniversalTime() + System.GetElapsedTime(started) + Added;
}
