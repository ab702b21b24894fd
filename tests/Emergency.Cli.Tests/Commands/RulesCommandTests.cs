using System.Diagnostics;
using Emergency.Core;
using Emergency.Testing;

namespace Emergency.Cli.Tests.Commands;

public sealed class RulesCommandTests
{
    [Fact]
    public async Task Checking_the_shipped_books_succeeds_and_says_how_many_values_are_unsure()
    {
        var (exit, output, error) = await Run("check");

        Assert.Equal((0, ""), (exit, error));
        Assert.Matches("editions, [0-9]+ values \\([0-9]+ unsure\\), 0 problem\\(s\\)", output);
    }

    [Fact]
    public async Task A_malformed_book_ends_with_exit_code_2_and_its_file_key_and_remedy_on_stderr()
    {
        const string File = "cn/report-deadlines/Practice-2017/book.json";
        using var books = new TempFolder();
        var text = await System.IO.File.ReadAllTextAsync(Path.Combine(ShippedData.RulesFolder, File), TestContext.Current.CancellationToken);
        books.Write(File, text.Replace("\"value\": 16", "\"value\": 24", StringComparison.Ordinal));

        var (exit, output, error) = await Run("check", "--rules", books.Path, "--json", books["out.json"]);

        Assert.Equal(2, exit);
        Assert.Contains("1 problem(s)", output, StringComparison.Ordinal);
        Assert.Contains($"RULE-110 {File} [daily-report.hour]", error, StringComparison.Ordinal);
        Assert.Contains("\"RULE-110\"", await System.IO.File.ReadAllTextAsync(books["out.json"], TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_edition_in_force_is_shown_with_its_doubts()
    {
        var (exit, output, _) = await Run("show", "--book", "warning-triggers", "--place", "140581", "--date", "2019-01-11");

        Assert.Equal(0, exit);
        Assert.StartsWith("cn / warning-triggers / MEE-2018-875", output, StringComparison.Ordinal);
        Assert.Contains("duration.reading = \"ConsecutiveBlocks\"", output, StringComparison.Ordinal);
        Assert.Contains("存疑/unsure：", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2017-08-31", "RULE-001 ")]
    [InlineData("31.08.2017", "RULE-006 ")]
    public async Task A_day_without_rules_or_no_day_at_all_is_refused_on_stderr(string date, string code)
    {
        var (exit, output, error) = await Run("show", "--book", "warning-triggers", "--place", "140581", "--date", date);

        Assert.Equal((2, ""), (exit, output));
        Assert.StartsWith(code, error, StringComparison.Ordinal);
    }

    private static async Task<(int Exit, string Output, string Error)> Run(params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "Emergency.Cli.dll"), "rules", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = System.Text.Encoding.UTF8,
            StandardErrorEncoding = System.Text.Encoding.UTF8,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await error);
    }
}
