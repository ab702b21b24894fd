using Emergency.Core.Decisions;
using Emergency.Core.Quantities;
using Emergency.Forecasting.Models;
using Emergency.Forecasting.Models.Features;
using Emergency.Forecasting.Models.Trained;
using Emergency.Forecasting.Weather;

namespace Emergency.Forecasting.Tests.Models.Trained;

public class TrainedModelTests
{
    private static TrainedModel Model => SmallModels.Quick.Model;

    [Fact]
    public void With_a_weather_forecast_the_setting_is_forecast_and_nothing_needs_to_be_said()
    {
        var output = Predict(SmallModels.Input());
        Assert.Equal(WeatherSetting.Forecast, output.Setting);
        Assert.Empty(output.Remarks);
        Assert.Equal(Enumerable.Range(1, 10), output.Days.Select(d => d.Lead));
        Assert.Equal(SmallModels.Issue.Day, output.Days[0].Day);
        Assert.Equal(6, output.Days[0].Pollutants.Count);
        Assert.All(output.Days, d => Assert.InRange(d.Pm25, 3, 500));
    }

    [Fact]
    public void The_same_input_gives_the_same_bytes() =>
        Assert.Equal(CanonicalJson.Write(Predict(SmallModels.Input())), CanonicalJson.Write(Predict(SmallModels.Input())));

    [Fact]
    public void Without_a_weather_run_it_falls_back_and_says_so() =>
        FallsBack(SmallModels.Input() with { WeatherForecast = null, EarlierRuns = [] }, "没有天气预报");

    [Fact]
    public void A_run_older_than_thirty_hours_is_not_used_and_that_is_said()
    {
        var input = SmallModels.Input();
        FallsBack(input with { WeatherForecast = input.EarlierRuns[1], EarlierRuns = [] }, "预报过旧");
        Assert.Equal(WeatherSetting.Forecast, Predict(input with { WeatherForecast = input.EarlierRuns[0], EarlierRuns = [] }).Setting);
    }

    [Fact]
    public void A_run_issued_after_the_forecast_is_not_used_and_that_is_said() =>
        FallsBack(SmallModels.Input() with { WeatherForecast = SmallModels.City.Runs.First(r => r.IssuedAt == SmallModels.Issue.Plus(24)) }, "晚于起报时刻");

    [Fact]
    public void Without_observed_weather_the_run_is_not_used_and_that_is_said()
    {
        FallsBack(SmallModels.Input() with { ObservedWeather = null }, "缺少实况天气");
        var old = SmallModels.City.Weather.Within(new(MadeUpCity.First, SmallModels.Issue.Plus(-73)));
        FallsBack(SmallModels.Input() with { ObservedWeather = old }, "缺少实况天气");
    }

    [Fact]
    public void A_hindcast_never_passes_for_a_forecast()
    {
        var input = SmallModels.Input();
        var hindcast = Predict(input with { Hindcast = true, WeatherForecast = new WeatherRun(input.Place, input.IssuedAt, "observed", SmallModels.City.Weather) });
        Assert.Equal(WeatherSetting.None, hindcast.Setting);
        Assert.NotEmpty(hindcast.Remarks);
    }

    [Fact]
    public void Fewer_earlier_runs_than_in_training_are_said() =>
        Assert.Contains(Predict(SmallModels.Input() with { EarlierRuns = [] }).Remarks, r => r.Zh.Contains("较早起报", StringComparison.Ordinal));

    [Fact]
    public void A_model_blends_as_many_earlier_runs_as_it_was_trained_with()
    {
        TrainedModel Blending(int runs) => new(Model.Id, Model.Place, Model.From, Model.To, Model.Normal, Model.Lagged, Model.Variants) { EarlierRuns = runs };
        double[] Said(TrainedModel model) => [.. model.Predict(SmallModels.Input(), 1).Days.Select(d => d.Pm25)];
        Assert.Equal(Said(Model), Said(Blending(4)));
        Assert.NotEqual(Said(Model), Said(Blending(0)));
        Assert.Equal(2, ModelFile.Read(ModelFile.Write(Blending(2)), "m").Value!.EarlierRuns);
    }

    [Fact]
    public void Issued_at_four_in_the_afternoon_lead_one_is_tomorrow_and_the_hour_is_named()
    {
        var output = Predict(SmallModels.Input(SmallModels.Issue.Plus(16)));
        Assert.Equal(SmallModels.Issue.Day.Plus(1), output.Days[0].Day);
        Assert.Contains(output.Remarks, r => r.Zh.Contains("起报时刻为16时", StringComparison.Ordinal) && r.En.Contains("16:00", StringComparison.Ordinal));
    }

    [Fact]
    public void A_day_without_observations_is_said()
    {
        var input = SmallModels.Input();
        var late = Predict(input with { Hours = [.. input.Hours.Where(h => h.Hour < input.IssuedAt.Plus(-30))], Days = [.. input.Days.SkipLast(2)] });
        Assert.Contains(late.Remarks, r => r.Zh.Contains("没有PM2.5观测", StringComparison.Ordinal));
        Assert.All(late.Days, d => Assert.InRange(d.Pm25, 3, 500));
    }

