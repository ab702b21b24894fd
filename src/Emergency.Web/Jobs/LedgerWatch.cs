using System.Diagnostics.Metrics;
using Emergency.Storage.Ledger;

namespace Emergency.Web.Jobs;

/// <summary>
/// Looks at the whole ledger now and then, in every process: measures what waits and what was given up, and says in the log when more was given up, whichever
/// worker it happened to.
/// </summary>
public sealed partial class LedgerWatch : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(15);

    private readonly LedgerDesk ledger;
    private readonly TimeProvider clock;
    private readonly ILogger<LedgerWatch> log;
    private readonly Meter meter;
    private IReadOnlyList<ChannelBacklog> queues = [];

    /// <summary>Makes the gauges.</summary>
    public LedgerWatch(LedgerDesk ledger, IMeterFactory meters, TimeProvider clock, ILogger<LedgerWatch> log)
    {
        (this.ledger, this.clock, this.log) = (ledger, clock, log);
        meter = meters.Create(LedgerMeter.Name);
        Gauge("dispatch.waiting", "{message}", "Waiting, or with a worker", q => q.Waiting);
        Gauge("dispatch.overdue", "{message}", "Due, and nobody has taken it", q => q.Overdue);
        Gauge("dispatch.oldest_due", "s", "For how long the oldest of the overdue has been due", q => q.OldestDue.TotalSeconds);
        Gauge("dispatch.dead", "{message}", "Given up: an officer must act", q => q.Dead);
    }

    /// <summary>One look.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var before = queues.Sum(q => q.Dead);
        queues = await ledger.QueuesAsync(cancellationToken);
        var dead = queues.Sum(q => q.Dead);
        if (dead > before)
        {
            LogDead(dead - before, dead);
        }
    }

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
                LogFault(e.Message);
            }

            await Task.Delay(Pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Gauge(string name, string unit, string description, Func<ChannelBacklog, double> of) => meter.CreateObservableGauge(
        name, () => queues.Select(q => new Measurement<double>(of(q), new KeyValuePair<string, object?>("channel", q.Channel))), unit, description);

    [LoggerMessage(Level = LogLevel.Error, Message = "{New} more messages were given up, {All} in all: an officer must act (page /orders/undelivered)")]
    private partial void LogDead(int @new, int all);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The ledger could not be looked at: {Fault}")]
    private partial void LogFault(string fault);
}
