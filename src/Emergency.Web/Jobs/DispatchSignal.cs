namespace Emergency.Web.Jobs;

/// <summary>Wakes the lanes of this process when messages may have been added. A signal that comes while a lane works is not lost: it took <see cref="Next"/> before it looked.</summary>
public sealed class DispatchSignal
{
    private TaskCompletionSource next = New();

    /// <summary>Completes at the next signal.</summary>
    public Task Next => Volatile.Read(ref next).Task;

    /// <summary>Wakes whoever waits.</summary>
    public void Raise() => Interlocked.Exchange(ref next, New()).SetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
