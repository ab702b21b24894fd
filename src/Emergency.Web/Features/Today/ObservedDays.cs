using Emergency.Core.Regions;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Forecasting.Indexing;
using Emergency.Forecasting.Observing;
using Emergency.Storage;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Web.Features.Today;

/// <summary>Observed days of a city, from its stored hours, by the edition in force on each day.</summary>
public sealed class ObservedDays(IDbContextFactory<AppDb> databases, RuleLibrary rules)
{
    /// <summary>The last full days before <paramref name="today"/>, oldest first; empty when there is no hour among them.</summary>
    public async Task<IReadOnlyList<DailyAir>> LastAsync(Region region, LocalDay today, int count, CancellationToken cancellationToken) =>
        await BetweenAsync(region, today.Plus(-count), today, cancellationToken);

    /// <summary>The days from <paramref name="from"/> (included) to <paramref name="until"/> (not included) that have an hour.</summary>
    public async Task<IReadOnlyList<DailyAir>> BetweenAsync(Region region, LocalDay from, LocalDay until, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var place = region.ShortName;
        var first = from.FirstHour.Index;
        var end = until.FirstHour.Index;
        var rows = await (
            from observation in db.Observations.AsNoTracking()
            join p in db.Places on observation.PlaceId equals p.Id
            where p.Name == place && observation.Hour >= first && observation.Hour < end
            orderby observation.Hour
            select observation).ToListAsync(cancellationToken);
        var hours = rows.Select(r => new HourlyAir(place, new Hour(r.Hour), r.Pm25, r.Pm10, r.So2, r.No2, r.O3, r.Co) { PublishedAqi = r.PublishedAqi, PackedQuality = r.Quality });
        return DailyIndex.Compute(place, hours, day => rules.Aqi(region.Code, day).OrThrow());
    }
}
