using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Forecasting.Indexing;
using Emergency.Forecasting.Models;
using Emergency.Forecasting.Observing;
using Emergency.Forecasting.Verification;
using Emergency.Testing;

namespace Emergency.Forecasting.Tests.Verification;

/// <summary>The models on twelve stations of Beijing, trained on what lay before each issue, scored from November 2015 to October 2016.</summary>
public class BeijingSkillTests(ITestOutputHelper output)
{
    private const int DaysBetweenIssues = 6;

    private static AqiRules Rules => ShippedRules.Library.Aqi("cn", LocalDay.Of(2015, 1, 1)).OrThrow();

    [Fact]
    public void Without_weather_the_fitted_model_beats_persistence_on_day_one_and_is_never_worse_than_climatology_from_day_three()
    {
        var (days, hours) = Beijing();
        var scores = Forecaster.Models.ToDictionary(m => m.Key, m => Score(m.Value, days, hours));
        foreach (var (model, byLead) in scores)
        {
            foreach (var s in byLead)
            {
                output.WriteLine(FormattableString.Invariant(
                    $"{model,-12} lead {s.Lead,2} n={s.Pm25.Count} pm2.5 {s.Pm25.Rmse:0.0} aqi {s.AqiValue!.Rmse:0.0} bias {s.AqiValue.Bias:0.0} covered {s.AqiValue.Coverage80:0.00} brier skill {s.Events[VerifiedEvent.Aqi150].BrierSkill:0.00}"));
            }
        }

        var (fitted, climatology, persistence) = (scores["fitted"], scores["climatology"], scores["persistence"]);
        Assert.True(fitted[0].Pm25.Rmse < persistence[0].Pm25.Rmse);
        Assert.True(fitted[0].Events[VerifiedEvent.Aqi150].Brier < persistence[0].Events[VerifiedEvent.Aqi150].Brier);
        Assert.True(fitted[0].Pm25.Rmse < 0.75 * climatology[0].Pm25.Rmse);
        for (var i = 2; i < 10; i++)
        {
            // One year holds few events: two per cent is far inside the noise of the year (block bootstrap ±20 %).
            Assert.True(fitted[i].Pm25.Rmse <= 1.02 * climatology[i].Pm25.Rmse, $"lead {i + 1}: {fitted[i].Pm25.Rmse:0.0} against {climatology[i].Pm25.Rmse:0.0}");
            Assert.InRange(fitted[i].AqiValue!.Coverage80!.Value, 0.70, 0.90);
        }
    }

    private static IReadOnlyList<LeadScore> Score(IForecastModel model, IReadOnlyList<DailyAir> days, IReadOnlyList<HourlyAir> hours)
    {
        var issues = Enumerable.Range(0, 366 / DaysBetweenIssues).Select(i => LocalDay.Of(2015, 11, 1).Plus(i * DaysBetweenIssues));
        var runs = issues
            .Select(issue => new VerifiedRun(
                issue.FirstHour,
                model.Predict(new("北京", issue.FirstHour, days, hours, days.Where(d => d.Day < issue).ToList()) { AqiCap = 500 }, seed: 1)))
            .ToList();
        var training = days.Where(d => d.Day < LocalDay.Of(2015, 11, 1)).ToList();
        return ForecastVerification.Score(new("北京", WeatherSetting.None, runs, days, training, Rules) { To = LocalDay.Of(2016, 10, 31) }).Leads;
    }

    private static (IReadOnlyList<DailyAir> Days, IReadOnlyList<HourlyAir> Hours) Beijing()
    {
        var format = ObservationFormat.Find("uci-beijing").OrThrow();
        var problems = new List<ImportProblem>();
        var stations = new List<HourlyAir>();
        foreach (var file in ObservationFiles.Expand([SharedData.Path("beijing")], format).OrThrow())
        {
            using var stream = File.OpenRead(file);
            stations.AddRange(format.Hours!(stream, Path.GetFileName(file), problems));
        }

        var city = stations
            .GroupBy(h => h.Hour)
            .OrderBy(g => g.Key)
            .Select(g => new HourlyAir("北京", g.Key, g.Average(h => h.Pm25), g.Average(h => h.Pm10), g.Average(h => h.So2), g.Average(h => h.No2), g.Average(h => h.O3), g.Average(h => h.Co)))
            .ToList();
        return (DailyIndex.ComputeCity("北京", stations, Rules), city);
    }
}
