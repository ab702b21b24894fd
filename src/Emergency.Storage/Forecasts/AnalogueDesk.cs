using Emergency.Core.Regions;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Forecasting.Indexing;
using Emergency.Forecasting.Models;
using Emergency.Forecasting.Observing;
using Emergency.Forecasting.Weather;
using Emergency.Storage.Observations;
using Emergency.Storage.Weather;

namespace Emergency.Storage.Forecasts;

/// <summary>Finds analogue days of an issued forecast in what is stored. Nothing is kept: the record stays the source.</summary>
public sealed class AnalogueDesk(ObservationDesk observations, WeatherDesk weather, RuleLibrary rules)
{
    /// <summary>Years of the record that are searched.</summary>
    private const int Years = 10;

    /// <summary>Days of each year that are read around the forecast: the season sought, what the normals of its edges need, and the ten days ahead.</summary>
    private const int Before = AnalogueFinder.SeasonDays + AnalogueFinder.NormalDays + 3;

    private const int After = Before + 10;

    /// <summary>
    /// Analogue days of some days of a forecast; those that the forecast itself carries when it has any. Weather is used when the forecast saw one and observed
    /// weather is stored.
    /// </summary>
    /// <param name="region">Region whose short name is the place.</param>
    /// <param name="forecast">The forecast.</param>
    /// <param name="lead">The lead asked for.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<AnalogueFindings> FindAsync(Region region, Forecast forecast, int lead, CancellationToken cancellationToken)
    {
        if (forecast.Analogues.Any(a => a.Lead == lead))
        {
            return new([.. forecast.Analogues.Where(a => a.Lead == lead)], [lead]);
        }

        var issuedAt = Hour.Containing(forecast.IssuedAt);
        var spans = Enumerable.Range(0, Years + 1).Select(back => Span(issuedAt, back)).Where(s => s.From < s.Until).ToList();
        var hours = new List<HourlyAir>();
        foreach (var span in spans)
        {
            hours.AddRange(await observations.LoadHoursAsync(region.ShortName, span, cancellationToken));
        }

        var run = forecast.Setting == WeatherSetting.Forecast ? await weather.LatestRunAsync(region.ShortName, issuedAt, cancellationToken) : null;
        var observed = run is null ? null : await WeatherAsync(region.ShortName, spans, cancellationToken);
        var input = new AnalogueInput(
            issuedAt,
            // The lead before it gives the PM2.5 of the day before.
            [.. forecast.Days.Where(d => d.Lead == lead || d.Lead == lead - 1)],
            DailyIndex.Compute(region.ShortName, hours, day => rules.Aqi(region.Code, day).OrThrow()),
            observed,
            run);
        var found = AnalogueFinder.Find(input);
        return new([.. found.Days.Where(d => d.Lead == lead)], found.ByWeather);
    }

    private static HourRange Span(Hour issuedAt, int yearsBack)
    {
        var middle = new LocalDay(issuedAt.Day.Date.AddYears(-yearsBack));
        var until = middle.Plus(After).FirstHour;
        return new(middle.Plus(-Before).FirstHour, until < issuedAt ? until : issuedAt);
    }

    private async Task<WeatherSeries> WeatherAsync(string place, List<HourRange> spans, CancellationToken cancellationToken)
    {
        var (first, until) = (spans.Min(s => s.From), spans.Max(s => s.Until));
        var all = new WeatherSeries(first, until - first);
        foreach (var span in spans)
        {
            var part = await weather.LoadSeriesAsync(place, span, cancellationToken);
            foreach (var variable in Enum.GetValues<WeatherVariable>())
            {
                part[variable].CopyTo(all[variable], span.From - first);
            }
        }

        return all;
    }
}
