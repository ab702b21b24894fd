using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Emergency.Storage.Postgres;

public sealed partial class PostgresDialect
{
    /// <summary>Binary COPY.</summary>
    public async Task InsertAsync<T>(AppDb db, IReadOnlyList<T> rows, CancellationToken cancellationToken)
        where T : class
    {
        if (rows.Count == 0)
        {
            return;
        }

        var connection = Connection(db);
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
        // Names of the model only; values are parameters.
#pragma warning disable CA2100
        command.CommandText =
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

    private static NpgsqlConnection Connection(AppDb db) =>
        db.Database.CurrentTransaction is null
            ? throw new InvalidOperationException("Rows are written in bulk inside a transaction; none is open.")
            : (NpgsqlConnection)db.Database.GetDbConnection();
}
