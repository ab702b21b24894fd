using Emergency.Core.Decisions;
using Emergency.Core.Time;
using Emergency.Forecasting.Indexing;
using Emergency.Forecasting.Models;
using Emergency.Forecasting.Models.Trained;
using Emergency.Forecasting.Observing;
using Emergency.Forecasting.Verification;
using Emergency.Forecasting.Weather;
using FsCheck;
using FsCheck.Fluent;

namespace Emergency.Forecasting.Tests.Models.Trained;

/// <summary>Nothing of the time after an issue time, or after the end of a training, may change anything before it.</summary>
public class LeakageTests
{
    private static readonly Hour Until = MadeUpCity.First.Plus(24 * SmallModels.TrainingDays);

    /// <summary>Hours after the issue time where a change begins, which kinds of data change, and by how much.</summary>
    private static readonly Gen<(int Hour, int What, int By)> Changes =
        from hour in Gen.Choose(0, 300)
        from what in Gen.Choose(1, 7)
        from factor in Gen.Choose(2, 50)
        select (hour, what, factor);

    [Theory]
    [InlineData(WeatherSetting.None)]
    [InlineData(WeatherSetting.Forecast)]
    public void Values_after_the_issue_time_change_no_forecast_made_again(WeatherSetting setting)
    {
        var data = SmallModels.City.Data(SmallModels.TrainingDays);
        var expected = Made(data, setting);
        Holds(6, change => Made(Changed(data, SmallModels.Issue, change), setting) == expected);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_model_that_is_handed_the_future_does_not_look_at_it(bool weather)
    {
        var known = SmallModels.Input();
        known = weather ? known : known with { WeatherForecast = null, EarlierRuns = [] };
        var expected = CanonicalJson.Write(SmallModels.Quick.Model.Predict(known, 1));
        var data = SmallModels.City.Data(SmallModels.TrainingDays);
        Holds(6, change =>
        {
            var changed = Changed(data, SmallModels.Issue, change);
            IReadOnlyList<WeatherRun> later = [.. changed.Runs.Where(r => r.IssuedAt > SmallModels.Issue).Take(3)];
            var handed = known with { Days = changed.Days, History = changed.Days, Hours = changed.Hours, ObservedWeather = changed.Weather, EarlierRuns = weather ? [.. later, .. known.EarlierRuns] : [] };
            // The last 45 days alone reach the model in service; more past than that is more knowledge, so it is cut here.
            handed = handed with { Hours = [.. handed.Hours.Where(h => h.Hour >= SmallModels.Issue.Plus(-45 * 24))], Days = [.. known.Days, .. changed.Days.Skip(known.Days.Count)] };
            return CanonicalJson.Write(SmallModels.Quick.Model.Predict(handed, 1)) == expected;
        });
    }

    [Fact]
    public void A_change_before_the_issue_time_does_change_the_forecast()
    {
        var data = SmallModels.City.Data(SmallModels.TrainingDays);
        foreach (var what in new[] { 1, 2, 4 })
        {
            Assert.NotEqual(Made(data, WeatherSetting.Forecast), Made(Changed(data, SmallModels.Issue.Plus(-24), (0, what, 3)), WeatherSetting.Forecast));
        }
    }

    [Fact]
    public void Data_after_the_end_of_the_training_and_the_number_of_threads_change_no_byte_of_the_model()
    {
        var changed = Changed(SmallModels.City.Data(SmallModels.TrainingDays), Until, (0, 7, 9));
        var again = SmallModels.Train(changed, SmallModels.Options with { Threads = 1 });
        Assert.Equal(ModelFile.Write(SmallModels.Quick.Model), ModelFile.Write(again.Model));
        Assert.Equal(CanonicalJson.Write(SmallModels.Quick.OutOfFold), CanonicalJson.Write(again.OutOfFold));
    }

    [Fact]
    public void Shuffled_targets_give_no_skill_where_true_ones_do()
    {
        var city = SmallModels.City;
        var order = Enumerable.Range(0, SmallModels.TrainingDays).ToArray();
        new Random(3).Shuffle(order);
        // Whole days change places, so that a day's hours stay together and everything else is lost.
        List<HourlyAir> hours = [.. Enumerable.Range(0, 24 * SmallModels.TrainingDays).Select(i => city.Hours[(24 * order[i / 24]) + (i % 24)] with { Hour = MadeUpCity.First.Plus(i) })];
        var shuffledDays = DailyIndex.Compute(MadeUpCity.Name, hours, MadeUpCity.Aqi);
        var shuffled = SmallModels.Train(city.Data(SmallModels.TrainingDays) with { Hours = hours, Days = [] }, SmallModels.Options with { Settings = [WeatherSetting.None] });

        Assert.True(Ratio(SmallModels.Quick.OutOfFold[WeatherSetting.None], city.Days) < 0.9);
        Assert.True(Ratio(shuffled.OutOfFold[WeatherSetting.None], shuffledDays) > 0.97);
        Assert.True(Ratio(Held(SmallModels.Quick.Model), city.Days) < 0.9);
        Assert.True(Ratio(Held(shuffled.Model), city.Days) > 0.95);

        IReadOnlyList<VerifiedRun> Held(TrainedModel model) => new TestRuns(model, city.Data(SmallModels.TrainingDays), MadeUpCity.Aqi)
            .Make(WeatherSetting.None, Until.Day, Until.Day.Plus(SmallModels.AllDays - SmallModels.TrainingDays - 1), 0, 2, TestContext.Current.CancellationToken);

        double Ratio(IReadOnlyList<VerifiedRun> runs, IReadOnlyList<DailyAir> observed)
        {
            var lead = ForecastVerification.Score(new(MadeUpCity.Name, WeatherSetting.None, runs, observed, [.. observed.Where(d => d.Day < Until.Day)], MadeUpCity.Aqi)).Leads[0].Pm25;
            return lead.Rmse / lead.RmseClimatology!.Value;
        }
    }

    private static void Holds(int times, Func<(int, int, int), bool> law) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(times).WithReplay(20190111UL, 1UL), Prop.ForAll(Changes.ToArbitrary(), law));

