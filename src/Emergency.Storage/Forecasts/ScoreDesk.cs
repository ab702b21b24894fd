using Emergency.Core.Refusals;
using Emergency.Core.Time;
using Emergency.Forecasting.Models;
using Emergency.Forecasting.Verification.InService;
using Emergency.Storage.Audit;
using Emergency.Storage.Chain;
using Emergency.Storage.Observations;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.Forecasts;

/// <summary>What scoring did.</summary>
/// <param name="Scored">Figures scored for the first time.</param>
/// <param name="Revised">Figures scored again because observations or figures by hand had changed.</param>
/// <param name="Waiting">Days of issued forecasts that are over but have no valid observation yet: they are scored when one comes.</param>
public sealed record Scoring(int Scored, int Revised, IReadOnlyList<LocalDay> Waiting);

/// <summary>Scores issued forecasts once their days are over, and keeps every score.</summary>
public sealed class ScoreDesk(IDbContextFactory<AppDb> databases, AuditLog audit, ObservedAir air)
{
    /// <summary>How far back days are looked at again: what is published or revised later than that is not scored any more.</summary>
    public const int LookBackDays = 60;

    /// <summary>Days of history that the climatology is made from, at most.</summary>
    private const int ClimatologyDays = 3660;

    /// <summary>
    /// Scores every issued forecast of a region for every day before <paramref name="today"/> that has a valid observation, with its audit entry in the same
    /// transaction. Scored twice, nothing changes; an observation that was revised gives a new revision beside the old one.
    /// Refused for an unknown region (REGION-001) or without an AQI edition.
    /// </summary>
    /// <param name="regionCode">Region; its short name is the place observed.</param>
    /// <param name="today">The running day, which is not over.</param>
    /// <param name="by">User name or "system".</param>
    /// <param name="at">When.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<Outcome<Scoring>> ScoreDueAsync(string regionCode, LocalDay today, string by, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var (from, to) = (today.Plus(-LookBackDays), today.Plus(-1));
        var issued = await IssuedAsync(regionCode, from, today, cancellationToken);
        var observed = await air.BeforeAsync(regionCode, today.FirstHour, issued.Count == 0 ? 0 : LookBackDays + ClimatologyDays, cancellationToken);
        if (!observed.Ok)
        {
            return observed.Refusal;
        }

