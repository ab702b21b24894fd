using Emergency.Core.Decisions;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.Audit;

/// <summary>What is to be written into the audit log.</summary>
/// <param name="Action">What was done, dotted: <c>order.acknowledge</c>.</param>
/// <param name="Subject">On what: the id of a record.</param>
/// <param name="Detail">Facts, written as canonical JSON. No personal data beyond user names.</param>
/// <param name="By">User name or "system".</param>
/// <param name="At">When.</param>
public sealed record AuditEntry(string Action, string Subject, object Detail, string By, DateTimeOffset At);

/// <summary>
/// The append-only, hash-chained log of every decision and every access to an order. An entry is written in the transaction of what it records,
/// so that neither exists without the other.
/// </summary>
public sealed class AuditLog(IDialect dialect)
{
    internal static readonly string Genesis = new('0', 64);

    /// <summary>Appends an entry within the caller's open transaction and saves it together with everything else pending in <paramref name="db"/>.</summary>
    /// <param name="db">Context with an open transaction.</param>
    /// <param name="action">What was done, dotted: <c>order.acknowledge</c>.</param>
    /// <param name="subject">On what: the id of a record.</param>
    /// <param name="detail">Facts, written as canonical JSON. No personal data beyond user names.</param>
    /// <param name="by">User name or "system".</param>
    /// <param name="at">When.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="InvalidOperationException">No transaction is open.</exception>
    public async Task AppendAsync(AppDb db, string action, string subject, object detail, string by, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var entries = await ChainAsync(db, [new AuditEntry(action, subject, detail, by, at)], cancellationToken);
        db.Audit.AddRange(entries);
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Appends many entries in their order within the caller's open transaction, in one go. What else is pending in <paramref name="db"/> is left alone.</summary>
    /// <exception cref="InvalidOperationException">No transaction is open.</exception>
    public async Task AppendAsync(AppDb db, IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken) =>
        await dialect.InsertAsync(db, await ChainAsync(db, entries, cancellationToken), cancellationToken);

    /// <summary>Takes the lock of the chain early, for a decision that must see what every other writer has committed. Held until the transaction ends.</summary>
    public Task LockAsync(AppDb db, CancellationToken cancellationToken) => dialect.LockAuditAsync(db, cancellationToken);

    /// <summary>Checks the whole chain: numbers without a gap, every link, every hash.</summary>
    public static async Task<AuditVerification> VerifyAsync(AppDb db, CancellationToken cancellationToken)
    {
        var previous = Genesis;
        var expected = 1L;
        await foreach (var entry in db.Audit.AsNoTracking().OrderBy(a => a.Sequence).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            var fault =
                entry.Sequence != expected ? new Core.Text($"缺少第 {expected} 条记录。", $"Entry {expected} is missing.")
                : entry.PreviousHash != previous ? new Core.Text($"第 {entry.Sequence} 条记录与前一条不相连。", $"Entry {entry.Sequence} does not follow the one before it.")
                : HashOf(entry) != entry.Hash ? new Core.Text($"第 {entry.Sequence} 条记录的内容被改动（{entry.Action} {entry.Subject}）。", $"Entry {entry.Sequence} was altered ({entry.Action} {entry.Subject}).")
                : null;
            if (fault is not null)
            {
                return new AuditVerification(false, expected - 1, previous, fault);
            }

            previous = entry.Hash;
            expected++;
        }

        return new AuditVerification(true, expected - 1, previous, null);
    }

    /// <summary>The entries as rows, each after the one before it.</summary>
    private async Task<List<AuditRow>> ChainAsync(AppDb db, IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken)
    {
        if (db.Database.CurrentTransaction is null)
        {
            throw new InvalidOperationException("An audit entry belongs to the transaction of what it records; none is open.");
        }

        await dialect.LockAuditAsync(db, cancellationToken);
        var head = await db.Audit.AsNoTracking().OrderByDescending(a => a.Sequence).Select(a => new { a.Sequence, a.Hash }).FirstOrDefaultAsync(cancellationToken);
        var (sequence, previous) = (head?.Sequence ?? 0, head?.Hash ?? Genesis);
        var rows = new List<AuditRow>(entries.Count);
        foreach (var entry in entries)
        {
            var row = new AuditRow
            {
                Sequence = ++sequence,
                At = DateTimeOffset.FromUnixTimeMilliseconds(entry.At.ToUnixTimeMilliseconds()),
                By = entry.By,
                Action = entry.Action,
                Subject = entry.Subject,
                Detail = CanonicalJson.Write(entry.Detail),
                PreviousHash = previous,
            };
            row.Hash = previous = HashOf(row);
            rows.Add(row);
        }

        return rows;
    }

    private static string HashOf(AuditRow entry) =>
        ContentHash.OfJson(new { entry.Sequence, At = entry.At.ToUnixTimeMilliseconds(), entry.By, entry.Action, entry.Subject, entry.Detail, entry.PreviousHash }).Hex;
}

/// <summary>Result of checking the audit chain.</summary>
/// <param name="Intact">True when every link holds.</param>
/// <param name="Entries">Number of entries that were found good.</param>
/// <param name="HeadHash">Hash of the last good entry: note it elsewhere, and a cut-off tail is found too.</param>
/// <param name="Fault">The first fault; null when intact.</param>
public sealed record AuditVerification(bool Intact, long Entries, string HeadHash, Core.Text? Fault);
