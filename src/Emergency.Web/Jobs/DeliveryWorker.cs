namespace Emergency.Web.Jobs;

/// <summary>
/// Runs one lane a channel for as long as the process lives. <see cref="DispatchSignal"/> wakes the lanes; looking at the ledger every
/// <see cref="DeliveryOptions.Poll"/> is the guarantee that nothing waits unseen.
/// </summary>
public sealed partial class DeliveryWorker(DeliveryPump pump, DispatchSignal signal, DeliveryOptions options, TimeProvider clock, ILogger<DeliveryWorker> log) : BackgroundService
{
    /// <summary>Messages of channels that nobody serves are looked for so many times less often.</summary>
    private const int StrayPolls = 10;

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
    [
        .. pump.Channels.Select(channel => Task.Run(() => RunAsync(() => pump.PumpOnceAsync(channel, stoppingToken), options.Poll, stoppingToken), stoppingToken)),
        Task.Run(() => RunAsync(() => pump.PumpStrayAsync(stoppingToken), StrayPolls * options.Poll, stoppingToken), stoppingToken),
    ]);

    private async Task RunAsync(Func<Task<int>> pumpOnce, TimeSpan poll, CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var next = signal.Next;
            try
            {
                if (await pumpOnce() > 0)
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
                next = Task.Delay(Timeout.Infinite, stoppingToken);
            }

            using var pause = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            await Task.WhenAny(next, Task.Delay(poll, clock, pause.Token));
            await pause.CancelAsync();
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The delivery worker met a fault and goes on")]
    private partial void LogFault(Exception exception);
}
