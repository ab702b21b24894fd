using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Emergency.Storage.Ledger;

/// <summary>
/// A name under which a gateway reports on a message, and what it reported. The report may come before our own record of the message is written: then it waits here.
/// </summary>
public sealed class DispatchReferenceRow
{
    /// <summary>Channel.</summary>
    public string Channel { get; set; } = "";

    /// <summary>The gateway's name for the message, or for a part of it.</summary>
    public string Reference { get; set; } = "";

    /// <summary>Key of the ledger entry; null while only the report has come.</summary>
    public string? Key { get; set; }

    /// <summary>True: it reached the telephone. False: it did not. Null: nothing final was reported.</summary>
    public bool? Reached { get; set; }

    /// <summary>The gateway's own word for it.</summary>
    public string Status { get; set; } = "";

    /// <summary>When the final report came.</summary>
    public DateTimeOffset? ReportedAt { get; set; }

    /// <summary>True when a failure still waits to be acted upon.</summary>
    public bool Open { get; set; }
}

internal sealed class DispatchReferenceConfiguration : IEntityTypeConfiguration<DispatchReferenceRow>
{
    public void Configure(EntityTypeBuilder<DispatchReferenceRow> builder)
    {
        builder.ToTable("dispatch_references");
        builder.HasKey(r => new { r.Channel, r.Reference });
        builder.HasIndex(r => r.Key);
        builder.HasIndex(r => r.Open).HasFilter("open");
    }
}
