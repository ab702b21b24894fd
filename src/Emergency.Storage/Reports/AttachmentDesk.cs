using Emergency.Storage.Audit;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.Reports;

/// <summary>Files that came with receipts. Opening one is written into the audit log, as opening an order is.</summary>
public sealed class AttachmentDesk(IDbContextFactory<AppDb> databases, AuditLog audit)
{
    /// <summary>Files of an order, in the order they came.</summary>
    public async Task<IReadOnlyList<AttachmentRow>> OfOrderAsync(string orderId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Attachments.AsNoTracking().Where(a => a.OrderId == orderId).OrderBy(a => a.At).ThenBy(a => a.Id).ToListAsync(cancellationToken);
    }

    /// <summary>One file's row; null when there is none.</summary>
    public async Task<AttachmentRow?> FindAsync(string id, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Attachments.AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, cancellationToken);
    }

    /// <summary>Writes into the audit log that somebody opened a file.</summary>
    public Task OpenedAsync(AttachmentRow file, string by, DateTimeOffset at, CancellationToken cancellationToken) => OpenedAsync(file.Id, new { file.OrderId, file.Sha256 }, by, at, cancellationToken);

    /// <summary>Writes into the audit log that somebody opened the document of a ruling.</summary>
    public Task OpenedAsync(string rulingId, string sha256, string by, DateTimeOffset at, CancellationToken cancellationToken) => OpenedAsync(rulingId, new { Sha256 = sha256 }, by, at, cancellationToken);

    private Task<bool> OpenedAsync(string id, object detail, string by, DateTimeOffset at, CancellationToken cancellationToken) =>
        databases.InTransactionAsync(
            async db =>
            {
                await audit.AppendAsync(db, "upload.open", id, detail, by, at, cancellationToken);
                return true;
            },
            cancellationToken);
}
