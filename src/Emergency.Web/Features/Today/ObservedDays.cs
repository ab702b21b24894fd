using Emergency.Core.Regions;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Forecasting.Indexing;
using Emergency.Storage.Observations;

namespace Emergency.Web.Features.Today;

/// <summary>Observed days of a city, from its stored hours, by the edition in force on each day.</summary>
public sealed class ObservedDays(ObservationDesk observations, RuleLibrary rules)
{
    /// <summary>The last full days before <paramref name="today"/>, oldest first; empty when there is no hour among them.</summary>
    public Task<IReadOnlyList<DailyAir>> LastAsync(Region region, LocalDay today, int count, CancellationToken cancellationToken) =>
        BetweenAsync(region, today.Plus(-count), today, cancellationToken);

    /// <summary>The days from <paramref name="from"/> (included) to <paramref name="until"/> (not included) that have an hour.</summary>
    public async Task<IReadOnlyList<DailyAir>> BetweenAsync(Region region, LocalDay from, LocalDay until, CancellationToken cancellationToken)
    {
        var hours = await observations.LoadHoursAsync(region.ShortName, new HourRange(from.FirstHour, until.FirstHour), cancellationToken);
        return DailyIndex.Compute(region.ShortName, hours, day => rules.Aqi(region.Code, day).OrThrow());
    }
}
