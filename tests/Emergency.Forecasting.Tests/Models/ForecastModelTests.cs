using Emergency.Core.Decisions;
using Emergency.Core.Time;
using Emergency.Forecasting.Indexing;
using Emergency.Forecasting.Models;
using FsCheck;
using FsCheck.Fluent;

namespace Emergency.Forecasting.Tests.Models;

public class ForecastModelTests
{
    private static readonly IReadOnlyList<DailyAir> TwoYears = MadeUpAir.Days(730);

    public static TheoryData<string> AllModels() => [.. Forecaster.Models.Keys];

    [Theory]
    [MemberData(nameof(AllModels))]
    public void Ten_days_follow_the_issue_time_with_ordered_intervals(string model)
    {
        var output = Predict(model, MadeUpAir.Input(TwoYears));
        Assert.Equal(Enumerable.Range(1, 10), output.Days.Select(d => d.Lead));
        Assert.Equal(TwoYears[^1].Day.Plus(1), output.Days[0].Day);
        Assert.All(output.Days, d =>
        {
            Assert.True(d.AqiLow <= d.Aqi && d.Aqi <= d.AqiHigh, d.ToString());
            Assert.True(d.Pm25Low <= d.Pm25 && d.Pm25 <= d.Pm25High, d.ToString());
            Assert.True(d.AqiWithoutOzone <= d.Aqi, d.ToString());
            Assert.True(d.AqiForWarnings <= d.AqiWithoutOzone, d.ToString());
            Assert.True(d.AqiHigh <= 500);
            Assert.NotNull(d.O3Mda8);
        });
    }

    [Theory]
    [MemberData(nameof(AllModels))]
    public void Probabilities_never_rise_with_the_threshold_and_count_the_trajectories(string model)
    {
        var output = Predict(model, MadeUpAir.Input(TwoYears));
        Assert.InRange(output.Trajectories.Count, 150, 200);
        Assert.Equal(output.Trajectories.Count, output.WarningTrajectories.Count);
        Assert.All(output.Trajectories, t => Assert.Equal(10, t.Count));
        Assert.All(output.Days, d =>
        {
            Assert.True(d.Above100 >= d.Above150 && d.Above150 >= d.Above200 && d.Above200 >= d.Above300, d.ToString());
            Assert.Equal(output.Trajectories.Count(t => t[d.Lead - 1] > 150) / (double)output.Trajectories.Count, d.Above150, 3);
        });
    }

    [Theory]
    [MemberData(nameof(AllModels))]
    public void What_lies_after_the_issue_time_changes_nothing(string model)
    {
        var known = TwoYears.Take(500).ToList();
        var issuedAt = known[^1].Day.Plus(1).FirstHour.Plus(5);
        var base_ = MadeUpAir.Input(known) with { IssuedAt = issuedAt, Hours = MadeUpAir.Hours(TwoYears.Skip(300).Take(201)).Where(h => h.Hour < issuedAt).ToList() };
        var expected = CanonicalJson.Write(Issue(model, base_));
        Prop.ForAll(Gen.Choose(1, 900).ToArbitrary(), pm25 =>
        {
            var future = TwoYears.Skip(500).Select(d => MadeUpAir.Day(d.Day, pm25)).ToList();
            IReadOnlyList<DailyAir> days = [.. known, .. future];
            var later = base_ with { Days = days, History = days, Hours = [.. base_.Hours, .. MadeUpAir.Hours(future).Where(h => h.Hour >= issuedAt)] };
            return CanonicalJson.Write(Issue(model, later)) == expected;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5));
    }

    [Fact]
    public void The_same_input_gives_the_same_bytes()
    {
        var first = CanonicalJson.Write(Issue("fitted", MadeUpAir.Input(MadeUpAir.Days(400))));
        Assert.Equal(first, CanonicalJson.Write(Issue("fitted", MadeUpAir.Input(MadeUpAir.Days(400)))));
    }

    [Fact]
    public void A_forecast_keeps_its_basis_and_names_the_weather_it_did_not_see()
    {
        var input = MadeUpAir.Input(TwoYears);
        var forecast = Issue("fitted", input);
        Assert.Equal(WeatherSetting.None, forecast.Setting);
        Assert.Equal("ridge-1", forecast.Basis.ModelId);
        Assert.Equal(["days:晋城", "history:晋城", "hours:晋城"], forecast.Basis.Inputs.Select(i => i.Name));
        Assert.Contains(forecast.Remarks, r => r.Zh.Contains("未使用气象预报", StringComparison.Ordinal));
        Assert.DoesNotContain(forecast.Remarks, r => r.Zh.Contains("未覆盖全年", StringComparison.Ordinal));
        var changed = input with { Days = [.. TwoYears.Take(729), MadeUpAir.Day(TwoYears[^1].Day, 1)] };
        Assert.NotEqual(forecast.Basis.Inputs[0].Hash, Issue("fitted", changed).Basis.Inputs[0].Hash);
    }

