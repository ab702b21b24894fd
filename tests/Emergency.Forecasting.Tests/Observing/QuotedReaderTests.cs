using Emergency.Core.Time;
using Emergency.Forecasting.Observing;

namespace Emergency.Forecasting.Tests.Observing;

public sealed class QuotedReaderTests
{
    [Fact]
    public void One_row_a_city_is_recognised_by_its_header()
    {
        var reading = Reading.Of("cnemc-cities", Samples.CityRows);

        Assert.Empty(reading.Problems);
        Assert.Equal(
            [
                new HourlyAir("晋城", Hour.Ending(new DateOnly(2019, 1, 7), 0), 347, 433, 130, 92, 8, 4.98) { PublishedAqi = 397, Published = new(286, 349, 19) },
                new HourlyAir("晋城", Hour.Ending(new DateOnly(2019, 1, 7), 1), 48, null, 4, 28, 1, 2.1) { PublishedAqi = 66, Published = new(null, 76, 2) },
            ],
            reading.Hours);
    }

    [Fact]
    public void A_site_by_name_carries_its_city_from_the_file_name_because_names_repeat()
    {
        var reading = Reading.Of("cnemc-sites", Samples.SiteNames, "晋城.csv");

        Assert.Empty(reading.Problems);
        Assert.Equal(["晋城/白马寺", "晋城/白马寺"], reading.Hours.Select(h => h.Place));
    }

    [Fact]
    public void Line_breaks_inside_quotes_do_not_end_a_row_and_NaN_is_missing()
    {
        var second = Reading.Of("cnemc-sites", Samples.SiteNames, "晋城.csv").Hours[1];

        Assert.Equal(
            new HourlyAir("晋城/白马寺", Hour.Ending(new DateOnly(2020, 4, 2), 9), 71, 140, 36, 63, null, 1.9) { PublishedAqi = 95, Published = new(null, null, 79) },
            second);
    }

    [Fact]
    public void A_site_twice_in_an_hour_is_a_remark_and_the_row_numbers_count_the_lines_inside_quotes()
    {
        var reading = Reading.Of("cnemc-sites", Samples.SiteNames + "20200402,09,白马寺,95,良,,71,140,1.9,63,NaN,79,36\n20200402,09,白马寺,95,良,,72,140,1.9,63,NaN,79,36\n", "晋城.csv");

        Assert.Empty(reading.Fatal);
        Assert.Equal(72, reading.Hours[1].Pm25);
        Assert.Equal([9, 10], reading.Remarks.Select(r => r.Row));
        Assert.Contains("第4行完全相同", reading.Remarks.First().Remedy.Zh, StringComparison.Ordinal);
        Assert.Contains("第9行数值不同", reading.Remarks.Last().Remedy.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void Beijing_hours_are_named_by_their_start_and_carbon_monoxide_becomes_milligrams()
    {
        var reading = Reading.Of("uci-beijing", Samples.Uci);

        Assert.Empty(reading.Problems);
        Assert.Equal(new HourlyAir("Dongsi", Hour.Starting(new DateOnly(2013, 3, 1), 0), 9, 12, 3, 17, 89, 0.3), reading.Hours[0]);
        Assert.Equal(new HourlyAir("Dongsi", Hour.Starting(new DateOnly(2013, 3, 1), 1), null, 4, 3, 16, 88, null), reading.Hours[1]);
    }

    [Theory]
    [InlineData("3,2013,2,30,0,9,9,3,17,300,89,0,0,0,0,NW,1,\"Dongsi\"", "year, month, day, hour")]
    [InlineData("3,2013,3,1,24,9,9,3,17,300,89,0,0,0,0,NW,1,\"Dongsi\"", "year, month, day, hour")]
    [InlineData("3,2013,3,1,2,9,9,3,17,none,89,0,0,0,0,NW,1,\"Dongsi\"", "CO")]
    [InlineData("3,2013,3,1,2,9,9,3,17,300,89,0,0,0,0,NW,1,\"\"", "station")]
    [InlineData("3,2013,3,1,2,9,9", "")]
    public void A_broken_Beijing_row_is_named_and_the_file_gives_nothing(string row, string column)
    {
        var problem = Reading.Of("uci-beijing", Samples.Uci + row + "\r\n").Refusal();

        Assert.Equal((4, column), (problem.Row, problem.Column));
    }

    [Fact]
    public void A_quote_that_never_closes_is_refused()
    {
        var problem = Reading.Of("uci-beijing", Samples.Uci + "3,2013,3,1,2,9,9,3,17,300,89,0,0,0,0,\"NW,1,Dongsi\r\n").Refusal();

        Assert.Equal(4, problem.Row);
    }

    [Fact]
    public void Published_days_are_days_and_their_carbon_monoxide_stands_before_nitrogen_dioxide()
    {
        var reading = Reading.Of("aqistudy", Samples.Aqistudy);

        Assert.Empty(reading.Problems);
        Assert.Empty(reading.Hours);
        Assert.Equal(new PublishedDay("晋城", LocalDay.Of(2014, 12, 31), 57, "良", 22.9, 63.2, 52.1, 15.3, 34, 0.689), reading.Days[0]);
        Assert.Equal(2, reading.Days.Count);
    }

    [Fact]
    public void A_monthly_summary_is_refused_as_such()
    {
        var problem = Reading.Of("aqistudy", "晋城,2014-12,57,57~57,良,23,63,52,0.7,15,34,74\n晋城,2015-01,118,43~218,轻度污染,87.8,138.9,114.7,2.368,30.7,28.3,221\n").Refusal();

        Assert.Contains("月度汇总", problem.Remedy.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void A_day_twice_with_other_values_is_a_remark_and_the_later_wins()
    {
        var reading = Reading.Of("aqistudy", Samples.Aqistudy + "晋城,2015-01-01,90,38~226,良,62.1,97.7,166.2,2.115,22.4,30,267\n");

        Assert.Equal(90, reading.Days[^1].Aqi);
        Assert.Contains("第2行", Assert.Single(reading.Remarks).Remedy.Zh, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("aqistudy")]
    [InlineData("csv")]
    [InlineData("cnemc-cities")]
    [InlineData("cnemc-sites")]
    [InlineData("uci-beijing")]
    public void The_daily_tables_whose_header_lies_are_refused_with_what_each_column_really_holds(string format)
    {
        var problem = Reading.Of(format, Samples.LyingHeader).Refusal();

        Assert.Equal(1, problem.Row);
        Assert.Contains("“PM2.5”列实为全国排名，“PM10”列实为PM2.5，“SO2”列实为PM10，“NO2”列为NO2，“CO”列实为SO2，“O3”列实为CO", problem.Remedy.Zh, StringComparison.Ordinal);
        Assert.Contains("PM10 holds PM2.5", problem.Remedy.En, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_another_format_is_refused_with_the_name_of_that_format()
    {
        Assert.Contains("uci-beijing", Reading.Of("csv", Samples.Uci).Refusal().Remedy.En, StringComparison.Ordinal);
        Assert.Contains("csv", Reading.Of("uci-beijing", Samples.Ours).Refusal().Remedy.En, StringComparison.Ordinal);
        Assert.Contains("cnemc-live", Reading.Of("csv", Samples.Live).Refusal().Remedy.En, StringComparison.Ordinal);
    }
}
