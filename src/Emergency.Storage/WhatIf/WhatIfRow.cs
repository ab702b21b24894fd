using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Emergency.Storage.WhatIf;

/// <summary>A saved what-if: a question on one version of the list, and its answer once it is worked out. Only its name changes.</summary>
public sealed class WhatIfRow
{
    /// <summary>Number, from 1.</summary>
    public int Number { get; set; }

    /// <summary>Name.</summary>
    public string Name { get; set; } = "";

    /// <summary>Region that would respond.</summary>
    public string RegionCode { get; set; } = "";

    /// <summary>Version of the list it is asked of.</summary>
    public string ListVersionId { get; set; } = "";

    /// <summary>Day on which the base starts.</summary>
    public DateOnly StartDay { get; set; }

    /// <summary>The question as canonical JSON.</summary>
    public string Question { get; set; } = "";

    /// <summary>By whom.</summary>
    public string By { get; set; } = "";

    /// <summary>When it was saved.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>The answer as canonical JSON, without the choices of each unit; null until it is worked out.</summary>
    public string? Answer { get; set; }
}

internal sealed class WhatIfConfiguration : IEntityTypeConfiguration<WhatIfRow>
{
    public void Configure(EntityTypeBuilder<WhatIfRow> builder)
    {
        builder.ToTable("what_ifs");
        builder.HasKey(w => w.Number);
        builder.Property(w => w.Number).ValueGeneratedNever();
        builder.HasIndex(w => w.RegionCode);
    }
}
