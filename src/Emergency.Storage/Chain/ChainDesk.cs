using Emergency.Core.Decisions;
using Emergency.Core.Refusals;
using Emergency.Core.Time;
using Emergency.Storage.Audit;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.Chain;

/// <summary>Keeps the immutable records of the chain (forecast, advice, plan), each naming the one before.</summary>
public sealed partial class ChainDesk(IDbContextFactory<AppDb> databases, AuditLog audit)
{
    /// <summary>
    /// Records a decision under its natural key in a transaction of its own. The same decision recorded twice is one record;
    /// another content under the same key is refused, because history does not change.
    /// </summary>
    public Task<Outcome<ChainRow>> RecordAsync<T>(string id, string kind, string? previousId, string regionCode, T record, string by, DateTimeOffset at, CancellationToken cancellationToken) =>
        databases.InTransactionAsync(db => RecordAsync(db, id, kind, previousId, regionCode, record, by, at, cancellationToken), cancellationToken);

    /// <summary>The same within the caller's open transaction.</summary>
    public async Task<Outcome<ChainRow>> RecordAsync<T>(AppDb db, string id, string kind, string? previousId, string regionCode, T record, string by, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var json = CanonicalJson.Write(record);
        var hash = ContentHash.Of(json).Hex;
        if (await db.Chain.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, cancellationToken) is { } existing)
        {
            return existing.Hash == hash
                ? existing
                : Refusal.Of(
                    "CHAIN-001",
                    $"“{id}”已有记录（{existing.At.ToNoticeZh()}，{existing.By}），内容不同，不能覆盖。",
                    $"\"{id}\" is already recorded ({existing.At.ToIso()}, {existing.By}) with other content and is never overwritten.",
                    "请以新的时间或修订号重新作出决定。",
                    "Decide again under a new time or revision.");
        }

        var row = new ChainRow { Id = id, Kind = kind, PreviousId = previousId, RegionCode = regionCode, At = at, By = by, Json = json, Hash = hash };
        db.Chain.Add(row);
        await audit.AppendAsync(db, $"chain.{kind}", id, new { hash, previousId }, by, at, cancellationToken);
        return row;
    }

    /// <summary>One record by its key; null when there is none.</summary>
    public async Task<ChainRow?> FindAsync(string id, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Chain.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, cancellationToken);
    }

    /// <summary>The newest record of a kind for a region, not later than <paramref name="until"/>; null when there is none.</summary>
    public async Task<ChainRow?> LatestAsync(string kind, string regionCode, DateTimeOffset until, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Chain.AsNoTracking()
            .Where(c => c.Kind == kind && c.RegionCode == regionCode && c.At <= until)
            .OrderByDescending(c => c.At).ThenByDescending(c => c.Id)
            .FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>The record itself.</summary>
    public static T Read<T>(ChainRow row) => CanonicalJson.Read<T>(row.Json);
}
