using Emergency.Storage.Ledger;

namespace Emergency.Web.Jobs;

/// <summary>Acts on delivery reports and on messages that have waited too long. What it has to do lies in rows, so a process that was down catches up.</summary>
public sealed partial class FailOverWorker(FailOverDesk desk, DeliveryOptions options, TimeProvider clock, ILogger<FailOverWorker> log) : SteadyWork(clock, log)
{
    /// <inheritdoc/>
    protected override TimeSpan Pause => options.Poll;

    /// <inheritdoc/>
    public override async Task LookAsync(CancellationToken cancellationToken)
    {
        var result = await desk.SweepAsync(cancellationToken);
        if (result.Dead > 0)
        {
            LogDead(Log, result.Dead);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Count} messages failed on their last channel: an officer must act")]
    private static partial void LogDead(ILogger log, int count);
}
