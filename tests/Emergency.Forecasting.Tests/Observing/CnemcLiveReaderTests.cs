using Emergency.Core.Time;
using Emergency.Forecasting.Observing;

namespace Emergency.Forecasting.Tests.Observing;

public sealed class CnemcLiveReaderTests
{
    [Fact]
    public void The_publisher_swaps_two_ozone_fields_and_the_last_hour_is_in_o3_24h() => Assert.Equal(62, Reading.Of("cnemc-live", Samples.Live).Single().O3);

    [Fact]
    public void A_feature_becomes_the_hour_that_ends_at_its_time_and_its_odd_mark_is_missing()
    {
        var reading = Reading.Of("cnemc-live", Samples.Live);

        Assert.Empty(reading.Problems);
        Assert.Equal(
            new HourlyAir("2160A", Hour.Ending(new DateOnly(2018, 2, 20), 7), 165, null, 3, 17, 62, 2.7) { PublishedAqi = 215, Published = new(134, null, 37) },
            reading.Single());
    }

    [Theory]
    [InlineData("\"165\"", "\"many\"", "pm2_5")]
    [InlineData("2018-02-20T07:00:00", "2018-02-20T07:30:00", "timepoint")]
    [InlineData("2018-02-20T07:00:00", "20 Feb", "timepoint")]
    [InlineData("\"2160A\"", "null", "stationcode")]
    [InlineData("\"properties\"", "\"other\"", "properties")]
    [InlineData("\"features\"", "\"other\"", "features")]
    public void What_is_wrong_in_a_feature_is_named(string good, string bad, string column) =>
        Assert.Equal(column, Reading.Of("cnemc-live", Samples.Live.Replace(good, bad, StringComparison.Ordinal)).Refusal().Column);

    [Fact]
    public void A_text_cut_short_is_refused() => Assert.Contains("JSON", Reading.Of("cnemc-live", Samples.Live[..200]).Refusal().Expected.En, StringComparison.Ordinal);

    [Fact]
    public void The_raw_xml_of_the_service_is_refused_with_a_hint() =>
        Assert.Contains("GeoJSON", Reading.Of("cnemc-live", "<GetAQIDataPublishLivesResponse/>").Refusal().Remedy.Zh, StringComparison.Ordinal);
}
