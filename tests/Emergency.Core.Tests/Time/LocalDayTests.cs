using Emergency.Core.Time;
using FsCheck.Fluent;

namespace Emergency.Core.Tests.Time;

public sealed class LocalDayTests
{
    [Fact]
    public void A_day_is_midnight_to_midnight_in_Beijing()
    {
        var day = LocalDay.Of(2019, 1, 11);

        Assert.Equal(DateTimeOffset.Parse("2019-01-10T16:00:00Z", System.Globalization.CultureInfo.InvariantCulture), day.Start);
        Assert.Equal(day.Plus(1).Start, day.End);
        Assert.Equal(24, day.Hours.Count);
    }

    [Fact]
    public void Leap_days_are_days()
    {
        Assert.Equal(LocalDay.Of(2020, 2, 29), LocalDay.Of(2020, 2, 28).Plus(1));
        Assert.Equal(LocalDay.Of(2020, 3, 1), LocalDay.Of(2020, 2, 29).Plus(1));
        Assert.Equal(366, LocalDay.Of(2021, 1, 1) - LocalDay.Of(2020, 1, 1));
    }

    [Theory]
    [InlineData("2019-02-29")]
    [InlineData("2019-1-11")]
    [InlineData("11/01/2019")]
    [InlineData("2019-01-11T00:00")]
    [InlineData("")]
    public void Only_a_real_date_written_yyyy_MM_dd_is_a_day(string text) => Assert.Null(LocalDay.Parse(text));

    [Fact]
    public void What_is_printed_is_read_back() =>
        Law.Holds(Gen.Choose(0, 3_000_000).Select(n => new LocalDay(DateOnly.FromDayNumber(n))), day => LocalDay.Parse(day.ToString()) == day);

    [Fact]
    public void Order_and_difference_agree() =>
        Law.Holds(Gen.Choose(700_000, 760_000).Two(), pair =>
        {
            var (a, b) = (new LocalDay(DateOnly.FromDayNumber(pair.Item1)), new LocalDay(DateOnly.FromDayNumber(pair.Item2)));
            return (a < b) == (a - b < 0) && (a > b) == (b < a) && (a <= b) == !(a > b) && (a >= b) == !(a < b) && b.Plus(LocalDay.Subtract(a, b)) == a && Math.Sign(a.CompareTo(b)) == Math.Sign(a - b);
        });

    [Fact]
    public void Days_follow_each_other_without_a_gap() =>
        Law.Holds(Gen.Choose(700_000, 760_000).Select(n => new LocalDay(DateOnly.FromDayNumber(n))), day => day.Hours.Until == day.Plus(1).FirstHour);
}
