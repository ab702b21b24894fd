using Emergency.Core.Decisions;
using Emergency.Core.Time;
using Emergency.Forecasting.Observing;
using Emergency.Forecasting.Weather;
using Emergency.Storage.Audit;
using Emergency.Storage.Observations;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.Weather;

/// <summary>Imports weather and reads it back: observed hours, and forecasts as they were received.</summary>
public sealed class WeatherDesk(IDbContextFactory<AppDb> databases, IDialect dialect, AuditLog audit)
{
    /// <summary>Rows merged at once.</summary>
    private const int BatchRows = 4_000;

    /// <summary>
    /// Imports files, all or none: every file is read and every problem collected; when one is fatal, nothing changes. The import and its audit entry are written
    /// in the transaction of the values. Importing the same again changes no value, keeps no revision and no second run.
    /// </summary>
    /// <param name="format">Format of the files, for the record.</param>
    /// <param name="readings">The files; each is read only when its turn comes.</param>
    /// <param name="by">User name or "system".</param>
    /// <param name="at">When.</param>
    /// <param name="progress">Told the number of files done and the name of the last.</param>
    /// <param name="cancellationToken">Cancels; nothing has changed then.</param>
    public async Task<WeatherImport> ImportAsync(
        string format, IEnumerable<WeatherReading> readings, string by, DateTimeOffset at, IProgress<(int Files, string File)>? progress, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        db.ChangeTracker.AutoDetectChangesEnabled = false;
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await dialect.LockImportsAsync(db, cancellationToken);
        var row = new ImportRow { Kind = "weather", Format = format, At = at, By = by };
        db.Imports.Add(row);
        await db.SaveChangesAsync(cancellationToken);

        var files = new List<string>();
        var problems = new List<ImportProblem>();
        var broken = false;
        var done = new WeatherImport(null, 0, 0, 0, 0, 0, 0, 0, problems);
        foreach (var reading in readings)
        {
            files.Add(reading.File);
            problems.AddRange(reading.Problems);
            broken |= reading.Broken;
            done = done with { Files = files.Count, Rows = done.Rows + reading.Hours.Count };
            // After a broken file the rest is read only for its problems.
            if (!broken)
            {
                done = await WriteHoursAsync(db, reading.Hours, row.Id, done, cancellationToken);
                done = await WriteRunsAsync(db, reading.Runs, at, done, cancellationToken);
            }

            progress?.Report((files.Count, reading.File));
        }

        if (broken)
        {
            // The transaction is disposed without a commit: nothing has changed.
            return new WeatherImport(null, files.Count, done.Rows, 0, 0, 0, 0, 0, problems);
        }

        (row.Inserted, row.Changed, row.Unchanged) = (done.Inserted + done.NewRuns, done.Changed, done.Unchanged + done.KnownRuns);
        row.Files = string.Join('\n', files);
        row.RemarksJson = CanonicalJson.Write(problems);
        db.Update(row);
        var detail = new { format, files = files.Count, rows = done.Rows, done.Inserted, done.Changed, done.Unchanged, done.NewRuns, done.KnownRuns };
        await audit.AppendAsync(db, "weather.import", $"import:{row.Id}", detail, by, at, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return done with { ImportId = row.Id };
    }

    /// <summary>The observed weather of a place over exactly a range, missing where nothing is known; all missing for a place that is unknown.</summary>
    public async Task<WeatherSeries> LoadSeriesAsync(string place, HourRange range, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = db.WeatherHours.AsNoTracking()
            .Where(w => w.PlaceId == db.Places.Where(p => p.Name == place).Select(p => p.Id).FirstOrDefault() && w.Hour >= range.From.Index && w.Hour < range.Until.Index);
        var series = new WeatherSeries(range.From, range.Count);
        await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            foreach (var variable in Enum.GetValues<WeatherVariable>())
            {
                series[variable][row.Hour - range.From.Index] = row[variable] ?? float.NaN;
            }
        }

        return series;
    }

    /// <summary>Keeps a forecast as received. False when the same one (place, source, hour, values) is there already; then nothing changes.</summary>
    public async Task<bool> SaveRunAsync(WeatherRun run, DateTimeOffset receivedAt, CancellationToken cancellationToken)
    {
        var row = RowOf(run, receivedAt);
        try
        {
            return await databases.InTransactionAsync(
                async db =>
                {
                    if (await Same(db, row).AnyAsync(cancellationToken))
                    {
                        return false;
                    }

                    // Built anew for every attempt: a row of a rolled-back one carries its number.
                    db.WeatherRuns.Add(RowOf(run, receivedAt));
                    return true;
                },
                cancellationToken);
        }
        catch (DbUpdateException)
        {
            // Another process kept the same answer at the same moment, or the database refused for a reason of its own.
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            if (await Same(db, row).AnyAsync(cancellationToken))
            {
                return false;
            }

            throw;
        }
    }

    /// <summary>
    /// The newest forecast that was known at an hour: issued then or before, the last received of that issue. Null when there is none.
    /// </summary>
    /// <param name="place">City name.</param>
    /// <param name="notAfter">The issue hour of the air forecast that will use it: nothing made known later may be seen.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <param name="source">Only of this source; of any when null.</param>
    public async Task<WeatherRun?> LatestRunAsync(string place, Hour notAfter, CancellationToken cancellationToken, string? source = null)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var row = await db.WeatherRuns.AsNoTracking()
            .Where(r => r.Place == place && r.IssuedAt <= notAfter.Index && (source == null || r.Source == source))
            .OrderByDescending(r => r.IssuedAt).ThenByDescending(r => r.Id)
            .FirstOrDefaultAsync(cancellationToken);
        return row is null ? null : RunOf(row);
    }

    /// <summary>
    /// The runs of the same source and place issued exactly 24, 48 … hours before a run, the newest first and without a gap: the first that was not kept ends them.
    /// </summary>
    /// <param name="run">The run.</param>
    /// <param name="most">At most so many.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<IReadOnlyList<WeatherRun>> EarlierRunsAsync(WeatherRun run, int most, CancellationToken cancellationToken)
    {
        var wanted = Enumerable.Range(1, most).Select(days => run.IssuedAt.Index - (24 * days)).ToList();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await db.WeatherRuns.AsNoTracking()
            .Where(r => r.Place == run.Place && r.Source == run.Source && wanted.Contains(r.IssuedAt))
            .OrderBy(r => r.Id)
            .ToListAsync(cancellationToken);
        // Of one issue the last received counts.
        var last = rows.GroupBy(r => r.IssuedAt).ToDictionary(g => g.Key, g => g.Last());
        return [.. wanted.TakeWhile(last.ContainsKey).Select(hour => RunOf(last[hour]))];
    }

    private static WeatherRun RunOf(WeatherRunRow row) =>
        new(row.Place, new Hour(row.IssuedAt), row.Source, PackedWeather.Unpack(row.Payload, new Hour(row.FirstHour), row.HourCount));

    private static IQueryable<WeatherRunRow> Same(AppDb db, WeatherRunRow row) =>
        db.WeatherRuns.Where(r => r.Place == row.Place && r.Source == row.Source && r.IssuedAt == row.IssuedAt && r.Hash == row.Hash);

    private static WeatherRunRow RowOf(WeatherRun run, DateTimeOffset receivedAt) => new()
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

    private static async Task<WeatherImport> WriteHoursAsync(
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

    private static async Task<WeatherImport> WriteRunsAsync(AppDb db, IReadOnlyList<WeatherRun> runs, DateTimeOffset at, WeatherImport done, CancellationToken cancellationToken)
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
}
