using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Forecasting.Indexing;
using Emergency.Forecasting.Models.Features;
using Emergency.Forecasting.Observing;
using Emergency.Forecasting.Verification;
using Emergency.Forecasting.Weather;

namespace Emergency.Forecasting.Models.Trained;

/// <summary>Makes the forecasts of a past period again, each from what was known at its issue time alone.</summary>
public sealed class TestRuns
{
    /// <summary>Days of hours handed to a model: as many as the desk hands it in service.</summary>
    public const int KnownDays = 45;

    /// <summary>Earlier weather runs handed to a model, a day apart: those blended with the newest, and those of the days whose misses it looks at.</summary>
    public const int KnownRuns = LaggedRuns.MostLags + RecentMisses.Days + 1;

    private const int Day = 24;

    private readonly TrainedModel model;
    private readonly TrainingData data;
    private readonly AqiRules aqi;
    private readonly RunArchive archive;
    private readonly Dictionary<LocalDay, List<HourlyAir>> hours;
    private readonly Dictionary<LocalDay, DailyAir> days;

    /// <summary>Prepares.</summary>
    /// <param name="model">Model.</param>
    /// <param name="data">Observations and weather of the period and before; <see cref="TrainingData.Until"/> does not matter here.</param>
    /// <param name="aqi">AQI edition.</param>
    public TestRuns(TrainedModel model, TrainingData data, AqiRules aqi)
    {
        (this.model, this.data, this.aqi) = (model, data, aqi);
        archive = new RunArchive(data.Runs);
        hours = data.Hours.Where(h => h.Place == data.Place).GroupBy(h => h.Hour.Day).ToDictionary(g => g.Key, g => g.ToList());
        days = data.Days.Where(d => d.Place == data.Place).ToDictionary(d => d.Day);
    }

    /// <summary>Forecasts with targets from a day to a day, issued at an hour of each day; in the setting forecast one for each source.</summary>
    public IReadOnlyList<VerifiedRun> Make(WeatherSetting setting, LocalDay from, LocalDay to, int issueHour, int threads, CancellationToken cancel)
    {
        // The issue day is the day before lead 1 when issued after midnight, and the day of lead 1 itself at midnight.
        var first = from.Plus(issueHour == 0 ? 0 : -1);
        var jobs = Enumerable.Range(0, to - from + 1).Select(d => first.Plus(d).FirstHour.Plus(issueHour))
            .SelectMany(hour => Inputs(setting, hour)).ToList();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancel };

        // Each forecast looks at the first days of fifteen others: worked out once. A foreign model sees each of them at the level of the place on its own day.
        var home = data.Place == model.Place;
        var midnights = Enumerable.Range(-RecentMisses.Days, home ? to - from + RecentMisses.Days + 1 : 0).SelectMany(d => Inputs(setting, first.Plus(d).FirstHour)).ToList();
        var middles = new double[midnights.Count][];
        Parallel.For(0, midnights.Count, parallel, i => middles[i] = model.FirstDay(midnights[i])!);
        var said = midnights.Select((input, i) => (Key: (input.IssuedAt, input.WeatherForecast?.Source), Middle: middles[i])).ToDictionary(m => m.Key, m => m.Middle);
        var runs = new VerifiedRun[jobs.Count];
        Parallel.For(0, jobs.Count, parallel, i =>
            runs[i] = new(jobs[i].IssuedAt, model.Predict(jobs[i], jobs[i].IssuedAt.Index, explain: false, home ? midnight => said.GetValueOrDefault((midnight, jobs[i].WeatherForecast?.Source)) : null)));

        // A forecast that fell back for want of weather belongs to another setting: settings are never mixed.
        return [.. runs.Where(r => r.Output.Setting == setting)];
    }

    private IEnumerable<ForecastInput> Inputs(WeatherSetting setting, Hour issuedAt)
    {
        var known = Enumerable.Range(-KnownDays, KnownDays + 1).Select(d => issuedAt.Day.Plus(d)).ToList();
        var recent = known.SelectMany(d => hours.GetValueOrDefault(d) ?? []).Where(h => h.Hour < issuedAt).ToList();
        var recentDays = known.Where(d => d.Hours.Until <= issuedAt).Select(d => days.GetValueOrDefault(d)).OfType<DailyAir>().ToList();
        if (recent.Count == 0 && recentDays.Count == 0)
        {
            yield break;
        }

        var input = new ForecastInput(data.Place, issuedAt, recentDays, recent, recentDays)
        {
            Aqi = aqi,
            AqiCap = aqi.Cap,
            ObservedWeather = data.Weather?.Within(new(issuedAt.Plus(-Day * KnownDays), issuedAt)),
        };
        if (setting == WeatherSetting.None)
        {
            yield return input;
        }
        else if (setting == WeatherSetting.Perfect && data.Weather?.Within(new(issuedAt, issuedAt.Plus(WeatherOutlook.After))) is { } after)
        {
            yield return input with { Hindcast = true, WeatherForecast = new(data.Place, issuedAt, "observed", after) };
        }
        else if (setting == WeatherSetting.Forecast)
        {
            foreach (var source in archive.Sources)
            {
                if (archive.Known(issuedAt, KnownRuns, source) is { Count: > 0 } runs)
                {
                    yield return input with { WeatherForecast = runs[0], EarlierRuns = [.. runs.Skip(1)] };
                }
            }
        }
    }
}
