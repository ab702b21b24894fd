using System.Text.Json;
using Emergency.Testing;

namespace Emergency.Cli.Tests.Commands;

public sealed class ImportCommandTests
{
    private const string Good = "date,hour,type,晋城,阳泉\n20190111,1,PM2.5,80,60\n20190111,1,CO,1.2,\n";
    private const string Broken = "date,hour,type,晋城,阳泉\n20190111,1,PM2.5,80,6o\n20190111,2,CO,x,\n";

    [Theory, BothDatabases]
    public async Task Files_are_imported_once_and_a_broken_one_is_refused_with_its_rows(string provider)
    {
        await using var database = await TestDatabase.CreateEmptyAsync(provider);
        using var folder = new TempFolder();
        var good = folder.Write("good.csv", Good);
        var broken = folder.Write("broken.csv", Broken);

        var first = await RunAsync(good);
        Assert.Equal((0, 3, 0), (first.Exit, Number(first, "inserted"), Number(first, "unchanged")));
        Assert.Contains("新增 3 个值", first.Output, StringComparison.Ordinal);

        var refused = await RunAsync(good, broken);
        Assert.Equal(2, refused.Exit);
        Assert.Empty(refused.Output);
        Assert.Contains("broken.csv 第2行 阳泉：“6o”", refused.Error, StringComparison.Ordinal);
        Assert.Contains("broken.csv 第3行 晋城：“x”", refused.Error, StringComparison.Ordinal);
        Assert.Contains("OBSERVATION-012", refused.Error, StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, refused.Json.GetProperty("importId").ValueKind);

        var again = await RunAsync(good);
        Assert.Equal((0, 0, 3), (again.Exit, Number(again, "inserted"), Number(again, "unchanged")));

        Task<Run> RunAsync(params string[] files) => CliAsync(folder, ["import", "observations", .. files, "--format", "cnemc-cities", "--database", database.Choice]);
    }

    [Theory]
    [InlineData("aqistudy", "sqlite:x.db", "OBSERVATION-011")]
    [InlineData("cnemc-cities", "mysql:x", "STORE-001")]
    [InlineData("cnemc-cities", "postgres:Host=127.0.0.1;Port=1;Timeout=2", "STORE-002")]
    public async Task What_cannot_work_is_refused_with_its_code(string format, string database, string code)
    {
        using var folder = new TempFolder();
        var run = await CliAsync(folder, ["import", "observations", folder.Write("good.csv", Good), "--format", format, "--database", database]);
        Assert.Equal(2, run.Exit);
        Assert.StartsWith(code, run.Error, StringComparison.Ordinal);
    }

    private static int Number(Run run, string name) => run.Json.GetProperty(name).GetInt32();

    private static async Task<Run> CliAsync(TempFolder folder, string[] arguments)
    {
        var json = folder["result.json"];
        File.Delete(json);
        var process = await CliProcess.RunAsync([.. arguments, "--json", json]);
        var result = File.Exists(json) ? JsonDocument.Parse(await File.ReadAllTextAsync(json, TestContext.Current.CancellationToken)).RootElement : default;
        return new Run(process.ExitCode, process.Output, process.Error, result);
    }

    private sealed record Run(int Exit, string Output, string Error, JsonElement Json);
}
