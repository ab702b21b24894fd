using Emergency.Core.Regions;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Forecasting.Indexing;
using Emergency.Forecasting.Models;
using Emergency.Forecasting.Verification.InService;
using Emergency.Storage.Chain;
using Emergency.Storage.Observations;
using Emergency.Warnings.Advice;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.Forecasts;

/// <summary>The reports of the last days in service.</summary>
/// <param name="From">First day looked at.</param>
/// <param name="To">Last day looked at: yesterday.</param>
/// <param name="Observed">Days observed between them.</param>
/// <param name="Reports">By model, weather setting and issue hour, the one with most forecasts first.</param>
public sealed record ServiceReports(LocalDay From, LocalDay To, IReadOnlyList<DailyAir> Observed, IReadOnlyList<ServiceReport> Reports);

/// <summary>Verifies what was really issued, from the chain and the observations. Nothing is kept: it can be made again at any time.</summary>
public sealed class ServiceReportDesk(IDbContextFactory<AppDb> databases, ObservationDesk observations, RuleLibrary rules)
{
    /// <summary>Days that a report looks back.</summary>
    public const int Days = 90;

    private const int HistoryDays = 3660;

    /// <summary>Makes the reports.</summary>
    /// <param name="region">Region whose short name is the place.</param>
    /// <param name="today">The running day, which is not over.</param>
    /// <param name="costLoss">The bureau's cost–loss ratio.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<ServiceReports> MakeAsync(Region region, LocalDay today, double costLoss, CancellationToken cancellationToken)
    {
        var (from, to) = (today.Plus(-Days), today.Plus(-1));
        var issued = await IssuedAsync(region.Code, from, cancellationToken);
        if (issued.Count == 0)
        {
            return new(from, to, [], []);
        }

        var hours = await observations.LoadHoursAsync(region.ShortName, new HourRange(from.Plus(-HistoryDays).FirstHour, today.FirstHour), cancellationToken);
        var known = DailyIndex.Compute(region.ShortName, hours, day => rules.Aqi(region.Code, day).OrThrow());
        var triggers = rules.Triggers(region.Code, today);
        var reports = ServiceReport.Of(
            region.ShortName,
            issued,
            [.. known.Where(d => d.Day >= from.Plus(-30))],
            [.. known.Where(d => d.Day < from)],
            from,
            to,
            rules.Aqi(region.Code, today).OrThrow(),
            triggers.Ok ? DailyLevels.Of(triggers.Value) : null,
            costLoss);
        return new(from, to, [.. known.Where(d => d.Day >= from)], reports);
    }

    private async Task<List<Forecast>> IssuedAsync(string regionCode, LocalDay from, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        // No forecast is decided before its issue hour, give or take a day, and none reaches further than eleven days.
        var since = from.Plus(-12).Start;
        var rows = await db.Chain.AsNoTracking()
            .Where(c => c.RegionCode == regionCode && c.Kind == ChainKinds.Forecast && c.At >= since)
            .OrderBy(c => c.At).ThenBy(c => c.Id)
            .ToListAsync(cancellationToken);
        return [.. rows.Select(ChainDesk.Read<Forecast>)];
    }
}
