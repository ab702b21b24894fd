namespace Emergency.Cli.Demo;

/// <summary>A clock that is set to each moment of a replay and runs on from there. Timers run in real time.</summary>
internal sealed class ReplayClock : TimeProvider
{
    private DateTimeOffset setTo = DateTimeOffset.UnixEpoch;
    private long setAt = System.GetTimestamp();

    private static new TimeProvider System => TimeProvider.System;

    /// <summary>Sets the clock. A replay only moves it forward.</summary>
    public void Set(DateTimeOffset instant)
    {
        setAt = System.GetTimestamp();
        setTo = instant;
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => setTo + System.GetElapsedTime(setAt);
}
