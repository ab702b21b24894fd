using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Emergency.Storage.Audit;

/// <summary>One entry of the append-only audit log. Each hash covers the entry and the hash before it: one altered byte breaks every later link.</summary>
public sealed class AuditRow
{
    /// <summary>1, 2, 3 … without a gap.</summary>
    public long Sequence { get; set; }

    /// <summary>When, to the millisecond.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>By whom.</summary>
    public string By { get; set; } = "";

    /// <summary>What, e.g. <c>order.acknowledge</c>.</summary>
    public string Action { get; set; } = "";

    /// <summary>On what, e.g. an order id.</summary>
    public string Subject { get; set; } = "";

    /// <summary>Details as canonical JSON.</summary>
    public string Detail { get; set; } = "{}";

    /// <summary>Hash of the entry before; 64 zeros for the first.</summary>
    public string PreviousHash { get; set; } = "";

    /// <summary>Hash of this entry.</summary>
    public string Hash { get; set; } = "";
}

internal sealed class AuditConfiguration : IEntityTypeConfiguration<AuditRow>
{
    public void Configure(EntityTypeBuilder<AuditRow> builder)
    {
        builder.ToTable("audit");
        builder.HasKey(a => a.Sequence);
        builder.Property(a => a.Sequence).ValueGeneratedNever();
        builder.HasIndex(a => a.Subject);
    }
}
