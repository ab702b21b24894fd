using Emergency.Core;

namespace Emergency.Forecasting.Observing;

/// <summary>Headers that are met in practice under the wrong format name, or that lie; each is refused with what it really is.</summary>
internal static class KnownHeaders
{
    /// <summary>Reports why a header does not fit, with the best hint there is.</summary>
    public static void Refuse(IReadOnlyList<string> header, IReadOnlyList<string> required, FileProblems problems)
    {
        var missing = string.Join(", ", required.Where(r => !header.Any(h => h.Trim() == r)));
        problems.Fatal(
            1,
            missing,
            string.Join(",", header),
            new Text($"含有{string.Join("、", required)}各列的表头", $"a header with {string.Join(", ", required)}"),
            Hint([.. header.Select(h => h.Trim())]));
    }

    private static Text Hint(List<string> header)
    {
        if (header is ["日期", "质量等级", "AQI", "PM2.5", "PM10", "SO2", "NO2", "CO", "O3", "城市"])
        {
            // Seen in city files of 2025 taken from tianqihoubao.com: values agree with the AQI only under this reading.
            return new Text(
                "该表头与数据错位，不能导入：“PM2.5”列实为全国排名，“PM10”列实为PM2.5，“SO2”列实为PM10，“NO2”列为NO2，“CO”列实为SO2，“O3”列实为CO（mg/m³），没有O3数据。请改正表头并按csv格式整理后再导入。",
                "This header does not fit its data and is not imported: the column PM2.5 holds the national rank, PM10 holds PM2.5, SO2 holds PM10, NO2 holds NO2, CO holds SO2, O3 holds CO (mg/m³); there is no O3. Correct the header, arrange the file as our csv, then import.");
        }

        return header switch
        {
            ["date", "hour", "type", ..] => Try("cnemc-cities（城市）或cnemc-sites（点位）", "cnemc-cities (cities) or cnemc-sites (sites)"),
            ["date", "hour", "城市", ..] => Try("cnemc-cities", "cnemc-cities"),
            ["Date", "Hour", "WatchPoint", ..] => Try("cnemc-sites", "cnemc-sites"),
            ["No", "year", "month", "day", "hour", ..] => Try("uci-beijing", "uci-beijing"),
            ["place", "hour", ..] => Try("csv", "csv"),
            ["issue_time", "lead_hour", ..] => Try("weather-runs", "weather-runs"),
            [var first, ..] when first.StartsWith('{') => Try("cnemc-live（观测）或open-meteo（气象）", "cnemc-live (air) or open-meteo (weather)"),
            [var first, ..] when first.StartsWith('<') => new Text(
                "这是发布服务的XML原文，请使用其GeoJSON（--format cnemc-live）。",
                "This is the raw XML of the live service; use its GeoJSON (--format cnemc-live)."),
            ["date", _, ..] => new Text(
                "该文件可能行列转置：日期、小时、类型应在前三列，地点在表头。请转置后再导入。",
                "The file may be transposed: date, hour and type belong in the first three columns, places in the header. Transpose it, then import."),
            _ => new Text("请核对文件与--format是否一致。", "Check that the file and --format agree."),
        };
    }

    private static Text Try(string zh, string en) => new($"该文件看起来是{zh}格式，请改用相应的--format。", $"The file looks like {en}; name that with --format.");
}
