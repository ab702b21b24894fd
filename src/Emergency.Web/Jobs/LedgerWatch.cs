using System.Diagnostics.Metrics;
using Emergency.Storage.Ledger;

namespace Emergency.Web.Jobs;

/// <summary>
/// Looks at the whole ledger now and then, in every process: measures what waits and what was given up, and says in the log when more was given up, whichever
/// worker it happened to.
/// </summary>
public sealed partial class LedgerWatch : SteadyWork
{
    private readonly LedgerDesk ledger;
    private readonly Meter meter;
    private IReadOnlyList<ChannelBacklog> queues = [];

    /// <summary>Makes the gauges.</summary>
    public LedgerWatch(LedgerDesk ledger, IMeterFactory meters, TimeProvider clock, ILogger<LedgerWatch> log)
        : base(clock, log)
    {
        this.ledger = ledger;
        meter = meters.Create(LedgerMeter.Name);
        Gauge("dispatch.waiting", "{message}", "Waiting, or with a worker", q => q.Waiting);
        Gauge("dispatch.overdue", "{message}", "Due, and nobody has taken it", q => q.Overdue);
        Gauge("dispatch.oldest_due", "s", "For how long the oldest of the overdue has been due", q => q.OldestDue.TotalSeconds);
        Gauge("dispatch.dead", "{message}", "Given up: an officer must act", q => q.Dead);
    }

    /// <inheritdoc/>
    protected override TimeSpan Pause => TimeSpan.FromSeconds(15);

    /// <inheritdoc/>
    public override async Task LookAsync(CancellationToken cancellationToken)
    {
        var before = queues.Sum(q => q.Dead);
        queues = await ledger.QueuesAsync(cancellationToken);
        var dead = queues.Sum(q => q.Dead);
        if (dead > before)
        {
            LogDead(Log, dead - before, dead);
        }
    }

    private void Gauge(string name, string unit, string description, Func<ChannelBacklog, double> of) => meter.CreateObservableGauge(
        name, () => queues.Select(q => new Measurement<double>(of(q), new KeyValuePair<string, object?>("channel", q.Channel))), unit, description);

    [LoggerMessage(Level = LogLevel.Error, Message = "{New} more messages were given up, {All} in all: an officer must act (page /orders/undelivered)")]
    private static partial void LogDead(ILogger log, int @new, int all);
}
