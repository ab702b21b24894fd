using Emergency.Core.Decisions;
using Emergency.Storage.Audit;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.Calendar;

/// <summary>
/// Keeps the runs of the daily forecast. However many workers the calendar wakes, one row a region and scheduled time is made by one of them, under a lease; when
/// that one dies, the lease runs out and another takes the run over. Leases follow the database's clock where machines share one.
/// </summary>
public sealed class DailyRunDesk(IDbContextFactory<AppDb> databases, IDialect dialect, AuditLog audit, TimeProvider clock)
{
    /// <summary>The job's name.</summary>
    public const string Job = "daily-forecast";

    /// <summary>Begun so often without an end, a run is given up: something in it kills its workers.</summary>
    public const int MostAttempts = 5;

    /// <summary>Takes a run for this worker. False when it is over, when another worker is at it, or when it was given up.</summary>
    /// <param name="regionCode">Region.</param>
    /// <param name="scheduledAt">When it was due by the calendar.</param>
    /// <param name="token">Names this claim; never used before by any worker.</param>
    /// <param name="lease">How long the claim holds without a sign of life.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public Task<bool> ClaimAsync(string regionCode, DateTimeOffset scheduledAt, string token, TimeSpan lease, CancellationToken cancellationToken) =>
        databases.InTransactionAsync(
            async db =>
            {
                await audit.LockAsync(db, cancellationToken);
                var now = await dialect.NowAsync(db, clock, cancellationToken);
                var row = await FindAsync(db, regionCode, scheduledAt, cancellationToken);
                if (row is null)
                {
                    row = new CalendarRunRow { RegionCode = regionCode, Job = Job, ScheduledAt = scheduledAt };
                    db.CalendarRuns.Add(row);
                }
                else if (row.State != CalendarRunState.Running || row.LeaseUntil > now)
                {
                    return false;
                }
                else if (row.Attempts >= MostAttempts)
                {
                    await GiveUpAsync(db, row, now, cancellationToken);
                    return false;
                }

                row.State = CalendarRunState.Running;
                row.Attempts++;
                (row.StartedAt, row.LeaseToken, row.LeaseUntil, row.StepsJson) = (now, token, now + lease, "[]");
                return true;
            },
            cancellationToken);

    /// <summary>A sign of life with what the steps said so far. False when another worker took the run over: then this one stops.</summary>
    public Task<bool> ProgressAsync(
        string regionCode, DateTimeOffset scheduledAt, string token, TimeSpan lease, IReadOnlyList<CalendarStep> steps, CancellationToken cancellationToken) =>
        databases.InTransactionAsync(
            async db =>
            {
                await audit.LockAsync(db, cancellationToken);
                if (await HeldAsync(db, regionCode, scheduledAt, token, cancellationToken) is not { } row)
                {
                    return false;
                }

                row.LeaseUntil = await dialect.NowAsync(db, clock, cancellationToken) + lease;
                row.StepsJson = CanonicalJson.Write(steps);
                return true;
            },
            cancellationToken);

    /// <summary>Ends a run, with its audit entry in the same transaction. False when another worker had taken it over: nothing changes then.</summary>
    public Task<bool> CompleteAsync(
        string regionCode,
        DateTimeOffset scheduledAt,
        string token,
        CalendarRunState state,
        IReadOnlyList<CalendarStep> steps,
        string? forecastId,
        string? adviceId,
        CancellationToken cancellationToken) =>
        databases.InTransactionAsync(
            async db =>
            {
                await audit.LockAsync(db, cancellationToken);
                if (await HeldAsync(db, regionCode, scheduledAt, token, cancellationToken) is not { } row)
                {
                    return false;
                }

                var now = await dialect.NowAsync(db, clock, cancellationToken);
                (row.State, row.FinishedAt, row.ForecastId, row.AdviceId) = (state, now, forecastId, adviceId);
                row.StepsJson = CanonicalJson.Write(steps);
                await audit.AppendAsync(db, "forecast.daily", Subject(row), new { state = state.ToString(), steps, forecastId, adviceId }, "system", now, cancellationToken);
                return true;
            },
            cancellationToken);

    /// <summary>The last run of a region; null when there was none.</summary>
    public async Task<DailyRun?> LatestAsync(string regionCode, CancellationToken cancellationToken) =>
        await RecentAsync(regionCode, 1, cancellationToken) is [var latest, ..] ? latest : null;

    /// <summary>The last runs of a region, the newest first.</summary>
    public async Task<IReadOnlyList<DailyRun>> RecentAsync(string regionCode, int limit, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await db.CalendarRuns.AsNoTracking()
            .Where(r => r.Job == Job && r.RegionCode == regionCode)
            .OrderByDescending(r => r.ScheduledAt)
            .Take(limit)
            .ToListAsync(cancellationToken);
        return rows.ConvertAll(RunOf);
    }

    /// <summary>Runs that a worker began and did not end, and whose lease has run out.</summary>
    public async Task<IReadOnlyList<DailyRun>> AbandonedAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = await dialect.NowAsync(db, clock, cancellationToken);
        var rows = await db.CalendarRuns.AsNoTracking()
            .Where(r => r.Job == Job && r.State == CalendarRunState.Running && r.LeaseUntil <= now)
            .OrderBy(r => r.ScheduledAt)
            .ToListAsync(cancellationToken);
        return rows.ConvertAll(RunOf);
    }

    private async Task GiveUpAsync(AppDb db, CalendarRunRow row, DateTimeOffset now, CancellationToken cancellationToken)
    {
        List<CalendarStep> steps = [.. CanonicalJson.Read<List<CalendarStep>>(row.StepsJson), new(
            "notify",
            CalendarStepState.Failed,
            new($"执行{row.Attempts}次均未完成，已放弃，请人工检查。", $"Begun {row.Attempts} times and never ended: given up; somebody must look."))];
        (row.State, row.FinishedAt, row.StepsJson) = (CalendarRunState.Failed, now, CanonicalJson.Write(steps));
        await audit.AppendAsync(db, "forecast.daily", Subject(row), new { state = row.State.ToString(), steps }, "system", now, cancellationToken);
    }

    private static async Task<CalendarRunRow?> HeldAsync(AppDb db, string regionCode, DateTimeOffset scheduledAt, string token, CancellationToken cancellationToken) =>
        await FindAsync(db, regionCode, scheduledAt, cancellationToken) is { State: CalendarRunState.Running } row && row.LeaseToken == token ? row : null;

    private static Task<CalendarRunRow?> FindAsync(AppDb db, string regionCode, DateTimeOffset scheduledAt, CancellationToken cancellationToken) =>
        db.CalendarRuns.SingleOrDefaultAsync(r => r.RegionCode == regionCode && r.Job == Job && r.ScheduledAt == scheduledAt, cancellationToken);

    private static string Subject(CalendarRunRow row) => $"{Job}:{row.RegionCode}:{Core.Time.ChinaTime.ToIso(row.ScheduledAt)}";

    private static DailyRun RunOf(CalendarRunRow row) => new(
        row.RegionCode,
        row.ScheduledAt,
        row.State,
        row.Attempts,
        row.StartedAt,
        row.FinishedAt,
        CanonicalJson.Read<List<CalendarStep>>(row.StepsJson),
        row.ForecastId,
        row.AdviceId);
}
