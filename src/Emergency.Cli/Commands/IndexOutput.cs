using System.Globalization;
using System.Text;
using Emergency.Core.Quantities;
using Emergency.Core.Time;
using Emergency.Forecasting.Indexing;
using Emergency.Forecasting.Observing;

namespace Emergency.Cli.Commands;

/// <summary>A day as <c>index --json</c> writes it.</summary>
/// <param name="Place">City or site.</param>
/// <param name="Date">The day.</param>
/// <param name="Aqi">Null when the day is not valid.</param>
/// <param name="Category">优 … 严重污染; null when there is no AQI.</param>
/// <param name="Primary">Codes of the primary pollutants.</param>
/// <param name="Valid">True when there is an AQI.</param>
/// <param name="Why">Why not.</param>
/// <param name="Concentrations">By pollutant code, as judged [µg/m³; CO mg/m³]; O3 is the MDA8; null when not valid.</param>
internal sealed record DayOutput(
    string Place,
    LocalDay Date,
    int? Aqi,
    string? Category,
    IReadOnlyList<string> Primary,
    bool Valid,
    string? Why,
    IReadOnlyDictionary<string, decimal?> Concentrations)
{
    public static DayOutput Of(DailyAir day, string? category) => new(
        day.Place,
        day.Day,
        day.Aqi,
        category,
        [.. day.Primary.Select(p => p.Code())],
        day.Valid,
        day.Why,
        Pollutants.All.ToDictionary(p => p.Code(), day.ConcentrationOf));
}

/// <summary>An hour as <c>index --hourly --json</c> writes it.</summary>
/// <param name="Place">City or site.</param>
/// <param name="Hour">The hour, by its start.</param>
/// <param name="Aqi">Null when no pollutant has an index.</param>
/// <param name="Category">优 … 严重污染; null when there is no AQI.</param>
/// <param name="Primary">Codes of the primary pollutants.</param>
/// <param name="Published">The AQI published with the hour; null when there is none.</param>
internal sealed record HourIndex(string Place, Hour Hour, int? Aqi, string? Category, IReadOnlyList<string> Primary, int? Published)
{
    public static HourIndex Of(HourlyAir hour, IndexResult? result) =>
        new(hour.Place, hour.Hour, result?.Aqi, result?.Category.Name.Zh, [.. (result?.Primary ?? []).Select(p => p.Code())], hour.PublishedAqi);
}

/// <summary>The screens of <c>index</c>. Results go to stdout.</summary>
internal static class IndexOutput
{
    public static void Days(IReadOnlyList<(DailyAir Day, string? Category)> days)
    {
        Row("日期/date", "地点/place", "AQI", "级别/level", "首要污染物/primary", "PM2.5", "PM10", "SO2", "NO2", "CO", "O3-8h", "无效原因/why invalid");
        foreach (var (day, category) in days)
        {
            Row(
                day.Day.ToString(),
                day.Place,
                day.Aqi?.ToString(CultureInfo.InvariantCulture) ?? "NA",
                category ?? "",
                string.Join(",", day.Primary.Select(p => p.Code())),
                Number(day, Pollutant.Pm25, "0"),
                Number(day, Pollutant.Pm10, "0"),
                Number(day, Pollutant.So2, "0"),
                Number(day, Pollutant.No2, "0"),
                Number(day, Pollutant.Co, "0.0"),
                Number(day, Pollutant.O3, "0"),
                day.Why ?? "");
        }

        foreach (var place in days.Select(d => d.Day).GroupBy(d => d.Place))
        {
            Console.WriteLine();
            var years = place.GroupBy(d => d.Day.Date.Year).ToList();
            foreach (var year in years)
            {
                Counts(place.Key, [.. year]);
            }

            if (years.Count > 1)
            {
                Counts(place.Key, [.. place]);
            }
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Environment.NewLine}依据 / by: {string.Join(", ", days.Select(d => d.Day.Edition.Edition).Distinct())}；µg/m³，CO mg/m³；O3为日最大8小时 / O3 is the daily 8-h maximum"));
    }

    public static void Hours(IReadOnlyList<HourIndex> hours)
    {
        Row("小时/hour", "地点/place", "AQI", "级别/level", "首要污染物/primary", "发布/published");
        foreach (var hour in hours)
        {
            Row(
                hour.Hour.ToString(),
                hour.Place,
                hour.Aqi?.ToString(CultureInfo.InvariantCulture) ?? "NA",
                hour.Category ?? "",
                string.Join(",", hour.Primary),
                hour.Published?.ToString(CultureInfo.InvariantCulture) ?? "");
        }
    }

    public static void Comparison(HourlyComparison comparison)
    {
        Agreement("四舍五入（平台发布城市值的做法）/ rounded to nearest, as city values are published", comparison.RoundedToNearest);
        Agreement("向上进位（HJ 633，平台发布点位值的做法）/ rounded up by HJ 633, as site values are published", comparison.RoundedUp);
        if (comparison.NotComputable > 0)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"另有{comparison.NotComputable}个小时有发布值而无浓度，未比较 / {comparison.NotComputable} published hours without concentrations, not compared"));
        }
    }

    public static void Agreement(string title, Agreement agreement) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{title}: {agreement.Count}个值 / values，完全一致 / exact {Percent(agreement.ExactShare)}，±2以内 / within ±2 {Percent(agreement.WithinTwoShare)}，最大相差 / largest difference {agreement.Largest}"));

    /// <summary>Cut off, not rounded: 99.999 % must not read as 100 %.</summary>
    private static string Percent(double share) => (Math.Floor(share * 10000) / 100).ToString("0.00", CultureInfo.InvariantCulture) + "%";

    private static void Counts(string place, List<DailyAir> days)
    {
        var c = DayCounts.Of(days);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{place} {days[0].Day} – {days[^1].Day}：{c.Days}天 / days，有效 / valid {c.Valid}，优 / excellent {c.Excellent}，良 / good {c.Good}，AQI>100 {c.Above100}，>150 {c.Above150}，>200 {c.Above200}，>300 {c.Above300}"));
    }

    private static string Number(DailyAir day, Pollutant pollutant, string format) =>
        day.ConcentrationOf(pollutant)?.ToString(format, CultureInfo.InvariantCulture) ?? "";

    private static void Row(params ReadOnlySpan<string> cells)
    {
        // Widths of the twelve columns; the hourly table uses the first six. The last cell of a row is not padded.
        ReadOnlySpan<int> widths = cells.Length > 6 ? [11, 14, 4, 11, 20, 6, 6, 6, 6, 6, 6] : [23, 14, 4, 11, 20];
        var line = new StringBuilder();
        for (var i = 0; i < cells.Length; i++)
        {
            line.Append(cells[i]);
            if (i < widths.Length)
            {
                line.Append(' ', Math.Max(1, widths[i] + 1 - Width(cells[i])));
            }
        }

        Console.WriteLine(line.ToString().TrimEnd());
    }

    /// <summary>Columns a text takes in a terminal: two for each Chinese character.</summary>
    private static int Width(string text) => text.Sum(c => c >= 0x2E80 ? 2 : 1);
}
