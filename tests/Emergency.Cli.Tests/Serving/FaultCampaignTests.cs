using System.Diagnostics;
using System.Globalization;
using Emergency.Testing;

namespace Emergency.Cli.Tests.Serving;

/// <summary>
/// The fault campaign (docs/fault-campaign.md) in small: real worker processes killed with SIGKILL, a receiver that fails one request in five, PostgreSQL crashed twice, a worker whose
/// clock is wrong, receipts twice, early, forged and late. Its own server and database, because it crashes them.
/// </summary>
public sealed class FaultCampaignTests
{
    private const string Tool = "Emergency.Benchmarks";

    [Fact]
    public Task On_PostgreSQL_the_books_balance_after_kills_and_crashes() => BalancesAsync("--postgres-bin", PostgresBin(), "--orders", "60", "--sqlite-orders", "0", "--kills", "6");

    [Fact]
    public Task On_SQLite_the_books_balance_after_kills() => BalancesAsync("--sqlite-orders", "30", "--kills", "4");

    private static async Task BalancesAsync(params string[] options)
    {
        var cancel = TestContext.Current.CancellationToken;
        var start = new ProcessStartInfo("dotnet", [ToolPath(), "campaign", "--seed", "1", "--pause", "2000", .. options]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        try
        {
            var (output, error) = (process.StandardOutput.ReadToEndAsync(cancel), process.StandardError.ReadToEndAsync(cancel));
            await process.WaitForExitAsync(cancel);
            Assert.True(process.ExitCode == 0, await output + await error);
            Assert.Contains("| the audit log and the hashes of every history are whole | yes |", await output, StringComparison.Ordinal);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    /// <summary>The tool as it was built beside these tests, in the same configuration.</summary>
    private static string ToolPath()
    {
        var here = Path.GetRelativePath(Path.Combine(Repository.Root, "tests", "Emergency.Cli.Tests"), AppContext.BaseDirectory);
        return Path.Combine(Repository.Root, "tests", Tool, here, Tool + ".dll");
    }

    private static string PostgresBin()
    {
        const string Versions = "/usr/lib/postgresql";
        var found = Directory.Exists(Versions)
            ? Directory.EnumerateDirectories(Versions)
                .Where(v => File.Exists(Path.Combine(v, "bin", "initdb")))
                .MaxBy(v => int.TryParse(Path.GetFileName(v), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0)
            : null;
        if (found is null)
        {
            const string Reason = "PostgreSQL's programs are not here: the campaign needs a server that it may crash.";
            Assert.False(Environment.GetEnvironmentVariable("CI") == "true", Reason);
            Assert.Skip(Reason);
        }

        return Path.Combine(found, "bin");
    }
}
