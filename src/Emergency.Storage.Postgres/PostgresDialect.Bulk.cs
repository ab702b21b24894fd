using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Emergency.Storage.Postgres;

public sealed partial class PostgresDialect
{
    /// <summary>From so many rows on the documents among them are compressed the fast way.</summary>
    private const int Many = 1000;

    /// <summary>Binary COPY.</summary>
    public async Task InsertAsync<T>(AppDb db, IReadOnlyList<T> rows, CancellationToken cancellationToken)
        where T : class
    {
        if (rows.Count == 0)
        {
            return;
        }

        var connection = Connection(db);
        if (rows.Count >= Many)
        {
            await CompressFastAsync(connection, cancellationToken);
        }

        var map = RowMap.Of<T>(db);
        await using var copy = await connection.BeginBinaryImportAsync($"COPY {map.Table} ({string.Join(", ", map.Columns.Select(c => c.Quoted))}) FROM STDIN (FORMAT BINARY)", cancellationToken);
        foreach (var row in rows)
        {
            await copy.StartRowAsync(cancellationToken);
            foreach (var column in map.Columns)
            {
                if (column.Read(row) is { } value)
                {
                    await copy.WriteAsync(value, column.StoreType, cancellationToken);
                }
                else
                {
                    await copy.WriteNullAsync(cancellationToken);
                }
            }
        }

        await copy.CompleteAsync(cancellationToken);
    }

    /// <summary>One UPDATE joined with arrays, one array a column.</summary>
    public async Task UpdateAsync<T>(AppDb db, IReadOnlyList<T> rows, IReadOnlyList<string> properties, CancellationToken cancellationToken)
        where T : class
    {
        if (rows.Count == 0)
        {
            return;
        }

        var map = RowMap.Of<T>(db);
        var keys = map.Columns.Where(c => c.IsKey).ToList();
        var set = map.Named(properties);
        List<RowColumn> columns = [.. keys, .. set];
        await using var command = Connection(db).CreateCommand();
        // By key, whatever the planner believes: where it has no statistics yet, as right after a large issue, it would read the whole table for each batch.
        // Names of the model only; values are parameters.
#pragma warning disable CA2100
        command.CommandText =
            "SET LOCAL enable_seqscan = off; " +
            $"UPDATE {map.Table} t SET {string.Join(", ", set.Select(c => $"{c.Quoted} = u.{c.Quoted}"))} " +
            $"FROM unnest({string.Join(", ", columns.Select(c => "@" + c.Name))}) AS u({string.Join(", ", columns.Select(c => c.Quoted))}) " +
            $"WHERE {string.Join(" AND ", keys.Select(c => $"t.{c.Quoted} = u.{c.Quoted}"))}";
#pragma warning restore CA2100
        foreach (var column in columns)
        {
            var values = Array.CreateInstance(column.ClrType, rows.Count);
            for (var i = 0; i < rows.Count; i++)
            {
                values.SetValue(column.Read(rows[i]), i);
            }

            command.Parameters.Add(new NpgsqlParameter { ParameterName = column.Name, Value = values, DataTypeName = column.StoreType + "[]" });
        }

        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>
    /// Until the end of the transaction long texts are compressed with lz4 where the server was built with it: what it uses otherwise takes half of its time for a large issue.
    /// Either is read without being told.
    /// </summary>
    private static async Task CompressFastAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT set_config(name, 'lz4', true) FROM pg_settings WHERE name = 'default_toast_compression' AND 'lz4' = ANY (enumvals)";
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlConnection Connection(AppDb db) =>
        db.Database.CurrentTransaction is null
            ? throw new InvalidOperationException("Rows are written in bulk inside a transaction; none is open.")
            : (NpgsqlConnection)db.Database.GetDbConnection();
}
