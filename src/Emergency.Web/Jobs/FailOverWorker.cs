using Emergency.Storage.Ledger;

namespace Emergency.Web.Jobs;

/// <summary>Acts on delivery reports and on messages that have waited too long. What it has to do lies in rows, so a process that was down catches up.</summary>
public sealed partial class FailOverWorker(FailOverDesk desk, DeliveryOptions options, TimeProvider clock, ILogger<FailOverWorker> log) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var result = await desk.SweepAsync(stoppingToken);
                if (result.Dead > 0)
                {
                    LogDead(result.Dead);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                LogFault(e);
            }

            await Task.Delay(options.Poll, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Count} messages failed on their last channel: an officer must act")]
    private partial void LogDead(int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "The fail-over of messages met a fault and goes on")]
    private partial void LogFault(Exception exception);
}
