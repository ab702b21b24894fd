using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Emergency.Storage.Sqlite;

public sealed partial class SqliteDialect
{
    /// <summary>One prepared statement, run once a row: faster here than statements of many rows.</summary>
    public Task InsertAsync<T>(AppDb db, IReadOnlyList<T> rows, CancellationToken cancellationToken)
        where T : class
    {
        var map = RowMap.Of<T>(db);
        var sql = $"INSERT INTO {map.Table} ({string.Join(", ", map.Columns.Select(c => c.Quoted))}) VALUES ({string.Join(", ", map.Columns.Select((_, i) => Parameter(i)))})";
        return RunAsync(db, sql, map.Columns, rows, cancellationToken);
    }

    /// <inheritdoc/>
    public Task UpdateAsync<T>(AppDb db, IReadOnlyList<T> rows, IReadOnlyList<string> properties, CancellationToken cancellationToken)
        where T : class
    {
        var map = RowMap.Of<T>(db);
        var keys = map.Columns.Where(c => c.IsKey).ToList();
        var set = map.Named(properties);
        var assignments = string.Join(", ", set.Select((c, i) => $"{c.Quoted} = {Parameter(keys.Count + i)}"));
        var found = string.Join(" AND ", keys.Select((c, i) => $"{c.Quoted} = {Parameter(i)}"));
        return RunAsync(db, $"UPDATE {map.Table} SET {assignments} WHERE {found}", [.. keys, .. set], rows, cancellationToken);
    }

    private static string Parameter(int i) => string.Create(CultureInfo.InvariantCulture, $"$p{i}");

    private static async Task RunAsync<T>(AppDb db, string sql, IReadOnlyList<RowColumn> columns, IReadOnlyList<T> rows, CancellationToken cancellationToken)
        where T : class
    {
        if (rows.Count == 0)
        {
            return;
        }

        if (db.Database.CurrentTransaction is not { } transaction)
        {
            throw new InvalidOperationException("Rows are written in bulk inside a transaction; none is open.");
        }

        await using var command = ((SqliteConnection)db.Database.GetDbConnection()).CreateCommand();
        command.Transaction = (SqliteTransaction)transaction.GetDbTransaction();
        // Names of the model only; values are parameters.
#pragma warning disable CA2100
        command.CommandText = sql;
#pragma warning restore CA2100
        var parameters = columns.Select((_, i) => command.Parameters.Add(new SqliteParameter { ParameterName = Parameter(i) })).ToList<DbParameter>();
        foreach (var row in rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var i = 0; i < columns.Count; i++)
            {
                parameters[i].Value = columns[i].Read(row) ?? DBNull.Value;
            }

            command.ExecuteNonQuery();
        }
    }
}
