using Emergency.Core;
using Emergency.Warnings.Responses;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Emergency.Storage.Responses;

/// <summary>A response with its searched columns; <see cref="Json"/> is the record.</summary>
public sealed class ResponseRow
{
    /// <summary>Id.</summary>
    public string Id { get; set; } = "";

    /// <summary>Number people quote.</summary>
    public string Number { get; set; } = "";

    /// <summary>Region.</summary>
    public string RegionCode { get; set; } = "";

    /// <summary>Level.</summary>
    public WarningLevel Level { get; set; }

    /// <summary>State.</summary>
    public ResponseState State { get; set; }

    /// <summary>Start.</summary>
    public DateTimeOffset StartsAt { get; set; }

    /// <summary>Planned end.</summary>
    public DateTimeOffset? EndsAt { get; set; }

    /// <summary>Chain record of the plan in force; null before planning.</summary>
    public string? PlanId { get; set; }

    /// <summary>The response as canonical JSON.</summary>
    public string Json { get; set; } = "";

    /// <summary>Counts changes; a writer names the version it read.</summary>
    public int Version { get; set; }

    /// <summary>Hash over every event in order: one altered byte is found. Empty in rows written before there was one.</summary>
    public string HistoryHash { get; set; } = "";
}

/// <summary>One event in the life of a response.</summary>
public sealed class ResponseEventRow
{
    /// <summary>Response.</summary>
    public string ResponseId { get; set; } = "";

    /// <summary>1, 2, … within the response.</summary>
    public int Sequence { get; set; }

    /// <summary>Event; null for the creation.</summary>
    public ResponseEvent? Event { get; set; }

    /// <summary>State before.</summary>
    public ResponseState? From { get; set; }

    /// <summary>State after.</summary>
    public ResponseState To { get; set; }

    /// <summary>When.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>By whom.</summary>
    public string By { get; set; } = "";

    /// <summary>Reason in words.</summary>
    public string Note { get; set; } = "";
}

internal sealed class ResponseConfiguration : IEntityTypeConfiguration<ResponseRow>, IEntityTypeConfiguration<ResponseEventRow>
{
    public void Configure(EntityTypeBuilder<ResponseRow> builder)
    {
        builder.ToTable("responses");
        builder.Property(r => r.Level).HasConversion<string>();
        builder.Property(r => r.State).HasConversion<string>();
        builder.Property(r => r.Version).IsConcurrencyToken();
        builder.HasIndex(r => r.Number).IsUnique();
        builder.HasIndex(r => new { r.RegionCode, r.StartsAt });
    }

    public void Configure(EntityTypeBuilder<ResponseEventRow> builder)
    {
        builder.ToTable("response_events");
        builder.HasKey(e => new { e.ResponseId, e.Sequence });
        builder.Property(e => e.Event).HasConversion<string>();
        builder.Property(e => e.From).HasConversion<string>();
        builder.Property(e => e.To).HasConversion<string>();
    }
}
