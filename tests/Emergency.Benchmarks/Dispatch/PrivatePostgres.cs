using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Emergency.Benchmarks.Dispatch;

/// <summary>A PostgreSQL server of the campaign's own, which it may restart in the middle of the work. Default settings: every commit reaches the disk.</summary>
internal sealed class PrivatePostgres : IDisposable
{
    private readonly string bin;
    private readonly string folder;
    private readonly int port;

    private PrivatePostgres(string bin, string folder, int port) => (this.bin, this.folder, this.port) = (bin, folder, port);

    /// <summary>Connection to its server.</summary>
    public string Connection => string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={port};Username=emergency;Database=postgres;Maximum Pool Size=30");

    /// <summary>Makes and starts one.</summary>
    /// <param name="bin">Folder of initdb and pg_ctl.</param>
    public static PrivatePostgres Start(string bin)
    {
        var folder = Directory.CreateTempSubdirectory("emergency-campaign-pg-").FullName;
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var server = new PrivatePostgres(bin, folder, ((IPEndPoint)listener.LocalEndpoint).Port);
        listener.Stop();
        if (Environment.UserName == "root")
        {
            Run("chown", "postgres:", folder);
        }

        server.Do("initdb", "-D", $"{folder}/data", "-U", "emergency", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8");
        server.Do("pg_ctl", "-D", $"{folder}/data", "-w", "-l", $"{folder}/log", "-o", server.Options, "start");
        return server;
    }

    /// <summary>Stops it as a crash would (no shutdown checkpoint, all connections cut) and starts it again.</summary>
    public void Crash() => Do("pg_ctl", "-D", $"{folder}/data", "-w", "-m", "immediate", "-l", $"{folder}/log", "-o", Options, "restart");

    public void Dispose()
    {
        Do("pg_ctl", "-D", $"{folder}/data", "-w", "-m", "immediate", "stop");
        Directory.Delete(folder, recursive: true);
    }

    private string Options => string.Create(CultureInfo.InvariantCulture, $"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c max_connections=200");

    private void Do(string program, params string[] arguments)
    {
        // The server refuses to be root.
        if (Environment.UserName == "root")
        {
            Run("runuser", ["-u", "postgres", "--", Path.Combine(bin, program), .. arguments]);
        }
        else
        {
            Run(Path.Combine(bin, program), arguments);
        }
    }

    private static void Run(string program, params string[] arguments)
    {
        // Not redirected: the server would keep the pipe open.
        var start = new ProcessStartInfo("sh", ["-c", "exec \"$@\" > /dev/null 2>&1 < /dev/null", "sh", program, .. arguments]) { WorkingDirectory = "/" };
        using var process = Process.Start(start)!;
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
        }
    }
}
