using Emergency.Core;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Forecasting.Episodes;
using Emergency.Forecasting.Indexing;
using Emergency.Warnings.Advice;
using static Emergency.Warnings.Tests.Advice.AdviceAir;

namespace Emergency.Warnings.Tests.Advice;

public class WarningAdviserTests
{
    [Theory]
    [InlineData("one day above 200", 24, WarningLevel.None, WarningLevel.Yellow)]
    [InlineData("two days above 200", 48, WarningLevel.Yellow, WarningLevel.Orange)]
    [InlineData("three days above 200", 72, WarningLevel.Orange, WarningLevel.Orange)]
    [InlineData("four days above 200, never above 300", 96, WarningLevel.Orange, WarningLevel.Orange)]
    public void Heavy_days_give_the_level_of_the_edition(string name, int hours, WarningLevel by2018, WarningLevel by2024)
    {
        Assert.True(name.Length > 0);
        Assert.Equal(by2018, Advise(Observed(Rules2018, (Clean, 24), (Above200, hours), (Clean, 24))).Level);
        Assert.Equal(by2024, Advise(Observed(Rules2024, (Clean, 24), (Above200, hours), (Clean, 24))).Level);
    }

    [Fact]
    public void Three_days_above_150_are_orange_since_2024_and_nothing_before()
    {
        Assert.Equal(WarningLevel.Orange, Advise(Observed(Rules2024, (Clean, 24), (Above150, 72), (Clean, 24))).Level);
        Assert.Equal(WarningLevel.None, Advise(Observed(Rules2018, (Clean, 24), (Above150, 72), (Clean, 24))).Level);
    }

    [Fact]
    public void Red_needs_both_of_its_conditions()
    {
        Assert.Equal(WarningLevel.Red, Advise(Observed(Rules2024, (Clean, 24), (Above200, 48), (Above300, 24), (Clean, 24))).Level);
        Assert.Equal(WarningLevel.Orange, Advise(Observed(Rules2018, (Clean, 24), (Above200, 48), (Above300, 24), (Clean, 24))).Level);
        Assert.Equal(WarningLevel.Red, Advise(Observed(Rules2018, (Clean, 24), (Above200, 48), (Above300, 48), (Clean, 24))).Level);
    }

    [Fact]
    public void An_index_of_500_is_red_by_the_2018_rules_on_its_own()
    {
        var advice = Advise(Observed(Rules2018, (Clean, 24), (520, 24), (Clean, 24)));
        Assert.Equal(WarningLevel.Red, advice.Level);
        Assert.Contains(advice.Findings, f => f is { TriggerId: "red.2", State: TriggerState.Fired });
    }

    [Fact]
    public void Exactly_on_the_line_is_not_above_it_but_is_named_as_near()
    {
        var advice = Advise(Observed(Rules2018, (Line200, 96)));
        Assert.Equal(WarningLevel.None, advice.Level);
        Assert.Equal(TriggerState.Nearly, advice.Findings.Single(f => f.Level == WarningLevel.Yellow).State);
    }

    [Theory]
    [InlineData(DurationReading.ConsecutiveBlocks, 24)]
    [InlineData(DurationReading.EveryRollingMean, 47)]
    [InlineData(DurationReading.CalendarDays, 24)]
    public void Two_days_above_the_orange_line_one_hour_short_are_yellow_and_orange_is_named_as_near(DurationReading reading, int found)
    {
        var advice = Advise(Observed(Rules2024, (Clean, 24), (JustAbove200, 47), (Clean, 25)) with { Reading = reading });
        Assert.Equal(WarningLevel.Yellow, advice.Level);
        var orange = advice.Findings.Single(f => f.TriggerId == "orange.1");
        Assert.Equal(TriggerState.Nearly, orange.State);
        Assert.Contains($"应24小时平均AQI>200持续48小时，实际最长{found}小时", orange.Reason.Zh, StringComparison.Ordinal);
        Assert.Contains("环大气〔2024〕6号", orange.Reason.Zh, StringComparison.Ordinal);

        var oneHourMore = Advise(Observed(Rules2024, (Clean, 24), (JustAbove200, 48), (Clean, 24)) with { Reading = reading });
        Assert.Equal(WarningLevel.Orange, oneHourMore.Level);
    }

