namespace Emergency.Web.Jobs;

/// <summary>
/// Work that a process looks for again and again as long as it runs. What there is to do lies in the database, so that a look that failed is made up for by the next: a fault is
/// logged and ends nothing.
/// </summary>
/// <param name="clock">Clock of the process.</param>
/// <param name="log">Where faults go.</param>
public abstract partial class SteadyWork(TimeProvider clock, ILogger log) : BackgroundService
{
    /// <summary>Time from the end of one look to the next.</summary>
    protected abstract TimeSpan Pause { get; }

    /// <summary>Clock of the process.</summary>
    protected TimeProvider Clock => clock;

    /// <summary>Log of the work.</summary>
    protected ILogger Log => log;

    /// <summary>One look.</summary>
    public abstract Task LookAsync(CancellationToken cancellationToken);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                LogFault(log, GetType().Name, e);
            }

            await Task.Delay(Pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Work} met a fault and goes on")]
    private static partial void LogFault(ILogger log, string work, Exception exception);
}
