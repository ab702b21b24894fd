using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Emergency.Storage.Backups;

/// <summary>
/// A restore of this database from a backup. What the lost one issued since is unknown here, while its receivers have it: whatever gets a number that receivers keep or compare
/// (revisions of orders, lifts, reports to officials) is numbered above <see cref="RevisionsAbove"/> from then on.
/// </summary>
public sealed class RestoreRow
{
    /// <summary>New revisions lie above this number; it grows with every restore.</summary>
    public int RevisionsAbove { get; set; }

    /// <summary>When it was restored.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>By whom.</summary>
    public string By { get; set; } = "";

    /// <summary>Name of the backup's folder, or where the database came from in words.</summary>
    public string Origin { get; set; } = "";

    /// <summary>The number that new revisions lie above; 0 when the database was never restored.</summary>
    /// <param name="db">Context; who issues by the answer holds the audit lock, as a restore does.</param>
    /// <param name="cancellationToken">Cancels.</param>
    internal static async Task<int> RevisionsAboveAsync(AppDb db, CancellationToken cancellationToken) =>
        await db.Restores.MaxAsync(r => (int?)r.RevisionsAbove, cancellationToken) ?? 0;
}

internal sealed class RestoreConfiguration : IEntityTypeConfiguration<RestoreRow>
{
    public void Configure(EntityTypeBuilder<RestoreRow> builder)
    {
        builder.ToTable("restores");
        builder.HasKey(r => r.RevisionsAbove);
        builder.Property(r => r.RevisionsAbove).ValueGeneratedNever();
    }
}
