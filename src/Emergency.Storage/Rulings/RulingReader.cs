using Emergency.Core.Decisions;
using Emergency.Planning.Rulings;
using Emergency.Storage.Chain;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.Rulings;

/// <summary>How a ruling ended.</summary>
/// <param name="RulingId">Ruling.</param>
/// <param name="Why">Why.</param>
/// <param name="By">User, or "system" when it ran out.</param>
/// <param name="At">When.</param>
public sealed record RulingEnd(string RulingId, string Why, string By, DateTimeOffset At);

/// <summary>A ruling and whether it still holds.</summary>
/// <param name="Ruling">The ruling.</param>
/// <param name="By">Who made it.</param>
/// <param name="At">When.</param>
/// <param name="End">How it ended; null while it holds.</param>
public sealed record KeptRuling(Ruling Ruling, string By, DateTimeOffset At, RulingEnd? End);

/// <summary>Reads the rulings of a response. Ruling and end are records of the chain: written once, hashed, never changed.</summary>
internal static class RulingReader
{
    /// <summary>Id of the record that ends a ruling.</summary>
    public static string EndId(string rulingId) => rulingId + ":end";

    /// <summary>All rulings of a response, by number.</summary>
    public static async Task<IReadOnlyList<KeptRuling>> OfResponseAsync(AppDb db, string responseId, CancellationToken cancellationToken)
    {
        var prefix = responseId + ":r";
        var region = await db.Responses.Where(r => r.Id == responseId).Select(r => r.RegionCode).SingleOrDefaultAsync(cancellationToken);
        var rows = await db.Chain.AsNoTracking()
            .Where(c => c.RegionCode == region && (c.Kind == ChainKinds.Ruling || c.Kind == ChainKinds.RulingEnd) && c.Id.StartsWith(prefix))
            .ToListAsync(cancellationToken);
        var ends = rows.Where(r => r.Kind == ChainKinds.RulingEnd).Select(r => CanonicalJson.Read<RulingEnd>(r.Json)).ToDictionary(e => e.RulingId, StringComparer.Ordinal);
        return [.. rows.Where(r => r.Kind == ChainKinds.Ruling)
            .Select(r => new KeptRuling(CanonicalJson.Read<Ruling>(r.Json), r.By, r.At, ends.GetValueOrDefault(r.Id)))
            .OrderBy(r => r.Ruling.Number)];
    }

    /// <summary>Those that hold.</summary>
    public static async Task<IReadOnlyList<Ruling>> HeldAsync(AppDb db, string responseId, CancellationToken cancellationToken) =>
        [.. (await OfResponseAsync(db, responseId, cancellationToken)).Where(r => r.End is null).Select(r => r.Ruling)];
}
