using Emergency.Core.Time;
using Emergency.Forecasting.Weather;
using Emergency.Testing;

namespace Emergency.Forecasting.Tests.Weather;

/// <summary>The readers on files as they were really published; counts taken from the files by other means.</summary>
public sealed class RealWeatherTests
{
    [Fact]
    public void Four_winters_of_a_station_are_read()
    {
        var hours = WeatherFile.OfFile("uci-beijing", SharedData.Path("beijing/PRSA_Data_Dongsi_20130301-20161031.csv.gz")).Good();

        // 32,184 rows; missing 9 TEMP, PRES, DEWP and RAIN, 7 WSPM, 38 wd.
        Assert.Equal([32_175, 32_175, 32_175, 32_175, 32_177], new[] { WeatherVariable.Temperature, WeatherVariable.Pressure, WeatherVariable.DewPoint, WeatherVariable.Rain, WeatherVariable.WindSpeed }.Select(v => hours.Count(h => h[v] is not null)));
        Assert.Equal(hours.Count(h => h.WindEast is not null), hours.Count(h => h.WindNorth is not null));
        Assert.Equal(32_155, hours.Count(h => h.WindEast is not null));
        Assert.All(hours.Where(h => h.WindEast is not null), h => Assert.Equal(h.WindSpeed!.Value, Math.Sqrt((h.WindEast!.Value * h.WindEast.Value) + (h.WindNorth!.Value * h.WindNorth.Value)), 9));
        var series = WeatherSeries.Of(hours);
        Assert.Equal((Hour.Starting(new DateOnly(2013, 3, 1), 0), 32_184), (series.First, series.Count));
    }

    [Fact]
    public void The_fixed_forecast_of_a_draw_is_read_whole()
    {
        var file = WeatherFile.OfFile("weather-runs", SharedData.Path("beijing/weather-forecast/draw2.csv.gz"));

        Assert.Empty(file.Problems);
        Assert.Equal(1321, file.Runs.Count);
        Assert.All(file.Runs, run => Assert.Equal((240, "draw2", 0), (run.Hours.Count, run.Source, run.IssuedAt.HourOfDay)));
        Assert.Equal((LocalDay.Of(2013, 3, 11), LocalDay.Of(2016, 10, 21)), (file.Runs[0].IssuedAt.Day, file.Runs[^1].IssuedAt.Day));
        Assert.All(file.Runs, run => Assert.All(Enum.GetValues<WeatherVariable>(), v => Assert.DoesNotContain(float.NaN, run.Hours[v])));
    }

    [Fact]
    public void Every_station_of_the_surface_network_is_read_without_a_problem()
    {
        var files = Directory.GetFiles(SharedData.Path("weather/isd-lite-2021")).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(14, files.Count);
        Assert.All(files, file => Assert.True(WeatherFormat.Find("isd-lite").OrThrow().BelongsInFolder(Path.GetFileName(file))));

        var hours = files.SelectMany(file => WeatherFile.OfFile("isd-lite", file).Good()).ToList();

        Assert.Equal(14, hours.Select(h => h.Place).Distinct().Count());
        Assert.Equal(15_302, hours.Count);
        // 368 calms, 207 of them with the speed left out; one-hour precipitation is missing in every row.
        Assert.Equal(161 + 16 + 207, hours.Count(h => h.WindSpeed is 0));
        Assert.DoesNotContain(hours, h => h.Rain is not null);
        Assert.InRange(hours.Min(h => h.Temperature!.Value), -33, -31);
        Assert.InRange(hours.Max(h => h.Temperature!.Value), 28, 30);
    }

    [Theory]
    [InlineData("archive_hourly_savannah", 48, 0)]
    [InlineData("archive_hourly_adelaide", 72, 1)]
    [InlineData("forecast_hourly_adelaide", 72, 1)]
    public void Real_answers_are_read(string name, int times, int remarks)
    {
        var file = WeatherFile.OfFile("open-meteo", SharedData.Path($"weather/open-meteo-samples/{name}.json"));

        Assert.Empty(file.Fatal);
        // Adelaide is half an hour off: a remark.
        Assert.Equal(remarks, file.Problems.Count);
        // One hour more than there are times: it has the rain that the first time tells.
        Assert.Equal(times + 1, file.Hours.Count);
        Assert.Equal(times, file.Hours.Count(h => h.Temperature is not null));
        Assert.Equal(times, file.Hours.Count(h => h.DewPoint <= h.Temperature));
        Assert.All(file.Hours, h => Assert.True(h.WindSpeed is null or < 25));
    }

    [Fact]
    public void An_answer_without_units_and_offset_is_refused_for_each_of_them()
    {
        var file = WeatherFile.OfFile("open-meteo", SharedData.Path("weather/open-meteo-samples/archive_hourly_short.json"));

        Assert.Empty(file.Hours);
        Assert.Equal(["utc_offset_seconds", "temperature_2m", "precipitation", "wind_speed_10m"], file.Fatal.Select(p => p.Column));
    }
}
