using Emergency.Core.Time;
using Emergency.Forecasting.Models;
using Emergency.Forecasting.Models.Trained;
using Emergency.Forecasting.Weather;
using Emergency.Storage.Observations;
using Emergency.Storage.Weather;

namespace Emergency.Storage.Forecasts;

/// <summary>Puts together what a model is given in service: the same for an issued forecast and for one made again to compare models.</summary>
public sealed class ForecastInputs(WeatherDesk weather)
{
    /// <summary>Everything known at an issue time, out of air that may reach further.</summary>
    /// <param name="air">What was observed; what lies at or after the issue time is left out.</param>
    /// <param name="issuedAt">Issue time.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<ForecastInput> AtAsync(KnownAir air, Hour issuedAt, CancellationToken cancellationToken)
    {
        var since = issuedAt.Day.Plus(-TestRuns.KnownDays);
        var observed = await weather.LoadSeriesAsync(air.Place, new HourRange(since.FirstHour, issuedAt), cancellationToken);
        var newest = await weather.LatestRunAsync(air.Place, issuedAt, cancellationToken);
        var run = newest is not null && issuedAt - newest.IssuedAt <= WeatherRun.OldestUsed ? newest : null;
        var history = air.Days.TakeWhile(d => d.Day.Hours.Until <= issuedAt).ToList();
        return new ForecastInput(
            air.Place,
            issuedAt,
            [.. history.SkipWhile(d => d.Day < since)],
            [.. air.Hours.SkipWhile(h => h.Hour < since.FirstHour).TakeWhile(h => h.Hour < issuedAt)],
            history)
        {
            Aqi = air.Aqi,
            AqiCap = air.Aqi.Cap,
            ObservedWeather = Enum.GetValues<WeatherVariable>().All(v => Array.TrueForAll(observed[v], float.IsNaN)) ? null : observed,
            WeatherForecast = run,
            EarlierRuns = run is null ? [] : await weather.EarlierRunsAsync(run, TestRuns.KnownRuns, cancellationToken),
        };
    }
}
