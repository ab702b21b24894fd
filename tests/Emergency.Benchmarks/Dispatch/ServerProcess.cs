using System.Diagnostics;
using System.Globalization;
using Emergency.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Emergency.Benchmarks.Dispatch;

/// <summary>The product's own host in a process of its own, started again and killed by the benchmarks. Its clock can be set wrong: nothing else differs from <c>serve</c>.</summary>
internal sealed class ServerProcess : IDisposable
{
    private const string Running = "running: ";

    private readonly Process process;
    private readonly TaskCompletionSource<Uri> started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServerProcess(Process process, TimeSpan ahead) => (this.process, Ahead) = (process, ahead);

    /// <summary>How far its clock is ahead of the machine's.</summary>
    public TimeSpan Ahead { get; }

    /// <summary>Its address, once it answers.</summary>
    public Task<Uri> Started => started.Task;

    /// <summary>What this program does when it is started as a server: <c>server AHEAD_SECONDS [settings]</c>.</summary>
    public static Task RunAsync(string[] settings)
    {
        var ahead = TimeSpan.FromSeconds(double.Parse(settings[0], CultureInfo.InvariantCulture));
        return EmergencyWeb.RunAsync(settings[1..], builder => builder.Services.AddSingleton<TimeProvider>(new WrongClock(ahead)));
    }

    /// <summary>Starts one.</summary>
    public static ServerProcess Start(string database, string role, IReadOnlyDictionary<string, string> settings, TimeSpan ahead = default)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        {
            start.ArgumentList.Add(typeof(ServerProcess).Assembly.Location);
        }

        foreach (var argument in (string[])["server", ahead.TotalSeconds.ToString(CultureInfo.InvariantCulture), "--database", database, "--role", role, "--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default", "None"])
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        var server = new ServerProcess(Process.Start(start)!, ahead);
        server.process.EnableRaisingEvents = true;
        server.process.Exited += (_, _) => server.started.TrySetException(new InvalidOperationException("The server ended before it answered."));
        server.process.OutputDataReceived += (_, line) => server.Read(line.Data);
        server.process.ErrorDataReceived += (_, line) => server.Read(line.Data);
        server.process.BeginOutputReadLine();
        server.process.BeginErrorReadLine();
        return server;
    }

    /// <summary>Processor time it has used.</summary>
    public TimeSpan Processor
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    /// <summary>It has ended by itself.</summary>
    public bool HasEnded => process.HasExited;

    /// <summary>SIGKILL, at once.</summary>
    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
            // With a limit, because without one the end of the output is waited for too.
            process.WaitForExit(10_000);
        }

        process.Dispose();
    }

    private void Read(string? line)
    {
        if (line?.IndexOf(Running, StringComparison.Ordinal) is >= 0 and var at)
        {
            started.TrySetResult(new Uri(line[(at + Running.Length)..].Trim()));
        }
    }

    private sealed class WrongClock(TimeSpan ahead) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + ahead;
    }
}
