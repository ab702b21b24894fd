using System.Threading.Channels;
using Emergency.Core.Decisions;
using Emergency.Core.Refusals;
using Emergency.Core.Time;
using Emergency.Forecasting.Observing;
using Emergency.Storage.Audit;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.Observations;

/// <summary>Imports observations and reads them back.</summary>
public sealed class ObservationDesk(IDbContextFactory<AppDb> databases, IDialect dialect, AuditLog audit)
{
    /// <summary>Hours before a range that decide about marks within it: the longest run of equal hours asked for.</summary>
    private static readonly int LookBack = QualityLimits.Defaults.Values.Max(limit => limit.StuckHours);

    /// <summary>
    /// Imports files, all or none: every file is read and every problem collected; when one is fatal, nothing changes. The import and its audit entry are written
    /// in the transaction of the values. Importing the same again changes no value and keeps no revision.
    /// </summary>
    /// <param name="format">Format of the files, for the record.</param>
    /// <param name="readings">The files; each is read only when its turn comes, on another thread than the one that writes.</param>
    /// <param name="by">User name or "system".</param>
    /// <param name="at">When.</param>
    /// <param name="progress">Told the number of files done and the name of the last.</param>
    /// <param name="cancellationToken">Cancels; nothing has changed then.</param>
    public async Task<ObservationImport> ImportAsync(
        string format, IEnumerable<ObservationReading> readings, string by, DateTimeOffset at, IProgress<(int Files, string File)>? progress, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var import = new ImportRow { Kind = "observations", Format = format, At = at, By = by };
        db.Imports.Add(import);
        await db.SaveChangesAsync(cancellationToken);

        var files = new List<string>();
        var problems = new List<ImportProblem>();
        var rows = 0L;
        var broken = false;
        await using (var writer = await dialect.OpenObservationWriterAsync(db, import.Id, cancellationToken))
        {
            var places = await db.Places.ToDictionaryAsync(p => p.Name, p => p.Id, StringComparer.Ordinal, cancellationToken);
            await foreach (var reading in ReadAhead(readings, cancellationToken))
            {
                files.Add(reading.File);
                problems.AddRange(reading.Problems);
                rows += reading.Hours.Count;
                broken |= reading.Broken;
                // After a broken file the rest is read only for its problems.
                if (!broken)
                {
                    await AddPlacesAsync(db, places, reading.Hours, cancellationToken);
                    foreach (var hour in reading.Hours)
                    {
                        await writer.WriteAsync(places[hour.Place], hour, cancellationToken);
                    }
                }

                progress?.Report((files.Count, reading.File));
            }

            if (broken)
            {
                // The transaction is disposed without a commit: nothing has changed.
                return new ObservationImport(null, files.Count, rows, 0, 0, 0, problems);
            }

            (import.Inserted, import.Changed, import.Unchanged) = await writer.CompleteAsync(cancellationToken);
        }

        import.Files = string.Join('\n', files);
        import.RemarksJson = CanonicalJson.Write(problems);
        var detail = new { format, files = files.Count, rows, import.Inserted, import.Changed, import.Unchanged };
        await audit.AppendAsync(db, "observations.import", $"import:{import.Id}", detail, by, at, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new ObservationImport(import.Id, files.Count, rows, import.Inserted, import.Changed, import.Unchanged, problems);
    }

    /// <summary>
    /// The hours of a place within a range, in order, with marks of doubtful values; hours never observed are absent. Empty for a place that is unknown (see
    /// <see cref="FindPlaceAsync"/>). The marks look back before the range and never past its end: what arrives later does not change what a decision saw.
    /// </summary>
    public async Task<IReadOnlyList<HourlyAir>> LoadHoursAsync(string place, HourRange range, CancellationToken cancellationToken)
    {
        var first = range.From.Index - LookBack;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await db.Observations.AsNoTracking()
            .Where(o => o.PlaceId == db.Places.Where(p => p.Name == place).Select(p => p.Id).FirstOrDefault() && o.Hour >= first && o.Hour < range.Until.Index)
            .OrderBy(o => o.Hour)
            .ToListAsync(cancellationToken);
        return [.. QualityFlags.Mark(rows.ConvertAll(row => ObservationMerge.ToHour(row, place))).SkipWhile(hour => hour.Hour < range.From)];
    }

    /// <summary>All places with observations, by name (code-point order).</summary>
    public async Task<IReadOnlyList<ObservedPlace>> PlacesAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var places = await WithHours(db, db.Places).ToListAsync(cancellationToken);
        // Sorted here: the databases order Chinese names by collations of their own.
        places.Sort((left, right) => string.CompareOrdinal(left.Name, right.Name));
        return places;
    }

