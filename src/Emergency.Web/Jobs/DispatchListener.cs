using Emergency.Storage;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Web.Jobs;

/// <summary>Passes the database's word that messages were added on to the lanes. One connection a process, opened again when it breaks; meanwhile the lanes look by themselves.</summary>
public sealed partial class DispatchListener(
    IDbContextFactory<AppDb> databases, IDialect dialect, DispatchSignal signal, DeliveryOptions options, TimeProvider clock, ILogger<DispatchListener> log) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var db = await databases.CreateDbContextAsync(stoppingToken);
                await dialect.ListenAsync(db, signal.Raise, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                LogLost(e.Message);
            }

            await Task.Delay(options.Poll, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Listening for new messages broke off and is begun again; until then they are looked for regularly: {Fault}")]
    private partial void LogLost(string fault);
}
