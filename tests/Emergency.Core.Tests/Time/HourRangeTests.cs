using Emergency.Core.Time;
using FsCheck;
using FsCheck.Fluent;

namespace Emergency.Core.Tests.Time;

public sealed class HourRangeTests
{
    private static readonly Gen<HourRange> Ranges = Gen.Choose(0, 60).Two().Select(p => new HourRange(new(Math.Min(p.Item1, p.Item2)), new(Math.Max(p.Item1, p.Item2))));

    [Fact]
    public void The_start_is_in_and_the_end_is_not()
    {
        HourRange range = new(new(10), new(12));

        Assert.False(range.Contains(new(9)));
        Assert.True(range.Contains(new(10)));
        Assert.True(range.Contains(new(11)));
        Assert.False(range.Contains(new(12)));
        Assert.Equal([new Hour(10), new Hour(11)], range.Hours());
    }

    [Fact]
    public void A_range_that_ends_before_it_starts_is_a_bug() =>
        Assert.Contains("cannot end", Assert.Throws<ArgumentException>(() => new HourRange(new(12), new(10))).Message, StringComparison.Ordinal);

    [Fact]
    public void The_default_range_is_empty()
    {
        Assert.Equal(0, default(HourRange).Count);
        Assert.Empty(default(HourRange).Hours());
    }

    [Fact]
    public void A_range_has_as_many_hours_as_it_counts_and_contains_each() =>
        Law.Holds(Ranges, r => r.Hours().Count() == r.Count && r.Hours().All(r.Contains));

    [Fact]
    public void Two_ranges_overlap_when_they_share_an_hour() =>
        Law.Holds(Ranges.Two().Where(p => p.Item1.Count > 0 && p.Item2.Count > 0), p => p.Item1.Overlaps(p.Item2) == p.Item1.Hours().Intersect(p.Item2.Hours()).Any());
}
