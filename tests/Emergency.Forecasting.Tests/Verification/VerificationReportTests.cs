using System.Text.Json;
using Emergency.Forecasting.Models;
using Emergency.Forecasting.Verification;
using Emergency.Testing;
using static Emergency.Forecasting.Tests.Verification.ScoredAir;

namespace Emergency.Forecasting.Tests.Verification;

public class VerificationReportTests
{
    [Fact]
    public void The_json_has_the_shape_that_scripts_read()
    {
        using var json = JsonDocument.Parse(VerificationReport.Json([Score(), Score() with { Setting = WeatherSetting.None }]));
        Assert.Equal(["forecast", "none"], json.RootElement.GetProperty("settings").EnumerateObject().Select(p => p.Name));
        var lead = json.RootElement.GetProperty("settings").GetProperty("forecast").GetProperty("leads")[0];
        Assert.Equal(1, lead.GetProperty("lead").GetInt32());
        foreach (var name in (string[])["rmse", "rmseClimatology", "rmsePersistence", "levelExact", "coverage80", "brierSkill150"])
        {
            Assert.Equal(JsonValueKind.Number, lead.GetProperty(name).ValueKind);
        }

        Assert.Equal(
            ["aqi100", "aqi150", "aqi200", "aqi300", "yellow", "orange", "red"],
            lead.GetProperty("events").EnumerateObject().Select(p => p.Name));
        var event150 = lead.GetProperty("events").GetProperty("aqi150");
        foreach (var name in (string[])["pod", "far", "csi"])
        {
            Assert.Equal(JsonValueKind.Number, event150.GetProperty(name).ValueKind);
        }
    }

    [Fact]
    public void What_is_undefined_is_null()
    {
        using var json = JsonDocument.Parse(VerificationReport.Json([Score()]));
        var red = json.RootElement.GetProperty("settings").GetProperty("forecast").GetProperty("leads")[0].GetProperty("events").GetProperty("red");
        Assert.Equal(JsonValueKind.Null, red.GetProperty("csi").ValueKind);
        Assert.Equal(JsonValueKind.Null, red.GetProperty("csiRange").ValueKind);
    }

    [Fact]
    public void Names_are_camel_case_and_numbers_are_rounded()
    {
        var json = VerificationReport.Json([Score()]);
        Assert.DoesNotMatch("\"[A-Z][A-Za-z0-9]*\":", json);
        Assert.DoesNotMatch(@"\d\.\d{5}", json);
    }

    [Fact]
    public void The_text_for_the_terminal() => Golden.Check(VerificationText.Of(Score()), "verification");

    private static SettingScore Score()
    {
        double[] truth = [.. Enumerable.Range(0, 80).Select(i => Math.Round(140 + (90 * Math.Sin(i / 4.0))))];
        var observed = truth.Select((v, i) => Day(i, v)).ToList();
        var runs = Enumerable.Range(5, 65).Select(i => Run(i, [.. Enumerable.Range(i, 3).Select(d => truth[d] * (1 + (0.2 * Math.Sin(d * 1.7))))], 0.7, 0.9, 1, 1.2, 1.4)).ToArray();
        return ForecastVerification.Score(Input(observed, runs) with { TrainingDays = observed });
    }
}
