using Emergency.Core.Time;
using Emergency.Forecasting.Tests.Observing;
using Emergency.Forecasting.Weather;

namespace Emergency.Forecasting.Tests.Weather;

public sealed class WeatherReaderTests
{
    [Fact]
    public void Wind_of_a_station_file_points_to_where_it_blows_and_a_calm_needs_no_direction()
    {
        var hours = WeatherFile.Of("uci-beijing", WeatherSamples.Uci).Good();

        Assert.Equal(
            [
                new("Nowhere", At(2014, 1, 2, 0), 0, -4, 4, -0.5, -21.4, 1024.5, 0),
                new("Nowhere", At(2014, 1, 2, 2), null, null, 2.5, 1.5, -20, 1023, 0.2),
                new("Nowhere", At(2014, 1, 2, 3), 0, 0, 0, 1.5, -20, 1023, 0.2),
            ],
            hours);
    }

    [Theory]
    [InlineData("N", 0, -1)]
    [InlineData("NE", -0.7071, -0.7071)]
    [InlineData("E", -1, 0)]
    [InlineData("S", 0, 1)]
    [InlineData("SSW", 0.3827, 0.9239)]
    [InlineData("W", 1, 0)]
    [InlineData("NNW", 0.3827, -0.9239)]
    public void A_sector_says_where_the_wind_comes_from(string sector, double east, double north)
    {
        var hour = WeatherFile.Of("uci-beijing", WeatherSamples.Uci.Replace("\"N\",4", $"\"{sector}\",1", StringComparison.Ordinal)).Good()[0];

        Assert.Equal(east, hour.WindEast!.Value, 4);
        Assert.Equal(north, hour.WindNorth!.Value, 4);
    }

    [Theory]
    [InlineData("\"N\",4", "\"X\",4", "wd", "X")]
    [InlineData("\"N\",4", "\"N\",4x", "WSPM", "4x")]
    [InlineData("\"N\",4", "\"N\",-4", "WSPM", "-4")]
    [InlineData("1024.5", "102450", "PRES", "102450")]
    [InlineData("-0.5,", "31.9F,", "TEMP", "31.9F")]
    public void A_broken_cell_of_a_station_file_is_named(string good, string bad, string column, string value)
    {
        var problem = WeatherFile.Of("uci-beijing", WeatherSamples.Uci.Replace(good, bad, StringComparison.Ordinal)).Refusal();
        Assert.Equal((2, column, value), (problem.Row, problem.Column, problem.Value));
    }

    [Fact]
    public void Runs_are_told_apart_by_issue_time_and_ordered_with_gaps_left_open()
    {
        var file = WeatherFile.Of("weather-runs", WeatherSamples.Runs);

        Assert.Empty(file.Problems);
        Assert.Equal([("", At(2014, 1, 2, 0), "model1", 2), ("", At(2014, 1, 3, 0), "model1", 3)], file.Runs.Select(r => (r.Place, r.IssuedAt, r.Source, r.Hours.Count)));
        Assert.All(file.Runs, run => Assert.Equal(run.IssuedAt, run.Hours.First));
        Assert.Equal([0.17f, -0.18f, 1.53f, 2.8f, -10.4f, 1018.6f, 0f], Enum.GetValues<WeatherVariable>().Select(v => file.Runs[0].Hours[v][0]));
        Assert.Equal([-10.4f, float.NaN], file.Runs[0].Hours[WeatherVariable.DewPoint]);
        Assert.Equal([1.5f, float.NaN, 1f], file.Runs[1].Hours[WeatherVariable.WindEast]);
    }

    [Fact]
    public void Columns_of_runs_may_stand_in_any_order()
    {
        var file = WeatherFile.Of("weather-runs", "lead_hour,note,rain_mm_h,wind_u_m_s,wind_v_m_s,wind_speed_m_s,temperature_c,dew_point_c,pressure_hpa,issue_time\r\n3,x,7,1,2,3,4,5,1006,2014-01-02T08:00Z\r\n");
        var run = Assert.Single(file.Runs);
        Assert.Equal((At(2014, 1, 2, 16), 4, 7f, 1006f), (run.IssuedAt, run.Hours.Count, run.Hours[WeatherVariable.Rain][3], run.Hours[WeatherVariable.Pressure][3]));
    }

    [Theory]
    [InlineData("2014-01-02T00:00+08:00,1,", "2014-01-02T00:30+08:00,1,", 3, "issue_time")]
    [InlineData("2014-01-02T00:00+08:00,1,", "2014-01-02T00:00+08:00,384,", 3, "lead_hour")]
    [InlineData("2014-01-02T00:00+08:00,1,", "2014-01-02T00:00+08:00,1.5,", 3, "lead_hour")]
    [InlineData("2014-01-02T00:00+08:00,1,", "2014-01-02T00:00+08:00,0,", 3, "lead_hour")]
    [InlineData(",-0.3,", ",-O.3,", 3, "wind_v_m_s")]
    [InlineData(",1018.5,", ",101850,", 3, "pressure_hpa")]
    [InlineData("1018.5,0.1\n", "1018.5,0.1,\n", 3, "")]
    [InlineData("issue_time,", "issued,", 1, "issue_time")]
    public void A_broken_row_of_runs_is_named(string good, string bad, int row, string column)
    {
        var problem = WeatherFile.Of("weather-runs", WeatherSamples.Runs.Replace(good, bad, StringComparison.Ordinal)).Refusal();
        Assert.Equal((row, column), (problem.Row, problem.Column));
    }

