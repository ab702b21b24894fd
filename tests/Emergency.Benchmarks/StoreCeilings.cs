using Emergency.Forecasting.Observing;
using Emergency.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using NpgsqlTypes;

namespace Emergency.Benchmarks;

/// <summary>The barest way of getting rows in memory into the table of observations: nothing looked up, nothing merged, nothing counted.</summary>
internal static class StoreCeilings
{
    private const string Columns = "place_id, hour, pm25, pm10, so2, no2, o3, co, published_aqi, import_id";

    public static async Task InsertAsync(AppDb db, IReadOnlyList<(int PlaceId, HourlyAir Hour)> rows)
    {
        await using var transaction = await db.Database.BeginTransactionAsync();
        await using var insert = ((SqliteConnection)db.Database.GetDbConnection()).CreateCommand();
        insert.Transaction = (SqliteTransaction)transaction.GetDbTransaction();
        insert.CommandText = $"INSERT INTO observations ({Columns}) VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8, $9)";
        for (var i = 0; i <= 9; i++)
        {
            insert.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" });
        }

        insert.Prepare();
        foreach (var (placeId, hour) in rows)
        {
            insert.Parameters[0].Value = placeId;
            insert.Parameters[1].Value = hour.Hour.Index;
            insert.Parameters[2].Value = (object?)hour.Pm25 ?? DBNull.Value;
            insert.Parameters[3].Value = (object?)hour.Pm10 ?? DBNull.Value;
            insert.Parameters[4].Value = (object?)hour.So2 ?? DBNull.Value;
            insert.Parameters[5].Value = (object?)hour.No2 ?? DBNull.Value;
            insert.Parameters[6].Value = (object?)hour.O3 ?? DBNull.Value;
            insert.Parameters[7].Value = (object?)hour.Co ?? DBNull.Value;
            insert.Parameters[8].Value = (object?)hour.PublishedAqi ?? DBNull.Value;
            insert.Parameters[9].Value = 1;
            insert.ExecuteNonQuery();
        }

        await transaction.CommitAsync();
    }

    public static async Task CopyAsync(AppDb db, IReadOnlyList<(int PlaceId, HourlyAir Hour)> rows)
    {
        await using var transaction = await db.Database.BeginTransactionAsync();
        await using (var copy = await ((NpgsqlConnection)db.Database.GetDbConnection()).BeginBinaryImportAsync($"COPY observations ({Columns}) FROM STDIN (FORMAT BINARY)"))
        {
            foreach (var (placeId, hour) in rows)
            {
                copy.StartRow();
                copy.Write(placeId, NpgsqlDbType.Integer);
                copy.Write(hour.Hour.Index, NpgsqlDbType.Integer);
                Value(copy, hour.Pm25);
                Value(copy, hour.Pm10);
                Value(copy, hour.So2);
                Value(copy, hour.No2);
                Value(copy, hour.O3);
                Value(copy, hour.Co);
                if (hour.PublishedAqi is { } aqi)
                {
                    copy.Write(aqi, NpgsqlDbType.Integer);
                }
                else
                {
                    copy.WriteNull();
                }

                copy.Write(1, NpgsqlDbType.Integer);
            }

            await copy.CompleteAsync();
        }

        await transaction.CommitAsync();
    }

    private static void Value(NpgsqlBinaryImporter copy, double? value)
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
