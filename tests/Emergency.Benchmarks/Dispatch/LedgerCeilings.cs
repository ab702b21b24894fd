using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Emergency.Benchmarks.Dispatch;

/// <summary>What delivery cannot beat: how often the disk takes a commit, and how fast entries can be claimed and marked done with nothing around it.</summary>
internal static class LedgerCeilings
{
    private const int Batch = 256;

    /// <summary>Writes of 4 kB that reach the disk, one after the other [1/s].</summary>
    public static double SyncsPerSecond(string folder)
    {
        var path = Path.Combine(folder, "fsync");
        var watch = Stopwatch.StartNew();
        var count = 0;
        using (var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1))
        {
            var page = new byte[4096];
            while (watch.Elapsed < TimeSpan.FromSeconds(2))
            {
                file.Write(page);
                file.Flush(flushToDisk: true);
                count++;
            }
        }

        File.Delete(path);
        return count / watch.Elapsed.TotalSeconds;
    }

    /// <summary>Claims batches and marks them done until none is left, with two connections [seconds].</summary>
    public static async Task<double> PostgresAsync(string connectionString, int lanes)
    {
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, lanes).Select(lane => Task.Run(async () =>
        {
            await using var connection = new NpgsqlConnection(connectionString);
            await connection.OpenAsync();
            await using var claim = new NpgsqlCommand(
                $"""
                WITH pick AS (SELECT key FROM dispatch WHERE state IN (0, 1) AND due_at <= now() AND channel = 'portal' ORDER BY due_at LIMIT {Batch} FOR UPDATE SKIP LOCKED)
                UPDATE dispatch d SET state = 1, due_at = now() + interval '1 minute', lease_token = @token FROM pick WHERE d.key = pick.key
                """,
                connection);
            await using var complete = new NpgsqlCommand("UPDATE dispatch SET state = 2, delivered_at = now() WHERE state = 1 AND lease_token = @token", connection);
            for (var i = 0; ; i++)
            {
                foreach (var command in (NpgsqlCommand[])[claim, complete])
                {
                    command.Parameters.Clear();
                    command.Parameters.AddWithValue("token", $"{lane}:{i}");
                }

                if (await claim.ExecuteNonQueryAsync() == 0)
                {
                    return;
                }

                await complete.ExecuteNonQueryAsync();
            }
        })));
        return watch.Elapsed.TotalSeconds;
    }

    /// <summary>The same on SQLite with one connection [seconds].</summary>
    public static double Sqlite(string connectionString)
    {
        using var connection = new SqliteConnection(connectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL";
        command.ExecuteNonQuery();
        var watch = Stopwatch.StartNew();
        for (var i = 0; ; i++)
        {
            command.Parameters.Clear();
            command.Parameters.AddWithValue("$token", $"{i}");
            command.CommandText =
                $"UPDATE dispatch SET state = 1, lease_token = $token WHERE key IN (SELECT key FROM dispatch WHERE state IN (0, 1) AND due_at <= {long.MaxValue} AND channel = 'portal' ORDER BY due_at LIMIT {Batch})";
            if (command.ExecuteNonQuery() == 0)
            {
                return watch.Elapsed.TotalSeconds;
            }

            command.CommandText = "UPDATE dispatch SET state = 2, delivered_at = 1 WHERE channel = 'portal' AND state IN (0, 1) AND lease_token = $token";
            command.ExecuteNonQuery();
        }
    }
}
