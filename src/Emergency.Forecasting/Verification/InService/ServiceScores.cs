using Emergency.Core.Quantities;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Forecasting.Indexing;
using Emergency.Forecasting.Models;

namespace Emergency.Forecasting.Verification.InService;

/// <summary>What the scores in service are made from. All of one place.</summary>
/// <param name="Place">City name or station code.</param>
/// <param name="Forecasts">Issued forecasts whose days may be over; of two with the same model and issue time the later in the list counts.</param>
/// <param name="Figures">Figures by hand.</param>
/// <param name="Observed">Daily values observed since.</param>
/// <param name="TrainingDays">Daily values the model was trained on, for climatology; may be empty.</param>
/// <param name="Aqi">AQI edition, for the categories.</param>
public sealed record ServiceInput(
    string Place,
    IReadOnlyList<Forecast> Forecasts,
    IReadOnlyList<ManualFigure> Figures,
    IReadOnlyList<DailyAir> Observed,
    IReadOnlyList<DailyAir> TrainingDays,
    AqiRules Aqi);

/// <summary>Scores issued forecasts once their days are over.</summary>
public static class ServiceScores
{
    /// <summary>Days of a rolling score.</summary>
    public const int RollingDays = 30;

    /// <summary>The 80 % interval of a normal distribution reaches so many standard deviations to each side.</summary>
    private const double HalfWidth80 = 1.2816;

    /// <summary>How every figure issued for these days turned out, by day, issue time, lead and source. Days without a valid observation give none.</summary>
    public static IReadOnlyList<DayScore> Of(ServiceInput input, LocalDay from, LocalDay to)
    {
        var observed = new ObservedDays(input.Place, input.Observed, null);
        var climatology = new SeasonalReference(input.Place, input.TrainingDays, null);
        var figures = input.Figures.GroupBy(f => (f.ModelId, f.IssuedAt, f.Day)).ToDictionary(g => g.Key, g => g.Last());
        var scores = new List<DayScore>();
        foreach (var forecast in input.Forecasts.Where(f => f.Place == input.Place).GroupBy(f => (f.ModelId, f.IssuedAt)).Select(g => g.Last()))
        {
            foreach (var day in forecast.Days.Where(d => d.Day >= from && d.Day <= to))
            {
                var number = day.Day.Date.DayNumber;
                var truth = observed[number];
                if (double.IsNaN(truth.Pm25) && double.IsNaN(truth.Aqi))
                {
                    continue;
                }

                var model = ModelScore(input, forecast, day, truth, climatology.At(number).Pm25);
                scores.Add(model);
                if (figures.TryGetValue((forecast.ModelId, forecast.IssuedAt, day.Day), out var figure))
                {
                    scores.Add(model with
                    {
                        Source = FigureSource.Forecaster,
                        Pm25 = figure.Pm25,
                        CategoriesOff = figure.Aqi is { } aqi ? ObservedDay.CategoryOf(input.Aqi, aqi) - truth.Category : null,
                        Inside80 = null,
                        Surprise = null,
                        Probability150 = null,
                    });
                }
            }
        }

        return [.. scores.OrderBy(s => s.Day).ThenBy(s => s.IssuedAt).ThenBy(s => s.Lead).ThenBy(s => s.ModelId, StringComparer.Ordinal).ThenBy(s => s.Source)];
    }

    /// <summary>The thirty days up to a day, by model, source, issue hour and lead, beside the card.</summary>
    /// <param name="scores">Scores of single days; those outside the thirty days are ignored.</param>
    /// <param name="until">Last day.</param>
    /// <param name="cards">Cards by model id.</param>
    public static IReadOnlyList<RollingScore> Rolling(IEnumerable<DayScore> scores, LocalDay until, IReadOnlyDictionary<string, IReadOnlyList<CardScore>> cards) =>
    [
        .. scores
            .Where(s => s.Day <= until && s.Day > until.Plus(-RollingDays) && s.Error is not null)
            .GroupBy(s => (s.ModelId, s.Source, s.IssueHour, s.Lead))
            .OrderBy(g => g.Key.ModelId, StringComparer.Ordinal).ThenBy(g => g.Key.Source).ThenBy(g => g.Key.IssueHour).ThenBy(g => g.Key.Lead)
            .Select(g => RollingOf([.. g], cards.GetValueOrDefault(g.Key.ModelId)?.FirstOrDefault(c => c.Lead == g.Key.Lead))),
    ];

    private static RollingScore RollingOf(List<DayScore> days, CardScore? card)
    {
        var (first, squared) = (days[0], days.Average(d => d.Error!.Value * d.Error.Value));
        var reference = days.Average(d => d.Climatology is { } normal ? Math.Pow(normal - d.ObservedPm25!.Value, 2) : (double?)null);
        return new(
            first.ModelId,
            first.Source,
            first.IssueHour,
            first.Lead,
            days.Count,
            Math.Sqrt(squared),
            days.Average(d => d.Error!.Value),
            reference is > 0 and var r ? Math.Sqrt(squared / r) : null,
            days.Average(d => d.Inside80 is { } inside ? (inside ? 1.0 : 0) : (double?)null),
            days.Average(d => d.CategoriesOff is { } off ? (off == 0 ? 1.0 : 0) : (double?)null),
            card);
    }

    private static DayScore ModelScore(ServiceInput input, Forecast forecast, ForecastDay day, ObservedDay truth, double climatology)
    {
        var deviation = Math.Log(Math.Max(1, day.Pm25High) / Math.Max(1, day.Pm25Low)) / (2 * HalfWidth80);
        return new(
            forecast.ModelId,
            FigureSource.Model,
            forecast.IssuedAt,
            day.Lead,
            day.Day,
            day.Pm25Mean ?? day.Pm25,
            Known(truth.Pm25),
            Known(climatology),
            double.IsNaN(truth.Pm25) ? null : truth.Pm25 >= day.Pm25Low && truth.Pm25 <= day.Pm25High,
            deviation > 0 ? Known(Math.Log(Math.Max(1, truth.Pm25) / Math.Max(1, day.Pm25)) / deviation) : null,
            truth.Category is { } category ? (day.Category ?? ObservedDay.CategoryOf(input.Aqi, day.Aqi)) - category : null,
            day.WithOzone?.Above150 ?? day.Above150,
            truth.Exceeds(VerifiedEvent.Aqi150.Threshold()!.Value));
    }

    private static double? Known(double value) => double.IsNaN(value) ? null : value;
}
