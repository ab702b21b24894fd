using System.Diagnostics;
using System.Text.Json;
using Emergency.Testing;

namespace Emergency.Cli.Tests.Demo;

/// <summary>
/// The demonstration as a process, killed with SIGKILL in the middle of every kind of step and started again. The end must be that of an undisturbed run,
/// on both databases: no order lost, none doubled, every receiver told once in effect.
/// </summary>
public sealed class KillTests
{
    // Each start of the program costs seconds. So the steps with work beside the transaction (orders leave, are delivered, are replaced, end) are hit on both databases, and every
    // other kind of step on one of them: all steps write by the same desks.
    private static readonly Dictionary<string, string[]> KillAt = new(StringComparer.Ordinal)
    {
        ["sqlite"] = ["01-08 20:00", "01-09 07:10", "01-11 10:00", "01-11 10:30", "01-11 10:31", "01-11 10:32", "01-11 18:00", "01-12 10:31", "01-16 15:00"],
        ["postgres"] = ["01-08 20:10", "01-09 07:00", "01-11 09:00", "01-11 10:20", "01-11 10:31", "01-11 11:30", "01-11 12:00", "01-12 09:00", "01-12 10:30", "01-16 15:00", "01-16 15:01"],
    };

    private static Lazy<Task<Undisturbed>> Expected { get; } = new(RunUndisturbedAsync);

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    [Theory]
    [BothDatabases]
    public async Task Killed_at_every_step_and_started_again_the_demo_ends_in_the_same_state(string provider)
    {
        var stop = TestContext.Current.CancellationToken;
        using var folder = new TempFolder();
        await using var disturbed = await TestDatabase.CreateEmptyAsync(provider);
        await using var receiver = await RecordingReceiver.StartAsync(stop);
        var running = Expected.Value;

        // The delay lets the kill fall into the work of the step, not only onto its beginning.
        var random = new Random(20250111);
        foreach (var moment in KillAt[provider])
        {
            Assert.Null(await RunAsync(disturbed.Choice, receiver, folder["killed.json"], (moment, random.Next(0, 180)), stop));
        }

        Assert.Equal(0, await RunAsync(disturbed.Choice, receiver, folder["actual.json"], null, stop));

        var (expectedJson, expectedTaken) = await running.WaitAsync(stop);
        using var expected = JsonDocument.Parse(expectedJson);
        using var actual = JsonDocument.Parse(await File.ReadAllTextAsync(folder["actual.json"], stop));
        Assert.True(actual.RootElement.GetProperty("state").GetProperty("auditIntact").GetBoolean());
        Assert.Equal(expected.RootElement.GetProperty("state").GetProperty("orders").GetRawText(), actual.RootElement.GetProperty("state").GetProperty("orders").GetRawText());
        Assert.Equal(expected.RootElement.GetProperty("state").GetProperty("messages").GetRawText(), actual.RootElement.GetProperty("state").GetProperty("messages").GetRawText());
        Assert.Equal(expected.RootElement.GetProperty("state").GetProperty("parts").GetRawText(), actual.RootElement.GetProperty("state").GetProperty("parts").GetRawText());
        Assert.Equal(expected.RootElement.GetProperty("state").GetProperty("hash").GetString(), actual.RootElement.GetProperty("state").GetProperty("hash").GetString());
        // At the enterprises: the same messages in effect, by key, with the same bodies.
        Assert.NotEmpty(expectedTaken);
        Assert.Equal(expectedTaken, receiver.Taken.Select(r => (r.Key, r.Body)));
    }

    /// <summary>The run that nobody disturbs: made once, beside the others, and compared with each of them.</summary>
    private static async Task<Undisturbed> RunUndisturbedAsync()
    {
        using var folder = new TempFolder();
        await using var database = await TestDatabase.CreateEmptyAsync("sqlite");
        await using var receiver = await RecordingReceiver.StartAsync(CancellationToken.None);
        Assert.Equal(0, await RunAsync(database.Choice, receiver, folder["expected.json"], null, CancellationToken.None));
        return new Undisturbed(await File.ReadAllTextAsync(folder["expected.json"]), [.. receiver.Taken.Select(r => (r.Key, r.Body))]);
    }

    /// <summary>Runs the program; with a moment named, kills it there and returns null, else returns its exit code.</summary>
    private static async Task<int?> RunAsync(string database, RecordingReceiver receiver, string json, (string Moment, int DelayMilliseconds)? kill, CancellationToken stop)
    {
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo("dotnet")
            {
                RedirectStandardError = true,
                RedirectStandardOutput = true,
                ArgumentList =
                {
                    Path.Combine(AppContext.BaseDirectory, "Emergency.Cli.dll"), "demo", "--no-serve", "--database", database, "--json", json,
                    "--receiver-port", receiver.Address.Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
                },
            },
        };
        process.Start();
        var output = process.StandardOutput.ReadToEndAsync(stop);
        var lines = new List<string>();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(Patience);
        while (await process.StandardError.ReadLineAsync(patience.Token) is { } line)
        {
            lines.Add(line);
            if (kill is { } at && line.Contains(at.Moment, StringComparison.Ordinal))
            {
                await Task.Delay(at.DelayMilliseconds, stop);
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync(patience.Token);
                return null;
            }
        }

        await process.WaitForExitAsync(patience.Token);
        Assert.True(kill is null, $"The step \"{kill?.Moment}\" never came:\n{string.Join('\n', lines)}\n{await output}");
        Assert.True(process.ExitCode == 0, $"{string.Join('\n', lines)}\n{await output}");
        return process.ExitCode;
    }

    /// <summary>How the undisturbed run ended.</summary>
    /// <param name="Json">What the program wrote.</param>
    /// <param name="Taken">What the receiver took.</param>
    private sealed record Undisturbed(string Json, IReadOnlyList<(string Key, string Body)> Taken);
}
