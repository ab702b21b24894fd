using Emergency.Core.Time;

namespace Emergency.Core.Tests.Time;

public sealed class ChinaTimeTests
{
    [Fact]
    public void Beijing_time_is_eight_hours_ahead_and_the_instant_stays_the_same()
    {
        DateTimeOffset instant = new(2019, 1, 11, 10, 0, 0, TimeSpan.Zero);

        Assert.Equal(instant, instant.ToChina());
        Assert.Equal("2019-01-11T18:00+08:00", instant.ToIso());
    }

    [Fact]
    public void The_local_day_turns_at_16_00_UTC()
    {
        DateTimeOffset turn = new(2018, 12, 31, 16, 0, 0, TimeSpan.Zero);

        Assert.Equal(LocalDay.Of(2018, 12, 31), turn.AddTicks(-1).ToLocalDay());
        Assert.Equal(LocalDay.Of(2019, 1, 1), turn.ToLocalDay());
    }

    [Theory]
    [InlineData(18, 0, "2019年1月11日18时")]
    [InlineData(18, 5, "2019年1月11日18时05分")]
    [InlineData(0, 0, "2019年1月11日0时")]
    public void A_notice_names_minutes_only_when_there_are_some(int hour, int minute, string text) =>
        Assert.Equal(text, ChinaTime.At(new DateOnly(2019, 1, 11), hour, minute).ToNoticeZh());
}
