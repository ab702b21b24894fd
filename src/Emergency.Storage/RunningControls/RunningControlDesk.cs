using Emergency.Core.Decisions;
using Emergency.Core.Refusals;
using Emergency.Core.Regions;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Planning.Activation;
using Emergency.Planning.ReductionList;
using Emergency.Planning.ReductionList.Files;
using Emergency.Planning.RunningControls;
using Emergency.Storage.Audit;
using Emergency.Storage.Lists;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.RunningControls;

/// <summary>What a recording changed.</summary>
/// <param name="Added">New controls.</param>
/// <param name="Changed">Controls with another share, last day or note, or counted again.</param>
/// <param name="Same">Controls that stood there already.</param>
public sealed record RunningControlsRecorded(int Added, int Changed, int Same)
{
    /// <summary>Controls of an earlier season plan that the new one does not hold.</summary>
    public int TakenBack { get; init; }
}

/// <summary>
/// Keeps which units are down already — off-peak, under repair, stopped — so that a plan counts nothing twice and nobody who stands is started again
/// (rules.md 4.7, 6.15). Each change is one transaction with its audit entry.
/// </summary>
public sealed class RunningControlDesk(IDbContextFactory<AppDb> databases, AuditLog audit, ListDesk lists, RuleLibrary rules)
{
    private RegionTree Regions => rules.Regions;

    /// <summary>Reads a file against the list in force for a region today and records it; problems are returned and nothing is recorded when one row is wrong.</summary>
    public async Task<Outcome<(RunningControlReading Reading, RunningControlsRecorded? Recorded)>> ImportAsync(string regionCode, ListFile file, string by, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var list = await lists.InForceForAsync(regionCode, at.ToLocalDay(), Regions, cancellationToken);
        if (!list.Ok)
        {
            return list.Refusal;
        }

        var reading = RunningControlFile.Read(file, list.Value.List);
        if (reading.Controls is not { } controls)
        {
            return (reading, null);
        }

        var recorded = await RecordAsync(regionCode, controls, by, at, cancellationToken);
        return recorded.Ok ? (reading, recorded.Value) : recorded.Refusal;
    }

    /// <summary>Records controls of enterprises within a region. One of the same unit, kind and first day takes the place of the one that is there.</summary>
    /// <returns>What changed; refused with CONTROL-001 to CONTROL-005, LIST-001; then nothing is recorded.</returns>
    public Task<Outcome<RunningControlsRecorded>> RecordAsync(string regionCode, IReadOnlyList<RecordedControl> controls, string by, DateTimeOffset at, CancellationToken cancellationToken) =>
        RecordAsync(regionCode, null, controls, by, at, cancellationToken);

    /// <summary>
    /// Records the off-peak controls of a season. Those of the kind off-peak within the region that run on a day of the season and are not among the new ones are taken
    /// back: a season has one plan. Refused as above.
    /// </summary>
    public Task<Outcome<RunningControlsRecorded>> RecordSeasonAsync(string regionCode, LocalDay first, LocalDay last, IReadOnlyList<RecordedControl> controls, string by, DateTimeOffset at, CancellationToken cancellationToken) =>
        RecordAsync(regionCode, (first, last), controls, by, at, cancellationToken);

    private async Task<Outcome<RunningControlsRecorded>> RecordAsync(string regionCode, (LocalDay First, LocalDay Last)? season, IReadOnlyList<RecordedControl> controls, string by, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var found = await lists.InForceForAsync(regionCode, at.ToLocalDay(), Regions, cancellationToken);
        if (!found.Ok)
        {
            return found.Refusal;
        }

        var list = found.Value.List;
        // Each check walks the whole list; a season has thousands of controls, so only units that are not there are sent to it.
        var enterprises = list.Enterprises.ToDictionary(e => e.Code, StringComparer.Ordinal);
        var units = list.Units.Select(u => (u.EnterpriseCode, u.UnitId)).ToHashSet();
        foreach (var control in controls)
        {
            var known = enterprises.ContainsKey(control.EnterpriseCode) && units.Contains((control.EnterpriseCode, control.UnitId));
            if ((!known || control.StoppedShare is <= 0 or > 1 || control.Until < control.From) && control.Check(list) is { } wrong)
            {
                return wrong;
            }

            if (!Regions.IsWithin(enterprises[control.EnterpriseCode].RegionCode, regionCode))
            {
                return Outside(enterprises[control.EnterpriseCode]);
            }
        }

        return await databases.InTransactionAsync<Outcome<RunningControlsRecorded>>(db => WriteAsync(db, regionCode, season, list, controls, by, at, cancellationToken), cancellationToken);
    }

    /// <summary>Sets the last day of a control; refused with CONTROL-006 when there is none and CONTROL-004 when it would end before it begins.</summary>
    public Task<Outcome<RunningControlRow>> EndAsync(string id, LocalDay until, string by, DateTimeOffset at, CancellationToken cancellationToken) =>
        ChangeAsync(id, "running-control.end", row => row.From > until.Date
            ? Refusal.Of("CONTROL-004", $"结束日 {until} 早于开始日 {row.From:yyyy-MM-dd}。", $"The last day {until} is before the first, {row.From:yyyy-MM-dd}.", "记错的请撤销。", "Take it back when it was recorded in error.")
            : null, row => row.Until = until.Date, by, at, cancellationToken);

    /// <summary>Takes back a control that was recorded in error: it counts on no day. Refused with CONTROL-006 when there is none.</summary>
    public Task<Outcome<RunningControlRow>> TakeBackAsync(string id, string by, DateTimeOffset at, CancellationToken cancellationToken) =>
        ChangeAsync(id, "running-control.take-back", _ => null, row => row.TakenBack = true, by, at, cancellationToken);

