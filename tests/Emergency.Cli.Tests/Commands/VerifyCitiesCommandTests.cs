using System.Text.Json;
using Emergency.Core.Time;
using Emergency.Testing;

namespace Emergency.Cli.Tests.Commands;

public sealed class VerifyCitiesCommandTests
{
    private const string Header = "place,hour,pm25_ug_m3,pm10_ug_m3,so2_ug_m3,no2_ug_m3,o3_ug_m3,co_mg_m3\n";

    private static readonly LocalDay First = LocalDay.Of(2018, 10, 1);

    [Fact]
    public async Task Every_city_of_the_files_is_scored_and_a_file_with_errors_is_refused()
    {
        using var folder = new TempFolder();
        var hours = new HourRange(First.FirstHour, First.Plus(100).FirstHour).Hours();
        folder.Write("air/a.csv", Header + string.Concat(hours.Select(h => FormattableString.Invariant($"晋城,{h},{ForecastCity.Fine(h)},90,20,40,30,1\n运城,{h},{ForecastCity.Fine(h.Plus(70))},90,20,40,30,1\n"))));
        var run = await VerifyAsync(folder, "persistence");
        Assert.True(run.ExitCode == 0, run.Error);
        using var json = JsonDocument.Parse(await File.ReadAllBytesAsync(folder["out.json"], TestContext.Current.CancellationToken));
        Assert.Equal(["晋城", "运城"], json.RootElement.GetProperty("cities").EnumerateArray().Select(c => c.GetProperty("place").GetString()).Order(StringComparer.Ordinal));

        folder.Write("air/b.csv", Header + "晋城,yesterday,1,1,1,1,1,1\n");
        var broken = await VerifyAsync(folder, "persistence");
        Assert.Equal(2, broken.ExitCode);
        Assert.StartsWith("OBSERVATION-004", broken.Error.TrimEnd().Split('\n')[^1], StringComparison.Ordinal);
        Assert.Contains("b.csv", broken.Error, StringComparison.Ordinal);

        var unknown = await VerifyAsync(folder, folder["none.json"]);
        Assert.Equal(2, unknown.ExitCode);
        Assert.StartsWith("MODEL-002", unknown.Error.TrimEnd().Split('\n')[^1], StringComparison.Ordinal);
    }

    private static Task<CliProcess> VerifyAsync(TempFolder folder, string model) => CliProcess.RunAsync(
        "verify-cities", folder["air"], "--format", "csv", "--model", model, "--from", $"{First.Plus(30)}", "--to", $"{First.Plus(99)}", "--json", folder["out.json"]);
}
