using Emergency.Dispatch.Delivery;

namespace Emergency.Web.Jobs;

/// <summary>Settings of the delivery worker, block <c>Delivery</c> of the configuration.</summary>
public sealed record DeliveryOptions
{
    /// <summary><c>Delivery:BatchSize</c>: messages claimed at once.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary><c>Delivery:Parallelism</c>: deliveries under way at once in this process.</summary>
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

    /// <summary>The back-off of these settings.</summary>
    public Backoff Backoff => new(FirstRetry, LongestRetry, MaxAttempts);
}
