using Emergency.Storage.Ledger;
using Emergency.Storage.Orders;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage;

/// <summary>Writes what a large decision added: an issue to a province adds hundreds of thousands of rows, which one by one would take minutes.</summary>
internal static class BulkSaving
{
    /// <summary>
    /// Inserts the orders, their events and the ledger entries that were added to the context, and announces the entries. What else is pending is left to
    /// SaveChanges.
    /// </summary>
    public static async Task InsertAddedAsync(this AppDb db, IDialect dialect, CancellationToken cancellationToken)
    {
        // Added rows are complete as they stand; comparing each of them with itself would cost more than writing them.
        var detect = db.ChangeTracker.AutoDetectChangesEnabled;
        db.ChangeTracker.AutoDetectChangesEnabled = false;
        await InsertAsync<OrderRow>(db, dialect, cancellationToken);
        await InsertAsync<OrderEventRow>(db, dialect, cancellationToken);
        if (await InsertAsync<DispatchRow>(db, dialect, cancellationToken) > 0)
        {
            await dialect.AnnounceDispatchAsync(db, cancellationToken);
        }

        db.ChangeTracker.AutoDetectChangesEnabled = detect;
    }

    private static async Task<int> InsertAsync<T>(AppDb db, IDialect dialect, CancellationToken cancellationToken)
        where T : class
    {
        var entries = db.ChangeTracker.Entries<T>().Where(entry => entry.State == EntityState.Added).ToList();
        var added = entries.ConvertAll(entry => entry.Entity);
        entries.ForEach(entry => entry.State = EntityState.Detached);
        if (added.Count > 0)
        {
            await dialect.InsertAsync(db, added, cancellationToken);
        }

        return added.Count;
    }
}
