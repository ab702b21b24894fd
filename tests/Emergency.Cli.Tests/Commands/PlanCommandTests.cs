using System.Text.Json;
using Emergency.Testing;

namespace Emergency.Cli.Tests.Commands;

public sealed class PlanCommandTests
{
    [Fact]
    public async Task Ozone_hours_reach_a_share_of_the_window_and_a_winter_day_is_refused()
    {
        using var folder = new TempFolder();
        Assert.Equal(0, (await CliProcess.RunAsync("plan", "sample", "--enterprises", "60", "--seed", "2", "--out", folder["list"])).ExitCode);
        var run = await CliProcess.RunAsync("plan", "ozone", "--list", folder["list"], "--date", "2025-07-10", "--share", "20%", "--json", folder["ozone.json"]);
        Assert.Equal(0, run.ExitCode);
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(folder["ozone.json"], TestContext.Current.CancellationToken));
        var plan = json.RootElement;
        Assert.True(plan.GetProperty("requiredVocsKg").GetDecimal() > 0);
        Assert.True(plan.GetProperty("shiftedVocsKg").GetDecimal() >= plan.GetProperty("requiredVocsKg").GetDecimal());
        Assert.Contains("移出时段不是当日减排", run.Output, StringComparison.Ordinal);
        var refused = await CliProcess.RunAsync("plan", "ozone", "--list", folder["list"], "--date", "2025-12-10");
        Assert.Equal((2, true), (refused.ExitCode, refused.Error.StartsWith("PLAN-060", StringComparison.Ordinal)));
        Assert.Equal(2, (await CliProcess.RunAsync("plan", "ozone", "--list", folder["list"], "--date", "2025-07-10", "--share", "viel")).ExitCode);
    }

    [Theory]
    [InlineData("--json")]
    [InlineData("--json", "-")]
    public async Task Without_a_file_the_json_has_the_standard_output_to_itself(params string[] asked)
    {
        using var folder = new TempFolder();
        Assert.Equal(0, (await CliProcess.RunAsync("plan", "sample", "--enterprises", "60", "--seed", "2", "--out", folder["list"])).ExitCode);
        var run = await CliProcess.RunAsync(["plan", "--list", folder["list"], "--level", "orange", "--date", "2024-12-10", .. asked]);
        using var json = JsonDocument.Parse(run.Output);
        Assert.Equal("Activate", json.RootElement.GetProperty("mode").GetString());
        Assert.Contains("橙色（按清单启动）", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_season_plan_writes_controls_that_an_emergency_plan_of_its_winter_does_not_count_again()
    {
        using var folder = new TempFolder();
        Assert.Equal(0, (await CliProcess.RunAsync("plan", "sample", "--enterprises", "60", "--seed", "2", "--out", folder["list"])).ExitCode);
        var run = await CliProcess.RunAsync("plan", "season", "--list", folder["list"], "--season", "2024", "--json", folder["season.json"], "--controls", folder["season.csv"]);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(folder["season.json"], TestContext.Current.CancellationToken));
        Assert.Equal(10, json.RootElement.GetProperty("periods").GetArrayLength());
        Assert.Equal(60, json.RootElement.GetProperty("enterprises").GetArrayLength());
        Assert.Contains("█", run.Output, StringComparison.Ordinal);
        Assert.Contains("错峰生产", run.Output, StringComparison.Ordinal);

        async Task<decimal> CutAsync(params string[] more)
        {
            Assert.Equal(0, (await CliProcess.RunAsync(["plan", "--list", folder["list"], "--level", "orange", "--date", "2025-01-10", "--json", folder["plan.json"], .. more])).ExitCode);
            using var plan = JsonDocument.Parse(await File.ReadAllTextAsync(folder["plan.json"], TestContext.Current.CancellationToken));
            return plan.RootElement.GetProperty("choices").EnumerateArray().Sum(c => c.GetProperty("cut").GetProperty("NOx").GetDecimal());
        }

        Assert.True(await CutAsync("--running", folder["season.csv"]) < await CutAsync());
        var refused = await CliProcess.RunAsync("plan", "season", "--list", folder["list"], "--season", "2024", "--off", "0");
        Assert.Equal((2, true), (refused.ExitCode, refused.Error.StartsWith("PLAN-071", StringComparison.Ordinal)));
        Assert.StartsWith("PLAN-070", (await CliProcess.RunAsync("plan", "season", "--list", folder["list"], "--season", "1990")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_is_made_supplemented_and_composed_with_everything_the_json_promises()
    {
        using var folder = new TempFolder();
        Assert.Equal(0, (await CliProcess.RunAsync("plan", "sample", "--enterprises", "60", "--seed", "2", "--out", folder["list"])).ExitCode);
        var losses = new Dictionary<string, decimal>();
        foreach (var mode in (string[])["activate", "supplement", "compose"])
        {
            var run = await Plan(folder, "--level", "orange", "--mode", mode, "--compare-clerk", "--json", folder[$"{mode}.json"]);
            Assert.Equal(0, run.ExitCode);
            using var json = JsonDocument.Parse(await File.ReadAllTextAsync(folder[$"{mode}.json"], TestContext.Current.CancellationToken));
            var plan = json.RootElement;
            losses[mode] = plan.GetProperty("cost").GetDecimal();
            Assert.Equal(mode, plan.GetProperty("mode").GetString(), ignoreCase: true);
            Assert.Equal(mode != "activate", plan.GetProperty("feasible").GetBoolean());
            Assert.Equal(["SO2", "NOx", "PM", "VOCs"], plan.GetProperty("targets").EnumerateArray().Select(t => t.GetProperty("pollutant").GetString()));
            Assert.All(plan.GetProperty("targets").EnumerateArray(), t => Assert.True(t.GetProperty("required").GetDecimal() == 0.2m && t.GetProperty("reached").GetDecimal() > 0 && t.GetProperty("zone").GetString() == ""));
            Assert.True(plan.GetProperty("seconds").GetDouble() >= 0);
            Assert.Equal(losses[mode], plan.GetProperty("choices").EnumerateArray().Sum(c => c.GetProperty("loss").GetDecimal()));
            Assert.All(plan.GetProperty("choices").EnumerateArray(), c => Assert.True(c.GetProperty("enterprise").GetString()!.Length == 18 && c.GetProperty("unit").GetString() is not null && c.GetProperty("measure").GetString() is not null && c.GetProperty("stage").GetDecimal() is >= 0 and <= 1 && c.GetProperty("cut").GetProperty("SO2").GetDecimal() >= 0 && c.GetProperty("why").GetProperty("zh").GetString()!.Length > 5));
            if (mode != "activate")
            {
                Assert.True(plan.GetProperty("bound").GetDecimal() <= losses[mode]);
                Assert.True(plan.GetProperty("gap").GetDouble() <= 0.005);
                Assert.True(plan.GetProperty("prices").GetProperty("VOCs").GetDecimal() > 0);
                Assert.Contains("边际价格", run.Output, StringComparison.Ordinal);
                Assert.Contains("手工办法", run.Output, StringComparison.Ordinal);
                Assert.Contains("须做 晋南示例", run.Output, StringComparison.Ordinal);
            }
        }

        Assert.True(losses["supplement"] > losses["activate"]);
    }

    [Fact]
    public async Task Zones_targets_and_all_levels_of_a_composition_are_taken_from_the_command_line()
    {
        using var folder = new TempFolder();
        Assert.Equal(0, (await CliProcess.RunAsync("plan", "sample", "--enterprises", "60", "--seed", "2", "--out", folder["list"])).ExitCode);
        folder.Write("zones.csv", "zone,pm,vocs\n泽州县,0.12,\n高平市,12%,0.05\n");
        Assert.Equal(0, (await Plan(folder, "--level", "yellow", "--mode", "supplement", "--targets", "so2=0.05,nox=5%,pm=0.05,vocs=0.05", "--zones", folder["zones.csv"], "--no-swap", "--order", "region", "--json", folder["zoned.json"])).ExitCode);
        using var zoned = JsonDocument.Parse(await File.ReadAllTextAsync(folder["zoned.json"], TestContext.Current.CancellationToken));
        var targets = zoned.RootElement.GetProperty("targets").EnumerateArray().Select(t => (t.GetProperty("zone").GetString(), t.GetProperty("pollutant").GetString(), t.GetProperty("required").GetDecimal())).ToList();
        Assert.Equal([("", "SO2", 0.05m), ("", "NOx", 0.05m), ("", "PM", 0.05m), ("", "VOCs", 0.05m), ("泽州县", "PM", 0.12m), ("高平市", "PM", 0.12m), ("高平市", "VOCs", 0.05m)], targets);

        Assert.Equal(0, (await Plan(folder, "--level", "all", "--mode", "compose", "--gap", "0.01", "--json", folder["all.json"])).ExitCode);
        using var all = JsonDocument.Parse(await File.ReadAllTextAsync(folder["all.json"], TestContext.Current.CancellationToken));
        Assert.Equal(["Yellow", "Orange", "Red"], all.RootElement.GetProperty("levels").EnumerateArray().Select(l => l.GetProperty("level").GetString()));
    }

    [Fact]
    public async Task Several_days_rotate_and_every_figure_of_the_json_adds_up()
    {
        using var folder = new TempFolder();
        Assert.Equal(0, (await CliProcess.RunAsync("plan", "sample", "--enterprises", "60", "--seed", "2", "--out", folder["list"])).ExitCode);
        folder.Write("burden.csv", "enterprise,days,yuan\n911405000000000000,3,25000\n");
        var run = await Plan(folder, "--days", "yellow,orange,orange", "--fair", "1", "--most-starts", "40", "--burden", folder["burden.csv"], "--json", folder["days.json"]);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("·██", run.Output, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(folder["days.json"], TestContext.Current.CancellationToken));
        var plan = json.RootElement;
        var days = plan.GetProperty("days").EnumerateArray().ToList();
        Assert.Equal(["Yellow", "Orange", "Orange"], days.Select(d => d.GetProperty("level").GetString()));
        Assert.Equal(["2024-12-10", "2024-12-11", "2024-12-12"], days.Select(d => d.GetProperty("date").GetString()));
        Assert.All(days, d => Assert.True(d.GetProperty("starts").GetInt32() <= 40 && d.GetProperty("targets").GetArrayLength() == 4));
        var choices = plan.GetProperty("choices").EnumerateArray().ToList();
        Assert.Equal(plan.GetProperty("cost").GetDecimal() - plan.GetProperty("restarts").GetDecimal(), choices.Sum(c => c.GetProperty("loss").GetDecimal() * c.GetProperty("days").GetArrayLength()));
        Assert.All(plan.GetProperty("burdens").EnumerateArray(), b => Assert.True(b.GetProperty("leastDays").GetInt32() <= b.GetProperty("mostDays").GetInt32()));
        Assert.Equal(PlanIsFeasible(plan), plan.GetProperty("bound").ValueKind == JsonValueKind.Number);
    }

    [Theory]
    [InlineData("PLAN-054", "--fair", "much")]
    [InlineData("PLAN-055", "--burden", "no-such-file.csv")]
    [InlineData("PLAN-052", "--mode", "activate")]
    public async Task Wrong_settings_of_several_days_are_refused(string code, string option, string value)
    {
        using var folder = new TempFolder();
        Assert.Equal(0, (await CliProcess.RunAsync("plan", "sample", "--enterprises", "5", "--seed", "2", "--out", folder["list"])).ExitCode);
        var run = await Plan(folder, "--days", "orange,red", option, value);
        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith(code + " ", run.Error, StringComparison.Ordinal);
    }

    private static bool PlanIsFeasible(JsonElement plan) => plan.GetProperty("feasible").GetBoolean();

    [Theory]
    [InlineData("PLAN-053", "--days", "11")]
    [InlineData("PLAN-053", "--days", "yellow,mauve")]
    [InlineData("PLAN-030", "--mode", "guess")]
    [InlineData("PLAN-030", "--mode", "1")]
    [InlineData("PLAN-031", "--targets", "so2=20,co=0.1")]
    [InlineData("PLAN-031", "--targets", "so2=0.1,so2=0.2")]
    [InlineData("PLAN-032", "--zones", "月球=0.1")]
    [InlineData("PLAN-034", "--targets", "so2=20")]
    [InlineData("PLAN-035", "--gap", "2")]
    [InlineData("PLAN-036", "--zones", "泽州县")]
    [InlineData("PLAN-036", "--zones", "泽州县=0.1,泽州县=0.2")]
    [InlineData("PLAN-037", "--order", "alphabet")]
    [InlineData("PLAN-005", "--level", "all")]
    public async Task Wrong_input_is_refused_with_code_and_remedy(string code, string option, string value)
    {
        using var folder = new TempFolder();
        if (code is "PLAN-032" or "PLAN-034" or "PLAN-035")
        {
            Assert.Equal(0, (await CliProcess.RunAsync("plan", "sample", "--enterprises", "5", "--seed", "2", "--out", folder["list"])).ExitCode);
        }

        string[] fixedPart = option == "--level" ? ["--mode", "supplement"] : option == "--mode" ? ["--level", "orange"] : ["--level", "orange", "--mode", "supplement"];
        var run = await Plan(folder, [.. fixedPart, option, value]);
        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith(code + " ", run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
        Assert.Equal("", run.Output);
    }

    private static Task<CliProcess> Plan(TempFolder folder, params string[] more) =>
        CliProcess.RunAsync(["plan", "--list", folder["list"], "--date", "2024-12-10", .. more]);
}
