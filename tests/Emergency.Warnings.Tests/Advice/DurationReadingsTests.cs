using Emergency.Core.Decisions;
using Emergency.Core.Rules;
using Emergency.Warnings.Advice;
using FsCheck;
using FsCheck.Fluent;
using static Emergency.Warnings.Tests.Advice.AdviceAir;

namespace Emergency.Warnings.Tests.Advice;

public class DurationReadingsTests
{
    private static readonly TriggerCondition TwoDaysAbove200 = new(TriggerMetric.Aqi24h, Comparison.Above, 200, 48, new SourceRef("测试", "—"));

    [Fact]
    public void Two_calendar_days_hold_by_all_three_readings()
    {
        var course = Course(100, 250, 250, 100);
        foreach (var reading in Enum.GetValues<DurationReading>())
        {
            var duration = Measure(course, reading);
            Assert.True(duration.Holds, reading.ToString());
        }
    }

    [Fact]
    public void Two_days_across_midnight_hold_by_blocks_and_rolling_means_but_not_by_calendar_days()
    {
        var hours = Hours((Clean, 36), (JustAbove200, 48), (Clean, 36));
        var input = Observed(Rules2018, hours);
        var course = new AirCourse.Tail(FirstDay.FirstHour, input.IssuedAt, hours, [], Aqi).With([], FirstDay);
        Assert.True(Measure(course, DurationReading.ConsecutiveBlocks).Holds);
        Assert.True(Measure(course, DurationReading.EveryRollingMean).Holds);
        Assert.False(Measure(course, DurationReading.CalendarDays).Holds);
        Assert.Equal(FirstDay.FirstHour.Plus(36), Measure(course, DurationReading.ConsecutiveBlocks).From);
    }

    [Fact]
    public void A_dip_between_two_blocks_fails_the_rolling_reading_alone()
    {
        // Blocks 0–24 and 24–48 are above 200; the mean from 12 to 36 is not.
        var hours = Hours((Above300, 12), (Clean + 10, 12), (Clean + 10, 12), (Above300, 12));
        var course = new AirCourse.Tail(FirstDay.FirstHour, FirstDay.FirstHour.Plus(48), hours, [], Aqi).With([], FirstDay);
        Assert.True(Measure(course, DurationReading.ConsecutiveBlocks).Holds);
        Assert.True(Measure(course, DurationReading.CalendarDays).Holds);
        var rolling = Measure(course, DurationReading.EveryRollingMean);
        Assert.False(rolling.Holds);
        Assert.True(rolling.Hours < 48);
    }

    [Fact]
    public void One_hour_short_by_the_rolling_reading_is_forty_seven_hours()
    {
        var hours = Hours((0, 24), (Above200, 47), (0, 24));
        var course = new AirCourse.Tail(FirstDay.FirstHour, FirstDay.FirstHour.Plus(95), hours, [], Aqi).With([], FirstDay);

        // 160 µg/m³ over 47 h: a mean with one clean hour is 153.3 (still above 200), with two 146.7 (below): 47 + 1 + 1 hours.
        var duration = Measure(course, DurationReading.EveryRollingMean);
        Assert.Equal(49, duration.Hours);
        var stricter = DurationReadings.Measure(course, TwoDaysAbove200 with { Threshold = 209 }, DurationReading.EveryRollingMean, 0, course.Means.Count);
        Assert.Equal(47, stricter.Hours);
        Assert.False(stricter.Holds);
    }

    [Fact]
    public void Twenty_four_hours_mean_one_rolling_mean_for_blocks_and_rolling_alike()
    {
        var once = TwoDaysAbove200 with { DurationHours = 24 };
        Prop.ForAll(Days(), days =>
        {
            var course = Course(days);
            var blocks = DurationReadings.Measure(course, once, DurationReading.ConsecutiveBlocks, 0, course.Means.Count);
            var rolling = DurationReadings.Measure(course, once, DurationReading.EveryRollingMean, 0, course.Means.Count);
            return blocks.Holds == rolling.Holds && blocks.Value == rolling.Value;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Whatever_holds_by_calendar_days_or_by_every_rolling_mean_holds_by_blocks()
    {
        Prop.ForAll(Days(), days =>
        {
            var course = Course(days);
            var blocks = Measure(course, DurationReading.ConsecutiveBlocks);
            return (!Measure(course, DurationReading.CalendarDays).Holds || blocks.Holds)
                && (!Measure(course, DurationReading.EveryRollingMean).Holds || blocks.Holds);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_condition_holds_exactly_when_its_value_is_beyond_the_threshold()
    {
        Prop.ForAll(Days(), days =>
        {
            var course = Course(days);
            return Enum.GetValues<DurationReading>().All(reading =>
            {
                var duration = Measure(course, reading);
                return duration.Holds == (duration.Value > TwoDaysAbove200.Threshold) && duration.Holds == (duration.Hours >= TwoDaysAbove200.DurationHours);
            });
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Worse_air_never_shortens_a_duration()
    {
        Prop.ForAll(Days(), days =>
        {
            var (course, worse) = (Course(days), Course([.. days.Select(d => d + 20)]));
            return Enum.GetValues<DurationReading>().All(reading => Measure(worse, reading).Hours >= Measure(course, reading).Hours);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Hourly_triggers_look_at_single_hours()
    {
        var hours = Hours((Clean, 20), (Above200, 2), (Clean, 20));
        var course = new AirCourse.Tail(FirstDay.FirstHour, FirstDay.FirstHour.Plus(42), hours, [], Aqi).With([], FirstDay);
        var condition = new TriggerCondition(TriggerMetric.Aqi1h, Comparison.Above, 200, 2, new SourceRef("测试", "—"));
        var duration = DurationReadings.Measure(course, condition, DurationReading.ConsecutiveBlocks, 0, course.Means.Count);
        Assert.Equal(new Duration(2, FirstDay.FirstHour.Plus(20), 210, true), duration);
    }

    private static Duration Measure(AirCourse course, DurationReading reading) =>
        DurationReadings.Measure(course, TwoDaysAbove200, reading, 0, course.Means.Count);

    private static Arbitrary<double[]> Days() =>
        Gen.Choose(20, 420).Select(v => (double)v).ArrayOf(8).ToArbitrary();

    private static AirCourse Course(params double[] days) =>
        new AirCourse.Tail(FirstDay.FirstHour, FirstDay.FirstHour, [], [], Aqi).With(days, FirstDay);
}
