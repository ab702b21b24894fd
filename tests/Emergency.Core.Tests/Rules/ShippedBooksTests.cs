using Emergency.Core.Decisions;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Testing;

namespace Emergency.Core.Tests.Rules;

public sealed class ShippedBooksTests
{
    private static RuleLibrary Library => ShippedRules.Library;

    [Fact]
    public void Every_shipped_book_passes_the_check()
    {
        var load = RuleLibrary.Load(ShippedData.RulesFolder, ShippedRules.Regions);

        Assert.Equal([], load.Problems.Select(p => p.ToString()));
        Assert.Equal(RuleBooks.All.Order(), load.Editions.Select(e => e.Book).Distinct().Order());
    }

    [Fact]
    public void Every_reference_of_a_book_stands_in_the_table_of_sources()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "rules.md"));
        var table = page[page.IndexOf("### Sources", StringComparison.Ordinal)..];
        var used = Library.Editions.SelectMany(e => e.Values.Values.Select(v => v.Source).Append(e.Dates)).SelectMany(s => s.Reference?.Split(' ') ?? []).Distinct();

        Assert.NotEmpty(used);
        Assert.Equal([], used.Where(id => !table.Contains(id, StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_day_since_2013_has_AQI_rules()
    {
        for (var day = LocalDay.Of(2013, 1, 1); day < LocalDay.Of(2027, 1, 1); day = day.Plus(1))
        {
            Assert.True(Library.Aqi("140500", day).Ok, day.ToString());
        }
    }

    [Fact]
    public void Every_day_since_September_2017_has_all_the_other_rules()
    {
        for (var day = LocalDay.Of(2017, 9, 1); day < LocalDay.Of(2027, 1, 1); day = day.Plus(1))
        {
            Assert.True(Library.Triggers("140500", day).Ok, day.ToString());
            Assert.True(Library.Targets("140500", day).Ok, day.ToString());
            Assert.True(Library.Grades("140500", day).Ok, day.ToString());
            Assert.True(Library.Measures("140500", day).Ok, day.ToString());
            Assert.True(Library.Deadlines("140500", day).Ok, day.ToString());
        }
    }

    [Theory]
    [InlineData("140500", "2017-09-01", "MEP-2017-86")]
    [InlineData("140500", "2018-08-31", "MEP-2017-86")]
    [InlineData("140500", "2018-09-01", "MEE-2018-875")]
    [InlineData("140500", "2020-06-08", "MEE-2018-875")]
    [InlineData("140500", "2020-06-09", "Shanxi-2020")]
    [InlineData("140581", "2024-01-22", "Shanxi-2020")]
    [InlineData("410100", "2024-01-22", "MEE-2018-875")]
    [InlineData("140581", "2024-01-23", "MEE-2024-6")]
    [InlineData("410100", "2024-01-23", "MEE-2024-6")]
    public void Triggers_in_force_by_place_and_day(string place, string day, string edition) =>
        Assert.Equal(edition, Library.Find(RuleBooks.WarningTriggers, place, LocalDay.Parse(day)!.Value).OrThrow().Edition);

    [Theory]
    [InlineData(RuleBooks.Aqi, "2026-02-28", "HJ633-2012")]
    [InlineData(RuleBooks.Aqi, "2026-03-01", "HJ633-2026")]
    [InlineData(RuleBooks.ReductionTargets, "2019-06-30", "2017-2018")]
    [InlineData(RuleBooks.ReductionTargets, "2019-07-01", "2019-on")]
    [InlineData(RuleBooks.GradeSchemes, "2019-01-11", "Ungraded-2017")]
    [InlineData(RuleBooks.GradeSchemes, "2020-06-28", "MEE-2019-648")]
    [InlineData(RuleBooks.GradeSchemes, "2020-06-29", "MEE-2020-340")]
    [InlineData(RuleBooks.GradeSchemes, "2026-01-31", "MEE-2026-2")]
    public void Editions_change_on_their_day(string book, string day, string edition) =>
        Assert.Equal(edition, Library.Find(book, "140500", LocalDay.Parse(day)!.Value).OrThrow().Edition);

    [Fact]
    public void The_year_since_which_HJ_633_2012_is_applied_is_marked_as_doubtful()
    {
        var dates = Library.Edition(RuleBooks.Aqi, "HJ633-2012").OrThrow().Dates;

        Assert.Equal(Confidence.Unsure, dates.Confidence);
        Assert.Contains("2016-01-01", dates.Doubt, StringComparison.Ordinal);
        Assert.Contains("2016-01-01", dates.DoubtEn, StringComparison.Ordinal);
    }

    [Fact]
    public void The_end_of_the_Shanxi_plan_is_marked_as_doubtful() =>
        Assert.Equal(Confidence.Unsure, Library.Edition(RuleBooks.WarningTriggers, "Shanxi-2020").OrThrow().Dates.Confidence);

    [Fact]
    public void What_lasting_48_hours_means_is_a_named_setting_with_its_doubt_in_every_edition()
    {
        foreach (var edition in Library.Editions.Where(e => e.Book == RuleBooks.WarningTriggers))
        {
            var rules = Library.Triggers(edition).OrThrow();
            Assert.Equal(DurationReading.ConsecutiveBlocks, rules.Reading);
            Assert.Equal(Confidence.Unsure, rules.ReadingSource.Confidence);
            Assert.Equal(36, rules.JoinGapHours);
            Assert.Equal(36, rules.LiftForecastHours);
            Assert.Equal(Confidence.Unsure, rules.JoinSource.Confidence);
        }
    }

    [Fact]
    public void Ozone_gives_a_notice_and_no_warning_under_the_national_texts_but_the_Shanxi_plan_names_only_dust()
    {
        string[] Causes(string edition) => [.. Library.Triggers(Library.Edition(RuleBooks.WarningTriggers, edition).OrThrow()).OrThrow().Excluded.Select(e => e.Cause)];

        Assert.Equal(["Ozone", "DustStorm", "WildfireSmoke", "LocalBlowingDust", "CrossBorderTransport"], Causes("MEE-2024-6"));
        Assert.Equal(["DustStorm"], Causes("Shanxi-2020"));
    }

    [Fact]
    public void The_swap_of_SO2_and_NOx_was_read_for_orange_and_follows_for_the_others()
    {
        var rules = Library.Targets("140500", LocalDay.Of(2024, 1, 1)).OrThrow();

        Assert.Equal(
            [(WarningLevel.Yellow, 0.2m, Confidence.Known), (WarningLevel.Orange, 0.4m, Confidence.Seen), (WarningLevel.Red, 0.6m, Confidence.Known)],
            rules.Levels.Select(l => (l.Level, l.SwapMinSum!.Value, l.SwapSource!.Confidence)));
        Assert.Equal(330, rules.DaysPerYear);
    }

    [Fact]
    public void Before_mid_2019_there_was_no_swap_to_rely_on() =>
        Assert.All(Library.Targets("140500", LocalDay.Of(2019, 1, 11)).OrThrow().Levels, l => Assert.True(l.SwapMinSum is null && l.SwapSource is null));

    [Fact]
    public void There_are_39_key_industries_numbered_in_order_and_others_beside_them()
    {
        var rules = Library.Grades("140500", LocalDay.Of(2024, 1, 1)).OrThrow();

        Assert.Equal(Enumerable.Range(1, 39), rules.Industries.Where(i => i.IsKey).Select(i => i.Number!.Value));
        Assert.Contains(rules.Industries, i => i is { Code: "CoalWashing", IsKey: false });
        Assert.NotNull(rules.Industries.Single(i => i.Code == "Coking").HardToStop);
        Assert.Null(rules.Industries.Single(i => i.Code == "Inks").HardToStop);
    }

    [Theory]
    [InlineData(PerformanceGrade.A, GradeTreatment.Voluntary)]
    [InlineData(PerformanceGrade.Leading, GradeTreatment.Voluntary)]
    [InlineData(PerformanceGrade.B, GradeTreatment.ListMeasures)]
    [InlineData(PerformanceGrade.NonLeading, GradeTreatment.ListMeasures)]
    [InlineData(PerformanceGrade.D, GradeTreatment.Stop)]
    [InlineData(PerformanceGrade.Ungraded, GradeTreatment.ListMeasures)]
    public void Treatment_of_a_grade_under_the_2020_guide(PerformanceGrade grade, GradeTreatment treatment) =>
        Assert.Equal(treatment, Library.Grades("140500", LocalDay.Of(2024, 1, 1)).OrThrow().Treatments[grade].Treatment);

    [Fact]
    public void Every_edition_says_how_every_grade_is_treated() =>
        Assert.All(
            Library.Editions.Where(e => e.Book == RuleBooks.GradeSchemes),
            e => Assert.Equal(Enum.GetValues<PerformanceGrade>(), Library.Grades(e).OrThrow().Treatments.Keys));

    [Fact]
    public void A_list_with_the_grades_of_2020_can_be_judged_by_the_rules_of_2019()
    {
        string[] known = ["ABC", "ABCD", "Leading", "Ungraded"];
        foreach (var day in new[] { LocalDay.Of(2019, 1, 11), LocalDay.Of(2019, 12, 1) })
        {
            var rules = Library.Grades("140500", day).OrThrow();
            Assert.Equal(known, rules.Schemes.Select(s => s.Id).Order(StringComparer.Ordinal));
            Assert.Equal(47, rules.Industries.Count);
        }
    }

    [Fact]
    public void Before_grading_no_grade_spares_or_stops_anybody() =>
        Assert.All(Library.Grades("140500", LocalDay.Of(2019, 1, 11)).OrThrow().Treatments.Values, t => Assert.Equal(GradeTreatment.ListMeasures, t.Treatment));

    [Fact]
    public void Deadlines_are_settings_with_a_stated_doubt_each()
    {
        var rules = Library.Deadlines("140500", LocalDay.Of(2024, 1, 1)).OrThrow();

        Assert.Equal((1, 24, 16, 24), (rules.AcknowledgeWithinHours, rules.ReportExecutionWithinHours, rules.DailyReportHour, rules.LiftNoticeWithinHours));
        Assert.Equal((15, 120), (rules.StaggerStepMinutes, rules.StaggerMaxMinutes));
        Assert.All(rules.Sources.Values, s => Assert.NotNull(s.Doubt));
        Assert.Equal("产品设置", rules.Sources["stagger.step-minutes"].Document);
    }

    [Fact]
    public void A_single_line_is_stopped_and_flagged_for_a_person()
    {
        var rules = Library.Measures("140500", LocalDay.Of(2024, 1, 1)).OrThrow();

        Assert.Equal(SingleLineRule.StopAndFlag, rules.SingleLine);
        Assert.Equal(Confidence.Unsure, rules.SingleLineSource.Confidence);
        Assert.True(rules.SmallEmitterExempt);
    }

    [Fact]
    public void Validity_is_that_of_HJ_663_and_less_sure_after_its_revision()
    {
        var old = Library.Aqi("140500", LocalDay.Of(2019, 1, 11)).OrThrow();
        var now = Library.Aqi("140500", LocalDay.Of(2026, 3, 1)).OrThrow();

        Assert.Equal((20, 6, 14, 8), (old.MinHoursPerDay, old.MinHoursPer8, old.MinWindowsMda8, old.FirstWindowEnd));
        Assert.Equal((160m, 0.75m, 0.5m, 4), (old.Mda8Limit, old.MinStationShare, old.MinStationShareSmall, old.SmallNetwork));
        Assert.Equal(Confidence.Known, old.ValiditySources["validity.min-windows-mda8"].Confidence);
        Assert.Equal(Confidence.Unsure, now.ValiditySources["validity.min-windows-mda8"].Confidence);
        Assert.Null(old.PublishPartialAbove);
        Assert.Equal(100, now.PublishPartialAbove);
    }
}
