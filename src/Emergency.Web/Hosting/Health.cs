using Emergency.Core.Time;
using Emergency.Storage;
using Emergency.Storage.Calendar;
using Emergency.Storage.Ledger;
using Emergency.Web.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Emergency.Web.Hosting;

/// <summary>Ready means: the database answers.</summary>
internal sealed class DatabaseHealth(IDbContextFactory<AppDb> databases) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Database.CanConnectAsync(cancellationToken) ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("The database does not answer.");
    }
}

/// <summary>Degraded while the last daily forecast of an authority failed, was missed, or needs a look; never the reason to take a process out of service.</summary>
internal sealed class DailyForecastHealth(DailyRunDesk runs, DailyForecastOptions options, TimeProvider clock) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        foreach (var authority in options.Authorities)
        {
            var last = await runs.LatestAsync(authority.Region, cancellationToken);
            var due = options.LastDue(authority, clock.GetUtcNow() - options.Lease);
            if (last is { State: CalendarRunState.Failed or CalendarRunState.Troubled } || (due is { } time && (last is null || last.ScheduledAt < time)))
            {
                return HealthCheckResult.Degraded($"The daily forecast of {authority.Region}: {last?.State.ToString() ?? "never made"}, {last?.ScheduledAt.ToIso()}.");
            }
        }

        return HealthCheckResult.Healthy();
    }
}

/// <summary>Degraded while messages are due that nobody takes: no worker runs, or the workers cannot keep up. Pages go on.</summary>
internal sealed class LedgerHealth(LedgerDesk ledger, DeliveryOptions options) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var stuck = (await ledger.QueuesAsync(cancellationToken)).Where(q => q.OldestDue > options.StuckAfter).ToList();
        return stuck.Count == 0
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded(string.Join("; ", stuck.Select(q => $"{q.Channel}: {q.Overdue} messages due, the oldest for {q.OldestDue:c}")));
    }
}

internal static class HealthEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapHealthChecks("/health/live", new() { Predicate = _ => false });
        routes.MapHealthChecks("/health/ready");
    }
}
