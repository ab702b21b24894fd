using Emergency.Forecasting.Models;
using Emergency.Forecasting.Models.Trained;
using Emergency.Forecasting.Verification;

namespace Emergency.Forecasting.Tests.Models.Trained;

public class ModelTrainingTests
{
    [Fact]
    public void A_weather_forecast_makes_the_days_further_ahead_predictable()
    {
        var scores = SmallModels.Quick.OutOfFold.ToDictionary(s => s.Key, s => ForecastVerification.Score(
            new(MadeUpCity.Name, s.Key, s.Value, SmallModels.City.Days, [.. SmallModels.City.Days.Take(SmallModels.TrainingDays)], MadeUpCity.Aqi)).Leads);
        Assert.True(scores[WeatherSetting.Forecast][2].Pm25.Rmse < 0.85 * scores[WeatherSetting.None][2].Pm25.Rmse);
        Assert.True(scores[WeatherSetting.Forecast][0].Pm25.Rmse < scores[WeatherSetting.None][0].Pm25.Rmse);
        Assert.InRange(scores[WeatherSetting.Forecast][2].Pm25.Coverage80!.Value, 0.65, 0.92);
        Assert.All(SmallModels.Quick.OutOfFold, s => Assert.All(s.Value, r => Assert.Equal(s.Key, r.Output.Setting)));
    }

    [Fact]
    public void Another_seed_gives_another_model()
    {
        // Without trees the neural boxes alone hold what the seed chose.
        var options = SmallModels.Options with { Settings = [WeatherSetting.None], WithoutTrees = true };
        string Bytes(int seed) => ModelFile.Write(SmallModels.Train(SmallModels.City.Data(SmallModels.TrainingDays), options with { Seed = seed }).Model);
        var one = Bytes(1);
        Assert.Equal(one, Bytes(1));
        Assert.NotEqual(one, Bytes(2));
    }

    [Fact]
    public void Less_than_a_year_is_refused_with_the_number_of_days()
    {
        var refusal = ModelTraining.Train(SmallModels.City.Data(299), SmallModels.Options, MadeUpCity.Aqi, new Progress<(double, string)>(), TestContext.Current.CancellationToken).Refusal;
        Assert.Equal("TRAIN-001", refusal?.Code);
        Assert.Contains("299", refusal!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_city_without_weather_and_without_some_pollutants_gets_a_model_of_what_it_has()
    {
        var data = SmallModels.City.Data(SmallModels.TrainingDays);
        var poor = data with
        {
            Weather = null,
            Runs = [],
            Days = [],
            Hours = [.. data.Hours.Select((h, i) => new Emergency.Forecasting.Observing.HourlyAir(h.Place, h.Hour, i / 24 % 11 == 3 ? null : h.Pm25, h.Pm10, null, i % 700 < 200 ? h.No2 : null, h.O3, null))],
        };
        var result = SmallModels.Train(poor, SmallModels.Options with { WithoutTrees = true });
        Assert.Equal([WeatherSetting.None], result.Model.Settings);
        Assert.Single(result.Model.Variants);
        Assert.Contains(result.Notes, n => n.Zh.Contains("未训练", StringComparison.Ordinal));
        Assert.All(result.Model.Variants[0].Pollutants, p => Assert.All(p.Trees, Assert.Null));

        var written = ModelFile.Write(result.Model);
        Assert.Equal(written, ModelFile.Write(ModelFile.Read(written, "model.json").OrThrow()));
        var output = result.Model.Predict(SmallModels.Input() with { Days = [] }, 1);
        Assert.DoesNotContain(output.Days[0].Pollutants, p => p.Pollutant is Core.Quantities.Pollutant.Co or Core.Quantities.Pollutant.So2);
        Assert.NotNull(output.Days[0].O3Mda8);
        Assert.All(output.Days, d => Assert.True(d.Pm25Low < d.Pm25 && d.Pm25 < d.Pm25High));
    }

    [Fact]
    public void A_record_without_ten_days_in_a_row_still_gives_intervals()
    {
        // One day of nine has no air: no vector of misses is whole.
        var data = SmallModels.City.Data(SmallModels.TrainingDays + 60);
        var gaps = data with { Weather = null, Runs = [], Days = [], Hours = [.. data.Hours.Where(h => (h.Hour - MadeUpCity.First) / 24 % 9 != 4)] };
        var result = SmallModels.Train(gaps, SmallModels.Options with { WithoutTrees = true });
        Assert.All(result.Model.Predict(SmallModels.Input(), 1).Days, d => Assert.True(d.Pm25Low < d.Pm25 && d.Pm25 < d.Pm25High));
    }

    [Fact]
    public void Too_few_runs_of_the_observed_time_are_said_and_the_setting_is_left_out()
    {
        var data = SmallModels.City.Data(SmallModels.TrainingDays);
        // As many runs as one likes of a time that was not observed teach nothing.
        var elsewhere = data.Runs.Select(r => r with { IssuedAt = r.IssuedAt.Plus(-24 * 1000) }).Where(r => r.IssuedAt < MadeUpCity.First);
        var result = SmallModels.Train(data with { Runs = [.. elsewhere, .. data.Runs.Take(150)], Weather = data.Weather }, SmallModels.Options with { Settings = [WeatherSetting.Forecast], WithoutTrees = true });
        Assert.Equal([WeatherSetting.None], result.Model.Settings);
        Assert.Contains(result.Notes, n => n.En.Contains("Only 150", StringComparison.Ordinal));
    }
}
