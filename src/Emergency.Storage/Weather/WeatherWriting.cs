using Emergency.Forecasting.Weather;
using Emergency.Storage.Observations;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.Weather;

/// <summary>Writes weather into the tables, within the transaction of an import.</summary>
internal static class WeatherWriting
{
    /// <summary>Rows merged at once.</summary>
    private const int BatchRows = 4_000;

    /// <summary>Merges hours into what is there, and counts.</summary>
    public static async Task<WeatherImport> HoursAsync(
        AppDb db, IReadOnlyList<WeatherHour> hours, int importId, WeatherImport done, CancellationToken cancellationToken)
    {
        foreach (var place in hours.GroupBy(hour => hour.Place))
        {
            var placeId = await PlaceIdAsync(db, place.Key, cancellationToken);
            foreach (var batch in place.OrderBy(hour => hour.Hour).Chunk(BatchRows))
            {
                var (first, last) = (batch[0].Hour.Index, batch[^1].Hour.Index);
                var there = await db.WeatherHours.Where(w => w.PlaceId == placeId && w.Hour >= first && w.Hour <= last).ToDictionaryAsync(w => w.Hour, cancellationToken);
                foreach (var hour in batch)
                {
                    var (inserted, changed, unchanged) = Merge(db, there, placeId, hour, importId);
                    done = done with { Inserted = done.Inserted + inserted, Changed = done.Changed + changed, Unchanged = done.Unchanged + unchanged };
                }

                await db.SaveChangesAsync(cancellationToken);
                db.ChangeTracker.Clear();
            }
        }

        return done;
    }

    private static (int Inserted, int Changed, int Unchanged) Merge(AppDb db, Dictionary<int, WeatherHourRow> there, int placeId, in WeatherHour hour, int importId)
    {
        if (!there.TryGetValue(hour.Hour.Index, out var row))
        {
            row = new WeatherHourRow { PlaceId = placeId, Hour = hour.Hour.Index, ImportId = importId };
            there.Add(row.Hour, row);
            db.WeatherHours.Add(row);
            return WeatherMerge.Into(row, hour);
        }

        var former = WeatherMerge.ToJson(row);
        var counts = WeatherMerge.Into(row, hour);
        if (counts.Changed > 0)
        {
            db.WeatherRevisions.Add(new WeatherRevisionRow { PlaceId = placeId, Hour = row.Hour, Json = former, ImportId = row.ImportId, ReplacedByImportId = importId });
        }

        if (counts.Inserted + counts.Changed > 0)
        {
            row.ImportId = importId;
            var entry = db.Entry(row);
            entry.State = entry.State == EntityState.Added ? EntityState.Added : EntityState.Modified;
        }

        return counts;
    }

    private static async Task<int> PlaceIdAsync(AppDb db, string name, CancellationToken cancellationToken)
    {
        if (await db.Places.Where(p => p.Name == name).Select(p => (int?)p.Id).SingleOrDefaultAsync(cancellationToken) is { } id)
        {
            return id;
        }

        var place = new PlaceRow { Name = name };
        db.Places.Add(place);
        await db.SaveChangesAsync(cancellationToken);
        return place.Id;
    }

    /// <summary>Adds the runs that are not there yet, and counts.</summary>
    public static async Task<WeatherImport> RunsAsync(AppDb db, IReadOnlyList<WeatherRun> runs, DateTimeOffset at, WeatherImport done, CancellationToken cancellationToken)
    {
        foreach (var series in runs.GroupBy(run => (run.Place, run.Source)))
        {
            var known = (await db.WeatherRuns.Where(r => r.Place == series.Key.Place && r.Source == series.Key.Source).Select(r => new { r.IssuedAt, r.Hash }).ToListAsync(cancellationToken))
                .Select(r => (r.IssuedAt, r.Hash)).ToHashSet();
            foreach (var batch in series.Select(run => RowOf(run, at)).Chunk(BatchRows))
            {
                var added = batch.Where(row => known.Add((row.IssuedAt, row.Hash))).ToList();
                db.WeatherRuns.AddRange(added);
                await db.SaveChangesAsync(cancellationToken);
                db.ChangeTracker.Clear();
                done = done with { NewRuns = done.NewRuns + added.Count, KnownRuns = done.KnownRuns + batch.Length - added.Count };
            }
        }

        return done;
    }

    /// <summary>A run as its row.</summary>
    public static WeatherRunRow RowOf(WeatherRun run, DateTimeOffset receivedAt) => new()
    {
        Place = run.Place,
        Source = run.Source,
        IssuedAt = run.IssuedAt.Index,
        FirstHour = run.Hours.First.Index,
        HourCount = run.Hours.Count,
        Payload = PackedWeather.Pack(run.Hours),
        Hash = WeatherBytes.HashOf(run.Hours).Hex,
        ReceivedAt = receivedAt,
    };
}
