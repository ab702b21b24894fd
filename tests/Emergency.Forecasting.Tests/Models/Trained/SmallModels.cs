using Emergency.Core.Time;
using Emergency.Forecasting.Models;
using Emergency.Forecasting.Models.Features;
using Emergency.Forecasting.Models.Trained;
using Emergency.Forecasting.Models.Trees;
using Emergency.Forecasting.Weather;

namespace Emergency.Forecasting.Tests.Models.Trained;

/// <summary>A quick model of a made-up city, trained once for all tests that only look at it.</summary>
internal static class SmallModels
{
    public const int TrainingDays = 340;
    public const int AllDays = 420;

    public static MadeUpCity City { get; } = new(AllDays);

    public static TrainingOptions Options { get; } = new()
    {
        Id = "small",
        Quick = true,
        Threads = 2,
        Settings = [WeatherSetting.None, WeatherSetting.Forecast],
        WithoutTrees = !XgboostTrainer.Available,
    };

    public static TrainedResult Quick => LazyQuick.Value;

    private static readonly Lazy<TrainedResult> LazyQuick = new(() => Train(City.Data(TrainingDays), Options));

    /// <summary>The midnight after the training and a month more.</summary>
    public static Hour Issue { get; } = MadeUpCity.First.Plus(24 * (TrainingDays + 30));

    public static TrainedResult Train(TrainingData data, TrainingOptions options) =>
        ModelTraining.Train(data, options, MadeUpCity.Aqi, new Progress<(double, string)>(), TestContext.Current.CancellationToken).OrThrow();

    /// <summary>What a desk would hand the model: all that is known at an issue time.</summary>
    public static ForecastInput Input(Hour? at = null, MadeUpCity? from = null)
    {
        var (issuedAt, city) = (at ?? Issue, from ?? City);
        var runs = new RunArchive(city.Runs).Known(issuedAt, TestRuns.KnownRuns);
        var days = city.Days.Where(d => d.Day.Hours.Until <= issuedAt).ToList();
        return new(MadeUpCity.Name, issuedAt, days, [.. city.Hours.Where(h => h.Hour < issuedAt && h.Hour >= issuedAt.Plus(-45 * 24))], days)
        {
            Aqi = MadeUpCity.Aqi,
            AqiCap = MadeUpCity.Aqi.Cap,
            ObservedWeather = city.Weather.Within(new(issuedAt.Plus(-45 * 24), issuedAt)),
            WeatherForecast = runs[0],
            EarlierRuns = [.. runs.Skip(1)],
        };
    }
}