        var known = observed.Value.Days;
        var forecasts = issued.ToDictionary(i => i.Id, i => i.Forecast, StringComparer.Ordinal);
        var ids = forecasts.Keys.ToList();
        return await databases.InTransactionAsync<Outcome<Scoring>>(
            async db =>
            {
                // Serialises scoring: two workers at once score a day once.
                await audit.LockAsync(db, cancellationToken);
                var corrections = await db.ForecastCorrections.AsNoTracking().Where(c => ids.Contains(c.ForecastId)).OrderBy(c => c.Id).ToListAsync(cancellationToken);
                var input = new ServiceInput(
                    observed.Value.Place,
                    [.. issued.Select(i => i.Forecast)],
                    CorrectionDesk.Figures(corrections, forecasts.GetValueOrDefault),
                    [.. known.Where(d => d.Day >= from)],
                    [.. known.Where(d => d.Day < from)],
                    observed.Value.Aqi);
                var scores = ServiceScores.Of(input, from, to);
                var there = await CurrentAsync(db, regionCode, from, to, cancellationToken);
                var (scored, revised) = (0, 0);
                foreach (var score in scores)
                {
                    var row = RowOf(score, regionCode, input, issued, at);
                    if (there.TryGetValue(KeyOf(row), out var former))
                    {
                        if (Says(former) == Says(row))
                        {
                            continue;
                        }

                        row.Revision = former.Revision + 1;
                        revised++;
                    }
                    else
                    {
                        scored++;
                    }

                    db.ForecastScores.Add(row);
                }

                if (scored + revised > 0)
                {
                    var detail = new { Today = today.ToString(), scored, revised };
                    await audit.AppendAsync(db, "forecast.score", $"region:{regionCode}", detail, by, at, cancellationToken);
                }

                return new Scoring(scored, revised, WaitingOf(input, scores, from, to));
            },
            cancellationToken);
    }

    /// <summary>The scores that count, by day, issue time, lead, model and source.</summary>
    public async Task<IReadOnlyList<ForecastScoreRow>> ScoresAsync(string regionCode, LocalDay from, LocalDay to, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await CurrentAsync(db, regionCode, from, to, cancellationToken);
        return [.. rows.Values.OrderBy(s => s.Day).ThenBy(s => s.IssuedAt).ThenBy(s => s.Lead).ThenBy(s => s.ModelId, StringComparer.Ordinal).ThenBy(s => s.Source)];
    }

    /// <summary>The thirty days up to a day, by model, source, issue hour and lead, beside what the cards promise.</summary>
    /// <param name="regionCode">Region.</param>
    /// <param name="until">Last day.</param>
    /// <param name="cards">Cards by model id; models without one are scored all the same.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<IReadOnlyList<RollingScore>> RollingAsync(
        string regionCode, LocalDay until, IReadOnlyDictionary<string, IReadOnlyList<CardScore>> cards, CancellationToken cancellationToken)
    {
        var rows = await ScoresAsync(regionCode, until.Plus(1 - ServiceScores.RollingDays), until, cancellationToken);
        return ServiceScores.Rolling(rows.Select(r => r.ToScore()), until, cards);
    }

    /// <summary>Findings of drift at a day.</summary>
    /// <param name="regionCode">Region.</param>
    /// <param name="until">Last day.</param>
    /// <param name="cards">Cards by model id; without its card a model's errors are not judged, its bias and its intervals are.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<IReadOnlyList<DriftFinding>> DriftAsync(
        string regionCode, LocalDay until, IReadOnlyDictionary<string, IReadOnlyList<CardScore>> cards, CancellationToken cancellationToken)
    {
        var rows = await ScoresAsync(regionCode, until.Plus(1 - Drift.CusumDays), until, cancellationToken);
        return Drift.Find([.. rows.Select(r => r.ToScore())], until, cards);
    }

    /// <summary>Forecasts that have a day within the range, the later revision of one issue last.</summary>
    private async Task<List<(string Id, Forecast Forecast)>> IssuedAsync(string regionCode, LocalDay from, LocalDay today, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        // No forecast is decided before its issue hour, give or take a day, and none reaches further than eleven days.
        var since = from.Plus(-12).Start;
        var rows = await db.Chain.AsNoTracking()
            .Where(c => c.RegionCode == regionCode && c.Kind == ChainKinds.Forecast && c.At >= since)
            .OrderBy(c => c.At)
            .ToListAsync(cancellationToken);
        // A hindcast is no forecast: it is never scored beside them.
        return [.. rows
            .Select(row => (row.Id, Forecast: ChainDesk.Read<Forecast>(row)))
            .Where(f => f.Forecast.Setting != WeatherSetting.Perfect && f.Forecast.Days.Any(d => d.Day >= from && d.Day < today))];
    }

    private static async Task<Dictionary<(string, DateTimeOffset, int, FigureSource), ForecastScoreRow>> CurrentAsync(
        AppDb db, string regionCode, LocalDay from, LocalDay to, CancellationToken cancellationToken)
    {
        var rows = await db.ForecastScores.AsNoTracking().Where(s => s.RegionCode == regionCode && s.Day >= from.Date && s.Day <= to.Date).ToListAsync(cancellationToken);
        return rows.GroupBy(KeyOf).ToDictionary(g => g.Key, g => g.MaxBy(s => s.Revision)!);
    }

    private static (string, DateTimeOffset, int, FigureSource) KeyOf(ForecastScoreRow row) => (row.ModelId, row.IssuedAt.ToUniversalTime(), row.Lead, row.Source);

    /// <summary>What makes a score another one. The climatology is as it was when first scored: it grows with every import.</summary>
    private static (double?, double?, double?, int?, bool?, int?) Says(ForecastScoreRow row) =>
        (row.Pm25, row.ObservedPm25, row.Aqi, row.ObservedAqi, row.Inside80, row.CategoriesOff);

    private static ForecastScoreRow RowOf(DayScore score, string regionCode, ServiceInput input, List<(string Id, Forecast Forecast)> issued, DateTimeOffset at)
    {
        var forecast = issued.Last(i => i.Forecast.ModelId == score.ModelId && i.Forecast.IssuedAt == score.IssuedAt);
        var figure = score.Source == FigureSource.Forecaster
            ? input.Figures.Last(f => f.ModelId == score.ModelId && f.IssuedAt == score.IssuedAt && f.Day == score.Day)
            : null;
        return new ForecastScoreRow
        {
            RegionCode = regionCode,
            ModelId = score.ModelId,
            Source = score.Source,
            IssuedAt = score.IssuedAt,
            Lead = score.Lead,
            Day = score.Day.Date,
            Revision = 1,
            ForecastId = forecast.Id,
            Pm25 = score.Pm25,
            ObservedPm25 = score.ObservedPm25,
            Aqi = figure is null ? forecast.Forecast.Days.First(d => d.Day == score.Day).Aqi : figure.Aqi,
            ObservedAqi = input.Observed.FirstOrDefault(d => d.Day == score.Day)?.Aqi,
            Climatology = score.Climatology,
            Inside80 = score.Inside80,
            Surprise = score.Surprise,
            CategoriesOff = score.CategoriesOff,
            Probability150 = score.Probability150,
            Was150 = score.Was150,
            At = at,
        };
    }

    private static List<LocalDay> WaitingOf(ServiceInput input, IReadOnlyList<DayScore> scores, LocalDay from, LocalDay to)
    {
        var done = scores.Select(s => s.Day).ToHashSet();
        return [.. input.Forecasts.SelectMany(f => f.Days).Select(d => d.Day).Where(d => d >= from && d <= to && !done.Contains(d)).Distinct().Order()];
    }
}
