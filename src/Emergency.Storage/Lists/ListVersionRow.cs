using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Emergency.Storage.Lists;

/// <summary>One version of a region's reduction list. Versions are never changed; the newest valid one on a day is in force.</summary>
public sealed class ListVersionRow
{
    /// <summary>Region and content hash: <c>140500:ab12…</c>.</summary>
    public string Id { get; set; } = "";

    /// <summary>Region.</summary>
    public string RegionCode { get; set; } = "";

    /// <summary>Content hash of the list.</summary>
    public string Hash { get; set; } = "";

    /// <summary>Running number within the region, from 1.</summary>
    public int Number { get; set; }

    /// <summary>First day on which it is in force.</summary>
    public DateOnly ValidFrom { get; set; }

    /// <summary>When imported.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>By whom.</summary>
    public string By { get; set; } = "";

    /// <summary>Number of enterprises.</summary>
    public int EnterpriseCount { get; set; }

    /// <summary>The list as canonical JSON.</summary>
    public string Json { get; set; } = "";
}

internal sealed class ListConfiguration : IEntityTypeConfiguration<ListVersionRow>
{
    public void Configure(EntityTypeBuilder<ListVersionRow> builder)
    {
        builder.ToTable("list_versions");
        builder.HasIndex(v => new { v.RegionCode, v.Number }).IsUnique();
    }
}
