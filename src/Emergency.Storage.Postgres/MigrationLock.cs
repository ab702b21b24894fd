using Npgsql;

namespace Emergency.Storage.Postgres;

/// <summary>The right to migrate a PostgreSQL database, held by a connection of its own until disposed.</summary>
internal sealed class MigrationLock : IAsyncDisposable
{
    /// <summary>Number of the advisory lock: any constant that nothing else uses.</summary>
    private const long Number = 0x656D_6572_6D69_6772;

    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(100);

    private readonly NpgsqlConnection? holder;

    private MigrationLock(NpgsqlConnection? holder) => this.holder = holder;

    public static async Task<IAsyncDisposable> TakeAsync(string connectionString, TimeProvider clock, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(connectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            // Asked again and again, since a statement that waits would end with the command's time-out.
            while (!await AskAsync(connection, "SELECT pg_try_advisory_lock($1)", cancellationToken))
            {
                await Task.Delay(Retry, clock, cancellationToken);
            }

            return new MigrationLock(connection);
        }
        catch (PostgresException failure) when (failure.SqlState == PostgresErrorCodes.InvalidCatalogName)
        {
            // No database yet: nothing to lock. The provider makes it.
            await connection.DisposeAsync();
            return new MigrationLock(null);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (holder is not null)
        {
            // A pooled connection keeps its session, and with it the lock, until somebody uses it again.
            await AskAsync(holder, "SELECT pg_advisory_unlock($1)", CancellationToken.None);
            await holder.DisposeAsync();
        }
    }

    private static async Task<bool> AskAsync(NpgsqlConnection connection, string question, CancellationToken cancellationToken)
    {
        // One of two constants.
#pragma warning disable CA2100
        await using var command = new NpgsqlCommand(question, connection);
#pragma warning restore CA2100
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = Number });
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
