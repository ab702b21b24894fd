using Emergency.Dispatch.Delivery;

namespace Emergency.Web.Jobs;

/// <summary>Settings of the delivery worker, block <c>Delivery</c> of the configuration.</summary>
public sealed record DeliveryOptions
{
    /// <summary><c>Delivery:BatchSize</c>: messages claimed at once.</summary>
    public int BatchSize { get; init; } = 256;

    /// <summary><c>Delivery:Parallelism</c>: deliveries under way at once in one channel of this process.</summary>
    public int Parallelism { get; init; } = 16;

    /// <summary><c>Delivery:Lease</c>: how long a claim holds without a heart-beat; a killed worker's messages are taken over after it.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary><c>Delivery:Poll</c>: how often the ledger is looked at while it is empty, and the clock of orders is read.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary><c>Delivery:Timeout</c>: longest wait for a receiver's answer.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary><c>Delivery:FirstRetry</c>: ceiling of the first delay after a failure; doubles from there.</summary>
    public TimeSpan FirstRetry { get; init; } = Backoff.Default.Base;

    /// <summary><c>Delivery:LongestRetry</c>: ceiling of any delay.</summary>
    public TimeSpan LongestRetry { get; init; } = Backoff.Default.Cap;

    /// <summary><c>Delivery:MaxAttempts</c>: after so many failures a message is given up and an officer must act.</summary>
    public int MaxAttempts { get; init; } = Backoff.Default.MaxAttempts;

    /// <summary><c>Delivery:StuckAfter</c>: a message that is due for so long with nobody taking it makes the health check "degraded".</summary>
    public TimeSpan StuckAfter { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary><c>Delivery:Channels:NAME</c>: what holds for one channel.</summary>
    public IReadOnlyDictionary<string, ChannelLimits> Channels { get; init; } = new Dictionary<string, ChannelLimits>();

    /// <summary>What holds for a channel.</summary>
    public ChannelLimits Of(string channel) => Channels.FirstOrDefault(c => c.Key.Equals(channel, StringComparison.OrdinalIgnoreCase)).Value ?? new ChannelLimits();

    /// <summary>The back-off of these settings.</summary>
    public Backoff Backoff => new(FirstRetry, LongestRetry, MaxAttempts);
}

/// <summary>Limits of one channel, block <c>Delivery:Channels:NAME</c>. They hold in each worker process: with two workers a receiver sees twice the rate.</summary>
public sealed record ChannelLimits
{
    /// <summary><c>Parallelism</c>: deliveries under way at once; null: <c>Delivery:Parallelism</c>.</summary>
    public int? Parallelism { get; init; }

    /// <summary><c>RatePerSecond</c>: messages a second, at most; 0: no limit. A second's worth may go at once.</summary>
    public double RatePerSecond { get; init; }

    /// <summary><c>BreakAfter</c>: failures in a row after which a line is left alone; 0: never.</summary>
    public int BreakAfter { get; init; } = 8;

    /// <summary><c>BreakFor</c>: how long, before one message probes it.</summary>
    public TimeSpan BreakFor { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary><c>Patience</c>: how long a broken line's messages wait without an attempt being counted.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The breaker of these settings.</summary>
    public CircuitRules Circuit => new(BreakAfter, BreakFor, Patience);
}