    [Fact]
    public void Persistence_carries_the_last_day_on()
    {
        var output = Predict("persistence", MadeUpAir.Input([.. TwoYears.Take(729), MadeUpAir.Day(TwoYears[^1].Day, 150)]));
        Assert.InRange(output.Days[0].Aqi, 220, 330);
    }

    [Fact]
    public void Climatology_does_not_look_at_the_last_day()
    {
        var quiet = Predict("climatology", MadeUpAir.Input([.. TwoYears.Take(729), MadeUpAir.Day(TwoYears[^1].Day, 10)]));
        var heavy = Predict("climatology", MadeUpAir.Input([.. TwoYears.Take(729), MadeUpAir.Day(TwoYears[^1].Day, 240)]));
        Assert.Equal(quiet.Days[0].Aqi, heavy.Days[0].Aqi, 5.0);
    }

    [Fact]
    public void The_fitted_model_leans_on_the_last_day_at_first_and_on_the_season_at_last()
    {
        var quiet = Predict("fitted", MadeUpAir.Input([.. TwoYears.Take(729), MadeUpAir.Day(TwoYears[^1].Day, 20)]));
        var heavy = Predict("fitted", MadeUpAir.Input([.. TwoYears.Take(729), MadeUpAir.Day(TwoYears[^1].Day, 240)]));
        Assert.True(heavy.Days[0].Aqi > 1.5 * quiet.Days[0].Aqi);
        Assert.InRange(heavy.Days[9].Aqi / quiet.Days[9].Aqi, 0.9, 1.3);
    }

    [Fact]
    public void Rising_hours_raise_tomorrow()
    {
        var input = MadeUpAir.Input(TwoYears) with { Hours = MadeUpAir.Hours(Wobbly(TwoYears)) };
        var rising = input with { Hours = [.. input.Hours.Select(h => h.Hour >= input.IssuedAt.Plus(-6) ? h with { Pm25 = h.Pm25 * 3 } : h)] };
        Assert.True(Predict("fitted", rising).Days[0].Pm25 > Predict("fitted", input).Days[0].Pm25);
    }

    [Fact]
    public void Forty_days_of_history_are_enough_and_the_forecast_says_what_it_lacks()
    {
        var output = Predict("fitted", MadeUpAir.Input(MadeUpAir.Days(40)));
        Assert.Contains(output.Remarks, r => r.Zh.Contains("未覆盖全年", StringComparison.Ordinal));
        Assert.Contains(output.Remarks, r => r.Zh.Contains("只用三个因子", StringComparison.Ordinal));
        Assert.All(output.Days, d => Assert.True(d.AqiLow < d.Aqi && d.Aqi < d.AqiHigh));
    }

    [Fact]
    public void Five_days_of_history_give_persistence_with_wide_bands_and_say_so()
    {
        var output = Predict("fitted", MadeUpAir.Input(MadeUpAir.Days(5)));
        Assert.Contains(output.Remarks, r => r.Zh.Contains("未拟合模型", StringComparison.Ordinal));
        Assert.All(output.Days, d => Assert.True(d.AqiHigh > 2.5 * d.AqiLow));
        Assert.Equal(200, output.Trajectories.Count);
    }

    [Fact]
    public void No_history_at_all_is_refused()
    {
        var input = new ForecastInput("晋城", LocalDay.Of(2019, 1, 11).FirstHour, [], [], []);
        Assert.Equal("FORECAST-001", Forecaster.Issue(new FittedModel(), input, [], "system", input.IssuedAt.Start).Refusal?.Code);
    }

    [Fact]
    public void A_missing_last_day_is_said()
    {
        var output = Predict("fitted", MadeUpAir.Input(TwoYears) with { IssuedAt = TwoYears[^1].Day.Plus(3).FirstHour });
        Assert.Contains(output.Remarks, r => r.Zh.Contains("无有效日值", StringComparison.Ordinal));
        Assert.Equal(TwoYears[^1].Day.Plus(3), output.Days[0].Day);
    }

    [Fact]
    public void Issued_at_four_in_the_afternoon_lead_one_is_tomorrow()
    {
        var input = MadeUpAir.Input(TwoYears) with { IssuedAt = TwoYears[^1].Day.Plus(1).FirstHour.Plus(16) };
        Assert.Equal(TwoYears[^1].Day.Plus(2), Predict("fitted", input).Days[0].Day);
    }

    [Fact]
    public void Other_places_in_the_input_are_left_out()
    {
        var input = MadeUpAir.Input(TwoYears);
        var mixed = input with { Days = [.. TwoYears, .. TwoYears.Select(d => MadeUpAir.Day(d.Day, 400) with { Place = "阳泉" })] };
        Assert.Equal(CanonicalJson.Write(Predict("fitted", input)), CanonicalJson.Write(Predict("fitted", mixed)));
    }

    private static IEnumerable<DailyAir> Wobbly(IReadOnlyList<DailyAir> days) => days.TakeLast(400);

    private static ModelOutput Predict(string model, ForecastInput input) => Forecaster.Models[model].Predict(input, seed: 1);

    private static Forecast Issue(string model, ForecastInput input) => Forecaster.Issue(Forecaster.Models[model], input, [], "预报员", input.IssuedAt.Start).OrThrow();
}