    [Fact]
    public void Nothing_observed_or_no_edition_is_the_callers_mistake()
    {
        var input = SmallModels.Input();
        Assert.Throws<ArgumentException>(() => Predict(input with { Hours = [], Days = [] }));
        Assert.Throws<ArgumentException>(() => Predict(input with { Aqi = null }));
    }

    [Fact]
    public void Another_place_gets_a_foreign_model_with_a_remark_and_wider_intervals_until_its_own_days_tell_better()
    {
        // Three days: the features know enough to say something, and hardly any miss is known.
        var home = Predict(Short(SmallModels.Input() with { ObservedWeather = null, WeatherForecast = null, EarlierRuns = [] }));
        var foreign = Predict(Short(Elsewhere(1)));
        Assert.Equal(WeatherSetting.None, foreign.Setting);
        Assert.Contains(foreign.Remarks, r => r.Zh.Contains("外地模型", StringComparison.Ordinal) && r.En.Contains(MadeUpCity.Name, StringComparison.Ordinal));
        Assert.Contains(foreign.Remarks, r => r.Zh.Contains("天气预报未使用", StringComparison.Ordinal));
        for (var i = 0; i < 10; i++)
        {
            Assert.True(Width(foreign, i) > Width(home, i), $"lead {i + 1}: {Width(foreign, i)} against {Width(home, i)}");
        }

        // The place misses as its home does: with its own weeks the range is that of home again.
        Assert.InRange(Width(Predict(Elsewhere(1)), 0) / Width(Predict(SmallModels.Input() with { ObservedWeather = null, WeatherForecast = null, EarlierRuns = [] }), 0), 0.7, 1.2);

        static ForecastInput Short(ForecastInput input) => input with
        {
            Days = [.. input.Days.TakeLast(3)],
            History = [.. input.Days.TakeLast(3)],
            Hours = [.. input.Hours.Where(h => h.Hour >= input.IssuedAt.Plus(-72))],
        };

        static double Width(ModelOutput output, int i) => Math.Log(output.Days[i].Pm25High / output.Days[i].Pm25Low);
    }

    [Fact]
    public void The_drivers_of_a_foreign_model_tell_what_was_observed_at_the_place()
    {
        var input = Elsewhere(2);
        var record = PlaceRecord.Of(input.Place, input.Hours, input.Days, null, input.IssuedAt);
        var observed = Math.Exp(record.LogMean(Pollutant.Pm25, record.Count - 24, record.Count));
        var start = Predict(input).Drivers[0].Drivers.Single(d => d.Key == "start-level");
        Assert.Contains(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"PM2.5均值{observed:0} µg/m³"), start.Explanation.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void The_level_of_another_place_is_followed()
    {
        var (same, twice) = (Predict(Elsewhere(1)), Predict(Elsewhere(2)));
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(2, twice.Days[i].Pm25 / same.Days[i].Pm25, 0.05);
            Assert.Equal(2, twice.Days[i].Pm25Mean!.Value / same.Days[i].Pm25Mean!.Value, 0.05);
            Assert.Equal(2, twice.Days[i].O3Mda8!.Value / same.Days[i].O3Mda8!.Value, 0.05);
        }
    }

    [Fact]
    public void Drivers_name_each_day_and_are_ordered_by_strength()
    {
        var output = Predict(SmallModels.Input());
        Assert.Equal(Enumerable.Range(1, 10), output.Drivers.Select(d => d.Lead));
        Assert.Contains(output.Drivers, d => d.Drivers.Count > 0);
        Assert.All(output.Drivers, d => Assert.Equal(d.Drivers.OrderByDescending(x => Math.Abs(x.Effect)), d.Drivers));
        Assert.All(output.Drivers.SelectMany(d => d.Drivers), d => Assert.True(double.IsFinite(d.Effect) && d.Explanation.Zh.Length > 0 && d.Explanation.En.Length > 0));
        Assert.Empty(Model.Predict(SmallModels.Input(), 1, explain: false).Drivers);
        var lowering = output.Drivers.SelectMany(d => d.Drivers).Where(d => d.Effect < 0).ToList();
        Assert.NotEmpty(lowering);
        Assert.All(lowering, d => Assert.EndsWith($"lowers by {100 * (1 - Math.Exp(d.Effect)):0}%", d.Explanation.En, StringComparison.Ordinal));
    }

    private static ForecastInput Elsewhere(double factor)
    {
        var input = SmallModels.Input();
        return input with
        {
            Place = "远方",
            Days = [],
            Hours = [.. input.Hours.Select(h => new Emergency.Forecasting.Observing.HourlyAir("远方", h.Hour, factor * h.Pm25, factor * h.Pm10, factor * h.So2, factor * h.No2, factor * h.O3, factor * h.Co))],
        };
    }

    private static void FallsBack(ForecastInput input, string words)
    {
        var output = Predict(input);
        Assert.Equal(WeatherSetting.None, output.Setting);
        Assert.Contains(output.Remarks, r => r.Zh.Contains(words, StringComparison.Ordinal) && r.Zh.Contains("无天气预报", StringComparison.Ordinal));
    }

    private static ModelOutput Predict(ForecastInput input) => Model.Predict(input, seed: 1);
}
