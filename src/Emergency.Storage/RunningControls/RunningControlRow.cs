using Emergency.Planning.Activation;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Emergency.Storage.RunningControls;

/// <summary>A control that runs, as recorded. Rows are ended or taken back, never deleted; what changed when and by whom is in the audit log.</summary>
public sealed class RunningControlRow
{
    /// <summary>Enterprise, unit, kind and first day: <c>9114…:K1:Season:2024-11-15</c>.</summary>
    public string Id { get; set; } = "";

    /// <summary>County of the enterprise.</summary>
    public string RegionCode { get; set; } = "";

    /// <summary>Enterprise.</summary>
    public string EnterpriseCode { get; set; } = "";

    /// <summary>Its name.</summary>
    public string EnterpriseName { get; set; } = "";

    /// <summary>Unit.</summary>
    public string UnitId { get; set; } = "";

    /// <summary>Its process.</summary>
    public string Process { get; set; } = "";

    /// <summary>Why it is down.</summary>
    public RunningControlKind Kind { get; set; }

    /// <summary>Share of the unit that is down, above 0, at most 1.</summary>
    public decimal StoppedShare { get; set; }

    /// <summary>First day.</summary>
    public DateOnly From { get; set; }

    /// <summary>Last day; null until further notice.</summary>
    public DateOnly? Until { get; set; }

    /// <summary>Document or remark.</summary>
    public string Note { get; set; } = "";

    /// <summary>True when it was recorded in error: it counts on no day.</summary>
    public bool TakenBack { get; set; }

    /// <summary>Who changed it last.</summary>
    public string By { get; set; } = "";

    /// <summary>When.</summary>
    public DateTimeOffset At { get; set; }
}

internal sealed class RunningControlConfiguration : IEntityTypeConfiguration<RunningControlRow>
{
    public void Configure(EntityTypeBuilder<RunningControlRow> builder)
    {
        builder.ToTable("running_controls");
        builder.Property(c => c.Kind).HasConversion<string>();
        builder.Property(c => c.StoppedShare).HasPrecision(9, 6);
        builder.HasIndex(c => new { c.RegionCode, c.From });
    }
}