    [Fact]
    public void A_run_may_be_longer_than_ten_days()
    {
        var run = WeatherFile.Of("weather-runs", WeatherSamples.Runs.Replace("00:00+08:00,1,", "00:00+08:00,383,", StringComparison.Ordinal)).Runs[0];
        Assert.Equal((384, 2.8f, 2.5f), (run.Hours.Count, run.Hours[WeatherVariable.Temperature][0], run.Hours[WeatherVariable.Temperature][383]));
    }

    [Fact]
    public void A_station_of_the_surface_network_is_read_in_universal_time_and_tenths()
    {
        var hours = WeatherFile.Of("isd-lite", WeatherSamples.Isd).Good();

        Assert.Equal(
            [
                new("539990-99999", At(2021, 1, 1, 8), 3, 0, 3, -11.1, -21.2, 1032.8, null),
                // The rain of the hour before 03 UTC.
                new("539990-99999", At(2021, 1, 1, 10), null, null, null, null, null, null, 2.5),
                // Direction 0 is a calm, with its speed left out; the trace that was reported at 04 fell in this hour.
                new("539990-99999", At(2021, 1, 1, 11), 0, 0, 0, -0.8, null, null, 0),
                new("539990-99999", At(2021, 1, 1, 12), null, null, 5, -1.8, -17.7, 1027.3, null),
            ],
            hours);
    }

    [Theory]
    [InlineData("2021 01 01 03", "2021 01 01 24", "year, month, day, hour")]
    [InlineData("2021 01 01 03", "2021 02 29 03", "year, month, day, hour")]
    [InlineData("    -8", "  -8.5", "temperature")]
    [InlineData("    -8", "   999", "temperature")]
    [InlineData("     0 -9999 -9999    25", "   361 -9999 -9999    25", "wind direction")]
    [InlineData("    25     0", "    25", "")]
    public void A_broken_row_of_a_station_is_named(string good, string bad, string column)
    {
        var problem = WeatherFile.Of("isd-lite", WeatherSamples.Isd.Replace(good, bad, StringComparison.Ordinal)).Refusal();
        Assert.Equal((2, column), (problem.Row, problem.Column));
    }

    [Fact]
    public void A_station_file_without_its_name_is_refused() => Assert.Equal("stations.txt", WeatherFile.Of("isd-lite", WeatherSamples.Isd, "stations.txt").Refusal().Value);

    [Fact]
    public void A_packed_file_is_the_same_file() =>
        Assert.Equal(WeatherFile.Of("isd-lite", WeatherSamples.Isd).Hours, WeatherFile.Of("isd-lite", Reading.Gzip(WeatherSamples.Isd), "539990-99999-2021.gz").Good());

    [Theory]
    [InlineData("csv", "weather-runs")]
    [InlineData("uci-beijing", "csv")]
    [InlineData("weather-runs", "uci-beijing")]
    [InlineData("csv", "open-meteo")]
    public void A_file_under_the_wrong_format_is_refused_with_the_right_one(string format, string content)
    {
        var problem = WeatherFile.Of(format, WeatherSamples.All.First(s => s.Format == content).Text).Refusal();
        Assert.Equal(1, problem.Row);
        Assert.Contains(content, problem.Remedy.En, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("uci-beijing", "sub/PRSA_Data_X_1.csv.gz", true)]
    [InlineData("uci-beijing", "other.csv", false)]
    [InlineData("weather-runs", "draw1.csv.gz", true)]
    [InlineData("weather-runs", "PRSA_Data_X_1.csv.gz", false)]
    [InlineData("open-meteo", "晋城.json", true)]
    [InlineData("open-meteo", "README.md", false)]
    [InlineData("isd-lite", "537720-99999-2021", true)]
    [InlineData("isd-lite", "537720-99999-2021.gz", true)]
    [InlineData("isd-lite", "README.md", false)]
    [InlineData("csv", "a/b.csv", true)]
    public void Of_a_folder_only_the_files_of_the_format_are_taken(string format, string path, bool belongs) =>
        Assert.Equal(belongs, WeatherFormat.Find(format).OrThrow().BelongsInFolder(path));

    [Fact]
    public void An_unknown_format_is_refused_with_those_there_are()
    {
        var refusal = WeatherFormat.Find("grib").Refusal!;
        Assert.Equal("WEATHER-001", refusal.Code);
        Assert.Contains("open-meteo", refusal.Remedy.En, StringComparison.Ordinal);
    }

    private static Hour At(int year, int month, int day, int hour) => Hour.Starting(new DateOnly(year, month, day), hour);
}
