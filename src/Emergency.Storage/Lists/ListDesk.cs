using System.Collections.Concurrent;
using Emergency.Core.Decisions;
using Emergency.Core.Refusals;
using Emergency.Core.Regions;
using Emergency.Core.Time;
using Emergency.Planning.ReductionList;
using Emergency.Storage.Audit;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.Lists;

/// <summary>Keeps the versions of reduction lists. A good list becomes a new version; versions never change.</summary>
public sealed class ListDesk(IDbContextFactory<AppDb> databases, AuditLog audit)
{
    // Versions never change, so a parsed one may be kept; a handful is in use at a time.
    private readonly ConcurrentDictionary<string, EmergencyReductionList> parsed = new();

    /// <summary>Stores a list that passed all checks. The same content again gives the version that is there.</summary>
    /// <param name="list">The checked list.</param>
    /// <param name="regionCode">Region it belongs to.</param>
    /// <param name="validFrom">First day on which it is in force.</param>
    /// <param name="by">User.</param>
    /// <param name="at">When.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <param name="action">What the audit log calls it: imported, or composed by the planner.</param>
    /// <param name="source">What it carries out, for the audit log; null for nothing.</param>
    public async Task<ListVersionRow> ImportAsync(EmergencyReductionList list, string regionCode, LocalDay validFrom, string by, DateTimeOffset at, CancellationToken cancellationToken, string action = "list.import", string? source = null)
    {
        var json = CanonicalJson.Write(list.InOrder());
        var hash = ContentHash.Of(json);
        var id = $"{regionCode}:{hash.Hex}";
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await db.ListVersions.AsNoTracking().SingleOrDefaultAsync(v => v.Id == id, cancellationToken) is { } existing)
        {
            return existing;
        }

        var row = new ListVersionRow
        {
            Id = id,
            RegionCode = regionCode,
            Hash = hash.Hex,
            Number = 1 + (await db.ListVersions.Where(v => v.RegionCode == regionCode).MaxAsync(v => (int?)v.Number, cancellationToken) ?? 0),
            ValidFrom = validFrom.Date,
            At = at,
            By = by,
            EnterpriseCount = list.Enterprises.Count,
            Json = json,
        };
        db.ListVersions.Add(row);
        object detail = source is null ? new { row.Number, row.EnterpriseCount, validFrom } : new { row.Number, row.EnterpriseCount, validFrom, source };
        await audit.AppendAsync(db, action, id, detail, by, at, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return row;
    }

    /// <summary>All versions of a region, newest first, without their content.</summary>
    public async Task<IReadOnlyList<ListVersionRow>> VersionsAsync(string regionCode, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.ListVersions.AsNoTracking()
            .Where(v => v.RegionCode == regionCode)
            .OrderByDescending(v => v.Number)
            .Select(v => new ListVersionRow { Id = v.Id, RegionCode = v.RegionCode, Hash = v.Hash, Number = v.Number, ValidFrom = v.ValidFrom, At = v.At, By = v.By, EnterpriseCount = v.EnterpriseCount })
            .ToListAsync(cancellationToken);
    }

    /// <summary>The version in force for a region on a day: the newest whose first day is not later. Refused when there is none.</summary>
    public async Task<Outcome<(ListVersionRow Version, EmergencyReductionList List)>> InForceAsync(string regionCode, LocalDay day, CancellationToken cancellationToken)
    {
        var version = (await VersionsAsync(regionCode, cancellationToken)).FirstOrDefault(v => v.ValidFrom <= day.Date);
        if (version is null)
        {
            return Refusal.Of(
                "LIST-001",
                $"{regionCode} 在 {day} 没有生效的应急减排清单。",
                $"No reduction list is in force for {regionCode} on {day}.",
                "请先导入清单（清单页面，或 import list）。",
                "Import one first (list page, or \"import list\").");
        }

        return (version, await LoadAsync(version.Id, cancellationToken));
    }

    /// <summary>The list in force for a region: its own, else that of the nearest region above it (a county answers by the city's list until it keeps one).</summary>
    public async Task<Outcome<(ListVersionRow Version, EmergencyReductionList List)>> InForceForAsync(string regionCode, LocalDay day, RegionTree regions, CancellationToken cancellationToken)
    {
        var own = await InForceAsync(regionCode, day, cancellationToken);
        if (own.Ok || regions.Find(regionCode) is null)
        {
            return own;
        }

        foreach (var region in regions.Lineage(regionCode).Skip(1))
        {
            var above = await InForceAsync(region.Code, day, cancellationToken);
            if (above.Ok)
            {
                return above;
            }
        }

        return own;
    }

    /// <summary>The version with a content hash, whatever day it is; null when there is none.</summary>
    public async Task<EmergencyReductionList?> FindAsync(ContentHash hash, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var id = await db.ListVersions.AsNoTracking().Where(v => v.Hash == hash.Hex).OrderBy(v => v.Id).Select(v => v.Id).FirstOrDefaultAsync(cancellationToken);
        return id is null ? null : await LoadAsync(id, cancellationToken);
    }

    /// <summary>The content of a version.</summary>
    /// <exception cref="InvalidOperationException">There is no such version.</exception>
    public async Task<EmergencyReductionList> LoadAsync(string versionId, CancellationToken cancellationToken)
    {
        if (parsed.TryGetValue(versionId, out var list))
        {
            return list;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var json = await db.ListVersions.Where(v => v.Id == versionId).Select(v => v.Json).SingleAsync(cancellationToken);
        list = CanonicalJson.Read<EmergencyReductionList>(json);
        if (parsed.Count >= 4)
        {
            parsed.Clear();
        }

        parsed[versionId] = list;
        return list;
    }
}
