using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Emergency.Storage.Chain;

/// <summary>Kinds of chain records.</summary>
public static class ChainKinds
{
    /// <summary>Ten-day forecast.</summary>
    public const string Forecast = "forecast";

    /// <summary>Warning advice.</summary>
    public const string Advice = "advice";

    /// <summary>Advice on lifting.</summary>
    public const string LiftAdvice = "lift-advice";

    /// <summary>Plan.</summary>
    public const string Plan = "plan";

    /// <summary>Cost–loss ratio chosen by the authority.</summary>
    public const string CostLoss = "cost-loss";

    /// <summary>Decision on one enterprise in one response.</summary>
    public const string Ruling = "ruling";

    /// <summary>End of such a decision.</summary>
    public const string RulingEnd = "ruling-end";
}

/// <summary>One immutable record of the chain. The document never changes; a new decision is a new record that names the one before.</summary>
public sealed class ChainRow
{
    /// <summary>Natural key, e.g. <c>forecast:140500:2019-01-11T00:00+08:00</c>: the same decision asked twice is one record.</summary>
    public string Id { get; set; } = "";

    /// <summary>Kind.</summary>
    public string Kind { get; set; } = "";

    /// <summary>Record this one rests on; null for the first.</summary>
    public string? PreviousId { get; set; }

    /// <summary>Region.</summary>
    public string RegionCode { get; set; } = "";

    /// <summary>When decided.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>By whom.</summary>
    public string By { get; set; } = "";

    /// <summary>The record as canonical JSON, with its basis.</summary>
    public string Json { get; set; } = "";

    /// <summary>SHA-256 of <see cref="Json"/>.</summary>
    public string Hash { get; set; } = "";
}

internal sealed class ChainConfiguration : IEntityTypeConfiguration<ChainRow>
{
    public void Configure(EntityTypeBuilder<ChainRow> builder)
    {
        builder.ToTable("chain");
        builder.HasIndex(c => new { c.RegionCode, c.Kind, c.At });
    }
}
