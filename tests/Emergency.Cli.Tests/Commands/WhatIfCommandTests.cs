using System.Text.Json;
using Emergency.Testing;

namespace Emergency.Cli.Tests.Commands;

public sealed class WhatIfCommandTests
{
    [Fact]
    public async Task A_sample_is_planned_with_curve_sensitivity_reasons_json_and_workbook()
    {
        using var folder = new TempFolder();
        Assert.Equal(0, (await CliProcess.RunAsync("plan", "sample", "--enterprises", "60", "--seed", "2", "--out", folder["list"])).ExitCode);
        Assert.Equal(0, (await CliProcess.RunAsync("whatif", "sample", "--out", folder["s.json"])).ExitCode);
        var run = await CliProcess.RunAsync("whatif", "--list", folder["list"], "--date", "2024-12-10", "--scenarios", folder["s.json"], "--mode", "compose", "--curve", "--points", "6", "--sensitivity", "--dearest", "2", "--json", folder["o.json"], "--xlsx", folder["o.xlsx"]);
        Assert.Equal(0, run.ExitCode);
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(folder["o.json"], TestContext.Current.CancellationToken));
        var scenarios = json.RootElement.GetProperty("scenarios").EnumerateArray().ToList();
        Assert.Equal(["橙色补足", "提前一天启动", "铸造B级升A", "比例提高到25%", "建材损失加倍"], scenarios.Select(s => s.GetProperty("name").GetString()));
        Assert.All(scenarios, s => Assert.Equal("Compose", s.GetProperty("mode").GetString()));
        Assert.Equal([3, 4, 3, 3, 3], scenarios.Select(s => s.GetProperty("days").GetInt32()));
        Assert.Equal(6, json.RootElement.GetProperty("curve").GetProperty("points").GetArrayLength());
        Assert.Equal(4, json.RootElement.GetProperty("sensitivity").GetProperty("prices").GetArrayLength());
        Assert.Equal(2, json.RootElement.GetProperty("why").GetArrayLength());
        Assert.True(new FileInfo(folder["o.xlsx"]).Length > 5_000);
        Assert.Contains("目标最多可达到现有的", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_file_is_refused_with_every_problem_and_plans_nothing()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder["s.json"], """{ "base": { "level": "violet" }, "scenarios": [{ "nam": "x" }] }""", TestContext.Current.CancellationToken);
        var run = await CliProcess.RunAsync("whatif", "--list", folder["list"], "--scenarios", folder["s.json"], "--json", folder["o.json"]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("WHATIF-003 s.json $.base.level", run.Error, StringComparison.Ordinal);
        Assert.Contains("WHATIF-002 s.json $.scenarios[0].nam", run.Error, StringComparison.Ordinal);
        Assert.Contains("WHATIF-015", run.Error, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(folder["o.json"], TestContext.Current.CancellationToken));
        Assert.Equal(3, json.RootElement.GetProperty("problems").GetArrayLength());
    }

    [Theory]
    [InlineData("WHATIF-014", "--scenarios", "none.json")]
    [InlineData("PLAN-005", "--level", "violet")]
    [InlineData("PLAN-030", "--mode", "dance")]
    [InlineData("LIST-140", "--level", "red")]
    public async Task What_cannot_be_answered_is_refused(string code, string option, string value)
    {
        using var folder = new TempFolder();
        var run = await CliProcess.RunAsync("whatif", "--list", folder["list"], option, value);
        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith(code, run.Error, StringComparison.Ordinal);
    }
}
