using System.Globalization;
using System.Text.Json;
using Emergency.Core.Time;
using Emergency.Forecasting.Weather;
using Emergency.Testing;

namespace Emergency.Cli.Tests.Commands;

/// <summary>The options for weather of <c>forecast</c>, <c>advise</c>, <c>train</c> and <c>verify</c>, with the model that ships at home.</summary>
public sealed class WeatherOptionsTests : IDisposable
{
    private const string Place = "北京";
    private const string Model = "starter-beijing";
    private const int Days = 24;

    private static readonly LocalDay Issue = LocalDay.Of(2019, 1, 20);
    private static readonly Hour First = Issue.Plus(-Days).FirstHour;

    private readonly TempFolder folder = new();

    public WeatherOptionsTests()
    {
        var hours = new HourRange(First, Issue.Plus(4).FirstHour).Hours().ToList();
        folder.Write("air.csv", Lines("place,hour,pm25_ug_m3,pm10_ug_m3,so2_ug_m3,no2_ug_m3,o3_ug_m3,co_mg_m3", hours.Select(h => FormattableString.Invariant($"{Place},{h},{ForecastCity.Fine(h)},120,20,45,40,1.1"))));
        // A folder of two stations: every file named is taken as the weather of the place.
        folder.Write("weather/a.csv", Lines("place,hour,wind_east_m_s,wind_north_m_s,wind_speed_m_s,temperature_c,dew_point_c,pressure_hpa,rain_mm", hours.Select(h => $"A,{h},1,-1,1.6,-2,-11,1026,0")));
        folder.Write("weather/b.csv", Lines("place,hour,wind_east_m_s,wind_north_m_s,wind_speed_m_s,temperature_c,dew_point_c,pressure_hpa,rain_mm", hours.Select(h => $"B,{h},1,-2,2.4,-4,-13,1026,0")));
        folder.Write("runs.csv", Lines(
            "issue_time,lead_hour,wind_u_m_s,wind_v_m_s,wind_speed_m_s,temperature_c,dew_point_c,pressure_hpa,rain_mm_h",
            from day in Enumerable.Range(-8, 12)
            from lead in Enumerable.Range(0, 240)
            select FormattableString.Invariant($"{Issue.Plus(day).FirstHour},{lead},0.2,{0.1 * day},0.8,{1 + (0.1 * day)},-3,1020,0")));
        folder.Write("model.json", OpenMeteo());
        folder.Write("broken.csv", "place,hour,wind_east_m_s,wind_north_m_s,wind_speed_m_s,temperature_c,dew_point_c,pressure_hpa,rain_mm\nA,2019-01-11T00:00+08:00,1,2,3,-4F,-9,931,0\n");
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_forecast_takes_observed_weather_and_runs_of_a_table()
    {
        var forecast = await RunAsync("forecast", "--at", $"{Issue.FirstHour}", "--weather", folder["weather"], "--weather-format", "csv", "--weather-forecast", folder["runs.csv"]);
        Assert.True(forecast.ExitCode == 0, forecast.Error);
        Assert.Contains($"气象 / weather: forecast (runs {Issue.FirstHour})", forecast.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("earlier weather runs are at hand", forecast.Output, StringComparison.Ordinal);
        using var json = Json();
        var inputs = json.RootElement.GetProperty("basis").GetProperty("inputs").EnumerateArray().Select(i => (Name: i.GetProperty("name").GetString()!, Hash: i.GetProperty("hash").GetString())).ToDictionary(i => i.Name, i => i.Hash);
        // The newest and all before it that the file has: those blended, and those of the days whose misses are looked at.
        Assert.Equal(9, inputs.Keys.Count(k => k.StartsWith("weather-run:", StringComparison.Ordinal)));
        // The weather of the place is the mean of the two files, of the hours before the issue.
        var observed = WeatherSeries.Of([.. new HourRange(First, Issue.FirstHour).Hours().Select(h => new WeatherHour(Place, h, 1, -1.5, 2, -3, -12, 1026, 0))]);
        Assert.Equal(WeatherBytes.HashOf(observed.Within(new HourRange(Issue.Plus(-45).FirstHour, Issue.FirstHour))).ToString(), inputs[$"weather:{Place}"]);
    }

    [Fact]
    public async Task A_forecast_takes_a_run_that_does_not_say_when_it_was_issued_with_the_hour_named()
    {
        var forecast = await RunAsync(
            "forecast", "--at", $"{Issue.FirstHour}", "--weather", folder["weather"], "--weather-forecast", folder["model.json"], "--weather-forecast-format", "open-meteo", "--weather-issued", $"{Issue.FirstHour.Plus(-6)}");
        Assert.True(forecast.ExitCode == 0, forecast.Error);
        Assert.Contains($"气象 / weather: forecast (open-meteo {Issue.FirstHour.Plus(-6)})", forecast.Output, StringComparison.Ordinal);

        // Issued later than the forecast of air it is not known.
        var later = await RunAsync(
            "forecast", "--at", $"{Issue.FirstHour}", "--weather", folder["weather"], "--weather-forecast", folder["model.json"], "--weather-forecast-format", "open-meteo", "--weather-issued", $"{Issue.FirstHour.Plus(6)}");
        Assert.Contains("气象 / weather: none\n", later.Output, StringComparison.Ordinal);
        Assert.Contains("made in the setting \"none\"", later.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Advice_changes_with_the_weather_given()
    {
        string[] days = ["--from", "2019-01-20", "--to", "2019-01-21"];
        var without = await RunAsync("advise", days);
        Assert.True(without.ExitCode == 0, without.Error);
        var said = await File.ReadAllTextAsync(folder["out.json"], TestContext.Current.CancellationToken);
        var with = await RunAsync("advise", [.. days, "--weather", folder["weather"], "--weather-forecast", folder["runs.csv"]]);
        Assert.True(with.ExitCode == 0, with.Error);
        using var json = Json();
        Assert.Equal(2, json.RootElement.GetProperty("rows").GetArrayLength());
        Assert.NotEqual(said, json.RootElement.GetRawText());
    }

    [Theory]
    [InlineData("forecast", "OBSERVATION-002", "--weather", "nowhere.csv")]
    [InlineData("forecast", "WEATHER-001", "--weather", "weather", "--weather-format", "grib")]
    [InlineData("advise", "WEATHER-006", "--weather", "runs.csv", "--weather-format", "weather-runs")]
    [InlineData("train", "WEATHER-007", "--weather", "broken.csv")]
    [InlineData("verify", "WEATHER-008", "--weather-forecast", "model.json", "--weather-forecast-format", "open-meteo")]
    [InlineData("train", "WEATHER-008", "--weather-forecast", "runs.csv", "--weather-issued", "2019-01-20T00:00+08:00")]
    [InlineData("forecast", "FORECAST-005", "--weather-forecast", "model.json", "--weather-forecast-format", "open-meteo", "--weather-issued", "2019-01-20")]
    [InlineData("verify", "TRAIN-006", "--earlier-runs", "5")]
    [InlineData("train", "TRAIN-006", "--earlier-runs", "-1")]
    [InlineData("verify", "TRAIN-007", "--earlier-runs", "4")]
    [InlineData("verify", "MODEL-002", "--model", "nowhere.json")]
    [InlineData("train", "TRAIN-001", "--weather", "weather", "--weather-forecast", "runs.csv")]
    public async Task What_cannot_work_is_refused_with_its_code(string command, string code, params string[] options)
    {
        string[] period = command switch
        {
            "advise" or "verify" => ["--from", "2019-01-20", "--to", "2019-01-20"],
            "train" => ["--until", "2019-01-19", "--id", "x", "--models", folder["models"]],
            _ => ["--at", $"{Issue.FirstHour}"],
        };
        var run = await RunAsync(command, [.. period, .. options.Select(o => o.StartsWith("nowhere", StringComparison.Ordinal) || File.Exists(folder[o]) || Directory.Exists(folder[o]) ? folder[o] : o)]);
        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith(code, run.Error.TrimEnd().Split('\n')[^1], StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["models"]));
    }

    private Task<CliProcess> RunAsync(string command, params string[] options)
    {
        string[] model = command switch
        {
            "train" => [],
            "verify" => options.Contains("--model") ? [] : ["--model", Path.Combine(Repository.Root, "models", Model, "model.json")],
            _ => ["--model", Model],
        };
        string[] json = command == "train" ? [] : ["--json", folder["out.json"]];
        return CliProcess.RunAsync([command, folder["air.csv"], "--format", "csv", "--place", Place, .. model, .. json, .. options]);
    }

    private JsonDocument Json() => JsonDocument.Parse(File.ReadAllText(folder["out.json"]));

    private static string Lines(string header, IEnumerable<string> rows) => $"{header}\n{string.Join('\n', rows)}\n";

    private static string OpenMeteo()
    {
        var first = Issue.Plus(-1).Date.ToDateTime(TimeOnly.MinValue);
        string All(Func<int, string> value) => string.Join(',', Enumerable.Range(0, 270).Select(value));
        var times = All(i => $"\"{first.AddHours(i).ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture)}\"");
        return $$$"""
            {"latitude": 39.9, "longitude": 116.4, "utc_offset_seconds": 28800,
             "hourly_units": {"temperature_2m": "°C", "dew_point_2m": "°C", "surface_pressure": "hPa", "precipitation": "mm", "wind_speed_10m": "m/s", "wind_direction_10m": "°"},
             "hourly": {"time": [{{{times}}}], "temperature_2m": [{{{All(_ => "-2")}}}], "dew_point_2m": [{{{All(_ => "-9")}}}], "surface_pressure": [{{{All(_ => "1020")}}}],
              "precipitation": [{{{All(_ => "0")}}}], "wind_speed_10m": [{{{All(_ => "2")}}}], "wind_direction_10m": [{{{All(_ => "135")}}}]}}
            """;
    }
}
