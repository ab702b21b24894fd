using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Emergency.Storage.Backups;
using Npgsql;

namespace Emergency.Storage.Postgres;

/// <summary>Runs a program of the PostgreSQL client against the database of a connection string. The password travels in the environment, which other users cannot read.</summary>
internal static class PostgresTool
{
    /// <summary>Environment variable that names the folder of the programs, when they are not on the path.</summary>
    private const string Folder = "EMERGENCY_POSTGRES_BIN";

    private const int MostLines = 5;

    public static async Task RunAsync(string tool, string connectionString, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var path = Environment.GetEnvironmentVariable(Folder) is { Length: > 0 } folder ? Path.Combine(folder, tool) : tool;
        var start = new ProcessStartInfo(path, arguments) { RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var (name, value) in EnvironmentOf(new NpgsqlConnectionStringBuilder(connectionString)))
        {
            start.Environment[name] = value;
        }

        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            var said = await process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            if (process.ExitCode != 0)
            {
                throw new DatabaseToolException(tool, string.Join(" ", said.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Take(MostLines)), missing: false);
            }
        }
        catch (Win32Exception e)
        {
            throw new DatabaseToolException(tool, e.Message, missing: true, e);
        }
    }

    public static string DatabaseOf(string connectionString) => new NpgsqlConnectionStringBuilder(connectionString) is var c && c.Database is { Length: > 0 } named ? named : c.Username ?? "";

    /// <summary>The variables of libpq that say the same as the connection string; what it does not say is left to the system.</summary>
    private static IEnumerable<(string Name, string Value)> EnvironmentOf(NpgsqlConnectionStringBuilder c)
    {
        (string Name, string? Value)[] all =
        [
            ("PGHOST", c.Host),
            ("PGPORT", c.Port.ToString(CultureInfo.InvariantCulture)),
            ("PGUSER", c.Username),
            ("PGDATABASE", c.Database),
            ("PGPASSWORD", c.Password),
            ("PGPASSFILE", c.Passfile),
            ("PGSSLROOTCERT", c.RootCertificate),
            ("PGSSLMODE", c.SslMode switch { SslMode.VerifyCA => "verify-ca", SslMode.VerifyFull => "verify-full", var mode => mode.ToString().ToLowerInvariant() }),
            // Names and texts are Chinese: never in a converted encoding.
            ("PGCLIENTENCODING", "UTF8"),
        ];
        return all.Where(v => !string.IsNullOrEmpty(v.Value)).Select(v => (v.Name, v.Value!));
    }
}
