using Emergency.Core.Time;
using Emergency.Forecasting.Observing;

namespace Emergency.Forecasting.Tests.Observing;

public sealed class WideReaderTests
{
    [Fact]
    public void Label_zero_closes_the_day_before_the_date_of_the_file()
    {
        var reading = Reading.Of("cnemc-cities", Samples.Cities);

        Assert.Empty(reading.Problems);
        var hour = reading.Hours[0];
        Assert.Equal("2019-01-11T23:00+08:00", hour.Hour.ToString());
        Assert.Equal(LocalDay.Of(2019, 1, 11), hour.Hour.Day);
        Assert.Equal("2019-01-12T00:00+08:00", reading.Hours[2].Hour.ToString());
    }

    [Fact]
    public void Label_24_is_the_same_hour_as_label_0_of_the_next_date() =>
        Assert.Equal(Reading.Of("cnemc-cities", Samples.Cities).Hours[0].Hour, Reading.Of("cnemc-cities", "date,hour,type,晋城\n20190111,24,PM2.5,1\n").Single().Hour);

    [Fact]
    public void Six_concentrations_the_aqi_and_three_means_are_kept_and_empty_cells_are_missing()
    {
        var hours = Reading.Of("cnemc-cities", Samples.Cities).Hours;

        Assert.Equal(
            new HourlyAir("晋城", Hour.Ending(new DateOnly(2019, 1, 12), 0), 87, 372, 20, 50, 12, 1.25) { PublishedAqi = 236, Published = new(90, 300, 15) },
            hours[0]);
        Assert.Equal(
            new HourlyAir("阳泉", Hour.Ending(new DateOnly(2019, 1, 12), 0), 76, 120, 33, 44, null, 2.1) { PublishedAqi = 101, Published = new(70, 110, 14) },
            hours[1]);
        Assert.Equal(new HourlyAir("晋城", Hour.Ending(new DateOnly(2019, 1, 12), 1), 88, null, null, null, null, 1.2), hours[2]);
    }

    [Fact]
    public void A_place_that_says_nothing_in_an_hour_gives_no_hour() => Assert.Equal(3, Reading.Of("cnemc-cities", Samples.Cities).Hours.Count);

    [Fact]
    public void Byte_order_mark_and_windows_line_ends_change_nothing()
    {
        var plain = Reading.Of("cnemc-cities", Samples.Cities);
        var windows = Reading.Of("cnemc-cities", "\uFEFF" + Samples.Cities.ReplaceLineEndings("\r\n"));

        Assert.Empty(windows.Problems);
        Assert.Equal(plain.Hours, windows.Hours);
    }

    [Fact]
    public void A_gzip_file_is_told_by_its_first_bytes_whatever_its_name()
    {
        var packed = Reading.Of("cnemc-cities", Reading.Gzip(Samples.Cities), "china_cities_20190112.csv");

        Assert.Empty(packed.Problems);
        Assert.Equal(Reading.Of("cnemc-cities", Samples.Cities).Hours, packed.Hours);
    }