    /// <summary>A place by its exact name; refused (OBSERVATION-010) when nothing was imported for it.</summary>
    public async Task<Outcome<ObservedPlace>> FindPlaceAsync(string place, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await WithHours(db, db.Places.Where(p => p.Name == place)).SingleOrDefaultAsync(cancellationToken) is { } found)
        {
            return found;
        }

        return Refusal.Of(
            "OBSERVATION-010",
            $"数据库中没有“{place}”的观测数据。",
            $"The database holds no observations of \"{place}\".",
            "请核对名称（城市不带“市”，点位用编码），或先运行 import observations。",
            "Check the name (a city without 市, a site by its code), or run \"import observations\" first.");
    }

    /// <summary>The last hour known, of one place or of any; null when there is none.</summary>
    public async Task<Hour?> LatestHourAsync(string? place, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var latest = place is null
            ? await db.Observations.MaxAsync(o => (int?)o.Hour, cancellationToken)
            : await db.Observations.Where(o => o.PlaceId == db.Places.Where(p => p.Name == place).Select(p => p.Id).FirstOrDefault()).MaxAsync(o => (int?)o.Hour, cancellationToken);
        return latest is { } index ? new Hour(index) : null;
    }

    /// <summary>Names of the files of a format that were imported, with the time of the last import of each.</summary>
    public async Task<IReadOnlyDictionary<string, DateTimeOffset>> ImportedFilesAsync(string format, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var imports = await db.Imports.AsNoTracking()
            .Where(i => i.Kind == "observations" && i.Format == format)
            .Select(i => new { i.At, i.Files })
            .ToListAsync(cancellationToken);
        return imports
            .SelectMany(i => i.Files.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(file => (File: file, i.At)))
            .GroupBy(i => i.File, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Max(i => i.At), StringComparer.Ordinal);
    }

    private static IQueryable<ObservedPlace> WithHours(AppDb db, IQueryable<PlaceRow> places) => places
        .Where(place => db.Observations.Any(o => o.PlaceId == place.Id))
        .Select(place => new ObservedPlace(
            place.Name,
            new Hour(db.Observations.Where(o => o.PlaceId == place.Id).Min(o => o.Hour)),
            new Hour(db.Observations.Where(o => o.PlaceId == place.Id).Max(o => o.Hour))));

    private static async Task AddPlacesAsync(AppDb db, Dictionary<string, int> places, IReadOnlyList<HourlyAir> hours, CancellationToken cancellationToken)
    {
        var added = new Dictionary<string, PlaceRow>(StringComparer.Ordinal);
        foreach (var hour in hours)
        {
            if (!places.ContainsKey(hour.Place) && !added.ContainsKey(hour.Place))
            {
                added.Add(hour.Place, new PlaceRow { Name = hour.Place });
            }
        }

        if (added.Count > 0)
        {
            db.Places.AddRange(added.Values);
            await db.SaveChangesAsync(cancellationToken);
            foreach (var place in added.Values)
            {
                places.Add(place.Name, place.Id);
            }
        }
    }

    /// <summary>Reads the next file while the one before is being written: parsing takes one core, the database another.</summary>
    private static async IAsyncEnumerable<ObservationReading> ReadAhead(
        IEnumerable<ObservationReading> readings, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var abandoned = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var channel = Channel.CreateBounded<ObservationReading>(2);
        var reader = Task.Run(
            async () =>
            {
                Exception? failure = null;
                try
                {
                    foreach (var reading in readings)
                    {
                        await channel.Writer.WriteAsync(reading, abandoned.Token);
                    }
                }
                catch (Exception thrown)
                {
                    failure = thrown;
                }

                channel.Writer.Complete(failure);
            },
            CancellationToken.None);
        try
        {
            await foreach (var reading in channel.Reader.ReadAllAsync(abandoned.Token))
            {
                yield return reading;
            }
        }
        finally
        {
            await abandoned.CancelAsync();
            await reader;
        }
    }
}
