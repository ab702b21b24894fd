using System.Globalization;
using System.Text;
using System.Text.Json;
using Emergency.Core.Time;
using Emergency.Testing;

namespace Emergency.Cli.Tests.Commands;

public sealed class AdviseCommandTests
{
    /// <summary>晋城 from 1 January 2019: a clean day, two days at PM2.5 160 (AQI 210), a clean day.</summary>
    private static string TwoHeavyDays()
    {
        var text = new StringBuilder("place,hour,pm25_ug_m3,pm10_ug_m3,so2_ug_m3,no2_ug_m3,o3_ug_m3,co_mg_m3\n");
        foreach (var hour in new HourRange(LocalDay.Of(2019, 1, 1).FirstHour, LocalDay.Of(2019, 1, 5).FirstHour).Hours())
        {
            var pm25 = hour.Day.Date.Day is 2 or 3 ? 160 : 35;
            text.Append(CultureInfo.InvariantCulture, $"晋城,{hour.Start.ToIso()},{pm25},100,20,40,30,1\n");
        }

        return text.ToString();
    }

    [Fact]
    public async Task Observed_days_carry_the_level_of_each_edition()
    {
        using var folder = new TempFolder();
        folder.Write("a.csv", TwoHeavyDays());

        var run = await CliProcess.RunAsync(
            "advise", folder["a.csv"], "--format", "csv", "--place", "晋城", "--from", "2019-01-01", "--to", "2019-01-04", "--edition", "MEE-2018-875,MEE-2024-6", "--observed", "--json", folder["o.json"]);

        Assert.True(run.ExitCode == 0, run.Error);
        using var json = JsonDocument.Parse(await File.ReadAllBytesAsync(folder["o.json"], TestContext.Current.CancellationToken));
        var levels = json.RootElement.GetProperty("rows").EnumerateArray()
            .Where(r => r.GetProperty("level").GetString() != "None")
            .Select(r => (r.GetProperty("day").GetString(), r.GetProperty("edition").GetString(), r.GetProperty("level").GetString()));
        Assert.Equal(
            [("2019-01-02", "MEE-2018-875", "Yellow"), ("2019-01-03", "MEE-2018-875", "Yellow"), ("2019-01-02", "MEE-2024-6", "Orange"), ("2019-01-03", "MEE-2024-6", "Orange")],
            levels);
    }

    [Fact]
    public async Task Forecast_and_advice_from_three_days_say_that_nothing_was_fitted()
    {
        using var folder = new TempFolder();
        folder.Write("a.csv", TwoHeavyDays());

        var forecast = await CliProcess.RunAsync("forecast", folder["a.csv"], "--format", "csv", "--place", "晋城", "--at", "2019-01-04T00:00+08:00", "--model", "fitted");
        Assert.True(forecast.ExitCode == 0, forecast.Error);
        Assert.Contains("晋城 2019-01-04T00:00+08:00 ridge-1", forecast.Output, StringComparison.Ordinal);
        Assert.Contains("未拟合模型", forecast.Output, StringComparison.Ordinal);

        var advice = await CliProcess.RunAsync("advise", folder["a.csv"], "--format", "csv", "--place", "晋城", "--from", "2019-01-04", "--to", "2019-01-04", "--model", "fitted");
        Assert.True(advice.ExitCode == 0, advice.Error);
        Assert.Contains("MEE-2018-875", advice.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("FORECAST-003", "--model", "oracle")]
    [InlineData("FORECAST-004", "--from", "1.1.2019")]
    [InlineData("ADVICE-005", "--to", "2018-12-01")]
    [InlineData("ADVICE-006", "--reading", "D")]
    [InlineData("RULE-003", "--edition", "MEE-2030-1")]
    [InlineData("OBSERVATION-005", "--place", "长安")]
    public async Task What_cannot_be_advised_is_refused_with_its_code(string code, string option, string value)
    {
        using var folder = new TempFolder();
        folder.Write("a.csv", TwoHeavyDays());
        var options = new Dictionary<string, string> { ["--format"] = "csv", ["--place"] = "晋城", ["--from"] = "2019-01-01", ["--to"] = "2019-01-04", [option] = value };

        var run = await CliProcess.RunAsync(["advise", folder["a.csv"], .. options.SelectMany(o => new[] { o.Key, o.Value })]);

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith(code, run.Error.TrimEnd().Split('\n')[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2019-01-04")]
    [InlineData("2019-01-04T00:00")]
    [InlineData("2019-01-04T00:30+08:00")]
    public async Task An_issue_time_is_a_full_hour_with_its_offset(string at)
    {
        using var folder = new TempFolder();
        folder.Write("a.csv", TwoHeavyDays());

        var run = await CliProcess.RunAsync("forecast", folder["a.csv"], "--format", "csv", "--place", "晋城", "--at", at);

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("FORECAST-005", run.Error, StringComparison.Ordinal);
    }
}
