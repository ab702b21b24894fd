using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Emergency.Testing;
using Microsoft.Data.Sqlite;

namespace Emergency.E2E;

/// <summary>
/// The real server as a process of its own on a free port, with a fresh SQLite file in a folder that goes away with it.
/// Stopped by killing: a server must survive that anyway.
/// </summary>
public sealed partial class Server : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly TempFolder folder = new();
    private readonly StringBuilder output = new();
    private readonly TaskCompletionSource<Uri> listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<Uri> invitation = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Process process;

    private Server()
    {
        process = new Process { StartInfo = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, WorkingDirectory = folder.Path } };
        process.OutputDataReceived += (_, line) => Read(line.Data);
        process.ErrorDataReceived += (_, line) => Read(line.Data);
    }

    /// <summary>Where it answers.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1/");

    /// <summary>The database file of the demonstration.</summary>
    public string DemoDatabase => folder["demo.db"];

    /// <summary>What it has printed so far, errors included.</summary>
    public string Output
    {
        get
        {
            lock (output)
            {
                return output.ToString();
            }
        }
    }

    /// <summary>The first administrator's one-time link, which the first start prints.</summary>
    public Task<Uri> InvitationLinkAsync(CancellationToken cancellationToken) => invitation.Task.WaitAsync(Patience, cancellationToken);

    /// <summary>Starts the server and waits until it is ready.</summary>
    /// <param name="cancellationToken">The test's token.</param>
    /// <param name="arguments">More settings, e.g. <c>--Authority:Region=140500</c>.</param>
    public static Task<Server> StartAsync(CancellationToken cancellationToken, params string[] arguments) =>
        StartAsync(server => [Program("Emergency.Web"), "--urls=http://127.0.0.1:0", $"--Database=sqlite:{server.folder["emergency.db"]}", $"--Keys:Folder={server.folder["keys"]}", $"--Uploads:Folder={server.folder["uploads"]}", .. arguments], cancellationToken);

    /// <summary>Starts the demonstration: it replays its week first, then serves it and prints accounts.</summary>
    /// <param name="cancellationToken">The test's token.</param>
    /// <param name="environment">Settings, as environment variables.</param>
    public static Task<Server> StartDemoAsync(CancellationToken cancellationToken, params (string Name, string Value)[] environment) =>
        StartAsync(server =>
        {
            foreach (var (name, value) in environment)
            {
                server.process.StartInfo.Environment[name] = value;
            }

            return [Program("Emergency.Cli"), "demo", "--database", $"sqlite:{server.folder["demo.db"]}", "--urls", "http://127.0.0.1:0"];
        }, cancellationToken);

    /// <summary>Changes the demonstration's database behind its back, as if time had passed: its clock runs as slowly as ours.</summary>
    /// <param name="sql">A statement of the test; it must change something.</param>
    /// <param name="cancellationToken">The test's token.</param>
    public async Task ChangeAsync(string sql, CancellationToken cancellationToken)
    {
        await using var connection = new SqliteConnection($"Data Source={DemoDatabase};Pooling=false;Default Timeout=30");
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        // Tests write the statements themselves.
#pragma warning disable CA2100
        command.CommandText = sql;
#pragma warning restore CA2100
        Assert.NotEqual(0, await command.ExecuteNonQueryAsync(cancellationToken));
    }

    /// <summary>The password that the demonstration printed for an account.</summary>
    public async Task<string> PasswordAsync(string userName, CancellationToken cancellationToken)
    {
        for (var waited = TimeSpan.Zero; waited < Patience; waited += TimeSpan.FromMilliseconds(100))
        {
            if (Regex.Match(Output, $@"^\s+{userName}\s+(\S+-K7)", RegexOptions.Multiline) is { Success: true } match)
            {
                return match.Groups[1].Value;
            }

            await Task.Delay(100, cancellationToken);
        }

        throw new InvalidOperationException($"No password of {userName} was printed:\n{Output}");
    }

    private static async Task<Server> StartAsync(Func<Server, IEnumerable<string>> commandLine, CancellationToken cancellationToken)
    {
        var server = new Server();
        try
        {
            await server.RunAsync(commandLine(server), cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }
        catch (InvalidOperationException)
        {
            // It never started.
        }

        process.Dispose();
        folder.Dispose();
    }

    private async Task RunAsync(IEnumerable<string> commandLine, CancellationToken cancellationToken)
    {
        foreach (var argument in commandLine)
        {
            process.StartInfo.ArgumentList.Add(argument);
        }

        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var exit = process.WaitForExitAsync(cancellationToken);
        var first = await Task.WhenAny(listening.Task, exit).WaitAsync(Patience, cancellationToken);
        Assert.True(first == listening.Task, $"The server ended before it listened:\n{Output}");
        Address = await listening.Task;
    }

    // The server prints its address when, and only when, it listens.
    private void Read(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (output)
        {
            output.AppendLine(line);
        }

        if (Listening().Match(line) is { Success: true } match)
        {
            listening.TrySetResult(new Uri(match.Value));
        }

        if (Invitation().Match(line) is { Success: true } link)
        {
            invitation.TrySetResult(new Uri(link.Value));
        }
    }

    // The program as built beside these tests, in the same configuration.
    private static string Program(string name)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        return Path.Combine(Repository.Root, "src", name, "bin", configuration, "net10.0", name + ".dll");
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Listening();

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+/invitation\S*")]
    private static partial Regex Invitation();
}
