namespace Emergency.Web.Jobs;

/// <summary>Runs the pump for as long as the process lives. Looking at the ledger every <see cref="DeliveryOptions.Poll"/> is the guarantee that nothing waits unseen.</summary>
public sealed partial class DeliveryWorker(DeliveryPump pump, DeliveryOptions options, TimeProvider clock, ILogger<DeliveryWorker> log) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await pump.PumpOnceAsync(stoppingToken) > 0)
                {
                    continue;
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // A database that is away for a while must not end the worker; what it held runs out of its lease and is claimed again.
                LogFault(e);
            }

            await Task.Delay(options.Poll, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The delivery worker met a fault and goes on")]
    private partial void LogFault(Exception exception);
}
