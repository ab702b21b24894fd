using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Forecasting.Indexing;
using Emergency.Forecasting.Models;
using Emergency.Forecasting.Models.Trained;
using Emergency.Forecasting.Models.Trees;
using Emergency.Forecasting.Observing;
using Emergency.Forecasting.Verification;
using Emergency.Forecasting.Weather;
using Emergency.Testing;

namespace Emergency.Forecasting.Tests.Models.Trained;

/// <summary>The recipe without any weather forecast on twelve stations of Beijing: trained to October 2015, scored from November 2015 to October 2016.</summary>
public class BeijingNoneTests(ITestOutputHelper output)
{
    private static readonly LocalDay From = LocalDay.Of(2015, 11, 1);
    private static readonly LocalDay To = LocalDay.Of(2016, 10, 31);

    private static AqiRules Rules => ShippedRules.Library.Aqi("cn", From).OrThrow();

    [Fact]
    public void Without_a_weather_forecast_the_trained_model_is_never_worse_than_climatology_from_day_three()
    {
        var folder = SharedData.Path("beijing");
        var data = Beijing(folder);
        var cancel = TestContext.Current.CancellationToken;
        var options = new TrainingOptions { Id = "beijing", Settings = [WeatherSetting.None], Threads = 2, Quick = true, WithoutTrees = !XgboostTrainer.Available };
        var trained = ModelTraining.Train(data, options, Rules, new Progress<(double, string)>(), cancel).OrThrow();
        var runs = new TestRuns(trained.Model, data, Rules).Make(WeatherSetting.None, From, To, issueHour: 0, threads: 2, cancel);
        Assert.All(runs, r => Assert.Equal(WeatherSetting.None, r.Output.Setting));
        var leads = ForecastVerification.Score(new("北京", WeatherSetting.None, runs, data.Days, [.. data.Days.Where(d => d.Day < From)], Rules) { From = From, To = To, OutOfFold = trained.OutOfFold[WeatherSetting.None] }).Leads;
        foreach (var s in leads)
        {
            output.WriteLine(FormattableString.Invariant(
                $"lead {s.Lead,2} n={s.Pm25.Count} rmse {s.Pm25.Rmse:0.0} climatology {s.Pm25.RmseClimatology:0.0} persistence {s.Pm25.RmsePersistence:0.0} covered {s.Pm25.Coverage80:0.00}"));
        }

        Assert.True(leads[0].Pm25.Rmse < 47);
        Assert.True(leads[0].Pm25.Rmse < 0.75 * leads[0].Pm25.RmsePersistence);
        foreach (var s in leads)
        {
            Assert.InRange(s.Pm25.Coverage80!.Value, 0.70, 0.90);
            Assert.True(s.Lead < 3 || s.Pm25.Rmse <= s.Pm25.RmseClimatology, $"lead {s.Lead}: {s.Pm25.Rmse} against {s.Pm25.RmseClimatology}");
        }
    }

    private static TrainingData Beijing(string folder)
    {
        var format = ObservationFormat.Find("uci-beijing").OrThrow();
        var (stations, weather, problems) = (new List<HourlyAir>(), new List<WeatherHour>(), new List<ImportProblem>());
        foreach (var file in ObservationFiles.Expand([folder], format).OrThrow())
        {
            using (var stream = File.OpenRead(file))
            {
                stations.AddRange(format.Hours!(stream, Path.GetFileName(file), problems));
            }

            using (var stream = File.OpenRead(file))
            {
                weather.AddRange(WeatherFormat.Find("uci-beijing").OrThrow().Hours!(stream, Path.GetFileName(file), problems));
            }
        }

        var city = stations
            .GroupBy(h => h.Hour)
            .OrderBy(g => g.Key)
            .Select(g => new HourlyAir("北京", g.Key, g.Average(h => h.Pm25), g.Average(h => h.Pm10), g.Average(h => h.So2), g.Average(h => h.No2), g.Average(h => h.O3), g.Average(h => h.Co)))
            .ToList();
        return new("北京", city, DailyIndex.ComputeCity("北京", stations, Rules), From.FirstHour) { Weather = WeatherSeries.Of(weather) };
    }
}