    [Fact]
    public void Every_trigger_of_the_edition_is_reported_fired_ones_first()
    {
        foreach (var rules in new[] { Rules2018, Rules2024 })
        {
            var advice = Advise(Observed(rules, (Clean, 24), (Above200, 60), (Clean, 24)));
            Assert.Equal(rules.Triggers.Select(t => t.Id).Order(StringComparer.Ordinal), advice.Findings.Select(f => f.TriggerId).Order(StringComparer.Ordinal));
            Assert.Equal(advice.Findings.Select(f => f.State).Order(), advice.Findings.Select(f => f.State));
        }
    }

    [Fact]
    public void The_reading_is_named_with_its_doubt()
    {
        var byDefault = Advise(Observed(Rules2024, (Clean, 48)));
        Assert.Equal(DurationReading.ConsecutiveBlocks, byDefault.Reading);
        Assert.Contains("读法A", byDefault.ReadingReason.Zh, StringComparison.Ordinal);
        Assert.Contains("存疑", byDefault.ReadingReason.Zh, StringComparison.Ordinal);
        var chosen = Advise(Observed(Rules2024, (Clean, 48)) with { Reading = DurationReading.CalendarDays });
        Assert.Contains("使用者选定", chosen.ReadingReason.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void A_day_led_by_dust_gives_a_health_notice_and_no_level()
    {
        // Like 3 December 2018 in 晋城: PM10-led AQI about 236 with PM2.5 near 87.
        var hours = Hours((Clean, 24), (87, 48)).Select(h => h.Hour >= FirstDay.Plus(1).FirstHour ? h with { Pm10 = 375 } : h).ToList();
        var advice = Advise(Observed(Rules2024, hours));
        Assert.Equal(WarningLevel.None, advice.Level);
        Assert.Equal(PollutionCause.Dust, advice.Episode?.Cause);
        Assert.Contains("不启动预警", advice.HealthNotice?.Zh, StringComparison.Ordinal);
        Assert.Null(advice.StartDay);
    }

    [Fact]
    public void A_dust_day_known_only_by_its_daily_value_gives_no_level_either()
    {
        var hours = Hours((Clean, 24), (87, 48)).Select(h => h.Hour >= FirstDay.Plus(1).FirstHour ? h with { Pm10 = 375 } : h).ToList();
        var daysOnly = Observed(Rules2024, hours) with { Hours = [] };
        Assert.All(daysOnly.Days.Skip(1), d => Assert.True(d.Aqi > 200));
        Assert.Equal(WarningLevel.None, Advise(daysOnly).Level);
    }

    [Fact]
    public void Dust_on_top_of_fine_particles_leaves_the_level_of_the_fine_particles()
    {
        var hours = Hours((Clean, 24), (Above200, 24), (Clean, 24)).Select(h => h with { Pm10 = 500 }).ToList();
        Assert.Equal(WarningLevel.Yellow, Advise(Observed(Rules2024, hours)).Level);
    }

    [Fact]
    public void Forecast_ozone_gives_a_health_notice_and_no_level()
    {
        var input = Observed(Rules2024, (Clean, 48));
        var advice = Advise(input with { Forecast = Forecast(input, [(210, 80), (220, 90), (215, 80), (60, 60)]) });
        Assert.Equal(WarningLevel.None, advice.Level);
        Assert.Equal(PollutionCause.Ozone, advice.Episode?.Cause);
        Assert.Contains("臭氧", advice.HealthNotice?.Zh, StringComparison.Ordinal);
        Assert.All(advice.Findings, f => Assert.Equal(TriggerState.NotMet, f.State));
    }

    [Fact]
    public void Episodes_one_clean_day_apart_are_one_and_take_the_stricter_level()
    {
        var advice = Advise(Ahead(Rules2018, 210, 210, 60, 210, 210, 210, 60, 60, 60, 60));
        Assert.Equal(WarningLevel.Orange, advice.Level);
        Assert.Equal([24], advice.Episode!.JoinedGapHours);
        Assert.Equal(FirstDay.Plus(2), advice.StartDay);
        Assert.Equal(FirstDay.Plus(7), advice.EndDay);
        Assert.Empty(advice.Later);
    }

    [Fact]
    public void Episodes_two_clean_days_apart_are_two_and_the_later_one_is_named()
    {
        var advice = Advise(Ahead(Rules2018, 210, 210, 60, 60, 210, 210, 210, 60, 60, 60));
        Assert.Equal(WarningLevel.Yellow, advice.Level);
        Assert.Equal(FirstDay.Plus(3), advice.EndDay);
        Assert.Equal(new LaterEpisode(FirstDay.Plus(6), FirstDay.Plus(8), WarningLevel.Orange), Assert.Single(advice.Later));
    }

    [Fact]
    public void Observed_days_count_towards_the_duration_of_a_running_episode()
    {
        var input = Observed(Rules2024, (Clean, 24), (Above200, 24));
        var advice = Advise(input with { Forecast = Forecast(input, [(210, 210), (60, 60)]) });
        Assert.Equal(WarningLevel.Orange, advice.Level);
        Assert.Equal(FirstDay.Plus(1), advice.Episode!.First);
        Assert.Equal(input.IssuedAt.Day, advice.StartDay);
        Assert.True(advice.Episode.Forecast);
    }

    [Fact]
    public void An_episode_that_is_over_gives_no_level()
    {
        var input = Observed(Rules2024, (Above200, 72), (Clean, 30));
        Assert.Equal(WarningLevel.None, Advise(input with { Forecast = Forecast(input, [(60, 60), (60, 60), (60, 60)]) }).Level);
    }

    [Fact]
    public void Probabilities_count_members_and_never_rise_with_the_level()
    {
        var input = Observed(Rules2024, (Clean, 48));
        IReadOnlyList<IReadOnlyList<double>> members = [[60, 60, 60], [210, 60, 60], [210, 210, 60], [210, 210, 310]];
        var advice = Advise(input with { Forecast = Forecast(input, [(60, 60), (60, 60), (60, 60)], members) });
        Assert.Equal(
            [new(WarningLevel.Yellow, 0.75), new(WarningLevel.Orange, 0.5), new(WarningLevel.Red, 0.25)],
            advice.Probabilities);
    }

    [Fact]
    public void What_lies_after_the_issue_time_changes_nothing()
    {
        var hours = Hours((Clean, 24), (Above200, 30), (Above300, 48));
        var known = Observed(Rules2024, hours.Take(54).ToList());
        var more = known with { Hours = hours, Days = DailyIndex.Compute("晋城", hours, Aqi) };
        Assert.Equal(Core.Decisions.CanonicalJson.Write(Advise(known)), Core.Decisions.CanonicalJson.Write(Advise(more)));
    }

    [Fact]
    public void A_forecast_of_another_place_is_refused()
    {
        var input = Ahead(Rules2024, 60, 60);
        var refusal = WarningAdviser.Advise(input with { Place = "阳泉" }).Refusal;
        Assert.Equal("ADVICE-001", refusal?.Code);
    }

    [Fact]
    public void Nothing_to_judge_is_refused()
    {
        var input = Observed(Rules2024, (Clean, 5));
        Assert.Equal("ADVICE-002", WarningAdviser.Advise(input).Refusal?.Code);
    }

    [Fact]
    public void Issued_at_eighteen_hours_the_rest_of_the_day_lies_between_observation_and_forecast()
    {
        var input = Observed(Rules2024, (Clean, 24), (Above200, 18));
        var advice = Advise(input with { Forecast = Forecast(input, [(230, 230), (230, 230), (60, 60)]) });
        Assert.Equal(WarningLevel.Orange, advice.Level);
        Assert.Equal(FirstDay.Plus(1), advice.Episode!.First);
        Assert.Equal(FirstDay.Plus(3), advice.EndDay);
    }
}
