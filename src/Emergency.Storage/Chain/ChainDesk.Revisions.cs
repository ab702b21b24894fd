using System.Text.Json;
using Emergency.Core.Decisions;
using Emergency.Core.Refusals;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.Chain;

public sealed partial class ChainDesk
{
    /// <summary>
    /// Records a decision that may be made again when its inputs change (late observations, a new list): on the same inputs, editions and model the record
    /// that is there is returned; otherwise a new one, <c>id#2</c>, <c>id#3</c> …, beside the old.
    /// </summary>
    public Task<Outcome<ChainRow>> RecordRevisionAsync<T>(string id, string kind, string? previousId, string regionCode, T record, Basis basis, CancellationToken cancellationToken) =>
        databases.InTransactionAsync<Outcome<ChainRow>>(
            async db =>
            {
                var latest = await LatestRevisionAsync(db, id, cancellationToken);
                if (latest is not null && latest.PreviousId == previousId && RestsOn(basis) == RestsOn(BasisOf(latest)))
                {
                    return latest;
                }

                var next = latest is null ? id : $"{id}#{RevisionOf(latest.Id, id) + 1}";
                return await RecordAsync(db, next, kind, previousId, regionCode, record, basis.DecidedBy, basis.DecidedAt, cancellationToken);
            },
            cancellationToken);

    /// <summary>
    /// Records one of several decisions that stand beside each other (plans under different settings): the same inputs, editions and predecessor give whichever record was
    /// made of them, however many came after it; otherwise a new one, <c>id#2</c>, <c>id#3</c> … Within the caller's open transaction.
    /// </summary>
    public async Task<Outcome<ChainRow>> RecordVariantAsync<T>(AppDb db, string id, string kind, string? previousId, string regionCode, T record, Basis basis, CancellationToken cancellationToken)
    {
        var rows = await RevisionsAsync(db, id, cancellationToken);
        var rests = RestsOn(basis);
        if (rows.FirstOrDefault(r => r.PreviousId == previousId && RestsOn(BasisOf(r)) == rests) is { } existing)
        {
            return existing;
        }

        var next = rows.Count == 0 ? id : $"{id}#{rows.Max(r => RevisionOf(r.Id, id)) + 1}";
        return await RecordAsync(db, next, kind, previousId, regionCode, record, basis.DecidedBy, basis.DecidedAt, cancellationToken);
    }

    /// <summary>The same in a transaction of its own.</summary>
    public Task<Outcome<ChainRow>> RecordVariantAsync<T>(string id, string kind, string? previousId, string regionCode, T record, Basis basis, CancellationToken cancellationToken) =>
        databases.InTransactionAsync(db => RecordVariantAsync(db, id, kind, previousId, regionCode, record, basis, cancellationToken), cancellationToken);

    /// <summary>The newest revision of a decision; null when it was never made.</summary>
    public async Task<ChainRow?> LatestRevisionAsync(string id, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await LatestRevisionAsync(db, id, cancellationToken);
    }

    private static async Task<ChainRow?> LatestRevisionAsync(AppDb db, string id, CancellationToken cancellationToken) =>
        (await RevisionsAsync(db, id, cancellationToken)).MaxBy(r => RevisionOf(r.Id, id));

    private static Task<List<ChainRow>> RevisionsAsync(AppDb db, string id, CancellationToken cancellationToken)
    {
        var prefix = id + "#";
        return db.Chain.AsNoTracking().Where(c => c.Id == id || c.Id.StartsWith(prefix)).ToListAsync(cancellationToken);
    }

    /// <summary>Number of a revision: 1 for <paramref name="id"/> itself, 2 for <c>id#2</c> …</summary>
    public static int RevisionOf(string rowId, string id) =>
        rowId.Length == id.Length ? 1 : int.Parse(rowId.AsSpan(id.Length + 1), System.Globalization.CultureInfo.InvariantCulture);

    // Who decided and when does not make a decision another one; what it rests on does.
    private static string RestsOn(Basis basis) => CanonicalJson.Write(new { basis.Inputs, basis.Editions, basis.ModelId });

    /// <summary>What a record rests on.</summary>
    internal static Basis BasisOf(ChainRow row)
    {
        using var document = JsonDocument.Parse(row.Json);
        return document.RootElement.GetProperty("basis").Deserialize<Basis>(CanonicalJson.Options)!;
    }
}
