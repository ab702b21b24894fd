using Emergency.Dispatch.Escalation;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Emergency.Storage.FollowUps;

/// <summary>A step of following up that was taken. The primary key is the promise that no step of an order is taken twice.</summary>
public sealed class FollowUpRow
{
    /// <summary>Order.</summary>
    public string OrderId { get; set; } = "";

    /// <summary>Key of the step (<see cref="FollowUpStep.Key"/>).</summary>
    public string Step { get; set; } = "";

    /// <summary>When it was taken.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>The report onward that names this order; null for a reminder.</summary>
    public string? EscalationId { get; set; }
}

/// <summary>One report about silent enterprises to the contacts of one area.</summary>
public sealed class EscalationRow
{
    /// <summary>Response, subject and target, area, running number.</summary>
    public string Id { get; set; } = "";

    /// <summary>Response.</summary>
    public string ResponseId { get; set; } = "";

    /// <summary>What is owed.</summary>
    public FollowUpSubject Subject { get; set; }

    /// <summary>Who is told.</summary>
    public FollowUpTarget Target { get; set; }

    /// <summary>Day of the daily report; null for the other subjects.</summary>
    public DateOnly? Day { get; set; }

    /// <summary>County of the enterprises.</summary>
    public string RegionCode { get; set; } = "";

    /// <summary>Township or zone; empty for the whole county.</summary>
    public string Township { get; set; } = "";

    /// <summary>When.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>Enterprises named.</summary>
    public int Count { get; set; }

    /// <summary>What was said, in Chinese.</summary>
    public string TextZh { get; set; } = "";

    /// <summary>What was said, in English.</summary>
    public string TextEn { get; set; } = "";

    /// <summary>Names and phones of those told, one a line; empty when no contact is registered.</summary>
    public string Told { get; set; } = "";

    /// <summary>When an official confirmed that the report was taken up; null before.</summary>
    public DateTimeOffset? AcknowledgedAt { get; set; }

    /// <summary>Account that confirmed.</summary>
    public string AcknowledgedBy { get; set; } = "";

    /// <summary>What it said.</summary>
    public string Note { get; set; } = "";
}

/// <summary>Somebody who is told about silent enterprises.</summary>
public sealed class ContactRow
{
    /// <summary>Region, township, target and name.</summary>
    public string Id { get; set; } = "";

    /// <summary>County, or the city for all its counties.</summary>
    public string RegionCode { get; set; } = "";

    /// <summary>Township or zone as the reduction list writes it; empty for the whole region.</summary>
    public string Township { get; set; } = "";

    /// <summary>Township, county or inspector.</summary>
    public FollowUpTarget Target { get; set; }

    /// <summary>Person or post.</summary>
    public string Name { get; set; } = "";

    /// <summary>Phone; may be empty.</summary>
    public string Phone { get; set; } = "";

    /// <summary>E-mail; may be empty.</summary>
    public string Email { get; set; } = "";
}

internal sealed class FollowUpConfiguration : IEntityTypeConfiguration<FollowUpRow>, IEntityTypeConfiguration<EscalationRow>, IEntityTypeConfiguration<ContactRow>
{
    public void Configure(EntityTypeBuilder<FollowUpRow> builder)
    {
        builder.ToTable("follow_ups");
        builder.HasKey(f => new { f.OrderId, f.Step });
        builder.HasIndex(f => f.EscalationId);
    }

    public void Configure(EntityTypeBuilder<EscalationRow> builder)
    {
        builder.ToTable("escalations");
        builder.Property(e => e.Subject).HasConversion<string>();
        builder.Property(e => e.Target).HasConversion<string>();
        builder.HasIndex(e => e.ResponseId);
    }

    public void Configure(EntityTypeBuilder<ContactRow> builder)
    {
        builder.ToTable("contacts");
        builder.Property(c => c.Target).HasConversion<string>();
        builder.HasIndex(c => c.RegionCode);
    }
}