    /// <summary>Controls recorded within a region, the newest first day first; those taken back left out.</summary>
    public async Task<IReadOnlyList<RunningControlRow>> ListAsync(string regionCode, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await db.RunningControls.AsNoTracking().Where(c => !c.TakenBack).OrderByDescending(c => c.From).ThenBy(c => c.Id).ToListAsync(cancellationToken);
        return rows.FindAll(c => Regions.IsWithin(c.RegionCode, regionCode));
    }

    /// <summary>What runs within a region on a day, as planning takes it; shares without trailing zeros, so that both databases give the same hash.</summary>
    public async Task<IReadOnlyList<RunningControl>> OnDayAsync(string regionCode, LocalDay day, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var date = day.Date;
        var rows = await db.RunningControls.AsNoTracking().Where(c => !c.TakenBack && c.From <= date && (c.Until == null || c.Until >= date)).OrderBy(c => c.Id).ToListAsync(cancellationToken);
        return [.. rows.Where(c => Regions.IsWithin(c.RegionCode, regionCode)).Select(c => new RunningControl(c.EnterpriseCode, c.UnitId, c.Kind, c.StoppedShare / 1.0000000000000000000000000000m))];
    }

    private async Task<Outcome<RunningControlsRecorded>> WriteAsync(AppDb db, string regionCode, (LocalDay First, LocalDay Last)? season, EmergencyReductionList list, IReadOnlyList<RecordedControl> controls, string by, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await audit.LockAsync(db, cancellationToken);
        var enterprises = list.Enterprises.ToDictionary(e => e.Code, StringComparer.Ordinal);
        var units = list.Units.ToDictionary(u => (u.EnterpriseCode, u.UnitId));
        var (added, changed, same) = (0, 0, 0);
        var takenBack = season is { } days ? await TakeBackSeasonAsync(db, regionCode, days.First.Date, days.Last.Date, controls, by, at, cancellationToken) : 0;
        foreach (var control in controls)
        {
            var id = IdOf(control);
            var row = await db.RunningControls.SingleOrDefaultAsync(c => c.Id == id, cancellationToken);
            if (row is not null && !row.TakenBack && row.StoppedShare == control.StoppedShare && row.Until == control.Until?.Date && row.Note == control.Note)
            {
                same++;
                continue;
            }

            if (row is null)
            {
                row = new RunningControlRow { Id = id, EnterpriseCode = control.EnterpriseCode, UnitId = control.UnitId, Kind = control.Kind, From = control.From.Date };
                db.RunningControls.Add(row);
                added++;
            }
            else
            {
                changed++;
            }

            (row.RegionCode, row.EnterpriseName, row.Process) = (enterprises[control.EnterpriseCode].RegionCode, enterprises[control.EnterpriseCode].Name, units[(control.EnterpriseCode, control.UnitId)].Process);
            (row.StoppedShare, row.Until, row.Note, row.TakenBack, row.By, row.At) = (control.StoppedShare, control.Until?.Date, control.Note, false, by, at);
        }

        if (added + changed + takenBack > 0)
        {
            await audit.AppendAsync(db, "running-control.record", controls.Count == 1 ? $"{controls[0].EnterpriseCode}:{controls[0].UnitId}" : "file", new { added, changed, same, takenBack, Digest = ContentHash.OfJson(controls).Hex }, by, at, cancellationToken);
        }

        return new RunningControlsRecorded(added, changed, same) { TakenBack = takenBack };
    }

    private async Task<int> TakeBackSeasonAsync(AppDb db, string regionCode, DateOnly first, DateOnly last, IReadOnlyList<RecordedControl> controls, string by, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var kept = controls.Select(IdOf).ToHashSet(StringComparer.Ordinal);
        var rows = await db.RunningControls.Where(c => !c.TakenBack && c.Kind == RunningControlKind.Season && c.From <= last && (c.Until == null || c.Until >= first)).ToListAsync(cancellationToken);
        var gone = rows.FindAll(r => Regions.IsWithin(r.RegionCode, regionCode) && !kept.Contains(r.Id));
        foreach (var row in gone)
        {
            (row.TakenBack, row.By, row.At) = (true, by, at);
        }

        return gone.Count;
    }

    private static string IdOf(RecordedControl control) => $"{control.EnterpriseCode}:{control.UnitId}:{control.Kind}:{control.From}";

    private Task<Outcome<RunningControlRow>> ChangeAsync(string id, string action, Func<RunningControlRow, Refusal?> check, Action<RunningControlRow> change, string by, DateTimeOffset at, CancellationToken cancellationToken) =>
        databases.InTransactionAsync<Outcome<RunningControlRow>>(
            async db =>
            {
                await audit.LockAsync(db, cancellationToken);
                if (await db.RunningControls.SingleOrDefaultAsync(c => c.Id == id && !c.TakenBack, cancellationToken) is not { } row)
                {
                    return Refusal.Of("CONTROL-006", $"没有“{id}”这一已在执行的控制。", $"There is no running control \"{id}\".", "请从列表中选择。", "Choose it from the list.");
                }

                if (check(row) is { } wrong)
                {
                    return wrong;
                }

                change(row);
                (row.By, row.At) = (by, at);
                await audit.AppendAsync(db, action, id, new { row.Until, row.TakenBack }, by, at, cancellationToken);
                return row;
            },
            cancellationToken);

    private static Refusal Outside(Enterprise enterprise) => Refusal.Of(
        "CONTROL-005", $"{enterprise.Name}（{enterprise.RegionCode}）不在本账号的辖区内。", $"{enterprise.Name} ({enterprise.RegionCode}) lies outside the region of this account.", "请由企业所在地登记。", "Have the place of the enterprise record it.");
}
