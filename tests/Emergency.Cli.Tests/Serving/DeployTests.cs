using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Emergency.Cli.Tests.Architecture;
using Emergency.Cli.Tests.Commands;
using Emergency.Testing;

namespace Emergency.Cli.Tests.Serving;

/// <summary>The files of deploy/ name what exists and do what they say: their commands are run as written, with the folders of a test in place of those of a machine.</summary>
public sealed partial class DeployTests
{
    private const string Program = "/usr/bin/dotnet /opt/emergency/Emergency.Cli.dll ";

    private static readonly string[] Hardening =
    [
        "NoNewPrivileges=true", "CapabilityBoundingSet=", "ProtectSystem=strict", "ProtectHome=true", "PrivateTmp=true", "PrivateDevices=true", "ProtectKernelTunables=true", "ProtectControlGroups=true",
        "RestrictNamespaces=true", "RestrictSUIDSGID=true", "SystemCallFilter=@system-service", "UMask=0077", "User=emergency",
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Services => [.. SourceTree.Files.Where(f => f.StartsWith("deploy/systemd/", StringComparison.Ordinal) && f.EndsWith(".service", StringComparison.Ordinal))];

    [Fact]
    public async Task Systemd_finds_no_fault_in_the_units()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/systemd-analyze"), "systemd-analyze is not installed.");
        using var folder = new TempFolder();
        foreach (var unit in SourceTree.Files.Where(f => f.StartsWith("deploy/systemd/", StringComparison.Ordinal)))
        {
            // The program and its user are not installed here; that they are named rightly is the other tests' business.
            folder.Write(Path.GetFileName(unit), SourceTree.Read(unit).Replace("/usr/bin/dotnet", "/bin/true", StringComparison.Ordinal));
        }

        string[] units = ["emergency-web.service", "emergency-worker@1.service", "emergency-backup.service", "emergency-backup.timer"];
        var start = new ProcessStartInfo("/usr/bin/systemd-analyze", ["verify", .. units.Select(u => "./" + u)]) { WorkingDirectory = folder.Path, RedirectStandardError = true };
        start.Environment["SYSTEMD_UNIT_PATH"] = folder.Path + ":";
        using var process = Process.Start(start)!;
        var said = await process.StandardError.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        Assert.True(process.ExitCode == 0 && !said.Contains("emergency", StringComparison.Ordinal), said);
    }

    [Theory, MemberData(nameof(Services))]
    public async Task A_unit_is_locked_down_and_its_command_and_options_exist(string unit)
    {
        var lines = SourceTree.Read(unit).Split('\n');
        Offenders.AssertNone(Hardening.Except(lines), $"Add it to {unit}.");
        Assert.Contains("EnvironmentFile=/etc/emergency/emergency.env", lines);
        await AssertExistsAsync(Command(unit));
    }

