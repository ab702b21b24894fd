using System.Globalization;
using System.Text.Json.Nodes;
using Emergency.Core.Time;

namespace Emergency.Web.Tests.Weather;

/// <summary>An answer in the shape of the service, made up: eleven days from midnight, with a sun that rises and a wind that turns.</summary>
internal static class MadeUpAnswer
{
    public static string Of(LocalDay first, int hours = 264, double longitude = 112.87, double latitude = 35.48, string windUnit = "m/s", double warmer = 0)
    {
        JsonArray Values(Func<int, double> value) => new([.. Enumerable.Range(0, hours).Select(i => (JsonNode)Math.Round(value(i), 1))]);
        return new JsonObject
        {
            ["latitude"] = latitude,
            ["longitude"] = longitude,
            ["generationtime_ms"] = 0.4,
            ["utc_offset_seconds"] = 28800,
            ["timezone"] = "Asia/Shanghai",
            ["timezone_abbreviation"] = "GMT+8",
            ["elevation"] = 742.0,
            ["hourly_units"] = new JsonObject
            {
                ["time"] = "iso8601",
                ["temperature_2m"] = "°C",
                ["dew_point_2m"] = "°C",
                ["relative_humidity_2m"] = "%",
                ["surface_pressure"] = "hPa",
                ["precipitation"] = "mm",
                ["wind_speed_10m"] = windUnit,
                ["wind_direction_10m"] = "°",
            },
            ["hourly"] = new JsonObject
            {
                ["time"] = new JsonArray([.. Enumerable.Range(0, hours).Select(i => (JsonNode)first.Date.ToDateTime(TimeOnly.MinValue).AddHours(i).ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture))]),
                ["temperature_2m"] = Values(i => warmer + (5 * Math.Sin((i - 9) * Math.PI / 12))),
                ["dew_point_2m"] = Values(_ => warmer - 9),
                ["relative_humidity_2m"] = Values(i => 60 - (20 * Math.Sin((i - 9) * Math.PI / 12))),
                ["surface_pressure"] = Values(i => 931 + (i / 24.0)),
                ["precipitation"] = Values(i => i % 50 == 0 ? 0.3 : 0),
                ["wind_speed_10m"] = Values(i => 1 + (i % 7)),
                ["wind_direction_10m"] = Values(i => i * 15 % 360),
            },
        }.ToJsonString();
    }
}
