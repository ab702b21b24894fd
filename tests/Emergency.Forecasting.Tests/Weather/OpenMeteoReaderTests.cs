using System.Text;
using Emergency.Core.Time;
using Emergency.Forecasting.Observing;
using Emergency.Forecasting.Weather;

namespace Emergency.Forecasting.Tests.Weather;

public sealed class OpenMeteoReaderTests
{
    private static readonly Hour First = Hour.Starting(new DateOnly(2026, 1, 5), 0);

    [Fact]
    public void Readings_belong_to_the_hour_they_begin_and_rain_to_the_hour_before()
    {
        var hours = WeatherFile.Of("open-meteo", WeatherSamples.Meteo).Good();

        Assert.Equal([First.Plus(-1), First, First.Plus(1), First.Plus(2)], hours.Select(h => h.Hour));
        Assert.All(hours, h => Assert.Equal("晋城", h.Place));
        Assert.Equal([0, 0.3, 0.5, null], hours.Select(h => h.Rain));
        Assert.Equal([null, -3.5, -4, null], hours.Select(h => h.Temperature));
        Assert.Equal([null, 931.5, 931, 930.8], hours.Select(h => h.Pressure));
    }

    [Fact]
    public void Kilometres_an_hour_become_metres_a_second_towards_where_the_wind_blows()
    {
        var hours = WeatherFile.Of("open-meteo", WeatherSamples.Meteo).Good();

        Assert.Equal([null, (0, -2, 2), (-1, 0, 1), (0, 0, 0)], hours.Select(h => h.WindSpeed is null ? default((double, double, double)?) : (h.WindEast!.Value, h.WindNorth!.Value, Math.Round(h.WindSpeed!.Value, 12))));
    }

    /// <summary>Reference: WMO-No. 8, Magnus over water: 20 °C and 50 % have a dew point of 9.3 °C; at 100 % it is the temperature.</summary>
    [Theory]
    [InlineData(20, 50, 9.26)]
    [InlineData(20, 100, 20)]
    [InlineData(-4, 73, -8.13)]
    public void A_missing_dew_point_follows_from_humidity(double temperature, double humidity, double expected)
    {
        var text = WeatherSamples.Meteo.Replace("-4.0, null]", FormattableString.Invariant($"{temperature}, null]"), StringComparison.Ordinal)
            .Replace("[71, 73, 75]", FormattableString.Invariant($"[71, {humidity}, 75]"), StringComparison.Ordinal);
        var hours = WeatherFile.Of("open-meteo", text).Good();
        Assert.Equal(expected, hours[2].DewPoint!.Value, 2);
        Assert.Equal(-8, hours[1].DewPoint);
        Assert.Null(hours[3].DewPoint);
    }

    [Theory]
    [InlineData("\"temperature_2m\": \"°C\"", "\"temperature_2m\": \"°F\"", WeatherVariable.Temperature, -19.722)]
    [InlineData("\"precipitation\": \"mm\"", "\"precipitation\": \"inch\"", WeatherVariable.Rain, 7.62)]
    [InlineData("km/h", "m/s", WeatherVariable.WindSpeed, 7.2)]
    [InlineData("km/h", "mp/h", WeatherVariable.WindSpeed, 3.219)]
    [InlineData("km/h", "kn", WeatherVariable.WindSpeed, 3.704)]
    [InlineData("surface_pressure", "pressure_msl", WeatherVariable.Pressure, 931.5)]
    [InlineData("precipitation", "rain", WeatherVariable.Rain, 0.3)]
    public void Other_units_and_fields_of_the_service_are_understood(string good, string other, WeatherVariable variable, double expected) =>
        Assert.Equal(expected, WeatherFile.Of("open-meteo", WeatherSamples.Meteo.Replace(good, other, StringComparison.Ordinal)).Good()[1][variable]!.Value, 3);

    [Theory]
    [InlineData("\"temperature_2m\": \"°C\"", "\"temperature_2m\": \"K\"", 0, "temperature_2m", "K")]
    [InlineData("\"wind_speed_10m\": \"km/h\",", "", 0, "wind_speed_10m", "")]
    [InlineData("\"utc_offset_seconds\": 28800,", "", 0, "utc_offset_seconds", "")]
    [InlineData("28800", "\"8 h\"", 0, "utc_offset_seconds", "8 h")]
    [InlineData("-4.0", "-400", 2, "temperature_2m", "-400")]
    [InlineData("-4.0", "\"-4\"", 2, "temperature_2m", "-4")]
    [InlineData("[71, 73", "[71, 173", 2, "relative_humidity_2m", "173")]
    [InlineData("[0, 90,", "[0, 361,", 2, "wind_direction_10m", "361")]
    [InlineData("[7.2, 3.6,", "[7.2, -3.6,", 2, "wind_speed_10m", "-3.6")]
    [InlineData("931.0", "93100", 2, "surface_pressure", "93100")]
    [InlineData("[0.0, 0.3, 0.5]", "[0.0, 0.3]", 0, "precipitation", "2")]
    [InlineData("2026-01-05T01:00", "2026-01-05T00:00", 2, "time", "2026-01-05T00:00")]
    [InlineData("2026-01-05T01:00", "1767546000", 2, "time", "1767546000")]
    [InlineData("\"hourly\":", "\"daily\":", 0, "hourly", "")]
    public void What_is_wrong_is_named_with_its_row(string good, string bad, int row, string column, string value)
    {
        var problem = WeatherFile.Of("open-meteo", WeatherSamples.Meteo.Replace(good, bad, StringComparison.Ordinal)).Refusal();
        Assert.Equal((row, column, value), (problem.Row, problem.Column, problem.Value));
    }

    [Fact]
    public void An_error_of_the_service_is_shown() =>
        Assert.Equal("Daily limit exceeded.", WeatherFile.Of("open-meteo", """{"error": true, "reason": "Daily limit exceeded."}""").Refusal().Value);

    [Fact]
    public void A_web_page_and_several_places_are_refused_with_what_to_do()
    {
        Assert.Contains("web page", WeatherFile.Of("open-meteo", " <html><body>Log in</body></html>").Refusal().Remedy.En, StringComparison.Ordinal);
        Assert.Contains("by itself", WeatherFile.Of("open-meteo", $"[{WeatherSamples.Meteo}]").Refusal().Remedy.En, StringComparison.Ordinal);
        Assert.Equal("hourly", WeatherFile.Of("open-meteo", """{"utc_offset_seconds": 0, "hourly_units": {"time": "iso8601"}, "hourly": {"time": ["2026-01-05T00:00"], "cloud_cover": [3]}}""").Refusal().Column);
    }

    [Fact]
    public void An_answer_tells_its_grid_point()
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(WeatherSamples.Meteo));
        var problems = new List<ImportProblem>();
        var answer = OpenMeteoReader.Read(stream, "answer", "阳泉", problems);
        Assert.Empty(problems);
        Assert.Equal((35.5, 112.9, "阳泉"), (answer.Latitude, answer.Longitude, answer.Hours[0].Place));
    }
}
