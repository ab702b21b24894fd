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

    /// <summary>The newest revision of a decision; null when it was never made.</summary>
    public async Task<ChainRow?> LatestRevisionAsync(string id, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await LatestRevisionAsync(db, id, cancellationToken);
    }

    private static async Task<ChainRow?> LatestRevisionAsync(AppDb db, string id, CancellationToken cancellationToken)
    {
        var prefix = id + "#";
        var rows = await db.Chain.AsNoTracking().Where(c => c.Id == id || c.Id.StartsWith(prefix)).ToListAsync(cancellationToken);
        return rows.MaxBy(r => RevisionOf(r.Id, id));
    }

    private static int RevisionOf(string rowId, string id) =>
        rowId.Length == id.Length ? 1 : int.Parse(rowId.AsSpan(id.Length + 1), System.Globalization.CultureInfo.InvariantCulture);

    // Who decided and when does not make a decision another one; what it rests on does.
    private static string RestsOn(Basis basis) => CanonicalJson.Write(new { basis.Inputs, basis.Editions, basis.ModelId });

    private static Basis BasisOf(ChainRow row)
    {
        using var document = JsonDocument.Parse(row.Json);
        return document.RootElement.GetProperty("basis").Deserialize<Basis>(CanonicalJson.Options)!;
    }
}
