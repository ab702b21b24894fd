using Emergency.Forecasting.Observing;
using Emergency.Storage.Observations;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Emergency.Storage.Sqlite;

/// <summary>
/// One prepared INSERT a row, the fastest way into SQLite; where a row is there already it is read, merged and written only if that changed it.
/// SQLite is called in process, so nothing here waits and all methods complete at once.
/// </summary>
internal sealed class SqliteObservationWriter : IObservationWriter
{
    private const string Columns = "pm25, pm10, so2, no2, o3, co, published_aqi, import_id";

    private readonly int importId;
    private readonly SqliteCommand insert;
    private readonly SqliteCommand select;
    private readonly SqliteCommand update;
    private readonly SqliteCommand revise;
    private long inserted;
    private long changed;
    private long unchanged;

    private SqliteObservationWriter(SqliteConnection connection, SqliteTransaction transaction, int importId)
    {
        this.importId = importId;
        insert = Prepare($"INSERT INTO observations (place_id, hour, {Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING", 10);
        select = Prepare($"SELECT {Columns} FROM observations WHERE place_id = $1 AND hour = $2", 2);
        update = Prepare(
            "UPDATE observations SET pm25 = $3, pm10 = $4, so2 = $5, no2 = $6, o3 = $7, co = $8, published_aqi = $9, import_id = $10 WHERE place_id = $1 AND hour = $2", 10);
        revise = Prepare("INSERT INTO observation_revisions (place_id, hour, json, import_id, replaced_by_import_id) VALUES ($1, $2, $3, $4, $5)", 5);

        SqliteCommand Prepare(string sql, int parameters)
        {
            var command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = sql;
            for (var i = 1; i <= parameters; i++)
            {
                command.Parameters.Add(new SqliteParameter { ParameterName = "$" + i.ToString(System.Globalization.CultureInfo.InvariantCulture) });
            }

            command.Prepare();
            return command;
        }
    }

    /// <summary>The transaction began as the only writing one (BEGIN IMMEDIATE), so there is nothing more to lock.</summary>
    public static Task<IObservationWriter> OpenAsync(AppDb db, int importId, CancellationToken cancellationToken)
    {
        var transaction = db.Database.CurrentTransaction ?? throw new InvalidOperationException("Observations are written inside a transaction; none is open.");
        return Task.FromResult<IObservationWriter>(
            new SqliteObservationWriter((SqliteConnection)db.Database.GetDbConnection(), (SqliteTransaction)transaction.GetDbTransaction(), importId));
    }

    public ValueTask WriteAsync(int placeId, HourlyAir hour, CancellationToken cancellationToken)
    {
        var arriving = ObservationMerge.ToRow(placeId, hour, importId);
        Bind(insert, arriving);
        if (insert.ExecuteNonQuery() > 0)
        {
            inserted += ObservationMerge.Count(arriving);
            return ValueTask.CompletedTask;
        }

        var there = Read(arriving);
        var merged = ObservationMerge.Merge(there, arriving);
        inserted += merged.Inserted;
        changed += merged.Changed;
        unchanged += merged.Unchanged;
        if (merged.Replaces)
        {
            revise.Parameters[0].Value = there.PlaceId;
            revise.Parameters[1].Value = there.Hour;
            revise.Parameters[2].Value = ObservationMerge.ToJson(there);
            revise.Parameters[3].Value = there.ImportId;
            revise.Parameters[4].Value = importId;
            revise.ExecuteNonQuery();
        }

        if (merged.Writes)
        {
            Bind(update, merged.Row);
            update.ExecuteNonQuery();
        }

        return ValueTask.CompletedTask;
    }

    public Task<(long Inserted, long Changed, long Unchanged)> CompleteAsync(CancellationToken cancellationToken) =>
        Task.FromResult((inserted, changed, unchanged));

    public ValueTask DisposeAsync()
    {
        insert.Dispose();
        select.Dispose();
        update.Dispose();
        revise.Dispose();
        return ValueTask.CompletedTask;
    }

    private static void Bind(SqliteCommand command, ObservationRow row)
    {
        var parameters = command.Parameters;
        parameters[0].Value = row.PlaceId;
        parameters[1].Value = row.Hour;
        parameters[2].Value = OrNull(row.Pm25);
        parameters[3].Value = OrNull(row.Pm10);
        parameters[4].Value = OrNull(row.So2);
        parameters[5].Value = OrNull(row.No2);
        parameters[6].Value = OrNull(row.O3);
        parameters[7].Value = OrNull(row.Co);
        parameters[8].Value = OrNull(row.PublishedAqi);
        parameters[9].Value = row.ImportId;

        static object OrNull<T>(T? value)
            where T : struct => value is { } present ? present : DBNull.Value;
    }

    private ObservationRow Read(ObservationRow key)
    {
        select.Parameters[0].Value = key.PlaceId;
        select.Parameters[1].Value = key.Hour;
        using var reader = select.ExecuteReader();
        reader.Read();
        return new ObservationRow
        {
            PlaceId = key.PlaceId,
            Hour = key.Hour,
            Pm25 = Double(0),
            Pm10 = Double(1),
            So2 = Double(2),
            No2 = Double(3),
            O3 = Double(4),
            Co = Double(5),
            PublishedAqi = reader.IsDBNull(6) ? null : reader.GetInt32(6),
            ImportId = reader.GetInt32(7),
        };

        double? Double(int column) => reader.IsDBNull(column) ? null : reader.GetDouble(column);
    }
}
