using Emergency.Forecasting.Models;
using Emergency.Forecasting.Verification;
using Emergency.Forecasting.Verification.InService;
using static Emergency.Forecasting.Tests.Verification.ScoredAir;

namespace Emergency.Forecasting.Tests.Verification.InService;

public class PromotionTests
{
    [Fact]
    public void A_better_model_is_promoted()
    {
        var decision = Promotion.Decide(Scored(noise: 40), Scored(noise: 20));
        Assert.True(decision.Promote);
        Assert.Equal(3, decision.Changes.Count);
        Assert.All(decision.Changes, c => Assert.True(c.RmseRange!.High < 0));
    }

    [Fact]
    public void The_same_model_is_promoted_because_nothing_is_worse()
    {
        var decision = Promotion.Decide(Scored(noise: 30), Scored(noise: 30));
        Assert.True(decision.Promote);
        Assert.All(decision.Changes, c => Assert.Equal((0, 0), (c.RmseChange, c.CsiChange)));
    }

    [Fact]
    public void A_worse_model_is_not_promoted_and_each_reason_is_named()
    {
        var decision = Promotion.Decide(Scored(noise: 20), Scored(noise: 60));
        Assert.False(decision.Promote);
        Assert.Contains(decision.Reasons, r => r.En.StartsWith("RMSE of PM2.5 at lead 1", StringComparison.Ordinal));
        Assert.Contains(decision.Reasons, r => r.Zh.Contains("临界成功指数", StringComparison.Ordinal));
    }

    [Fact]
    public void A_model_that_is_worse_at_one_lead_only_is_not_promoted() =>
        Assert.False(Promotion.Decide(Scored(noise: 20), Scored(noise: 20, noiseAtThree: 50)).Promote);

    [Fact]
    public void Only_days_that_both_forecast_are_compared()
    {
        var decision = Promotion.Decide(Scored(noise: 30, from: 10, to: 200), Scored(noise: 30, from: 80, to: 290));
        Assert.Equal([120, 120, 120], decision.Changes.Select(c => c.Days));
    }

    [Fact]
    public void Too_few_common_days_promote_nothing()
    {
        var decision = Promotion.Decide(Scored(noise: 60, from: 10, to: 99), Scored(noise: 10));
        Assert.False(decision.Promote);
        Assert.Contains("89", decision.Reasons.Single().En, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_are_never_compared_with_each_other() =>
        Assert.False(Promotion.Decide(Scored(noise: 60), Scored(noise: 10) with { Setting = WeatherSetting.Perfect }).Promote);

    private static SettingScore Scored(double noise, double? noiseAtThree = null, int from = 10, int to = 290)
    {
        double[] truth = [.. Enumerable.Range(0, 300).Select(i => Math.Round(140 + (90 * Math.Sin(i / 4.0))))];
        var random = new Random(11);
        double Off(double size) => size * ((2 * random.NextDouble()) - 1);
        var runs = Enumerable.Range(0, 297)
            .Select(i => Run(i, [truth[i] + Off(noise), truth[i + 1] + Off(noise), truth[i + 2] + Off(noiseAtThree ?? noise)]))
            .ToArray();
        return ForecastVerification.Score(Input([.. truth.Select((v, i) => Day(i, v))], runs) with { From = First.Plus(from), To = First.Plus(to - 1) });
    }
}
