using Emergency.Core.Time;
using Emergency.Forecasting.Observing;
using Emergency.Testing;

namespace Emergency.Forecasting.Tests.Observing;

/// <summary>The readers on files as they were really published.</summary>
public sealed class RealFilesTests
{
    [Fact]
    public void Both_layouts_of_the_same_days_give_the_same_hours()
    {
        var wide = Files("cnemc-cities", "air-quality/city-hourly-national/201901/china_cities_20190110.csv.gz");
        var rows = Files("cnemc-cities", "air-quality/city-hourly-cityrow-layout/china_cities_20190110.csv.gz");

        Assert.Empty(wide.Problems);
        Assert.Empty(rows.Problems);
        Assert.Equal(wide.Hours.OrderBy(h => h.Place, StringComparer.Ordinal).ThenBy(h => h.Hour), rows.Hours.OrderBy(h => h.Place, StringComparer.Ordinal).ThenBy(h => h.Hour));
        Assert.Equal(LocalDay.Of(2019, 1, 9), wide.Hours.Min(h => h.Hour).Day);
    }

    [Fact]
    public void A_whole_day_of_sites_is_read_and_its_transposed_twin_refused()
    {
        var sites = Files("cnemc-sites", "air-quality/site-hourly/china_sites_20180101.csv.gz");

        Assert.Empty(sites.Problems);
        Assert.True(sites.Hours.Select(h => h.Place).Distinct().Count() > 1400);
        Assert.Contains("转置", Files("cnemc-sites", "air-quality/site-hourly/china_sites_20180101.transposed.csv.gz").Refusal().Remedy.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void Sites_by_name_come_with_line_breaks_and_identical_duplicates()
    {
        var reading = Files("cnemc-sites", "air-quality/site-hourly-by-name-202004/临汾.csv");

        Assert.Empty(reading.Fatal);
        Assert.Equal(60, reading.Remarks.Count());
        Assert.All(reading.Remarks, r => Assert.Contains("完全相同", r.Remedy.Zh, StringComparison.Ordinal));
        Assert.All(reading.Hours, h => Assert.StartsWith("临汾/", h.Place, StringComparison.Ordinal));
    }

    [Fact]
    public void The_live_answer_of_a_polluted_morning_is_read()
    {
        var reading = Files("cnemc-live", "air-quality/cnemc-live/airnow_2018-02-20T07.geojson.gz");

        Assert.Empty(reading.Problems);
        Assert.All(reading.Hours, h => Assert.Equal("2018-02-20T06:00+08:00", h.Hour.ToString()));
        var yangquan = reading.Hours.Where(h => string.CompareOrdinal(h.Place, "1738A") >= 0 && string.CompareOrdinal(h.Place, "1743A") <= 0).ToList();
        Assert.InRange(yangquan.Min(h => h.PublishedAqi!.Value), 342, 396);
        Assert.InRange(yangquan.Max(h => h.PublishedAqi!.Value), 342, 396);
        Assert.Contains("XML", Files("cnemc-live", "air-quality/cnemc-live/GetAQIDataPublishLives_2017-07-07T16.xml.gz").Refusal().Remedy.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_city_of_published_days_is_read_without_a_problem()
    {
        var files = ObservationFiles.Expand([SharedData.Path("air-quality/city-daily-aqistudy")], ObservationFormat.Find("aqistudy").OrThrow()).OrThrow();

        Assert.Equal(40, files.Count);
        Assert.All(files, f => Assert.Empty(Reading.OfFile("aqistudy", f).Problems));
    }

    [Fact]
    public void The_daily_tables_of_2025_are_refused() =>
        Assert.Contains("全国排名", Files("aqistudy", "air-quality/city-daily-2025/太原.csv").Refusal().Remedy.Zh, StringComparison.Ordinal);

    private static Reading Files(string format, string relative) => Reading.OfFile(format, SharedData.Path(relative));
}
