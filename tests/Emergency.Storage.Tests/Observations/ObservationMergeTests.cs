using Emergency.Core.Time;
using Emergency.Forecasting.Observing;
using Emergency.Storage.Observations;

namespace Emergency.Storage.Tests.Observations;

public sealed class ObservationMergeTests
{
    private static readonly Hour Noon = Hour.Starting(new DateOnly(2019, 1, 11), 12);

    [Fact]
    public void A_missing_value_never_erases_one()
    {
        var merged = Merge(Air(pm25: 80, co: 1.2) with { PublishedAqi = 107 }, Air());
        Assert.Equal(80, merged.Row.Pm25);
        Assert.Equal(1.2, merged.Row.Co);
        Assert.Equal(107, merged.Row.PublishedAqi);
        Assert.False(merged.Writes);
        Assert.Equal((0, 0, 0), (merged.Inserted, merged.Changed, merged.Unchanged));
    }

    [Fact]
    public void A_value_fills_a_gap_without_a_revision()
    {
        var merged = Merge(Air(pm25: 80), Air(co: 1.2));
        Assert.Equal((80, 1.2), (merged.Row.Pm25, merged.Row.Co));
        Assert.True(merged.Writes);
        Assert.False(merged.Replaces);
        Assert.Equal((1, 0, 0), (merged.Inserted, merged.Changed, merged.Unchanged));
    }

    [Fact]
    public void An_equal_value_changes_nothing_and_the_row_keeps_its_import()
    {
        var merged = Merge(Air(pm25: 80), Air(pm25: 80));
        Assert.False(merged.Writes);
        Assert.Equal(1, merged.Row.ImportId);
        Assert.Equal((0, 0, 1), (merged.Inserted, merged.Changed, merged.Unchanged));
    }

    [Fact]
    public void A_different_value_replaces_and_asks_for_a_revision()
    {
        var merged = Merge(Air(pm25: 80, co: 1.2), Air(pm25: 81, co: 1.2));
        Assert.Equal((81, 1.2), (merged.Row.Pm25, merged.Row.Co));
        Assert.True(merged.Replaces);
        Assert.Equal(2, merged.Row.ImportId);
        Assert.Equal((0, 1, 1), (merged.Inserted, merged.Changed, merged.Unchanged));
    }

    [Fact]
    public void A_different_published_AQI_replaces_and_asks_for_a_revision_but_is_no_concentration()
    {
        var merged = Merge(Air() with { PublishedAqi = 107 }, Air() with { PublishedAqi = 110 });
        Assert.Equal(110, merged.Row.PublishedAqi);
        Assert.True(merged.Replaces);
        Assert.Equal(0, merged.Inserted + merged.Changed + merged.Unchanged);
    }

    [Fact]
    public void A_row_gives_back_the_hour_it_was_made_of()
    {
        var hour = new HourlyAir("晋城", Noon, 80, 120.5, 0, null, 33, 1.25) { PublishedAqi = 107 };
        Assert.Equal(hour, ObservationMerge.ToHour(ObservationMerge.ToRow(1, hour, 1), "晋城"));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void What_is_no_number_is_not_stored(double value) =>
        Assert.Throws<ArgumentException>(() => ObservationMerge.ToRow(1, Air(pm25: value), 1));

    private static HourlyAir Air(double? pm25 = null, double? co = null) => new("晋城", Noon, pm25, null, null, null, null, co);

    private static MergedObservation Merge(HourlyAir there, HourlyAir arriving) =>
        ObservationMerge.Merge(ObservationMerge.ToRow(1, there, importId: 1), ObservationMerge.ToRow(1, arriving, importId: 2));
}
