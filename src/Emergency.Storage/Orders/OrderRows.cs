using Emergency.Core;
using Emergency.Dispatch.Orders;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Emergency.Storage.Orders;

/// <summary>An order with its state; <see cref="Json"/> is the order as sent and never changes.</summary>
public sealed class OrderRow
{
    /// <summary>Id.</summary>
    public string Id { get; set; } = "";

    /// <summary>Number people quote.</summary>
    public string Number { get; set; } = "";

    /// <summary>Response.</summary>
    public string ResponseId { get; set; } = "";

    /// <summary>Chain record of the plan.</summary>
    public string PlanId { get; set; } = "";

    /// <summary>County of the enterprise.</summary>
    public string RegionCode { get; set; } = "";

    /// <summary>Enterprise.</summary>
    public string EnterpriseCode { get; set; } = "";

    /// <summary>Its name.</summary>
    public string EnterpriseName { get; set; } = "";

    /// <summary>Revision.</summary>
    public int Revision { get; set; }

    /// <summary>Level.</summary>
    public WarningLevel Level { get; set; }

    /// <summary>State.</summary>
    public OrderState State { get; set; }

    /// <summary>Start.</summary>
    public DateTimeOffset StartsAt { get; set; }

    /// <summary>Its start as long as the order waits for it, otherwise null. The database keeps it, so that it can never differ from <see cref="State"/>; never set here.</summary>
    public DateTimeOffset? TakesEffectAt { get; private set; }

    /// <summary>Planned end.</summary>
    public DateTimeOffset? EndsAt { get; set; }

    /// <summary>Receipt deadline.</summary>
    public DateTimeOffset AcknowledgeBy { get; set; }

    /// <summary>Execution report deadline.</summary>
    public DateTimeOffset ReportBy { get; set; }

    /// <summary>When first delivered.</summary>
    public DateTimeOffset? DeliveredAt { get; set; }

    /// <summary>When acknowledged.</summary>
    public DateTimeOffset? AcknowledgedAt { get; set; }

    /// <summary>When execution was reported.</summary>
    public DateTimeOffset? ExecutedAt { get; set; }

    /// <summary>When lifted, replaced or withdrawn.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>Before this nothing can come due that the enterprise is asked for; null until it was looked at for the first time. Too early does no harm.</summary>
    public DateTimeOffset? FollowUpAt { get; set; }

    /// <summary>The order as canonical JSON.</summary>
    public string Json { get; set; } = "";

    /// <summary>Counts changes: the sequence number of the latest event.</summary>
    public int Version { get; set; }

    /// <summary>Hash over the order as sent and every event since, in order: one altered byte in either is found. Empty in rows written before there was one.</summary>
    public string HistoryHash { get; set; } = "";
}

/// <summary>One event in the life of an order, also those that changed no state (a late receipt).</summary>
public sealed class OrderEventRow
{
    /// <summary>Order.</summary>
    public string OrderId { get; set; } = "";

    /// <summary>1, 2, … within the order.</summary>
    public int Sequence { get; set; }

    /// <summary>Event; null for the drafting.</summary>
    public OrderEvent? Event { get; set; }

    /// <summary>State before.</summary>
    public OrderState? From { get; set; }

    /// <summary>State after.</summary>
    public OrderState To { get; set; }

    /// <summary>When.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>By whom: user, channel or "system".</summary>
    public string By { get; set; } = "";

    /// <summary>In words.</summary>
    public string Note { get; set; } = "";
}

/// <summary>What an enterprise sent back about one revision. Kept as received, also when late or refused.</summary>
public sealed class ReceiptRow
{
    /// <summary>Idempotency key: order id, kind, and the sender's key. A receipt sent twice is one row.</summary>
    public string Key { get; set; } = "";

    /// <summary>Order.</summary>
    public string OrderId { get; set; } = "";

    /// <summary>Revision it names.</summary>
    public int Revision { get; set; }

    /// <summary>acknowledge, object, execution.</summary>
    public string Kind { get; set; } = "";

    /// <summary>When it reached us.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>By whom.</summary>
    public string By { get; set; } = "";

    /// <summary>portal, webhook, phone.</summary>
    public string Channel { get; set; } = "";

    /// <summary>What it said, as canonical JSON.</summary>
    public string Json { get; set; } = "{}";

    /// <summary>Refusal code when it changed nothing; null when it took effect.</summary>
    public string? RefusalCode { get; set; }
}

internal sealed class OrderConfiguration : IEntityTypeConfiguration<OrderRow>, IEntityTypeConfiguration<OrderEventRow>, IEntityTypeConfiguration<ReceiptRow>
{
    public void Configure(EntityTypeBuilder<OrderRow> builder)
    {
        builder.ToTable("orders");
        builder.Property(o => o.Level).HasConversion<string>();
        builder.Property(o => o.State).HasConversion<string>();
        builder.Property(o => o.Version).IsConcurrencyToken();
        // The clock looks for what is due every second; an index on the state itself would have every delivery write to every index of the row.
        builder.Property(o => o.TakesEffectAt).HasComputedColumnSql("CASE WHEN state IN ('Issued', 'Delivered', 'Acknowledged', 'Objected') THEN starts_at END");
        builder.HasIndex(o => o.TakesEffectAt).HasFilter("takes_effect_at IS NOT NULL");
        builder.HasIndex(o => o.FollowUpAt).HasFilter("ended_at IS NULL");
        builder.HasIndex(o => o.Number).IsUnique();
        builder.HasIndex(o => new { o.ResponseId, o.EnterpriseCode, o.Revision }).IsUnique();
        builder.HasIndex(o => new { o.EnterpriseCode, o.StartsAt });
    }

    public void Configure(EntityTypeBuilder<OrderEventRow> builder)
    {
        builder.ToTable("order_events");
        builder.HasKey(e => new { e.OrderId, e.Sequence });
        builder.Property(e => e.Event).HasConversion<string>();
        builder.Property(e => e.From).HasConversion<string>();
        builder.Property(e => e.To).HasConversion<string>();
    }

    public void Configure(EntityTypeBuilder<ReceiptRow> builder)
    {
        builder.ToTable("receipts");
        builder.HasKey(r => r.Key);
        builder.HasIndex(r => r.OrderId);
    }
}
