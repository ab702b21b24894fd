using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage;

/// <summary>Runs a decision in one transaction, and again when two of them met in the database.</summary>
public static class DatabaseTransactions
{
    private const int Attempts = 8;

    /// <summary>
    /// Opens a context and a transaction, runs the decision, commits. When another process changed the same rows meanwhile (a version that moved on,
    /// a dead lock), everything is rolled back and decided anew on what is there now.
    /// </summary>
    /// <exception cref="DbUpdateException">The database refused for another reason, or eight attempts met somebody else.</exception>
    public static async Task<T> InTransactionAsync<T>(this IDbContextFactory<AppDb> databases, Func<AppDb, Task<T>> decide, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var db = await databases.CreateDbContextAsync(cancellationToken);
                await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
                var result = await decide(db);
                await db.SaveChangesAsync(cancellationToken);
                await transaction.CommitAsync(cancellationToken);
                return result;
            }
            catch (Exception e) when (attempt < Attempts && MayPass(e))
            {
                // The next attempt reads what the other one wrote.
            }
        }
    }

    private static bool MayPass(Exception e) =>
        e is DbUpdateConcurrencyException || (e as DbException ?? e.InnerException as DbException) is { IsTransient: true };
}
