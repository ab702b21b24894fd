using System.Text.Json;
using Emergency.Testing;

namespace Emergency.Cli.Tests.Commands;

public sealed class ImportWeatherCommandTests
{
    private const string Header = "place,hour,wind_east_m_s,wind_north_m_s,wind_speed_m_s,temperature_c,dew_point_c,pressure_hpa,rain_mm\n";
    private const string Good = Header + "A,2019-01-11T00:00+08:00,1,2,3,-4,-9,931,0\nB,2019-01-11T00:00+08:00,,,1,-2,,,\n";

    [Fact]
    public async Task Weather_is_imported_once_and_a_broken_file_is_refused_with_its_rows()
    {
        using var folder = new TempFolder();
        var good = folder.Write("good.csv", Good);
        var broken = folder.Write("broken.csv", Header + "A,2019-01-11T00:00+08:00,1,2,3,-4F,-9,931,0\n");

        var first = await ImportAsync(folder, good);
        Assert.Equal((0, 9, 0), (first.Exit, Number(first, "inserted"), Number(first, "unchanged")));
        Assert.Contains("新增 9 个值", first.Output, StringComparison.Ordinal);

        var refused = await ImportAsync(folder, good, broken);
        Assert.Equal((2, ""), (refused.Exit, refused.Output));
        Assert.Contains("broken.csv 第2行 temperature_c：“-4F”", refused.Error, StringComparison.Ordinal);
        Assert.Contains("WEATHER-005", refused.Error, StringComparison.Ordinal);

        var again = await ImportAsync(folder, good);
        Assert.Equal((0, 0, 9), (again.Exit, Number(again, "inserted"), Number(again, "unchanged")));
    }

    [Fact]
    public async Task Stations_become_the_mean_of_their_place_and_a_forecast_becomes_a_run()
    {
        using var folder = new TempFolder();
        var good = folder.Write("good.csv", Good);

        var mean = await ImportAsync(folder, good, "--place", "晋城");
        Assert.Equal((0, 7, 0), (mean.Exit, Number(mean, "inserted"), Number(mean, "newRuns")));

        var run = await ImportAsync(folder, good, "--place", "晋城", "--issued", "2019-01-11T00:00+08:00");
        Assert.Equal((0, 0, 1), (run.Exit, Number(run, "inserted"), Number(run, "newRuns")));

        var runs = folder.Write("model.csv", "issue_time,lead_hour,wind_u_m_s,wind_v_m_s,wind_speed_m_s,temperature_c,dew_point_c,pressure_hpa,rain_mm_h\n2019-01-11T00:00+08:00,0,1,2,3,4,5,931,0\n");
        Assert.Equal(1, Number(await ImportAsync(folder, runs, "--place", "晋城", "--format", "weather-runs"), "newRuns"));
    }

    [Theory]
    [InlineData("WEATHER-001", "--format", "grib")]
    [InlineData("WEATHER-002", "--format", "weather-runs")]
    [InlineData("WEATHER-003", "--format", "weather-runs", "--place", "晋城", "--issued", "2019-01-11T00:00+08:00")]
    [InlineData("STORE-001", "--format", "csv", "--database", "mysql:x")]
    public async Task What_cannot_work_is_refused_with_its_code(string code, params string[] options)
    {
        using var folder = new TempFolder();
        var run = await ImportAsync(folder, [folder.Write("good.csv", Good), .. options]);
        Assert.Equal(2, run.Exit);
        Assert.StartsWith(code, run.Error, StringComparison.Ordinal);
    }

    private static int Number(Run run, string name) => run.Json.GetProperty(name).GetInt32();

    private static async Task<Run> ImportAsync(TempFolder folder, params string[] arguments)
    {
        var json = folder["result.json"];
        File.Delete(json);
        string[] format = arguments.Contains("--format") ? [] : ["--format", "csv"];
        string[] database = arguments.Contains("--database") ? [] : ["--database", "sqlite:" + folder["test.db"]];
        var process = await CliProcess.RunAsync(["import", "weather", .. arguments, .. format, .. database, "--json", json]);
        var result = File.Exists(json) ? JsonDocument.Parse(await File.ReadAllTextAsync(json, TestContext.Current.CancellationToken)).RootElement : default;
        return new Run(process.ExitCode, process.Output, process.Error, result);
    }

    private sealed record Run(int Exit, string Output, string Error, JsonElement Json);
}
