using System.Globalization;
using System.Text.RegularExpressions;
using Emergency.Core.Time;
using Emergency.Storage.Chain;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.Forecasts;

/// <summary>One issued forecast in a list, without its figures.</summary>
/// <param name="Id">Chain record.</param>
/// <param name="IssuedAt">Issue time: the first hour not yet observed.</param>
/// <param name="ModelId">Model.</param>
/// <param name="Revision">1 for the first, 2 … when it was issued again because its inputs had changed.</param>
/// <param name="MadeAt">When it was made.</param>
/// <param name="By">By whom.</param>
public sealed partial record ForecastEntry(string Id, DateTimeOffset IssuedAt, string ModelId, int Revision, DateTimeOffset MadeAt, string By)
{
    /// <summary>Reads the natural key of a chain record, <c>forecast:140500:2019-01-11T00:00+08:00:fitted#2</c>; null when it is not that of a forecast.</summary>
    public static ForecastEntry? Of(string id, DateTimeOffset madeAt, string by) =>
        Key().Match(id) is { Success: true } key && DateTimeOffset.TryParse(key.Groups["issued"].Value, CultureInfo.InvariantCulture, out var issued)
            ? new(id, issued, key.Groups["model"].Value, key.Groups["revision"] is { Success: true } r ? int.Parse(r.Value, CultureInfo.InvariantCulture) : 1, madeAt, by)
            : null;

    [GeneratedRegex(@"^forecast:[^:]+:(?<issued>\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?[+Z-][\d:]*):(?<model>.+?)(#(?<revision>\d+))?$")]
    private static partial Regex Key();
}

/// <summary>Finds the issued forecasts of a region, newest first, and what belongs to one.</summary>
public sealed class ForecastArchive(IDbContextFactory<AppDb> databases)
{
    /// <summary>A forecast "of the day before" was issued at least and at most so many hours earlier: the run of yesterday, also when one of them was late.</summary>
    private const int LeastHoursBack = 18;

    private const int MostHoursBack = 42;

    /// <summary>Forecasts, the newest issue first, of one issue the one made last.</summary>
    /// <param name="regionCode">Region.</param>
    /// <param name="until">Nothing made later.</param>
    /// <param name="most">At most so many.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<IReadOnlyList<ForecastEntry>> ListAsync(string regionCode, DateTimeOffset until, int most, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        // The documents are large: only the keys are read.
        var rows = await db.Chain.AsNoTracking()
            .Where(c => c.Kind == ChainKinds.Forecast && c.RegionCode == regionCode && c.At <= until)
            .OrderByDescending(c => c.At).ThenByDescending(c => c.Id)
            .Select(c => new { c.Id, c.At, c.By })
            .Take(most)
            .ToListAsync(cancellationToken);
        return [.. rows.Select(r => ForecastEntry.Of(r.Id, r.At, r.By)).OfType<ForecastEntry>().OrderByDescending(e => e.IssuedAt).ThenByDescending(e => e.MadeAt)];
    }

    /// <summary>A forecast of a region by its key; null when there is none, or it is another region's.</summary>
    public async Task<ChainRow?> FindAsync(string regionCode, string id, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Chain.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id && c.Kind == ChainKinds.Forecast && c.RegionCode == regionCode, cancellationToken);
    }

    /// <summary>The newest advice that rests on a forecast; null when none was made.</summary>
    public async Task<ChainRow?> AdviceOnAsync(string forecastId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Chain.AsNoTracking()
            .Where(c => c.PreviousId == forecastId && c.Kind == ChainKinds.Advice)
            .OrderByDescending(c => c.At).ThenByDescending(c => c.Id)
            .FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>
    /// Of a list the forecast to compare with: issued about a day before, of the same model when there is one, at the nearest hour. Null when there is none.
    /// </summary>
    public static ForecastEntry? DayBefore(IEnumerable<ForecastEntry> entries, DateTimeOffset issuedAt, string modelId)
    {
        var dayBefore = issuedAt.AddDays(-1);
        return entries
            .Where(e => e.IssuedAt <= issuedAt.AddHours(-LeastHoursBack) && e.IssuedAt >= issuedAt.AddHours(-MostHoursBack))
            .OrderBy(e => e.ModelId != modelId).ThenBy(e => (e.IssuedAt - dayBefore).Duration()).ThenByDescending(e => e.Revision)
            .FirstOrDefault();
    }
}
