using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Emergency.Storage.Observations;

/// <summary>A place observed: a city or a station.</summary>
public sealed class PlaceRow
{
    /// <summary>Number used by observations.</summary>
    public int Id { get; set; }

    /// <summary>Name as files write it (晋城, 2160A).</summary>
    public string Name { get; set; } = "";
}

/// <summary>One hour of one place: six pollutants in one row, because they are always read together and the key is the largest part of a row.</summary>
public sealed class ObservationRow
{
    /// <summary>Place.</summary>
    public int PlaceId { get; set; }

    /// <summary>Hours since 1970-01-01T00:00Z.</summary>
    public int Hour { get; set; }

    /// <summary>PM2.5 [µg/m³].</summary>
    public double? Pm25 { get; set; }

    /// <summary>PM10 [µg/m³].</summary>
    public double? Pm10 { get; set; }

    /// <summary>SO2 [µg/m³].</summary>
    public double? So2 { get; set; }

    /// <summary>NO2 [µg/m³].</summary>
    public double? No2 { get; set; }

    /// <summary>O3 [µg/m³].</summary>
    public double? O3 { get; set; }

    /// <summary>CO [mg/m³].</summary>
    public double? Co { get; set; }

    /// <summary>AQI as published.</summary>
    public int? PublishedAqi { get; set; }

    /// <summary>Import that wrote the row last.</summary>
    public int ImportId { get; set; }
}

/// <summary>A row as it stood before a later import changed it: nothing is deleted.</summary>
public sealed class ObservationRevisionRow
{
    /// <summary>Number.</summary>
    public long Id { get; set; }

    /// <summary>Place.</summary>
    public int PlaceId { get; set; }

    /// <summary>Hours since 1970-01-01T00:00Z.</summary>
    public int Hour { get; set; }

    /// <summary>The former values as canonical JSON.</summary>
    public string Json { get; set; } = "";

    /// <summary>Import that had written them.</summary>
    public int ImportId { get; set; }

    /// <summary>Import that changed them.</summary>
    public int ReplacedByImportId { get; set; }
}

/// <summary>An import of files.</summary>
public sealed class ImportRow
{
    /// <summary>Number.</summary>
    public int Id { get; set; }

    /// <summary>observations, list, …</summary>
    public string Kind { get; set; } = "";

    /// <summary>Format.</summary>
    public string Format { get; set; } = "";

    /// <summary>Files, one a line.</summary>
    public string Files { get; set; } = "";

    /// <summary>When.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>By whom.</summary>
    public string By { get; set; } = "";

    /// <summary>Values that were new.</summary>
    public long Inserted { get; set; }

    /// <summary>Values that changed.</summary>
    public long Changed { get; set; }

    /// <summary>Values that were there already.</summary>
    public long Unchanged { get; set; }

    /// <summary>Remarks as canonical JSON.</summary>
    public string RemarksJson { get; set; } = "[]";
}

internal sealed class ObservationConfiguration : IEntityTypeConfiguration<PlaceRow>, IEntityTypeConfiguration<ObservationRow>, IEntityTypeConfiguration<ObservationRevisionRow>
{
    public void Configure(EntityTypeBuilder<PlaceRow> builder)
    {
        builder.ToTable("places");
        builder.HasIndex(p => p.Name).IsUnique();
    }

    public void Configure(EntityTypeBuilder<ObservationRow> builder)
    {
        builder.ToTable("observations");
        builder.HasKey(o => new { o.PlaceId, o.Hour });
        builder.HasIndex(o => o.Hour);
    }

    public void Configure(EntityTypeBuilder<ObservationRevisionRow> builder)
    {
        builder.ToTable("observation_revisions");
        builder.HasIndex(r => new { r.PlaceId, r.Hour });
    }
}