    [Fact]
    public async Task The_containers_commands_options_paths_and_ports_exist()
    {
        var file = SourceTree.Read("deploy/container/Dockerfile");
        var compose = SourceTree.Read("deploy/container/compose.yaml");
        var commands = Arguments().Matches(file + compose).Select(m => m.Groups[1].Value.Split(',').Select(a => a.Trim(' ', '"')).ToList()).Where(a => a[0] == "serve").ToList();
        Assert.Equal(3, commands.Count);
        foreach (var command in commands)
        {
            await AssertExistsAsync(command);
            Assert.EndsWith(":5080", command[^1], StringComparison.Ordinal);
        }

        Assert.Contains("EXPOSE 5080", file, StringComparison.Ordinal);
        Assert.Contains("127.0.0.1:5080:5080", compose, StringComparison.Ordinal);
        Assert.Contains("http://127.0.0.1:5080/health/ready", file, StringComparison.Ordinal);
        Assert.Contains("dotnet publish src/Emergency.Cli -c Release -o /app", file, StringComparison.Ordinal);
        Assert.Contains("ENTRYPOINT [\"dotnet\", \"/opt/emergency/Emergency.Cli.dll\"]", file, StringComparison.Ordinal);
        Assert.True(file.IndexOf("USER emergency", StringComparison.Ordinal) > file.IndexOf("COPY --from=build", StringComparison.Ordinal), "The last stage runs as nobody in particular.");
        Assert.Contains("dockerfile: deploy/container/Dockerfile", compose, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_setting_named_is_one_that_the_program_reads()
    {
        var code = string.Concat(SourceTree.ProductCode.Select(SourceTree.Read));
        var named = new[] { "deploy/systemd/emergency.env.example", "deploy/container/Dockerfile", "deploy/container/compose.yaml" }.SelectMany(f => SettingName().Matches(SourceTree.Read(f)).Select(m => m.Value)).Distinct().ToList();

        Assert.Contains("Uploads__Folder", named);
        Offenders.AssertNone(
            named.Where(n => !code.Contains($"\"{n.Replace("__", ":", StringComparison.Ordinal)}\"", StringComparison.Ordinal)
                // Blocks are read by section and name.
                && !(code.Contains($"GetSection(\"{n.Split("__")[0]}\")", StringComparison.Ordinal) && code.Contains($"[\"{n.Split("__")[^1]}\"]", StringComparison.Ordinal))),
            "Name a setting that exists.");
    }

    [Fact]
    public async Task The_web_unit_starts_as_written_says_when_it_is_ready_and_ends_on_SIGTERM_and_the_backup_unit_backs_it_up()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "systemd is not there.");
        using var folder = new TempFolder();
        using var notices = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        notices.Bind(new UnixDomainSocketEndPoint(folder["notify"]));
        var environment = ExampleEnvironment(folder);
        environment["NOTIFY_SOCKET"] = folder["notify"];
        var command = Command("deploy/systemd/emergency-web.service").ConvertAll(a => a == "http://127.0.0.1:5080" ? "http://127.0.0.1:0" : a);
        using var process = Start(command, environment, folder.Path);
        var address = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var output = new StringBuilder();
        process.OutputDataReceived += (_, line) =>
        {
            output.AppendLine(line.Data);
            if (Address().Match(line.Data ?? "") is { Success: true } match)
            {
                address.TrySetResult(new Uri(match.Value));
            }
        };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(TimeSpan.FromMinutes(2));

        Assert.Equal("READY=1", await ReadAsync(notices, patience.Token));
        using var client = new HttpClient { BaseAddress = await address.Task.WaitAsync(patience.Token) };
        Assert.Equal("Healthy", await client.GetStringAsync("/health/ready", patience.Token));

        var backup = Command("deploy/systemd/emergency-backup.service").ConvertAll(a => a == "/var/lib/emergency-backups" ? folder["backups"] : a);
        using (var copying = Start(backup, environment, folder.Path))
        {
            copying.BeginOutputReadLine();
            var said = await copying.StandardError.ReadToEndAsync(patience.Token);
            await copying.WaitForExitAsync(patience.Token);
            Assert.True(copying.ExitCode == 0, said);
        }

        var made = Assert.Single(Directory.GetDirectories(folder["backups"]));
        Assert.True(File.Exists(Path.Combine(made, "manifest.json")));
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(made, "keys")));

        using (var kill = Process.Start("kill", ["-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync(patience.Token);
        }

        Assert.Equal("STOPPING=1", await ReadAsync(notices, patience.Token));
        await process.WaitForExitAsync(patience.Token);
        Assert.True(process.ExitCode == 0, $"{process.ExitCode}\n{output}");
    }

    private static async Task<string> ReadAsync(Socket socket, CancellationToken cancellationToken)
    {
        var buffer = new byte[256];
        return Encoding.UTF8.GetString(buffer, 0, await socket.ReceiveAsync(buffer, SocketFlags.None, cancellationToken));
    }

    /// <summary>The example's settings, as written, but for the database and the folders.</summary>
    private static Dictionary<string, string> ExampleEnvironment(TempFolder folder) => SourceTree.Read("deploy/systemd/emergency.env.example").Split('\n')
        .Where(l => l.Contains('=', StringComparison.Ordinal) && !l.StartsWith('#'))
        .Select(l => l.Split('=', 2))
        .ToDictionary(l => l[0], l => l[0] == "EMERGENCY_DATABASE" ? "sqlite:" + folder["emergency.db"] : l[1].Replace("/var/lib/emergency", folder.Path, StringComparison.Ordinal));

    /// <summary>Arguments of a unit's ExecStart, with an instance number in place of %i.</summary>
    private static List<string> Command(string unit)
    {
        var start = SourceTree.Read(unit).Split('\n').Single(l => l.StartsWith("ExecStart=", StringComparison.Ordinal))["ExecStart=".Length..];
        Assert.StartsWith(Program, start, StringComparison.Ordinal);
        return [.. start[Program.Length..].Replace("%i", "1", StringComparison.Ordinal).Split(' ')];
    }

    private static async Task AssertExistsAsync(List<string> command)
    {
        var help = await CliProcess.RunAsync(command[0], "--help");
        Assert.Equal(0, help.ExitCode);
        Offenders.AssertNone(command.Where(a => a.StartsWith("--", StringComparison.Ordinal) && !help.Output.Contains(a + " ", StringComparison.Ordinal)), $"No such option of {command[0]}.");
    }

    private static Process Start(List<string> command, Dictionary<string, string> environment, string folder)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Emergency.Cli.dll"), .. command]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    [GeneratedRegex(@"(?:CMD|command:) \[([^\]]+)\]")]
    private static partial Regex Arguments();

    [GeneratedRegex(@"\b[A-Z][A-Za-z]+__[A-Za-z_]+(?==|:)")]
    private static partial Regex SettingName();

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Address();
}