    [Fact]
    public void A_gzip_file_cut_short_is_refused()
    {
        var packed = Reading.Gzip(string.Concat(Enumerable.Repeat(Samples.Cities, 50)));

        Assert.Contains("gzip", Reading.Of("cnemc-cities", packed[..(packed.Length / 2)]).Fatal.First().Expected.En, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("20190112,0,PM2.5,abc,1", "晋城", "abc")]
    [InlineData("20190112,0,PM2.5,1,1e3", "阳泉", "1e3")]
    [InlineData("20190112,0,PM2.5,NaN,1", "晋城", "NaN")]
    [InlineData("20190112,0,PM2.5,1000000,1", "晋城", "1000000")]
    [InlineData("20190112,0,PM2.5,\"1\",1", "晋城", "\"1\"")]
    [InlineData("2019-01-12,0,PM2.5,1,1", "date", "2019-01-12")]
    [InlineData("20190231,0,PM2.5,1,1", "date", "20190231")]
    [InlineData("19000112,0,PM2.5,1,1", "date", "19000112")]
    [InlineData("20190112,25,PM2.5,1,1", "hour", "25")]
    [InlineData("20190112,-1,PM2.5,1,1", "hour", "-1")]
    [InlineData("20190112,0,PM1,1,1", "type", "PM1")]
    [InlineData("20190112,0,PM2.5,1", "", "4")]
    [InlineData("20190112,0,PM2.5,1,1,", "", "6")]
    public void A_broken_row_is_named_and_the_whole_file_gives_nothing(string row, string column, string value)
    {
        var problem = Reading.Of("cnemc-cities", $"date,hour,type,晋城,阳泉\n20190112,1,PM2.5,5,6\n{row}\n20190112,2,PM2.5,5,6\n").Refusal();

        Assert.Equal(("file.csv", 3, column, value), (problem.File, problem.Row, problem.Column, problem.Value));
        Assert.NotEmpty(problem.Expected.Zh);
        Assert.NotEmpty(problem.Remedy.Zh);
    }

    [Fact]
    public void All_broken_rows_are_reported_at_once()
    {
        var reading = Reading.Of("cnemc-cities", "date,hour,type,晋城\n20190112,1,PM2.5,x\n20190112,2,PM2.5,5\n20190112,99,PM2.5,5\n20190112,3,Pm,5\n");

        Assert.Equal([2, 4, 5], reading.Fatal.Select(p => p.Row));
    }

    [Fact]
    public void A_file_broken_everywhere_lists_the_first_hundred_and_counts_the_rest()
    {
        var reading = Reading.Of("cnemc-cities", "date,hour,type,晋城\n" + string.Concat(Enumerable.Repeat("20190112,1,PM2.5,x\n", 250)));

        Assert.Equal(101, reading.Fatal.Count());
        Assert.Equal("150", reading.Fatal.Last().Value);
    }

    [Fact]
    public void An_identical_row_twice_is_a_remark_and_counted_once()
    {
        var reading = Reading.Of("cnemc-cities", "date,hour,type,晋城,阳泉\n20190112,1,PM2.5,5,\n20190112,1,PM2.5,5,\n");

        Assert.Equal(5, reading.Single().Pm25);
        var remark = Assert.Single(reading.Remarks);
        Assert.Equal(3, remark.Row);
        Assert.Contains("第2行完全相同", remark.Remedy.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_two_rows_that_disagree_the_later_wins_and_both_are_named()
    {
        var reading = Reading.Of("cnemc-cities", "date,hour,type,晋城,阳泉\n20190112,1,PM2.5,5,6\n20190112,1,PM2.5,5,7\n");

        Assert.Equal([5.0, 7.0], reading.Hours.Select(h => h.Pm25!.Value));
        var remark = Assert.Single(reading.Remarks);
        Assert.Equal((3, "阳泉"), (remark.Row, remark.Column));
        Assert.Contains("第2行", remark.Remedy.Zh, StringComparison.Ordinal);
        Assert.Contains("第3行", remark.Remedy.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void A_last_row_without_a_line_break_is_a_remark_since_it_may_be_cut_short()
    {
        var reading = Reading.Of("cnemc-cities", "date,hour,type,晋城\n20190112,1,PM2.5,12");

        Assert.Equal(12, reading.Single().Pm25);
        Assert.Equal(2, Assert.Single(reading.Remarks).Row);
    }

    [Fact]
    public void Sites_under_the_name_of_cities_are_refused_with_the_right_format()
    {
        var problem = Reading.Of("cnemc-cities", Samples.Sites).Refusal();

        Assert.Equal((1, "2160A"), (problem.Row, problem.Column));
        Assert.Contains("cnemc-sites", problem.Remedy.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void Cities_under_the_name_of_sites_are_refused() => Assert.Equal("晋城", Reading.Of("cnemc-sites", Samples.Cities).Refusal().Column);

    [Fact]
    public void A_place_twice_in_the_header_is_refused() =>
        Assert.Equal("晋城", Reading.Of("cnemc-cities", "date,hour,type,晋城,晋城\n20190112,1,PM2.5,1,2\n").Refusal().Value);

    [Fact]
    public void A_transposed_file_is_refused_with_a_hint()
    {
        var problem = Reading.Of("cnemc-sites", "date,20180101,20180101\nhour,0,0\ntype,AQI,PM2.5\n1001A,74,52\n").Refusal();

        Assert.Contains("转置", problem.Remedy.Zh, StringComparison.Ordinal);
        Assert.Contains("Transpose", problem.Remedy.En, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_that_is_not_utf8_is_refused_at_its_row()
    {
        var bytes = "date,hour,type,A\n20190112,1,PM2.5,"u8.ToArray().Concat(new byte[] { 0xBD, 0xFA, (byte)'\n' }).ToArray();

        var problem = Reading.Of("cnemc-cities", bytes).Refusal();
        Assert.Equal(2, problem.Row);
        Assert.Contains("GBK", problem.Remedy.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_file_is_refused() => Assert.Equal(1, Reading.Of("cnemc-cities", "").Refusal().Row);
}
