using Emergency.Core;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Warnings.Advice;
using FsCheck;
using FsCheck.Fluent;
using static Emergency.Warnings.Tests.Advice.AdviceAir;

namespace Emergency.Warnings.Tests.Advice;

public class DailyLevelsTests
{
    private static readonly Config Pinned = Config.QuickThrowOnFailure.WithMaxTest(500).WithReplay(20240123UL, 1UL);

    /// <summary>Days that say every number between 0 and 500, a third of them clean.</summary>
    private static readonly Gen<List<double>> AnyDays = Gen.OneOf(Gen.Choose(0, 60), Gen.Choose(100, 210), Gen.Choose(190, 500)).Select(v => (double)v).NonEmptyListOf();

    [Theory]
    [InlineData("60 201 60", "0 1 0")]
    [InlineData("60 200 60", "0 0 0")]
    [InlineData("60 160 160 60", "0 1 1 0")]
    [InlineData("160 160 160", "2 2 2")]
    [InlineData("210 210 60", "2 2 0")]
    [InlineData("210 210 310", "3 3 3")]
    [InlineData("310 210 60", "2 2 0")]
    [InlineData("310 60 310 60 60 310", "1 1 1 0 0 1")]
    [InlineData("210 180 90 220 60 60", "1 1 1 1 0 0")]
    [InlineData("210 ? 210 60", "1 1 1 0")]
    [InlineData("210 ? ? 210", "1 0 0 1")]
    [InlineData("200.2 60", "1 0")]
    public void Days_take_the_level_of_their_run_under_the_triggers_of_2024(string days, string levels) => Assert.Equal(Numbers(levels), Levels(Rules2024, days));

    [Theory]
    [InlineData("201 60", "0 0")]
    [InlineData("201 201 60", "1 1 0")]
    [InlineData("201 201 201", "2 2 2")]
    [InlineData("201 201 301 301", "3 3 3 3")]
    [InlineData("60 499.2", "0 3")]
    public void The_triggers_of_2018_ask_for_longer_spells_or_an_index_of_500(string days, string levels) => Assert.Equal(Numbers(levels), Levels(Rules2018, days));

    [Fact]
    public void No_days_have_no_levels() => Assert.Empty(DailyLevels.Of(Rules2024)([]));

    [Theory]
    [InlineData("2018")]
    [InlineData("2024")]
    public void The_hour_by_hour_judgement_never_finds_less_by_any_reading(string edition)
    {
        var rules = Edition(edition);
        Law(AnyDays, days =>
        {
            var levels = DailyLevels.Of(rules)(days);
            return Enum.GetValues<DurationReading>().All(reading =>
            {
                var hourly = Hourly(rules, days, reading);
                return Enumerable.Range(0, days.Count).All(i => levels[i] <= hourly[i]);
            });
        });
    }

    [Theory]
    [InlineData("2018")]
    [InlineData("2024")]
    public void By_calendar_days_both_agree_where_no_mean_across_midnight_makes_a_clean_day_polluted(string edition)
    {
        // Twelve hours of 280 and twelve of 20 make 150, which is not above it: the evening of the last polluted day does not reach into the next.
        var rules = Edition(edition);
        var days = Gen.OneOf(Gen.Choose(0, 20), Gen.Choose(CourseJudge.LowestThreshold(rules) + 1, 280)).Select(v => (double)v).NonEmptyListOf();
        Law(days, d => DailyLevels.Of(rules)(d).SequenceEqual(Hourly(rules, d, DurationReading.CalendarDays)));
    }

    [Theory]
    [InlineData("2018")]
    [InlineData("2024")]
    public void By_the_default_reading_both_agree_when_polluted_days_are_alike(string edition)
    {
        // With one polluted value and clean air between, a block across midnight reaches no line that whole days do not.
        var rules = Edition(edition);
        var days = Gen.Choose(151, 300).SelectMany(v => Gen.Elements(0.0, v).NonEmptyListOf());
        Law(days, d => DailyLevels.Of(rules)(d).SequenceEqual(Hourly(rules, d, rules.Reading)));
    }

    [Fact]
    public void A_block_across_midnight_may_reach_a_line_that_whole_days_do_not()
    {
        // Noon to noon on both sides of the day is (50 + 450) / 2 = 250: above 200 for 48 h by blocks, for 24 h by whole days.
        double[] alone = [50, 450, 50, 50];
        Assert.Equal([0, 1, 0, 0], DailyLevels.Of(Rules2024)(alone));
        Assert.Equal(2, Hourly(Rules2024, alone, DurationReading.ConsecutiveBlocks)[1]);
    }

    private static void Law(Gen<List<double>> days, Func<List<double>, bool> law) => Check.One(Pinned, Prop.ForAll(days.ToArbitrary(), law));

    private static TriggerRules Edition(string year) => year == "2018" ? Rules2018 : Rules2024;

    private static IReadOnlyList<int> Levels(TriggerRules rules, string days) =>
        DailyLevels.Of(rules)([.. days.Split(' ').Select(d => d == "?" ? double.NaN : double.Parse(d, System.Globalization.CultureInfo.InvariantCulture))]);

    private static IReadOnlyList<int> Numbers(string levels) => [.. levels.Split(' ').Select(l => int.Parse(l, System.Globalization.CultureInfo.InvariantCulture))];

    /// <summary>The level of each day by the hour-by-hour judge, on a course whose hours carry the value of their day.</summary>
    private static int[] Hourly(TriggerRules rules, IReadOnlyList<double> days, DurationReading reading)
    {
        var course = new AirCourse.Tail(FirstDay.FirstHour, FirstDay.FirstHour, [], [], Aqi).With(days, FirstDay);
        var levels = new int[days.Count];
        foreach (var episode in CourseJudge.Judge(course, rules, reading).Where(e => e.Level >= WarningLevel.Yellow))
        {
            for (var day = episode.FirstDay; day <= episode.LastDay; day = day.Plus(1))
            {
                if (day - FirstDay < levels.Length)
                {
                    levels[day - FirstDay] = episode.Level - WarningLevel.Yellow + 1;
                }
            }
        }

        return levels;
    }
}
