using System.Runtime.InteropServices;
using Emergency.Forecasting.Observing;
using Emergency.Storage.Observations;
using Npgsql;
using NpgsqlTypes;

namespace Emergency.Storage.Postgres;

/// <summary>
/// Collects rows and writes them by the batch: rows that are there already are fetched and merged, new ones go in by binary COPY, changed ones by one UPDATE,
/// what they replaced by COPY into the revisions. The table lock taken before it is opened makes look-up and COPY safe against other imports.
/// </summary>
internal sealed class PostgresObservationWriter : IObservationWriter
{
    private const int BatchRows = 50_000;
    private const string Columns = "place_id, hour, pm25, pm10, so2, no2, o3, co, published_aqi, import_id";

    private readonly NpgsqlConnection connection;
    private readonly int importId;
    private readonly Dictionary<(int PlaceId, int Hour), ObservationRow> batch = new(BatchRows);
    private long inserted;
    private long changed;
    private long unchanged;

    public PostgresObservationWriter(NpgsqlConnection connection, int importId)
    {
        this.connection = connection;
        this.importId = importId;
    }

    public async ValueTask WriteAsync(int placeId, HourlyAir hour, CancellationToken cancellationToken)
    {
        var arriving = ObservationMerge.ToRow(placeId, hour, importId);
        ref var slot = ref CollectionsMarshal.GetValueRefOrAddDefault(batch, (placeId, arriving.Hour), out var twice);
        if (!twice)
        {
            slot = arriving;
        }
        else
        {
            var merged = ObservationMerge.Merge(slot!, arriving);
            if (merged.Replaces)
            {
                // The same hour twice in one import with different values: the first must be in the table before the second replaces it.
                await FlushAsync(cancellationToken);
                batch.Add((placeId, arriving.Hour), arriving);
                return;
            }

            // What the second adds is counted when the row is written, what it repeats is counted here.
            slot = merged.Row;
            unchanged += merged.Unchanged;
        }

        if (batch.Count >= BatchRows)
        {
            await FlushAsync(cancellationToken);
        }
    }

    public async Task<(long Inserted, long Changed, long Unchanged)> CompleteAsync(CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken);
        return (inserted, changed, unchanged);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (batch.Count == 0)
        {
            return;
        }

        var replaced = new List<ObservationRow>();
        var rewritten = new List<ObservationRow>();
        foreach (var there in await FindExistingAsync(cancellationToken))
        {
            batch.Remove((there.PlaceId, there.Hour), out var arriving);
            var merged = ObservationMerge.Merge(there, arriving!);
            inserted += merged.Inserted;
            changed += merged.Changed;
            unchanged += merged.Unchanged;
            if (merged.Replaces)
            {
                replaced.Add(there);
            }

            if (merged.Writes)
            {
                rewritten.Add(merged.Row);
            }
        }