    private static string Made(TrainingData data, WeatherSetting setting) => CanonicalJson.Write(
        new TestRuns(SmallModels.Quick.Model, data, MadeUpCity.Aqi).Make(setting, SmallModels.Issue.Day, SmallModels.Issue.Day, 0, 1, TestContext.Current.CancellationToken).Single().Output);

    /// <summary>Multiplies the air (1), shifts the weather (2), spoils the runs (4) from some hours after a time on.</summary>
    private static TrainingData Changed(TrainingData data, Hour at, (int Hour, int What, int By) change)
    {
        var from = at.Plus(change.Hour);
        if ((change.What & 1) != 0)
        {
            data = data with
            {
                Hours = [.. data.Hours.Select(h => h.Hour < from ? h : new HourlyAir(h.Place, h.Hour, h.Pm25 * change.By, h.Pm10 + change.By, null, h.No2, h.O3 * change.By, h.Co))],
                Days = [.. data.Days.Select(d => d.Day.FirstHour < from ? d : MadeUpAir.Day(d.Day, 5 * change.By) with { Place = d.Place })],
            };
        }

        if ((change.What & 2) != 0)
        {
            data = data with { Weather = Shifted(data.Weather!, from, change.By) };
        }

        return (change.What & 4) == 0 ? data : data with { Runs = [.. data.Runs.Select(r => r.IssuedAt < from || r.IssuedAt == at && change.Hour == 0 && at == SmallModels.Issue ? r : r with { Hours = Shifted(r.Hours, from, change.By) })] };
    }

    private static WeatherSeries Shifted(WeatherSeries series, Hour from, int by)
    {
        var shifted = series.Within(new(series.First, series.Until));
        for (var v = 0; v < WeatherSeries.Variables; v++)
        {
            for (var i = Math.Max(0, from - series.First); i < series.Count; i++)
            {
                shifted[(WeatherVariable)v][i] = by % 7 == 0 ? float.NaN : shifted[(WeatherVariable)v][i] + by;
            }
        }

        return shifted;
    }
}
