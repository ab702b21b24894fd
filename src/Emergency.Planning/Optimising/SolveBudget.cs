namespace Emergency.Planning.Optimising;

/// <summary>Says when to stop: cancelled, or past a deadline. Work counted in nodes is counted by those who do it, so that it does not depend on the machine.</summary>
internal sealed class SolveBudget(TimeProvider? clock, TimeSpan? limit, CancellationToken cancel)
{
    private readonly long started = clock?.GetTimestamp() ?? 0;

    public CancellationToken Cancel => cancel;

    public bool Over => cancel.IsCancellationRequested || (clock is not null && limit is { } most && clock.GetElapsedTime(started) >= most);
}
