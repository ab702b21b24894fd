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
    /// <summary>Kind of the imports that hold what a weather service said of past hours.</summary>
    private const string Fetched = "weather-fetched";

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
                done = await WeatherWriting.HoursAsync(db, reading.Hours, row.Id, done, cancellationToken);
                done = await WeatherWriting.RunsAsync(db, reading.Runs, at, done, cancellationToken);
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

    /// <summary>
    /// Fills hours of a place of which nothing is known with what a weather service says of them: analysis and short range, in place of observations. No hour
    /// that is there changes, be it imported or fetched before. The hours and their audit entry are written in one transaction; without a new hour, nothing is.
    /// </summary>
    /// <param name="place">City name.</param>
    /// <param name="source">The service.</param>
    /// <param name="hours">Hours that are over, each at most once.</param>
    /// <param name="at">When they were fetched.</param>
    /// <param name="cancellationToken">Cancels; nothing has changed then.</param>
    /// <returns>How many hours were filled.</returns>
    public Task<int> FillAsync(string place, string source, IReadOnlyList<WeatherHour> hours, DateTimeOffset at, CancellationToken cancellationToken) =>
        databases.InTransactionAsync(
            async db =>
            {
                await dialect.LockImportsAsync(db, cancellationToken);
                var wanted = hours.Select(h => h.Hour.Index).ToList();
                var known = await db.WeatherHours.AsNoTracking()
                    .Where(w => db.Places.Any(p => p.Id == w.PlaceId && p.Name == place) && wanted.Contains(w.Hour))
                    .Select(w => w.Hour)
                    .ToListAsync(cancellationToken);
                var missing = hours.Where(h => !known.Contains(h.Hour.Index)).OrderBy(h => h.Hour).Select(h => h with { Place = place }).ToList();
                if (missing.Count == 0)
                {
                    return 0;
                }

                var row = new ImportRow { Kind = Fetched, Format = source, At = at, By = "system" };
                db.Imports.Add(row);
                await db.SaveChangesAsync(cancellationToken);
                var done = await WeatherWriting.HoursAsync(db, missing, row.Id, new WeatherImport(row.Id, 0, missing.Count, 0, 0, 0, 0, 0, []), cancellationToken);
                row.Inserted = done.Inserted;
                db.Update(row);
                var detail = new { place, source, hours = missing.Count, from = missing[0].Hour, to = missing[^1].Hour };
                await audit.AppendAsync(db, "weather.fetch", $"import:{row.Id}", detail, "system", at, cancellationToken);
                return missing.Count;
            },
            cancellationToken);

    /// <summary>The newest hour before another of which weather is known, observed or fetched; null when there is none.</summary>
    public async Task<Hour?> NewestHourAsync(string place, Hour before, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var newest = await db.WeatherHours.AsNoTracking()
            .Where(w => db.Places.Any(p => p.Id == w.PlaceId && p.Name == place) && w.Hour < before.Index)
            .MaxAsync(w => (int?)w.Hour, cancellationToken);
        return newest is { } index ? new Hour(index) : null;
    }

    /// <summary>
    /// The observed weather of a place over exactly a range, missing where nothing is known; all missing for a place that is unknown. Observations go before what
    /// was fetched: a fetched hour counts only when no observed one lies within <see cref="WeatherFilling.Inside"/> hours of it. So gaps that models bridge stay
    /// gaps, and the station and the grid point, which differ by more than the weather, never take turns.
    /// </summary>
    public async Task<WeatherSeries> LoadSeriesAsync(string place, HourRange range, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await db.WeatherHours.AsNoTracking()
            .Where(w => w.PlaceId == db.Places.Where(p => p.Name == place).Select(p => p.Id).FirstOrDefault() && w.Hour >= range.From.Index && w.Hour < range.Until.Index)
            .Select(w => new { Values = w, Fetched = db.Imports.Any(i => i.Id == w.ImportId && i.Kind == Fetched) })
            .ToListAsync(cancellationToken);
        var observed = rows.Where(r => !r.Fetched).Select(r => r.Values.Hour).ToHashSet();
        bool Counts(int hour) => !Enumerable.Range(hour - WeatherFilling.Inside, (2 * WeatherFilling.Inside) + 1).Any(observed.Contains);
        var series = new WeatherSeries(range.From, range.Count);
        foreach (var row in rows.Where(r => !r.Fetched || Counts(r.Values.Hour)))
        {
            foreach (var variable in Enum.GetValues<WeatherVariable>())
            {
                series[variable][row.Values.Hour - range.From.Index] = row.Values[variable] ?? float.NaN;
            }
        }

        return series;
    }

    /// <summary>Keeps a forecast as received. False when the same one (place, source, hour, values) is there already; then nothing changes.</summary>
    public async Task<bool> SaveRunAsync(WeatherRun run, DateTimeOffset receivedAt, CancellationToken cancellationToken)
    {
        var row = WeatherWriting.RowOf(run, receivedAt);
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
                    db.WeatherRuns.Add(WeatherWriting.RowOf(run, receivedAt));
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
}
