namespace Emergency.Forecasting.Tests.Weather;

/// <summary>A small good file of every layout, made up for the tests.</summary>
internal static class WeatherSamples
{
    public const string Uci =
        "\"No\",\"year\",\"month\",\"day\",\"hour\",\"PM2.5\",\"PM10\",\"SO2\",\"NO2\",\"CO\",\"O3\",\"TEMP\",\"PRES\",\"DEWP\",\"RAIN\",\"wd\",\"WSPM\",\"station\"\r\n" +
        "1,2014,1,2,0,9,12,3,17,300,89,-0.5,1024.5,-21.4,0,\"N\",4,\"Nowhere\"\r\n" +
        "2,2014,1,2,1,NA,4,3,16,NA,88,NA,NA,NA,NA,NA,NA,\"Nowhere\"\r\n" +
        "3,2014,1,2,2,NA,4,3,16,NA,88,1.5,1023,-20,0.2,NA,2.5,\"Nowhere\"\r\n" +
        "4,2014,1,2,3,NA,4,3,16,NA,88,1.5,1023,-20,0.2,NA,0,\"Nowhere\"\r\n";

    public const string Runs =
        "issue_time,lead_hour,wind_u_m_s,wind_v_m_s,wind_speed_m_s,temperature_c,dew_point_c,pressure_hpa,rain_mm_h\n" +
        "2014-01-02T00:00+08:00,0,0.17,-0.18,1.53,2.8,-10.4,1018.6,0.0\n2014-01-02T00:00+08:00,1,0.2,-0.3,1.6,2.5,,1018.5,0.1\n" +
        "2014-01-03T00:00+08:00,2,1,2,3,4,-5,1006,0.7\n2014-01-03T00:00+08:00,0,1.5,2,3,4,-5,1006,0.7\n";

    public const string Meteo =
        """
        {"latitude": 35.5, "longitude": 112.9, "generationtime_ms": 1.5, "utc_offset_seconds": 28800, "timezone": "Asia/Shanghai", "timezone_abbreviation": "GMT+8",
         "elevation": 740.0, "hourly_units": {"time": "iso8601", "temperature_2m": "°C", "dew_point_2m": "°C", "relative_humidity_2m": "%", "surface_pressure": "hPa",
         "precipitation": "mm", "wind_speed_10m": "km/h", "wind_direction_10m": "°"},
         "hourly": {"time": ["2026-01-05T00:00", "2026-01-05T01:00", "2026-01-05T02:00"], "temperature_2m": [-3.5, -4.0, null], "dew_point_2m": [-8.0, null, null],
         "relative_humidity_2m": [71, 73, 75], "surface_pressure": [931.5, 931.0, 930.8], "precipitation": [0.0, 0.3, 0.5], "wind_speed_10m": [7.2, 3.6, 0.0],
         "wind_direction_10m": [0, 90, 211]}}
        """;

    public const string Isd =
        "2021 01 01 00  -111  -212 10328   270    30 -9999 -9999     0\n" +
        "2021 01 01 03    -8 -9999 -9999     0 -9999 -9999    25     0\n" +
        "2021 01 01 04   -18  -177 10273 -9999    50 -9999    -1     0\n";

    public const string Ours =
        "place,hour,wind_east_m_s,wind_north_m_s,wind_speed_m_s,temperature_c,dew_point_c,pressure_hpa,rain_mm\n" +
        "晋城,2019-01-11T18:00+08:00,0.5,-1.25,1.5,-2,-11.5,931.2,0\n\"a,b\",2019-01-11T19:00+08:00,,,,,,,\n晋城,2019-01-11T19:00+08:00,,,2,,,,0.3\n";

    /// <summary>Format and sample of every layout.</summary>
    public static IReadOnlyList<(string Format, string Text)> All { get; } =
        [("uci-beijing", Uci), ("weather-runs", Runs), ("open-meteo", Meteo), ("isd-lite", Isd), ("csv", Ours)];

    /// <summary>A name that a file of the format may have.</summary>
    public static string NameOf(string format) => format switch
    {
        "open-meteo" => "晋城.json",
        "isd-lite" => "539990-99999-2021",
        "weather-runs" => "model1.csv",
        _ => "file.csv",
    };
}
