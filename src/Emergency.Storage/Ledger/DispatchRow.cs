using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Emergency.Storage.Ledger;

/// <summary>State of a ledger entry, stored as a number because the claim query compares it.</summary>
public enum DispatchState
{
    /// <summary>Waiting for its due time.</summary>
    Pending = 0,

    /// <summary>A worker holds it until its lease runs out.</summary>
    Leased = 1,

    /// <summary>Delivered. Final.</summary>
    Delivered = 2,

    /// <summary>Given up after the last attempt: an officer must act.</summary>
    Dead = 3,

    /// <summary>No longer wanted (order replaced or lifted before delivery). Final.</summary>
    Cancelled = 4,

    /// <summary>Given up on this channel; the next one has taken over. Final.</summary>
    FailedOver = 5,
}

/// <summary>
/// One message in the ledger. <see cref="DueAt"/> serves due time, back-off and lease expiry alike, so one index and one claim query do it all.
/// </summary>
public sealed class DispatchRow
{
    /// <summary>Idempotency key: order id, channel, stage.</summary>
    public string Key { get; set; } = "";

    /// <summary>Order.</summary>
    public string OrderId { get; set; } = "";

    /// <summary>Response, for progress pages.</summary>
    public string ResponseId { get; set; } = "";

    /// <summary>Enterprise.</summary>
    public string EnterpriseCode { get; set; } = "";

    /// <summary>Channel.</summary>
    public string Channel { get; set; } = "";

    /// <summary>Order or Lift.</summary>
    public string Stage { get; set; } = "";

    /// <summary>Where to.</summary>
    public string Address { get; set; } = "";

    /// <summary>Document sent.</summary>
    public string Body { get; set; } = "";

    /// <summary>State.</summary>
    public DispatchState State { get; set; }

    /// <summary>Attempts so far.</summary>
    public int Attempts { get; set; }

    /// <summary>Due, retry or lease expiry.</summary>
    public DateTimeOffset DueAt { get; set; }

    /// <summary>When it was to go out first: what the time to delivery is counted from. Null for entries older than this column.</summary>
    public DateTimeOffset? FirstDueAt { get; set; }

    /// <summary>Token of the lease: completion by a worker whose lease was taken over changes nothing.</summary>
    public string? LeaseToken { get; set; }

    /// <summary>Why the last attempt failed.</summary>
    public string? LastError { get; set; }

    /// <summary>When delivered.</summary>
    public DateTimeOffset? DeliveredAt { get; set; }

    /// <summary>Channels that take over when this one fails, as JSON; null when none is left.</summary>
    public string? Fallbacks { get; set; }

    /// <summary>When the next channel is used besides if this message still waits; null when it never will be.</summary>
    public DateTimeOffset? FailOverAt { get; set; }
}

internal sealed class DispatchConfiguration : IEntityTypeConfiguration<DispatchRow>
{
    public void Configure(EntityTypeBuilder<DispatchRow> builder)
    {
        builder.ToTable("dispatch");
        builder.HasKey(d => d.Key);
        builder.HasIndex(d => new { d.Channel, d.DueAt }).HasFilter("state IN (0, 1)");
        builder.HasIndex(d => d.State).HasFilter("state = 3");
        builder.HasIndex(d => d.OrderId);
        builder.HasIndex(d => d.ResponseId);
        builder.HasIndex(d => d.FailOverAt).HasFilter("fail_over_at IS NOT NULL AND state IN (0, 1)");
    }
}
