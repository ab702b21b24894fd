using System.Globalization;
using System.Text.Json;
using Emergency.Core;
using Emergency.Core.Time;

namespace Emergency.Forecasting.Observing;

/// <summary>
/// Format <c>cnemc-live</c>: the answer of the centre's live service as GeoJSON, one feature a site and hour; missing = <c>-;</c> (sic). The publisher
/// <em>swaps</em> two fields: <c>o3</c> is the running 24-h maximum and <c>o3_24h</c> the last hour. <c>timepoint</c> is the end of the hour.
/// In problems the row is the number of the feature, from 1.
/// </summary>
internal static class CnemcLiveReader
{
    private static Text TimeExpected { get; } = new("整点时刻，如2018-02-20T07:00:00（小时结束）", "a full hour such as 2018-02-20T07:00:00 (the end of the hour)");

    public static IEnumerable<HourlyAir> Read(Stream stream, string fileName, ICollection<ImportProblem> found)
    {
        var problems = new FileProblems(fileName, found);
        var hours = new HourCollector(problems);
        using var document = Cells.ParseJson(
            Cells.ReadAll(stream, problems), problems, new Text("这是发布服务的XML原文，请使用其GeoJSON。", "This is the raw XML of the live service; use its GeoJSON."));
        if (document is null)
        {
            return hours.Finish();
        }

        if (document.RootElement.ValueKind != JsonValueKind.Object
            || !document.RootElement.TryGetProperty("features", out var features)
            || features.ValueKind != JsonValueKind.Array)
        {
            problems.Fatal(0, "features", "", new Text("GeoJSON要素集合", "a GeoJSON feature collection"), new Text("请核对文件与--format是否一致。", "Check that the file and --format agree."));
            return hours.Finish();
        }

        var row = 0;
        foreach (var feature in features.EnumerateArray())
        {
            row++;
            if (feature.ValueKind == JsonValueKind.Object
                && feature.TryGetProperty("properties", out var properties)
                && properties.ValueKind == JsonValueKind.Object)
            {
                Feature(properties, row, hours, problems);
            }
            else
            {
                problems.Fatal(row, "properties", "", new Text("要素的属性", "the feature's properties"), new Text("请重新获取该文件。", "Fetch the file again."));
            }
        }

        return hours.Finish();
    }

    private static void Feature(JsonElement properties, int row, HourCollector hours, FileProblems problems)
    {
        var code = Cell(properties, "stationcode");
        if (code.Length == 0)
        {
            problems.Fatal(row, "stationcode", "", new Text("点位编码", "the site's code"), new Text("请重新获取该文件。", "Fetch the file again."));
            return;
        }

        var time = Cell(properties, "timepoint");
        if (!DateTime.TryParseExact(time, "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var end)
            || end.Year is < 1990 or > 2099 || end.Minute != 0 || end.Second != 0)
        {
            problems.NotATime(row, "timepoint", time, TimeExpected);
            return;
        }

        double? Of(string name, string unit = "µg/m³") => Number(properties, name, unit, row, problems);
        hours.Add(
            new HourlyAir(code, Hour.Ending(DateOnly.FromDateTime(end), end.Hour), Of("pm2_5"), Of("pm10"), Of("so2"), Of("no2"), Of("o3_24h"), Of("co", "mg/m³"))
            {
                PublishedAqi = Of("aqi", "AQI") is { } aqi ? (int)Math.Round(aqi) : null,
                Published = PublishedMeans.Of(Of("pm2_5_24h"), Of("pm10_24h"), Of("o3_8h")),
            },
            row);
    }

    private static double? Number(JsonElement properties, string name, string unit, int row, FileProblems problems)
    {
        var text = Cell(properties, name);
        if (text is "" or "-;" or "-" or "—")
        {
            return null;
        }

        if (Cells.TryNumber(text, out var value))
        {
            return value;
        }

        problems.NotANumber(row, name, text, unit);
        return null;
    }

    private static string Cell(JsonElement properties, string name) =>
        !properties.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null ? ""
        : Cells.Printed(value);
}
