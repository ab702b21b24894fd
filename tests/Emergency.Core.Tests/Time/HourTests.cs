using Emergency.Core.Time;
using FsCheck;
using FsCheck.Fluent;

namespace Emergency.Core.Tests.Time;

public sealed class HourTests
{
    // 1900 to 2100, so that hours before the epoch are tried too.
    private static readonly Gen<Hour> Hours = Gen.Choose(-613_600, 1_139_500).Select(i => new Hour(i));

    private static readonly Gen<DateOnly> Dates = Gen.Choose(0, 73_000).Select(d => new DateOnly(1900, 1, 1).AddDays(d));

    [Fact]
    public void Label_16_is_the_hour_from_15_to_16()
    {
        var hour = Hour.Ending(new DateOnly(2019, 1, 11), 16);

        Assert.Equal(new DateTimeOffset(2019, 1, 11, 15, 0, 0, TimeSpan.FromHours(8)), hour.Start);
        Assert.Equal(new DateTimeOffset(2019, 1, 11, 16, 0, 0, TimeSpan.FromHours(8)), hour.End);
        Assert.Equal(15, hour.HourOfDay);
        Assert.Equal("2019-01-11T15:00+08:00", hour.ToString());
    }

    [Fact]
    public void Label_0_is_the_last_hour_of_the_day_before()
    {
        var hour = Hour.Ending(new DateOnly(2019, 1, 1), 0);

        Assert.Equal(LocalDay.Of(2018, 12, 31), hour.Day);
        Assert.Equal(23, hour.HourOfDay);
        Assert.Equal(Hour.Ending(new DateOnly(2018, 12, 31), 24), hour);
    }

    [Fact]
    public void Label_0_of_1_March_is_the_last_hour_of_29_February_in_a_leap_year()
    {
        Assert.Equal(LocalDay.Of(2016, 2, 29), Hour.Ending(new DateOnly(2016, 3, 1), 0).Day);
        Assert.Equal(LocalDay.Of(2019, 2, 28), Hour.Ending(new DateOnly(2019, 3, 1), 0).Day);
    }

    [Fact]
    public void The_national_day_is_labels_1_to_23_and_label_0_of_the_next_date()
    {
        var date = new DateOnly(2019, 1, 11);

        var labels = Enumerable.Range(1, 23).Select(l => Hour.Ending(date, l)).Append(Hour.Ending(date.AddDays(1), 0));

        Assert.Equal(new LocalDay(date).Hours.Hours(), labels);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(25)]
    public void A_label_outside_0_to_24_is_a_bug(int label) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Hour.Ending(new DateOnly(2019, 1, 1), label));

    [Theory]
    [InlineData(-1)]
    [InlineData(24)]
    public void A_clock_hour_outside_0_to_23_is_a_bug(int clock) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Hour.Starting(new DateOnly(2019, 1, 1), clock));

    [Fact]
    public void The_label_given_is_the_label_read_back() =>
        Law.Holds(Dates.SelectMany(d => Gen.Choose(1, 24).Select(l => (Date: d, Label: l))), x =>
        {
            var hour = Hour.Ending(x.Date, x.Label);
            return hour.EndLabel == x.Label && hour.Day == new LocalDay(x.Date);
        });

    [Fact]
    public void The_hour_that_ends_at_a_label_starts_one_clock_hour_before() =>
        Law.Holds(Dates.SelectMany(d => Gen.Choose(1, 24).Select(l => (Date: d, Label: l))), x => Hour.Ending(x.Date, x.Label) == Hour.Starting(x.Date, x.Label - 1));

    [Fact]
    public void An_hour_lies_in_its_day_at_its_hour_of_day() =>
        Law.Holds(Hours, h => h.Day.Hours.Contains(h) && h.Day.FirstHour.Plus(h.HourOfDay) == h);

    [Fact]
    public void An_hour_contains_its_start_and_its_last_second_but_not_its_end() =>
        Law.Holds(Hours, h => Hour.Containing(h.Start) == h && Hour.Containing(h.End.AddSeconds(-1)) == h && Hour.Containing(h.End) == h.Plus(1));

    [Fact]
    public void Order_difference_and_comparison_agree() =>
        Law.Holds(Hours.Two(), pair =>
        {
            var (a, b) = pair;
            return (a < b) == (a.Start < b.Start) && (a <= b) == !(a > b) && (a >= b) == !(a < b)
                && Math.Sign(a.CompareTo(b)) == Math.Sign(a - b) && b.Plus(a - b) == a && Hour.Subtract(a, b) == a - b;
        });
}
