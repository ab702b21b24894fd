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

/// <summary>
/// Verifies what was really issued, from the chain and the observations. The last reports are held in memory while nothing that they rest on changes: the day,
/// the cost–loss ratio, the imports and the forecasts issued. They can be made again at any time.
/// </summary>
public sealed class ServiceReportDesk(IDbContextFactory<AppDb> databases, ObservedAir air, RuleLibrary rules)
{
    /// <summary>Days that a report looks back.</summary>
    public const int Days = 90;

    private const int HistoryDays = 3660;

    private Held? held;

    /// <summary>Makes the reports.</summary>
    /// <param name="region">Region whose short name is the place.</param>
    /// <param name="today">The running day, which is not over.</param>
    /// <param name="costLoss">The bureau's cost–loss ratio.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<ServiceReports> MakeAsync(Region region, LocalDay today, double costLoss, CancellationToken cancellationToken)
    {
        var grounds = await GroundsAsync(region, today, costLoss, cancellationToken);
        // Two readers at once may both make the same reports; the last one's are held.
        if (held is not { } last || last.Grounds != grounds)
        {
            held = last = new(grounds, await ComputeAsync(region, today, costLoss, cancellationToken));
        }

        return last.Reports;
    }

    private async Task<ServiceReports> ComputeAsync(Region region, LocalDay today, double costLoss, CancellationToken cancellationToken)
    {
        var (from, to) = (today.Plus(-Days), today.Plus(-1));
        var issued = await IssuedAsync(region.Code, from, cancellationToken);
        if (issued.Count == 0)
        {
            return new(from, to, [], []);
        }

        var known = await air.DaysAsync(region, from.Plus(-HistoryDays), today, cancellationToken);
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

    private async Task<Grounds> GroundsAsync(Region region, LocalDay today, double costLoss, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return new(
            region.Code,
            today,
            costLoss,
            await db.Imports.MaxAsync(i => (int?)i.Id, cancellationToken) ?? 0,
            await db.Chain.CountAsync(c => c.RegionCode == region.Code && c.Kind == ChainKinds.Forecast, cancellationToken));
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

    /// <summary>What reports rest on.</summary>
    private sealed record Grounds(string Region, LocalDay Today, double CostLoss, int LastImport, int Forecasts);

    private sealed record Held(Grounds Grounds, ServiceReports Reports);
}
