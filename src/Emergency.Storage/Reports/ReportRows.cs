using Emergency.Dispatch.Receipts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Emergency.Storage.Reports;

/// <summary>A file that came with a receipt. The content lies in the upload folder under its hash.</summary>
public sealed class AttachmentRow
{
    /// <summary>Hash of receipt and content: stands in addresses and tells nothing.</summary>
    public string Id { get; set; } = "";

    /// <summary>Order.</summary>
    public string OrderId { get; set; } = "";

    /// <summary>Receipt it came with (its storage key).</summary>
    public string ReceiptKey { get; set; } = "";

    /// <summary>Enterprise that sent it.</summary>
    public string EnterpriseCode { get; set; } = "";

    /// <summary>County of the enterprise.</summary>
    public string RegionCode { get; set; } = "";

    /// <summary>Cleaned name.</summary>
    public string Name { get; set; } = "";

    /// <summary>Kind by content.</summary>
    public string ContentType { get; set; } = "";

    /// <summary>Length [bytes].</summary>
    public long Bytes { get; set; }

    /// <summary>Hash of the content.</summary>
    public string Sha256 { get; set; } = "";

    /// <summary>When it came.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>User.</summary>
    public string By { get; set; } = "";
}

/// <summary>A daily report as it came in. A correction is a further row; the latest counts.</summary>
public sealed class DailyReportRow
{
    /// <summary>Order.</summary>
    public string OrderId { get; set; } = "";

    /// <summary>Day reported.</summary>
    public DateOnly Day { get; set; }

    /// <summary>1, 2, … within order and day.</summary>
    public int Number { get; set; }

    /// <summary>The sender's key.</summary>
    public string Key { get; set; } = "";

    /// <summary>When it came.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>User.</summary>
    public string By { get; set; } = "";

    /// <summary>True when it came after the clock hour.</summary>
    public bool Late { get; set; }

    /// <summary>Lines not fully carried out.</summary>
    public int Unfinished { get; set; }

    /// <summary>Lines, activity and note as canonical JSON.</summary>
    public string Json { get; set; } = "{}";
}

/// <summary>A line on its way back to production. A line without a row stands where the rules put it.</summary>
public sealed class RestartRow
{
    /// <summary>Order that was lifted.</summary>
    public string OrderId { get; set; } = "";

    /// <summary>Line, 1, 2, …</summary>
    public int Line { get; set; }

    /// <summary>State.</summary>
    public RestartState State { get; set; }

    /// <summary>The request's words, the latest.</summary>
    public string Request { get; set; } = "";

    /// <summary>When it was asked; null when it was not.</summary>
    public DateTimeOffset? RequestedAt { get; set; }

    /// <summary>Who decided; empty before.</summary>
    public string DecidedBy { get; set; } = "";

    /// <summary>When.</summary>
    public DateTimeOffset? DecidedAt { get; set; }

    /// <summary>Reason of the decision.</summary>
    public string Reason { get; set; } = "";

    /// <summary>When the line ran again, as reported.</summary>
    public DateTimeOffset? RestartedAt { get; set; }

    /// <summary>Counts changes.</summary>
    public int Version { get; set; }
}

internal sealed class ReportConfiguration : IEntityTypeConfiguration<AttachmentRow>, IEntityTypeConfiguration<DailyReportRow>, IEntityTypeConfiguration<RestartRow>
{
    public void Configure(EntityTypeBuilder<AttachmentRow> builder)
    {
        builder.ToTable("attachments");
        builder.HasIndex(a => a.OrderId);
    }

    public void Configure(EntityTypeBuilder<DailyReportRow> builder)
    {
        builder.ToTable("daily_reports");
        builder.HasKey(d => new { d.OrderId, d.Day, d.Number });
        builder.HasIndex(d => d.Day);
    }

    public void Configure(EntityTypeBuilder<RestartRow> builder)
    {
        builder.ToTable("restarts");
        builder.HasKey(r => new { r.OrderId, r.Line });
        builder.Property(r => r.State).HasConversion<string>();
        builder.Property(r => r.Version).IsConcurrencyToken();
    }
}
