using System.Text;
using System.Text.Json;
using Emergency.Core.Decisions;
using Emergency.Testing;

namespace Emergency.Cli.Tests.Commands;

public sealed class IndexCommandTests
{
    private const string Header = "place,hour,pm25_ug_m3,pm10_ug_m3,so2_ug_m3,no2_ug_m3,o3_ug_m3,co_mg_m3\n";

    /// <summary>Two days of 晋城: PM2.5 150 and everything else there; then eight hours only.</summary>
    private static string TwoDays()
    {
        var text = new StringBuilder(Header);
        for (var hour = 0; hour < 32; hour++)
        {
            text.Append($"晋城,2019-01-{11 + (hour / 24)}T{hour % 24:00}:00+08:00,150,100,20,30,{(hour == 0 ? "" : "40")},1.1\n");
        }

        return text.ToString();
    }

    [Fact]
    public async Task The_table_names_every_day_its_primary_pollutant_and_why_it_is_not_valid()
    {
        using var folder = new TempFolder();
        folder.Write("jincheng.csv", TwoDays());

        var run = await CliProcess.RunAsync("index", folder["jincheng.csv"], "--format", "csv");

        Assert.Equal(0, run.ExitCode);
        Golden.Check(run.Output, "index-two-days");
    }

    [Fact]
    public async Task Json_holds_the_days_in_the_agreed_shape()
    {
        using var folder = new TempFolder();
        folder.Write("jincheng.csv", TwoDays());

        var run = await CliProcess.RunAsync("index", folder["jincheng.csv"], "--format", "csv", "--json", folder["out/days.json"]);

        Assert.Equal(0, run.ExitCode);
        using var json = JsonDocument.Parse(await File.ReadAllBytesAsync(folder["out/days.json"], TestContext.Current.CancellationToken));
        var days = json.RootElement.GetProperty("days").EnumerateArray().ToList();
        Assert.Equal(["place", "date", "aqi", "category", "primary", "valid", "why", "concentrations"], days[0].EnumerateObject().Select(p => p.Name));
        Assert.Equal(
            """{"place":"晋城","date":"2019-01-11","aqi":200,"category":"中度污染","primary":["PM2.5"],"valid":true,"why":null,"concentrations":{"PM2.5":150,"PM10":100,"SO2":20,"NO2":30,"O3":40,"CO":1.1}}""",
            CanonicalJson.Write(days[0]));
        Assert.False(days[1].GetProperty("valid").GetBoolean());
        Assert.Equal(JsonValueKind.Null, days[1].GetProperty("aqi").ValueKind);
        Assert.Contains("有效小时8个，不足20个", days[1].GetProperty("why").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Days_and_place_can_be_chosen_and_an_edition_named()
    {
        using var folder = new TempFolder();
        folder.Write("a.csv", TwoDays() + "阳泉,2019-01-11T05:00+08:00,75,,,,,\n");

        var run = await CliProcess.RunAsync("index", folder["a.csv"], "--format", "csv", "--place", "晋城", "--from", "2019-01-11", "--to", "2019-01-11", "--edition", "HJ633-2026");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("HJ633-2026", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("阳泉", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("2019-01-12", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_with_one_broken_row_is_refused_with_that_row_and_nothing_is_printed()
    {
        using var folder = new TempFolder();
        folder.Write("a.csv", TwoDays() + "晋城,2019-01-13T05:00+08:00,lots,,,,,\n");

        var run = await CliProcess.RunAsync("index", folder["a.csv"], "--format", "csv");

        Assert.Equal(2, run.ExitCode);
        Assert.Empty(run.Output);
        Assert.Contains("a.csv 第34行 pm25_ug_m3：“lots”", run.Error, StringComparison.Ordinal);
        Assert.Contains("OBSERVATION-004", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("OBSERVATION-001", "--format", "excel")]
    [InlineData("OBSERVATION-002", "--format", "csv", "none.csv")]
    [InlineData("INDEX-002", "--format", "csv", "--compare")]
    [InlineData("INDEX-003", "--format", "csv", "--from", "yesterday")]
    [InlineData("INDEX-004", "--format", "csv", "--place", "阳泉")]
    [InlineData("RULE-003", "--format", "csv", "--edition", "HJ633-1999")]
    public async Task What_cannot_be_done_is_refused_with_its_code(string code, params string[] arguments)
    {
        using var folder = new TempFolder();
        folder.Write("a.csv", TwoDays());

        var run = await CliProcess.RunAsync(["index", folder["a.csv"], .. arguments]);

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith(code, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hours_before_the_first_edition_are_refused()
    {
        using var folder = new TempFolder();
        folder.Write("a.csv", Header + "晋城,2008-08-08T20:00+08:00,75,,,,,\n");

        var run = await CliProcess.RunAsync("index", folder["a.csv"], "--format", "csv");

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("RULE-001", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_hourly_comparison_prints_both_shares()
    {
        using var folder = new TempFolder();
        folder.Write("china_cities_20190107.csv", "date,hour,type,晋城,阳泉\n20190107,1,AQI,66,100\n20190107,1,PM2.5,48,75\n");

        var run = await CliProcess.RunAsync("index", folder.Path, "--hourly", "--compare", "--format", "cnemc-cities");

        Assert.Equal(0, run.ExitCode);
        Golden.Check(run.Output, "index-compare");
    }

    [Fact]
    public async Task Beijing_on_real_files_counts_the_days_a_yearbook_would()
    {
        var run = await CliProcess.RunAsync("index", SharedData.Path("beijing"), "--format", "uci-beijing", "--from", "2015-01-01");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("北京 2015-01-01 – 2015-12-31：365天 / days，有效 / valid 363，优 / excellent 52，良 / good 134，AQI>100 177，>150 106，>200 48，>300 14", run.Output, StringComparison.Ordinal);
    }
}