        await CopyNewAsync(cancellationToken);
        await KeepRevisionsAsync(replaced, cancellationToken);
        await UpdateAsync(rewritten, cancellationToken);
        batch.Clear();
    }

    private async Task<List<ObservationRow>> FindExistingAsync(CancellationToken cancellationToken)
    {
        var found = new List<ObservationRow>();
        await using var command = connection.CreateCommand();
        // New hours are the common case, and one look at the index on hour answers it for the whole batch.
        command.CommandText = "SELECT EXISTS (SELECT 1 FROM observations WHERE hour BETWEEN $1 AND $2)";
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = batch.Keys.Min(key => key.Hour) });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = batch.Keys.Max(key => key.Hour) });
        if (!(bool)(await command.ExecuteScalarAsync(cancellationToken))!)
        {
            return found;
        }

        command.CommandText = "SELECT o.place_id, o.hour, o.pm25, o.pm10, o.so2, o.no2, o.o3, o.co, o.published_aqi, o.import_id " +
            "FROM unnest($1, $2) AS k (place_id, hour) JOIN observations o ON o.place_id = k.place_id AND o.hour = k.hour";
        command.Parameters.Clear();
        command.Parameters.Add(new NpgsqlParameter<int[]> { TypedValue = [.. batch.Keys.Select(key => key.PlaceId)] });
        command.Parameters.Add(new NpgsqlParameter<int[]> { TypedValue = [.. batch.Keys.Select(key => key.Hour)] });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add(new ObservationRow
            {
                PlaceId = reader.GetInt32(0),
                Hour = reader.GetInt32(1),
                Pm25 = Double(2),
                Pm10 = Double(3),
                So2 = Double(4),
                No2 = Double(5),
                O3 = Double(6),
                Co = Double(7),
                PublishedAqi = reader.IsDBNull(8) ? null : reader.GetInt32(8),
                ImportId = reader.GetInt32(9),
            });
        }

        return found;

        double? Double(int column) => reader.IsDBNull(column) ? null : reader.GetDouble(column);
    }

    private async Task CopyNewAsync(CancellationToken cancellationToken)
    {
        if (batch.Count == 0)
        {
            return;
        }

        await using var copy = await connection.BeginBinaryImportAsync($"COPY observations ({Columns}) FROM STDIN (FORMAT BINARY)", cancellationToken);
        foreach (var row in batch.Values)
        {
            inserted += ObservationMerge.Count(row);
            // The synchronous calls fill a buffer; awaiting ten cells a row would cost more than the copy itself.
            copy.StartRow();
            copy.Write(row.PlaceId, NpgsqlDbType.Integer);
            copy.Write(row.Hour, NpgsqlDbType.Integer);
            Write(row.Pm25);
            Write(row.Pm10);
            Write(row.So2);
            Write(row.No2);
            Write(row.O3);
            Write(row.Co);
            if (row.PublishedAqi is { } aqi)
            {
                copy.Write(aqi, NpgsqlDbType.Integer);
            }
            else
            {
                copy.WriteNull();
            }

            copy.Write(row.ImportId, NpgsqlDbType.Integer);
        }

        await copy.CompleteAsync(cancellationToken);

        void Write(double? value)
        {
            if (value is { } present)
            {
                copy.Write(present, NpgsqlDbType.Double);
            }
            else
            {
                copy.WriteNull();
            }
        }
    }

    private async Task KeepRevisionsAsync(List<ObservationRow> replaced, CancellationToken cancellationToken)
    {
        if (replaced.Count == 0)
        {
            return;
        }

        await using var copy = await connection.BeginBinaryImportAsync(
            "COPY observation_revisions (place_id, hour, json, import_id, replaced_by_import_id) FROM STDIN (FORMAT BINARY)", cancellationToken);
        foreach (var row in replaced)
        {
            copy.StartRow();
            copy.Write(row.PlaceId, NpgsqlDbType.Integer);
            copy.Write(row.Hour, NpgsqlDbType.Integer);
            copy.Write(ObservationMerge.ToJson(row), NpgsqlDbType.Text);
            copy.Write(row.ImportId, NpgsqlDbType.Integer);
            copy.Write(importId, NpgsqlDbType.Integer);
        }

        await copy.CompleteAsync(cancellationToken);
    }

    private async Task UpdateAsync(List<ObservationRow> rows, CancellationToken cancellationToken)
    {
        if (rows.Count == 0)
        {
            return;
        }

        await using var command = connection.CreateCommand();
        command.CommandText =
            "UPDATE observations o SET pm25 = n.pm25, pm10 = n.pm10, so2 = n.so2, no2 = n.no2, o3 = n.o3, co = n.co, " +
            "published_aqi = n.published_aqi, import_id = n.import_id " +
            $"FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) AS n ({Columns}) WHERE o.place_id = n.place_id AND o.hour = n.hour";
        Add(row => row.PlaceId);
        Add(row => row.Hour);
        Add(row => row.Pm25);
        Add(row => row.Pm10);
        Add(row => row.So2);
        Add(row => row.No2);
        Add(row => row.O3);
        Add(row => row.Co);
        Add(row => row.PublishedAqi);
        Add(row => row.ImportId);
        await command.ExecuteNonQueryAsync(cancellationToken);

        void Add<T>(Func<ObservationRow, T> column) =>
            command.Parameters.Add(new NpgsqlParameter<T[]> { TypedValue = rows.ConvertAll(row => column(row)).ToArray() });
    }
}
