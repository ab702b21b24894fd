using Emergency.Core;
using Emergency.Warnings.Advice;
using static Emergency.Warnings.Tests.Advice.AdviceAir;

namespace Emergency.Warnings.Tests.Advice;

public class LiftAdviserTests
{
    [Fact]
    public void Improved_and_forecast_to_stay_so_for_three_days_may_be_lifted()
    {
        var advice = Lift([60, 60, 60]);
        Assert.True(advice.MayLift);
        Assert.Equal(72, advice.ImprovedHours);
        Assert.Equal(advice.IssuedAt, advice.EarliestLift);
        Assert.Contains("符合解除条件", advice.Reason.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void A_new_rise_within_thirty_six_hours_forbids_the_lift()
    {
        var advice = Lift([60, 260, 260, 60, 60, 60, 60, 60, 60, 60]);
        Assert.False(advice.MayLift);
        Assert.InRange(advice.ImprovedHours, 24, 36);
        Assert.NotNull(advice.EarliestLift);
        Assert.True(advice.EarliestLift > advice.IssuedAt.AddDays(3));
        Assert.Contains("应超过36小时", advice.Reason.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void Thirty_six_hours_are_not_more_than_thirty_six()
    {
        // The last mean known ends 36 h after the issue time when the forecast has a day and a half of the issue day before it.
        var input = Observed(Rules2024, (Above200, 48), (Clean, 36));
        var forecast = Forecast(input, [(60, 60)]);
        var advice = LiftAdviser.Advise(input with { Forecast = forecast }, WarningLevel.Orange).OrThrow();
        Assert.Equal(36, advice.ImprovedHours);
        Assert.False(advice.MayLift);
    }

    [Fact]
    public void Air_still_above_the_trigger_is_not_improved()
    {
        var input = Observed(Rules2024, (Above200, 60));
        var advice = LiftAdviser.Advise(input with { Forecast = Forecast(input, [(60, 60), (60, 60), (60, 60), (60, 60)]) }, WarningLevel.Orange).OrThrow();
        Assert.False(advice.MayLift);
        Assert.Equal(0, advice.ImprovedHours);
        Assert.Equal(210, advice.Aqi24h);
        Assert.True(advice.EarliestLift > advice.IssuedAt);
    }

    [Fact]
    public void Between_the_lines_the_reference_decides()
    {
        // 24-h AQI 172: below red's lowest trigger (200), above yellow's (150).
        var input = Observed(Rules2024, (Above200, 24), (Above150, 48));
        input = input with { Forecast = Forecast(input, [(172, 172), (172, 172), (60, 60)]) };
        Assert.False(LiftAdviser.Advise(input, WarningLevel.Red).OrThrow().MayLift);
        Assert.True(LiftAdviser.Advise(input, WarningLevel.Red, LiftReference.OwnLevel).OrThrow().MayLift);
    }

    [Fact]
    public void The_share_of_members_that_stay_improved_is_given()
    {
        var input = Observed(Rules2024, (Above200, 24), (Clean, 48));
        var forecast = Forecast(input, [(60, 60), (60, 60), (60, 60)], [[60, 60, 60], [60, 60, 400], [400, 60, 60], [60, 400, 60]]);
        Assert.Equal(0.5, LiftAdviser.Advise(input with { Forecast = forecast }, WarningLevel.Orange).OrThrow().StaysImproved);
    }

    [Fact]
    public void Without_a_forecast_it_is_refused()
    {
        Assert.Equal("ADVICE-003", LiftAdviser.Advise(Observed(Rules2024, (Clean, 48)), WarningLevel.Orange).Refusal?.Code);
    }

    [Fact]
    public void A_level_the_edition_does_not_know_is_refused()
    {
        Assert.Equal("ADVICE-004", LiftAdviser.Advise(Ahead(Rules2024, 60, 60), WarningLevel.Blue).Refusal?.Code);
    }

    private static LiftAdvice Lift(double[] ahead)
    {
        var input = Observed(Rules2024, (Above200, 48), (Clean, 30), (Clean, 18));
        return LiftAdviser.Advise(input with { Forecast = Forecast(input, [.. ahead.Select(a => (a, a))]) }, WarningLevel.Orange).OrThrow();
    }
}
